"""Right of reply, errors and sources: from the link on a page to the desk, and not a word of it in public."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.callers import outbox
from events.callers.forms import new_seal
from events.callers.models import Knock
from events.letterbox import letters
from events.letterbox.models import Letter
from tests.factories import UserFactory
from tracker.accounts.models import Role

pytestmark = pytest.mark.usefixtures("nobody_rings")

ANSWER = {
    "words": "We did nothing of the kind.",
    "capacity": "Head of communication of Marlow",
    "name": "Ada Marlow",
    "reply_to": "ada@marlow.example",
}
REPORT = {"words": "It was in March."}
HALF = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n+2AA-\r\n--x--'
"""Half of a character, as one old encoding can write it."""
FORMS = [
    ("/reply/", {**ANSWER, "document": "https://marlow.example/answer"}),
    ("/report/", {**REPORT, "document": "https://a.example/", "name": "Ada", "reply_to": "ada@a.example"}),
    (
        "/suggest/",
        {"words": "All of it.", "document": "https://a.example/", "name": "Ada", "reply_to": "ada@a.example"},
    ),
]
ODD = [("\0", "Null characters are not allowed."), ("\ud800", "A character cannot be read")]
SUBJECTS = {"companies/1": "company-1", "incidents/1": "incident-1", "events/1": "event-1", "sources/1": "source-1"}
LISTS = {"": 1, "?state=closed": 0, "?kind=error": 0, "?kind=reply&state=new": 1, "?state=all": 1}
SUGGESTION = {"document": "https://court.example/complaint.pdf"}


def filled(**typed: object) -> dict[str, object]:
    return {"seal": new_seal(), "homepage": "", **typed}


def in_utf_7(typed: dict[str, str]) -> bytes:
    """A form in the encoding that has halves of characters."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n'
    parts = [part.format(name).encode() + text.encode("utf-7") + b"\r\n" for name, text in typed.items()]
    return b"".join([*parts, b"--x--\r\n"])


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.usefixtures("slowly")
class TestWriting:
    def test_an_answer_reaches_the_desk_with_the_version_that_its_writer_read(self, everything, reader) -> None:
        sent = reader.post("/reply/?about=event-1", filled(**ANSWER))

        letter = Letter.objects.get()
        assert (sent.status_code, sent["Location"]) == (302, f"/letters/{letter.receipt}/")
        about = (letter.about_kind, letter.about_number, letter.about_version)
        assert (letter.kind, letter.state, about) == ("reply", "new", ("event", 1, 2))
        assert {name: getattr(letter, name) for name in ANSWER} == ANSWER

    @pytest.mark.parametrize(
        ("path", "kind", "typed"), [("/report/", "error", REPORT), ("/suggest/", "source", SUGGESTION)]
    )
    def test_errors_and_sources_need_no_name(self, db, reader, path, kind, typed) -> None:
        assert reader.post(path, filled(**typed)).status_code == 302
        letter = Letter.objects.get()
        assert (letter.kind, letter.name, letter.about_kind, letter.about_number) == (kind, "", "", None)

    def test_the_receipt_tells_how_far_it_is_and_no_word(self, everything, reader) -> None:
        place = reader.post("/fr/reply/?about=event-1", filled(**ANSWER))["Location"]
        for path in (place, place.removeprefix("/fr"), place.lower()):
            answer = Client().get(path)
            told = text_of(answer)
            assert Letter.objects.get().receipt in told
            assert [text for text in ANSWER.values() if text in told] == []
            assert "event" not in told.lower().split("what happens next")[0].partition("receipt")[2]
            assert answer["Cache-Control"] == "no-store"
        assert Client().get("/letters/ZZZZ-ZZZZ-ZZ/").status_code == 404

    def test_a_second_click_makes_no_second_letter(self, db, reader) -> None:
        form = filled(**REPORT)
        first, second = reader.post("/report/", form), reader.post("/report/", form)
        assert (first["Location"], Letter.objects.count()) == (second["Location"], 1)

    def test_the_form_names_what_it_is_about(self, everything, reader) -> None:
        told = text_of(reader.get("/reply/?about=event-1"))
        assert "About: Event 1, version 2: Staff used company accounts, The Daily reported" in told
        gone = text_of(reader.get("/report/?about=incident-4"))
        assert "About: Incident 4, version 2" in gone
        assert "An affair that was none" not in gone

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("?about=event-99", 404),
            ("?about=event", 400),
            ("?about=person-1", 400),
            ("?about=event-0", 400),
            ("?about=event-%00", 400),
            ("?about=event-1&version=x", 400),
            ("?about=event-99999999999999", 400),
            ("?about=event-%F0%9F", 400),
        ],
    )
    def test_what_is_about_nothing_gets_a_sentence(self, everything, reader, address, status) -> None:
        for path in ("/reply/", "/fr/report/"):
            answer = reader.get(path + address)
            assert answer.status_code == status
            assert '<p class="short">' in answer.content.decode()
            assert reader.post(path + address, filled(**REPORT)).status_code == status
        assert not Letter.objects.exists()

    def test_each_fault_stands_at_its_field_and_typing_is_kept(self, everything, reader) -> None:
        typed = {"words": "", "capacity": "", "name": "A\0da", "reply_to": "nowhere", "document": "ftp://x"}
        answer = reader.post("/reply/?about=event-1", filled(**typed))
        page = answer.content.decode()
        assert answer.status_code == 422
        for name in typed:
            assert f'id="id_{name}_error"' in page, name
            assert f'href="#id_{name}"' in page, name
            assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', page), name
        assert 'value="nowhere"' in page
        assert 'value="ftp://x"' in page
        assert page.count('role="alert"') == 1
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(
        "typed",
        [
            {"words": "x" * 20_001},
            {"words": "\0"},
            {"words": "x", "document": "https://" + "x" * 3000},
            {"words": "x", "document": "javascript:alert(1)"},
            {"words": "x", "name": "x" * 201},
            {"words": "x", "reply_to": "a@b@c"},
            {"words": " \n "},
            {},
        ],
    )
    def test_bad_input_is_told_and_kept_nowhere(self, db, reader, typed) -> None:
        answer = reader.post("/report/", filled(**typed))
        assert (answer.status_code, Letter.objects.count()) == (422, 0)
        assert "It was not sent" in text_of(answer)

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"words=" + b"x" * 300_000, "application/x-www-form-urlencoded"),
            (b"words=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
            (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
            (b"\xff\xfe", "application/x-www-form-urlencoded; charset=utf-16"),
            (b"nothing", "multipart/form-data; boundary=x"),
            (b"", "multipart/form-data"),
            (HALF, "multipart/form-data; boundary=x; charset=utf-7"),
            (b"{}", "application/json"),
        ],
    )
    def test_what_cannot_be_read_gets_a_sentence(self, db, body, content_type) -> None:
        answer = Client(raise_request_exception=False).generic("POST", "/report/", body, content_type)
        assert answer.status_code in (400, 422)
        assert "It was not sent" in text_of(answer)
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(("path", "typed"), FORMS)
    @pytest.mark.parametrize(("odd", "sentence"), ODD)
    def test_a_character_that_cannot_be_kept_is_named_at_its_field(self, db, path, typed, odd, sentence) -> None:
        client = Client(raise_request_exception=False)
        for name in [*typed, "seal", "homepage"]:
            form = filled(**typed)
            body = in_utf_7(form | {name: form[name] + odd})
            answer = client.generic("POST", path, body, "multipart/form-data; boundary=x; charset=utf-7")
            page = answer.content.decode()
            assert (answer.status_code, Letter.objects.count()) == (422, 0), name
            assert "It was not sent" in text_of(answer), name
            if name in typed:
                assert sentence in page.partition(f'id="id_{name}_error">')[2].partition("<")[0], name

    def test_what_only_machines_fill_is_refused_in_a_sentence(self, db, reader) -> None:
        answer = reader.post("/report/", filled(**REPORT) | {"homepage": "https://spam.example"})
        assert (answer.status_code, Letter.objects.count()) == (422, 0)
        assert "to tell machines from people" in text_of(answer)
        assert "It was in March." in answer.content.decode()

    @pytest.mark.parametrize("seal", ["", "x", "a:b:c", "é\0"])
    def test_a_form_that_is_not_ours_is_refused(self, db, reader, seal) -> None:
        answer = reader.post("/report/", filled(**REPORT) | {"seal": seal})
        assert (answer.status_code, Letter.objects.count()) == (422, 0)
        again = re.search(r'name="seal" value="([^"]+)"', answer.content.decode())[1]
        assert reader.post("/report/", filled(**REPORT) | {"seal": again}).status_code == 302

    def test_no_form_is_taken_from_another_site(self, db, reader) -> None:
        headers = [
            ({"sec-fetch-site": "cross-site"}, 400),
            ({"sec-fetch-site": "same-site"}, 400),
            ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 400),
            ({"origin": "https://elsewhere.example"}, 400),
            ({"origin": "null", "sec-fetch-site": "same-origin"}, 302),
            ({"origin": "http://testserver"}, 302),
            ({}, 302),
        ]
        answers = [reader.post("/report/", filled(**REPORT), headers=each).status_code for each, _status in headers]
        assert answers == [status for _each, status in headers]

    def test_so_many_an_hour_and_no_more_but_others_still_may(self, db, reader) -> None:
        answers = [reader.post("/report/", filled(**REPORT)) for _ in range(letters.SLOT.each + 1)]
        assert [answer.status_code for answer in answers] == [302] * letters.SLOT.each + [429]
        assert "It was in March." in answers[-1].content.decode()
        assert reader.post("/report/", filled(**REPORT), REMOTE_ADDR="192.0.2.7").status_code == 302
        assert Letter.objects.count() == letters.SLOT.each + 1
        kept = " ".join(Knock.objects.values_list("who", flat=True))
        assert "127.0.0.1" not in kept
        assert "192.0.2.7" not in kept

    def test_where_nothing_can_be_written_the_page_says_so(self, everything, reader, settings) -> None:
        settings.NEWSROOM_EMAIL = "newsroom@answerable.example"
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {settings.PUBLIC_ROLE}")
        for answer in (reader.get("/reply/?about=event-1"), reader.post("/reply/", filled(**ANSWER))):
            assert answer.status_code == 503
            assert "a copy of the record that can only be read" in text_of(answer)
            assert 'href="mailto:newsroom@answerable.example"' in answer.content.decode()
        assert reader.get("/letters/ZZZZ-ZZZZ-ZZ/").status_code == 404
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def test_the_newsroom_is_told_without_a_word_of_it(self, everything, reader, settings) -> None:
        settings.NEWSROOM_EMAIL = "newsroom@answerable.example"
        reader.post("/reply/?about=event-1", filled(**ANSWER))
        while outbox.send_due():
            pass
        (told,) = mail.outbox
        letter = Letter.objects.get()
        assert told.to == ["newsroom@answerable.example"]
        assert letter.receipt in told.subject
        assert letter.get_desk_url() in told.body
        assert [text for text in ANSWER.values() if text in told.body + told.subject] == []


def test_what_comes_faster_than_a_person_types_is_asked_for_again(db, reader) -> None:
    form = filled(**REPORT)
    answer = reader.post("/report/", form)
    assert (answer.status_code, Letter.objects.count()) == (422, 0)
    assert "faster than anybody types" in text_of(answer)
    assert f'value="{form["seal"]}"' in answer.content.decode(), "The same form will do in a moment."


def test_every_subject_s_page_leads_there_and_each_allegation_to_the_reply(everything, reader) -> None:
    for path, about in SUBJECTS.items():
        for language in ("", "/fr"):
            page = reader.get(f"{language}/{path}/").content.decode()
            for name in ("reply", "report", "suggest"):
                link = f'href="{language}/{name}/?about={about}"'
                assert link in page.split("</main>")[0].rsplit('class="about-you"', 1)[1], (path, link)
    entries = reader.get("/companies/1/?show=allegations").content.decode()
    assert 'href="/reply/?about=event-1"' in entries


class TestAtTheDesk:
    @pytest.fixture
    def letter(self, everything) -> Letter:
        about = {"about_kind": "event", "about_number": 1, "about_version": 2}
        return Letter.objects.create(kind="reply", form_key=uuid.uuid4(), language="en", **about, **ANSWER)

    def _client(self, user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def test_every_editor_sees_it_on_the_dashboard_and_in_the_list(self, letter, author) -> None:
        at_desk = self._client(author)
        assert letter.receipt in at_desk.get("/desk/").content.decode()
        for address, is_there in LISTS.items():
            page = at_desk.get(f"/desk/letters/{address}").content.decode()
            assert (letter.receipt in page) == bool(is_there), address
        assert at_desk.get("/desk/letters/?state=lost").status_code == 302

    def test_its_page_shows_all_and_leads_to_what_it_may_become(self, letter, author) -> None:
        Letter.objects.update(document="https://marlow.example/statement")
        page = self._client(author).get(letter.get_desk_url()).content.decode()
        assert [text for text in ANSWER.values() if text not in page] == []
        assert 'href="/events/1/v/2/"' in page
        assert "/desk/add/?url=https%3A%2F%2Fmarlow.example%2Fstatement" in page

    def test_who_handled_it_and_when_is_kept(self, letter, author) -> None:
        form = {"state": "answered", "note": "Wrote back.", "seen": "new"}
        assert self._client(author).post(letter.get_desk_url(), form).status_code == 302
        letter.refresh_from_db()
        assert (letter.state, letter.note, letter.handled_by) == ("answered", "Wrote back.", author)
        assert letter.handled_at is not None
        assert "Answered" in text_of(Client().get(f"/letters/{letter.receipt}/"))

    def test_two_editors_do_not_overwrite_each_other(self, letter, author, reviewer) -> None:
        self._client(author).post(letter.get_desk_url(), {"state": "handled", "note": "", "seen": "new"})
        late = self._client(reviewer).post(letter.get_desk_url(), {"state": "closed", "note": "Spam", "seen": "new"})
        assert "In the meantime this letter was marked" in text_of(late)
        letter.refresh_from_db()
        assert (letter.state, letter.handled_by) == ("handled", author)

    def test_only_an_administrator_deletes_before_its_time(self, letter, author) -> None:
        door = reverse("admin:desk_letter_delete", args=[letter.pk])
        assert self._client(author).post(door).status_code == 403
        assert Letter.objects.exists()
        assert self._client(UserFactory(role=Role.ADMINISTRATOR)).post(door).status_code == 302
        assert not Letter.objects.exists()


def _made(**values) -> Letter:
    return Letter.objects.create(
        **({"kind": "error", "words": "x", "form_key": uuid.uuid4(), "language": "en"} | values)
    )


def test_what_was_dealt_with_is_deleted_after_half_a_year_and_all_after_two(db) -> None:
    now = timezone.now()
    half, two = timedelta(days=181), timedelta(days=731)
    kept = {
        _made(),
        _made(state="closed", handled_at=now - timedelta(days=170)),
        _made(state="handled", handled_at=now - half, received_at=now - half),
    }
    _made(state="closed", handled_at=now - half)
    _made(state="answered", handled_at=now - half)
    _made(received_at=now - two)
    assert letters.forget() == 3
    assert set(Letter.objects.all()) == kept


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "praise"},
        {"state": "lost"},
        {"words": ""},
        {"about_kind": "event"},
        {"about_number": 1},
        {"about_kind": "person", "about_number": 1},
        {"kind": "reply"},
        {"kind": "reply", "name": "Ada"},
        {"state": "closed"},
    ],
)
def test_the_database_refuses_what_is_no_letter(db, values) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _made(**values)
