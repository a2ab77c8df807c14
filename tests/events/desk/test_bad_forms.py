"""Every form of the desk, sent as no browser sends it: answered with a sentence, and never half done."""

import datetime
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from events.desk.imports.models import Import
from events.desk.imports.staging import stage_file
from events.desk.models import SavedFilter
from events.desk.workbench.forms import FORMS
from events.models import Batch, Overruling
from events.review import actions, batches
from tests.events.desk.doors import House, routes, rows
from tests.events.desk.forms_found import Form, forms_of
from tests.factories import CompanyFactory, UserFactory, answered_dossier, published, submitted
from tracker import wsgi
from tracker.accounts.models import Entry, Purpose, Role

HOSTILE = {
    "NUL": b"a\0b",
    "half a letter": b"a\xed\xa0\x80b\xff\xfe",
    "a great number": b"9" * 30,
    "a number beyond a column": b"9223372036854775808",
    "a negative number": b"-1",
    "no digit though it says so": "²".encode(),
    "not a number": b"NaN",
    "a long text": b"x" * 70_000,
    "a list": b"[1, {}]",
    "nothing": b"",
    "a time before all times": b"0001-01-01T00:00:00+23:59",
}
TOO_MUCH = "The form holds more than is read at once."
LETTERS = "The request is not one that this site understands."
SENTENCES = (TOO_MUCH, LETTERS)
TURNS = 3
MOST = 4
# A page of a dossier notes who has it open, and the attempts to sign in are counted.
NOTED = {"desk.Presence"}
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS")


def pages_of_a_writer(house: House) -> Iterator[str]:
    mapped = stage_file(name="x.csv", stream=io.BytesIO(b"title,company,date\na,b,2016\n"), by=house.author)
    bench, incident = reverse("admin:desk_workbench", args=[house.source.pk]), house.incident.pk
    yield from (house.address(route) for route in routes() if "logout" not in route and "account" not in route)
    yield from (f"{bench}?incident={incident}&add={kind}" for kind in FORMS)
    yield from (f"/desk/events/event/add/?incident={incident}&kind={kind}" for kind in ("allegation", "statement"))
    yield house.statement.get_desk_url()
    yield reverse("admin:imports_columns", args=[mapped.pk])
    yield reverse("admin:imports_companies", args=[house.job.pk]) + "?show=all"


def pages_of_a_reviewer(house: House, reviewer) -> Iterator[str]:
    waiting, timed, public = answered_dossier(), answered_dossier(), answered_dossier()
    submitted(waiting)
    seen = submitted(timed).digest
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)
    actions.schedule(incident=timed, by=reviewer, seen=seen, publish_at=at, zone="Europe/Paris")
    published(public)
    batch = Batch.objects.create(name="together", author=house.author)
    batch.incidents.add(dossier_of(house.author))
    batches.submit_batch(batch=batch, by=house.author)
    yield reverse("admin:desk_review", args=[waiting.pk])
    yield reverse("admin:desk_batch", args=[batch.pk])
    yield timed.get_desk_url()
    yield reverse("admin:desk_submit", args=[public.pk])
    yield reverse("admin:desk_wording", args=[public.pk])
    yield f"{reverse('admin:desk_merge', args=[house.company.pk])}?survivor={CompanyFactory().pk}"
    yield from (reverse("admin:desk_decide", args=[each.pk]) for each in Overruling.objects.all())


def dossier_of(author):
    dossier = answered_dossier()
    type(dossier).objects.filter(pk=dossier.pk).update(author=author)
    return type(dossier).objects.get(pk=dossier.pk)


def pages_of_an_administrator(house: House) -> Iterator[str]:
    yield from (house.address(route) for route in routes() if "account" in route and "logout" not in route)


def pages_of_nobody(person) -> Iterator[str]:
    yield "/account/login/"
    yield "/account/password/reset/"
    yield f"/account/enter/{Entry.make(person, Purpose.SIGN_IN)}/"
    yield f"/account/invitation/{Entry.make(person, Purpose.INVITATION)}/"
    yield f"/account/set-up/?code={Entry.make(None, Purpose.SET_UP)}"


@pytest.fixture(params=["writer", "reviewer", "administrator", "nobody"])
def forms(request, db, sit_down) -> tuple[Client, list[Form]]:
    """Somebody at a browser, and every form that this person meets."""
    if request.param == "nobody":
        client, pages = Client(raise_request_exception=False), pages_of_nobody(UserFactory(email="new@news.example"))
    else:
        house, person = House(), UserFactory(role=Role.REVIEWER if request.param == "reviewer" else Role.ADMINISTRATOR)
        client = sit_down(house.author if request.param == "writer" else person, raise_request_exception=False)
        pages = {
            "writer": lambda: pages_of_a_writer(house),
            "reviewer": lambda: pages_of_a_reviewer(house, person),
            "administrator": lambda: pages_of_an_administrator(house),
        }[request.param]()
    found = {form.shape: form for page in list(pages) for form in _shown(client, page)}
    return client, [form for form in found.values() if "logout" not in form.action]


def _shown(client: Client, page: str) -> Iterator[Form]:
    answer = client.get(page)
    let_go(answer)
    if answer.status_code == 200 and "html" in answer["Content-Type"] and not answer.streaming and answer.content:
        yield from forms_of(page, answer.content)


def let_go(answer) -> None:
    """Closes the file that it sends, and not, as `close` would, the connection on which the test is undone."""
    for close in answer._resource_closers:
        close()


class _Undone(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of what is done within stays."""
    try:
        with transaction.atomic():
            yield
            raise _Undone
    except _Undone:
        pass


def faults_of(client: Client, send: Callable, before: dict) -> list[str]:
    """What is wrong with the answer to `send`; the database is as it was afterwards."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with undone(), written() as wrote:
        answer = send(client)
        faults = list(_faults(answer, before, wrote))
        let_go(answer)
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    return faults


@contextmanager
def written() -> Iterator[list[str]]:
    """Every statement that changes something."""
    wrote: list[str] = []

    def noted(execute, sql, *args):
        wrote.extend([sql] if sql.startswith(("INSERT", "UPDATE", "DELETE", "COPY", "WITH")) else [])
        return execute(sql, *args)

    with connection.execute_wrapper(noted):
        yield wrote


def _faults(answer, before: dict, wrote: list[str]) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"answered {answer.status_code}: {answer.exc_info[1]!r}" if answer.exc_info else "answered 5xx"
        return
    connection.check_constraints()  # what a commit would refuse
    if answer.status_code == 400 and not any(sentence in answer.content.decode() for sentence in SENTENCES):
        yield "refused without a sentence"
    if answer.status_code >= 400 and wrote:
        changed = {place[0] for place in dict(set(before.items()) ^ set(rows().items()))}
        yield from (f"refused with {answer.status_code}, and yet changed {name}" for name in changed - NOTED)


def spoilt(form: Form, turn: int) -> Form:
    """Each of its fields holds something hostile, and each something else, but for how many rows there are."""
    values = list(HOSTILE.values())
    fields = [
        (name, text if name.endswith(COUNTS) else values[(place + turn) % len(values)])
        for place, (name, text) in enumerate(form.fields)
    ]
    return replace(form, fields=tuple(fields))


def test_no_form_is_broken_by_what_stands_in_it(forms) -> None:
    client, found = forms
    before, faults = rows(), []

    for form in found:
        for turn in range(0, len(HOSTILE), len(HOSTILE) // TURNS):
            faults += [(form.action, turn, fault) for fault in faults_of(client, spoilt(form, turn).sent, before)]

    assert faults == []


def test_no_form_is_broken_by_how_many_rows_it_says_it_has(forms) -> None:
    client, found = forms
    before, faults = rows(), []

    for form in found:
        counts = [place for place, (name, _text) in enumerate(form.fields) if name.endswith(COUNTS)]
        for value in (b"1000000000", b"9" * 30, None) if counts else ():
            for place in reversed(counts):
                form = form.with_one(place, value)
            faults += [(form.action, value, fault) for fault in faults_of(client, form.sent, before)]

    assert faults == []


def test_no_form_is_broken_by_what_is_missing_or_there_twice(forms) -> None:
    client, found = forms
    before, faults = rows(), []

    for form in found:
        sendings = {f"without {name}": form.with_one(place, None) for place, (name, _) in enumerate(form.fields)}
        sendings = dict(list(sendings.items())[:MOST])
        sendings["all of it twice"] = replace(form, fields=form.fields * 2)
        sendings["nothing"] = replace(form, fields=())
        for what, sending in sendings.items():
            faults += [(form.action, what, fault) for fault in faults_of(client, sending.sent, before)]

    assert faults == []


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "unicode_escape", "utf-16", "idna", "no-such-letters"])
@pytest.mark.parametrize("sent", ["sent", "sent_in_parts"])
def test_a_form_is_read_as_ours_whatever_letters_it_says_it_is_in(
    at_desk, author, monkeypatch, charset: str, sent: str
) -> None:
    """Halves of letters, which no text in the database holds, would come in so; and `rot13` is no letters at all."""
    monkeypatch.setattr("django.test.client.WSGIRequest", wsgi.Request)
    page = reverse("admin:desk_filter_save")
    form = Form(page, page, (("name", b"+2AA-"), ("subject", b"events.incident"), ("query", rb"q=\ud800")))

    answer = getattr(form, sent)(at_desk, charset=charset)

    assert answer.status_code == 302
    assert SavedFilter.objects.get().name == "+2AA-"


@pytest.mark.parametrize(
    "kind", ["text/html; charset=rot13", "multipart/form-data; boundary*=rot13''x", "\0", "a; b*=c"]
)
def test_no_page_is_broken_by_the_kind_that_a_request_says_it_is_of(db, monkeypatch, kind: str) -> None:
    monkeypatch.setattr("django.test.client.WSGIRequest", wsgi.Request)

    answers = [Client().generic(method, "/account/login/", b"x", content_type=kind) for method in ("GET", "POST")]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    "head", ["filename*=rot13''a", "filename*=utf-7''%2B2AA-.csv", 'filename="a\0.csv"', "filename*=x"]
)
def test_no_form_is_broken_by_the_name_of_a_file(at_desk, head: str) -> None:
    for page, field in ((reverse("admin:imports"), "file"), (reverse("admin:desk_add"), "document")):
        heads = f'Content-Disposition: form-data; name="{field}"; {head}'
        part = f"--edge\r\n{heads}\r\n\r\ntitle,date\nA,2016\n\r\n--edge--\r\n"

        answer = at_desk.generic("POST", page, part.encode(), content_type="multipart/form-data; boundary=edge")

        assert answer.status_code in {200, 302, 400}


def test_a_form_of_thousands_of_fields_is_refused_with_a_sentence(at_desk) -> None:
    answer = at_desk.post(reverse("admin:events_incident_add"), {f"field{n}": "x" for n in range(5001)})

    assert answer.status_code == 400
    assert TOO_MUCH in answer.content.decode()


def test_a_form_of_megabytes_is_refused_with_a_sentence(at_desk) -> None:
    answer = at_desk.post(reverse("admin:events_incident_add"), {"title": "x" * 3_000_000})

    assert answer.status_code == 400
    assert TOO_MUCH in answer.content.decode()


def test_a_table_that_says_it_has_more_rows_than_were_sent_is_not_shown_with_them(at_desk) -> None:
    page = reverse("admin:companies_company_add")
    sent = {"name": "Acme", "names-TOTAL_FORMS": "1500", "names-INITIAL_FORMS": "0"}

    answer = at_desk.post(page, sent)

    assert answer.status_code == 400
    assert LETTERS in answer.content.decode()


def test_too_many_cells_are_refused_at_the_field(at_desk) -> None:
    answer = at_desk.post(reverse("admin:imports"), {"pasted": "title\tdate\n" + "x" * 3_000_000})

    assert answer.status_code == 413
    assert "up to 2,000,000 characters can be pasted" in str(answer.context["form"].errors["pasted"])
    assert not Import.objects.exists()


def test_cells_are_taken_from_our_own_page_only(author, sit_down) -> None:
    """The token is read behind the guard that answers what is too large."""
    client = sit_down(author, enforce_csrf_checks=True)

    answer = client.post(reverse("admin:imports"), {"pasted": "title\tdate\nA\t2016"})

    assert answer.status_code == 403
    assert not Import.objects.exists()


def test_what_no_text_can_hold_is_taken_out_of_what_was_typed(at_desk) -> None:
    at_desk.post(reverse("admin:desk_filter_save"), {"name": "Mi\0ne", "subject": "events.incident", "query": "q=x"})

    assert SavedFilter.objects.get().name == "Mine"
