"""The page of a source: where its copy stands, what it says of itself, what may be taken, and what is never shown."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from events.capture import warc
from events.capture.models import Finding
from events.models import Capture, Citation, Lineage, Source
from events.models.capture import CaptureState, Doubt
from tests.factories import EventFactory, IncidentFactory, SourceFactory

TEXT = "Amazon employees ask for an end of the sale.\nMore than 450 employees signed a letter to Jeff Bezos."
FOUND = {
    "title": {"value": "A letter to Bezos", "place": "og:title"},
    "publisher": {"value": "The Example", "place": "og:site_name"},
    "authors": {"value": "Ana Writer", "place": "JSON-LD"},
    "published": {"value": "2018-06-21", "place": "article:published_time"},
    "language": {"value": "en", "place": "html lang"},
    "canonical": {"value": "https://news.example/canonical", "place": "link rel=canonical"},
}


def copy_of(source: Source, state: str = CaptureState.KEPT, **fields) -> Capture:
    made = {"address": source.url, "origin": "fetched", "state": state}
    if state == CaptureState.KEPT:
        made |= {"text": TEXT, "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
    if state in {CaptureState.QUEUED, CaptureState.FETCHING}:
        made |= {"taken_at": None}
    if state == CaptureState.FETCHING:
        made |= {"leased_until": "2100-01-01T00:00Z", "token": "00000000-0000-0000-0000-000000000001"}
    return Capture.objects.create(source=source, **(made | fields))


@pytest.fixture
def source(db) -> Source:
    return SourceFactory(url="https://news.example/a", title="https://news.example/a", publisher="", published="")


def door(name: str, source: Source, *more: int) -> str:
    return reverse(f"admin:desk_source_{name}", args=[source.pk, *more])


# --- Where its copy stands ---


@pytest.mark.parametrize(
    ("state", "fields", "said", "unsaid"),
    [
        ("queued", {}, ["Queued", "Look again", 'hx-trigger="every 2s"'], ["Try again", "<details id=keep-text open"]),
        ("fetching", {}, ["Fetching …", "Look again", 'hx-trigger="every 2s"'], ["Try again"]),
        ("kept", {}, ["Kept</strong> · fetched", "Read the text", "Fetch it anew"], ["every 2s", "Careful", "Refused"]),
        ("kept", {"doubt": Doubt.THIN}, ["Careful: hardly any text was found."], ["every 2s"]),
        ("kept", {"doubt": Doubt.TRUNCATED}, ["Careful: the text seems to break off."], ["every 2s"]),
        ("kept", {"doubt": Doubt.WALLED}, ["Careful: the page shows only the beginning"], ["every 2s"]),
        (
            "failed",
            {"reason": "It asked for money."},
            ["Refused:</strong> It asked for money.", "Try again"],
            ["every 2s"],
        ),
    ],
)
def test_each_state_of_a_copy_is_said_in_words(
    state: str, fields: dict, said: list[str], unsaid: list[str], source, at_desk
) -> None:
    copy_of(source, state, **fields)

    page = at_desk.get(source.get_desk_url()).content.decode()

    assert [words for words in said if words not in page] == []
    assert [words for words in unsaid if words in page] == []


@pytest.mark.parametrize(
    ("state", "fields", "is_open"),
    [
        (None, {}, True),
        ("queued", {}, False),
        ("kept", {}, False),
        ("kept", {"doubt": Doubt.WALLED}, True),
        ("failed", {"reason": "It asked for money."}, True),
    ],
)
def test_the_box_for_the_text_is_open_where_there_is_none_or_not_the_whole(
    state: str | None, fields: dict, is_open: bool, source, at_desk
) -> None:
    if state:
        copy_of(source, state, **fields)

    page = at_desk.get(source.get_desk_url()).content.decode()

    assert ('<details id="keep-text" open>' in page) is is_open


def test_who_looks_again_is_told_only_what_is_new(source, at_desk) -> None:
    copy = copy_of(source, CaptureState.QUEUED)
    seen = at_desk.get(source.get_desk_url()).context["copies"].seen

    same = at_desk.get(door("copies", source), {"seen": seen})
    Capture.objects.filter(pk=copy.pk).update(
        state="kept", text=TEXT, sha256="0" * 64, taken_at="2026-11-22T10:00Z", found=FOUND
    )
    come = at_desk.get(door("copies", source), {"seen": seen})

    assert (same.status_code, same.content) == (204, b"")
    assert come.status_code == 200
    assert "every 2s" not in come.content.decode()
    assert come.context["copies"].stored["found"]["title"] == "A letter to Bezos"


def test_a_failed_copy_is_tried_again(author, source, at_desk) -> None:
    copy_of(source, CaptureState.FAILED, reason="The server did not answer.")

    answer = at_desk.post(door("fetch", source))

    assert answer.url == source.get_desk_url()
    assert Source.objects.get().captures.first().state == CaptureState.QUEUED


def test_a_source_without_a_copy_is_fetched_by_a_button(author, source, at_desk) -> None:
    at_desk.post(door("fetch", source))

    copy = source.captures.get()
    assert (copy.state, copy.address, copy.asked_by) == ("queued", source.url, author)


# --- Pasted text and files ---


def test_a_pasted_text_is_kept(author, source, at_desk) -> None:
    copy_of(source, CaptureState.FAILED, reason="It asked for money.")

    answer = at_desk.post(door("keep", source), {"text": TEXT.replace("\n", "\r\n")})

    copy = source.captures.first()
    assert answer.url == source.get_desk_url()
    assert (copy.state, copy.origin, copy.text, copy.asked_by) == ("kept", "pasted", TEXT, author)
    assert copy.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "Paste the text, or choose a file."),
        ({"text": "", "document": SimpleUploadedFile("a.txt", b"")}, "This file is empty."),
        (
            {"text": "", "document": SimpleUploadedFile("a.txt", b"PK\x03\x04" + b"\0" * 90)},
            "This is no HTML, PDF or plain text",
        ),
    ],
)
def test_what_cannot_be_kept_is_said(sent: dict, words: str, source, at_desk) -> None:
    answer = at_desk.post(door("keep", source), sent)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Capture.objects.exists()


# --- What it says of itself ---


def test_each_field_says_where_its_value_was_found(source, at_desk) -> None:
    copy_of(source, found=FOUND)
    Source.objects.update(title="A letter to Bezos", publisher="Somebody else")

    page = at_desk.get(source.get_desk_url()).content.decode()

    assert "found in: og:title" in page
    assert "The document says: <q>The Example</q>" in page
    assert 'name="_take" value="publisher"' in page
    assert "link rel=canonical" in page


def test_what_a_document_says_of_itself_runs_nowhere(source, at_desk) -> None:
    evil = '"><script>alert(1)</script>'
    copy_of(source, found={"title": {"value": evil, "place": evil}}, text=evil, reason="")

    page = at_desk.get(source.get_desk_url()).content.decode()
    fragment = at_desk.get(door("copies", source)).content.decode()

    assert "<script>alert" not in page + fragment


def test_taking_a_value_saves_it_with_what_was_typed_and_stays(source, at_desk, fill) -> None:
    copy_of(source, found=FOUND)
    page = source.get_desk_url()

    answer = at_desk.post(page, fill(at_desk.get(page), publisher="My own") | {"_take": "title"})

    source.refresh_from_db()
    assert answer.url == page
    assert (source.title, source.publisher) == ("A letter to Bezos", "My own")


@pytest.mark.parametrize("name", ["version", "nonsense", "kind"])
def test_only_what_was_found_can_be_taken(name: str, source, at_desk, fill) -> None:
    copy_of(source, found=FOUND | {"kind": {"value": "dataset", "place": "x"}})
    page = source.get_desk_url()

    at_desk.post(page, fill(at_desk.get(page), title="Mine") | {"_take": name})

    source.refresh_from_db()
    assert (source.title, source.kind) == ("Mine", "news")


def test_a_copy_that_comes_while_somebody_writes_fills_what_they_left_empty(source, at_desk, fill) -> None:
    page = source.get_desk_url()
    typed = fill(at_desk.get(page), publisher="My own")
    stored = Source.objects.get()
    stored.title, stored.publisher, stored.authors = "A letter to Bezos", "The Example", "Ana Writer"
    stored.save()

    refused = at_desk.post(page, typed)
    again = at_desk.post(page, fill(refused))

    source.refresh_from_db()
    assert [(each.stored, each.typed) for each in refused.context["stale"]] == [("The Example", "My own")]
    assert again.status_code == 302
    assert (source.title, source.publisher, source.authors) == ("A letter to Bezos", "My own", "Ana Writer")


def test_the_history_says_what_was_found(source, at_desk) -> None:
    copy_of(source, found=FOUND)

    page = at_desk.get(reverse("admin:events_source_history", args=[source.pk]))

    assert "title: A letter to Bezos (og:title)" in page.content.decode()


# --- One page, one source ---


@pytest.mark.parametrize("place", ["add", "change"])
def test_a_form_says_which_source_has_the_address_already(place: str, source, at_desk, fill) -> None:
    page = SourceFactory().get_desk_url() if place == "change" else reverse("admin:events_source_add")

    refused = at_desk.post(page, fill(at_desk.get(page), title="A letter", url=f"{source.url}?utm_source=x#top"))

    assert refused.status_code == 200
    assert f'<a href="{source.get_desk_url()}">{source}</a>' in refused.content.decode()
    assert Source.objects.filter(canonical=source.canonical).get() == source


def test_a_page_that_leads_to_another_source_is_said(source, at_desk) -> None:
    other = SourceFactory(url="https://news.example/canonical")
    copy_of(source, found=FOUND)

    page = at_desk.get(source.get_desk_url())

    assert [(each.source, each.is_same) for each in page.context["alike"]] == [(other, True)]


def test_the_same_text_is_said_until_the_lineage_names_it(source, at_desk) -> None:
    other = SourceFactory()
    for each in (source, other):
        copy_of(each)

    before = at_desk.get(source.get_desk_url()).context["alike"]
    at_desk.post(door("syndicated", source), {"origin": other.pk})
    after = at_desk.get(source.get_desk_url()).context["alike"]

    assert [each.source for each in before] == [other]
    assert after == []
    assert Lineage.objects.get(source=source, origin=other).relation == "syndicates"


def test_a_lineage_that_goes_back_is_refused_with_its_sentence(source, at_desk) -> None:
    other = SourceFactory()
    Lineage.objects.create(source=other, origin=source)

    answer = at_desk.post(door("syndicated", source), {"origin": other.pk}, follow=True)

    assert "A source cannot draw on itself" in answer.content.decode()


# --- The text and the file ---


def test_the_text_is_letters_and_nothing_that_runs(source, at_desk) -> None:
    copy = copy_of(source, text="<script>alert(1)</script>")

    answer = at_desk.get(door("text", source, copy.pk))

    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_file_is_saved_and_never_shown(source, at_desk) -> None:
    warc.folder().mkdir(exist_ok=True)
    warc.path_of("captures/some.warc.gz").write_bytes(b"\x1f\x8b as it came")
    copy = copy_of(source, warc="captures/some.warc.gz", warc_sha256="0" * 64)

    answer = at_desk.get(door("warc", source, copy.pk))

    assert b"".join(answer.streaming_content) == b"\x1f\x8b as it came"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("name", ["", "captures/gone.warc.gz", "owner.json", "captures/../owner.json", "/etc/passwd"])
def test_no_other_file_can_be_had(name: str, source, at_desk) -> None:
    copy = copy_of(source, warc=name, warc_sha256="0" * 64 if name else "")

    assert at_desk.get(door("warc", source, copy.pk)).status_code == 404


def test_a_copy_is_found_at_its_own_source_only(source, at_desk) -> None:
    copy = copy_of(source)

    assert at_desk.get(door("text", SourceFactory(), copy.pk)).status_code == 404


@pytest.mark.parametrize(("state", "words"), [("there", "still there"), ("changed", "changed"), ("gone", "gone")])
def test_what_became_of_the_cited_words_is_said_with_the_day(state: str, words: str, source, author, at_desk) -> None:
    event = EventFactory(incident__author=author, source=source)
    day = {"since": "2026-11-03", "seen_on": "2026-11-10"}
    Finding.objects.create(citation=event.citations.get(), state=state, as_of=2**62, **day)

    page = at_desk.get(source.get_desk_url()).content.decode()

    assert f"The cited words: {words}, since 3 November 2026; looked at on 10 November 2026." in page
    assert ('class="desk-missing">The cited words' in page) is (state != "there")


# --- Who, and how much ---


def doors_of(source: Source, copy: Capture) -> list[str]:
    names = [door(name, source) for name in ("copies", "fetch", "keep", "syndicated")]
    return [*names, door("text", source, copy.pk), door("warc", source, copy.pk), source.get_desk_url()]


@pytest.mark.parametrize("who", ["anonymous", "suspended"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_from_outside_comes_in(who: str, method: str, source, author, sit_down) -> None:
    copy = copy_of(source)
    client = Client() if who == "anonymous" else sit_down(author)
    type(author).objects.update(is_active=False)

    answers = [getattr(client, method)(address) for address in doors_of(source, copy)]

    assert {(answer.status_code, answer.url.partition("?")[0]) for answer in answers} == {(302, "/desk/login/")}
    assert list(source.captures.all()) == [copy]


def test_another_editor_sees_the_copies_and_no_draft_that_cites_them(source, stranger, sit_down) -> None:
    draft = EventFactory(incident=IncidentFactory(title="zzcanaryzz"), title="zzcanaryzz", source=source)
    Citation.objects.filter(event=draft).update(quotation="zzcanaryzz")
    copy = copy_of(source)

    page = sit_down(stranger).get(source.get_desk_url()).content.decode()
    text = sit_down(stranger).get(door("text", source, copy.pk))

    assert "zzcanaryzz" not in page
    assert "Not in any incident that you see." in page
    assert text.content.decode() == TEXT


@pytest.mark.parametrize("count", [1, 3])
def test_a_source_costs_the_same_however_many_copies(
    count: int, source, author, at_desk, django_assert_num_queries
) -> None:
    for _n in range(count):
        copy_of(source, found=FOUND, asked_by=author)
        EventFactory(incident=IncidentFactory(author=author), source=source)
        Lineage.objects.create(source=SourceFactory(), origin=source)
        copy_of(SourceFactory())

    with django_assert_num_queries(12):
        page = at_desk.get(source.get_desk_url())

    assert len(page.context["copies"].all) == count
    assert len(page.context["citations"]) == count
    assert len(page.context["alike"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_looking_again_costs_the_same_however_many_copies(
    count: int, source, at_desk, django_assert_num_queries
) -> None:
    for _n in range(count):
        copy_of(source, found=FOUND)

    with django_assert_num_queries(4):
        at_desk.get(door("copies", source))
