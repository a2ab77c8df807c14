"""A capture is asked for, fetched under a lease, and kept or failed with a reason, once."""

import gzip
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from events.capture import job, warc
from events.exceptions import Refused
from events.models import Capture, CaptureOrigin, CaptureState, Doubt, Source
from tests.events.capture.papers import pdf
from tests.events.capture.servers import redirect, response
from tests.factories import SourceFactory

PARAGRAPHS = [
    "Two former employees said on Tuesday that the company had read their private emails for more than a year.",
    "“We were told about it in January,” one of them said, “and nobody asked us whether we agreed to it.”",
    "A spokesperson declined to comment on the details and said that the company takes privacy seriously.",
]
PAGE = (
    '<html lang="en"><head><meta property="og:title" content="What happened"><meta name="author" content="Ana Díaz">'
    '<meta property="og:site_name" content="The Example"><meta name="date" content="2017-12-27"></head>'
    f"<body><article>{''.join(f'<p>{paragraph}</p>' for paragraph in PARAGRAPHS)}</article></body></html>"
).encode()
TEXT = "\n".join(PARAGRAPHS)

pytestmark = pytest.mark.usefixtures("reading_here")


@pytest.fixture
def page(stranger) -> str:
    stranger.pages["/page"] = response(PAGE)
    return stranger.address("/page")


def added(address: str, **facts) -> Source:
    """A source as it is stored when somebody has given nothing but its address."""
    bare = {"title": address, "publisher": "", "published": "", "language": ""}
    return SourceFactory(url=address, **(bare | facts))


def captured(address: str, author, **facts) -> Capture:
    capture = job.ask(added(address, **facts), address, author)
    job.work_off(1)
    capture.refresh_from_db()
    return capture


def test_page_is_kept_with_its_text_and_what_it_says_of_itself(page, author):
    capture = captured(page, author)
    assert (capture.state, capture.text, capture.reason, capture.doubt) == ("kept", TEXT, "", "")
    assert (capture.sha256, capture.http_status) == (job._hash(TEXT), 200)
    assert (capture.final_address, capture.content_type) == (page, "text/html; charset=utf-8")
    assert capture.found["title"] == {"value": "What happened", "place": "og:title"}
    assert (capture.asked_by, capture.origin, capture.token, capture.leased_until) == (author, "fetched", None, None)
    source = capture.source
    source.refresh_from_db()
    assert (source.title, source.publisher, source.authors) == ("What happened", "The Example", "Ana Díaz")
    assert (source.published, source.published_inferred, source.language) == ("2017-12-27", False, "en")


def test_file_holds_request_and_answer_and_the_redirect_before_it(stranger, page, author, data_dir):
    stranger.pages["/old"] = redirect("/page")
    packed = gzip.compress(PAGE)
    stranger.pages["/page"] = response(packed, "Content-Encoding: gzip")
    capture = captured(stranger.address("/old"), author)
    file = data_dir / capture.warc
    assert warc.path_of(capture.warc) == file
    assert capture.warc_sha256 == warc.hashlib.sha256(file.read_bytes()).hexdigest()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with file.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]
    assert [record[:2] for record in records[1:]] == [
        ("response", stranger.address("/old")),
        ("request", stranger.address("/old")),
        ("response", page),
        ("request", page),
    ]
    assert records[3][2] == PAGE
    assert capture.final_address == page


def test_what_a_person_typed_is_never_overwritten(page, author):
    typed = {"title": "My title", "publisher": "Mine", "authors": "Me", "published": "2016", "language": "fr"}
    source = captured(page, author, **typed).source
    source.refresh_from_db()
    assert {field: getattr(source, field) for field in typed} == typed
    assert source.version == 1


def test_filling_is_a_change_that_others_who_edit_are_told_of(page, author):
    source = captured(page, author, publisher="Mine").source
    source.refresh_from_db()
    assert (source.version, source.publisher, source.title) == (2, "Mine", "What happened")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", "There is no page at this address (HTTP 404)."),
        ("410 Gone", "There is no page at this address (HTTP 410)."),
        ("403 Forbidden", "The site does not let us read it (HTTP 403). Paste the text instead."),
        ("402 Payment Required", "The site does not let us read it (HTTP 402). Paste the text instead."),
        ("418 Teapot", "The site answered with an error (HTTP 418)."),
        ("304 Not Modified", "The site answered with an error (HTTP 304)."),
    ],
)
def test_status_that_stays_fails_at_once(stranger, author, status, reason):
    stranger.pages["/page"] = response(PAGE if not status.startswith("304") else b"", status=status)
    capture = captured(stranger.address("/page"), author)
    assert (capture.state, capture.reason, capture.attempts) == ("failed", reason, 1)
    assert (capture.text, capture.sha256, capture.warc) == ("", "", "")
    assert capture.http_status == int(status[:3])


@pytest.mark.parametrize("status", ["500 Broken", "503 Busy", "429 Slow Down", "408 Timeout"])
def test_status_that_may_pass_is_tried_three_times(stranger, author, status):
    stranger.pages["/page"] = response(PAGE, status=status)
    capture = captured(stranger.address("/page"), author)
    assert (capture.state, capture.attempts) == ("queued", 1)
    assert job.work_off(1) == 0  # it pauses
    for _attempt in range(2):
        over(capture)
        assert job.work_off(1) == 1
    capture.refresh_from_db()
    assert (capture.state, capture.attempts) == ("failed", 3)
    assert capture.reason == f"The site cannot answer at the moment (HTTP {status[:3]})."


def over(capture: Capture) -> None:
    """The pause, or the lease, is over."""
    Capture.objects.filter(pk=capture.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def test_second_try_may_succeed(stranger, page, author):
    stranger.pages["/page"] = response(b"", status="503 Busy")
    capture = captured(page, author)
    stranger.pages["/page"] = response(PAGE)
    over(capture)
    job.work_off(1)
    capture.refresh_from_db()
    assert (capture.state, capture.text, capture.attempts) == ("kept", TEXT, 2)


def test_page_without_text_fails_with_a_sentence(stranger, author):
    stranger.pages["/page"] = response(b"<html><body><img src=x></body></html>")
    capture = captured(stranger.address("/page"), author)
    assert (capture.state, capture.reason) == ("failed", "No text was found in it. Paste the text instead.")


def test_forbidden_address_fails_at_once_and_rings_nobody(author, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        capture = job.ask(added("https://example.com:8443/x"), "https://example.com:8443/x", author)
    assert (capture.state, rings) == ("failed", [])
    assert capture.reason == "Only the web’s usual ports, 80 and 443, are fetched from."


def test_asking_rings_after_the_commit(author, rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        capture = job.ask(added("https://example.com/x"), "https://example.com/x", author)
        assert rings == []
    assert (capture.state, rings) == ("queued", [None])


def test_asking_twice_is_one_capture(author):
    source = added("https://example.com/x")
    assert job.ask(source, source.url, author) == job.ask(source, source.url, author)
    assert Capture.objects.count() == 1


def test_retry_keeps_the_failure_on_record(stranger, page, author):
    stranger.pages["/page"] = response(b"", status="404 Not Found")
    failed = captured(page, author)
    again = job.retry(failed, author)
    assert (again.state, again.pk != failed.pk) == ("queued", True)
    with pytest.raises(Refused, match="Only a failed capture"):
        job.retry(again, author)


def test_who_lost_the_lease_keeps_nothing(page, author, data_dir):
    capture = job.ask(added(page), page, author)
    slow = job.claim()
    over(capture)
    quick = job.claim()
    job.do(quick)
    capture.refresh_from_db()
    kept = capture.warc
    job.do(slow)
    capture.refresh_from_db()
    assert (capture.state, capture.warc) == ("kept", kept)
    assert [f"captures/{file.name}" for file in (data_dir / "captures").iterdir()] == [kept]


def test_who_lost_the_lease_fails_nothing(stranger, page, author):
    capture = job.ask(added(page), page, author)
    slow = job.claim()
    over(capture)
    job.do(job.claim())
    stranger.pages["/page"] = response(b"", status="404 Not Found")
    job.do(slow)
    capture.refresh_from_db()
    assert capture.state == "kept"


def test_leased_capture_is_nobody_elses(page, author):
    job.ask(added(page), page, author)
    assert job.claim() is not None
    assert job.claim() is None


def test_document_that_takes_its_worker_along_is_given_up(page, author):
    capture = job.ask(added(page), page, author)
    Capture.objects.filter(pk=capture.pk).update(attempts=job.MOST_LEASES)
    assert job.work_off(1) == 1
    capture.refresh_from_db()
    assert (capture.state, capture.reason[:41]) == ("failed", "Fetching it was interrupted again and aga")


# --- Pasted and uploaded ---


def test_pasted_text_is_kept_clean(author):
    source = added("https://example.com/x")
    capture = job.keep_text(source, f"What happened\r\n\r\n{TEXT}\0\ud800", author)
    assert (capture.state, capture.origin, capture.text) == ("kept", CaptureOrigin.PASTED, f"What happened\n\n{TEXT}")
    assert (capture.doubt, capture.asked_by, capture.warc) == ("", author, "")
    source.refresh_from_db()
    assert source.title == "What happened"


def test_same_text_is_kept_once(author):
    source = SourceFactory()
    assert job.keep_text(source, TEXT, author) == job.keep_text(source, f"  {TEXT}\r\n", author)
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", "\0", "\ud800", "\u200b"])
def test_empty_text_is_refused(author, text):
    with pytest.raises(Refused, match="Paste the text"):
        job.keep_text(SourceFactory(), text, author)
    assert not Capture.objects.exists()


def test_short_text_is_doubted(author):
    assert job.keep_text(SourceFactory(), "One line.", author).doubt == Doubt.THIN


def test_too_long_text_is_refused(author):
    with pytest.raises(Refused, match="longer than 2000000 characters"):
        job.keep_text(SourceFactory(), "word " * 400_001, author)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", pdf(PARAGRAPHS[0])), ("a.HTML", PAGE), ("a.txt", TEXT.encode()), ("a", TEXT.encode())],
)
def test_file_is_kept_with_its_text(author, data_dir, name, content):
    capture = job.keep_file(SourceFactory(), name, content, author)
    assert (capture.state, capture.origin) == (CaptureState.KEPT, CaptureOrigin.UPLOADED)
    assert PARAGRAPHS[0] in capture.text
    records = list(ArchiveIterator(BytesIO((data_dir / capture.warc).read_bytes())))
    assert len(records) == 2


@pytest.mark.parametrize("name", ["a.exe", "a.docx", "../../a.pdf", "\0.pdf", "é" * 300, ""])
def test_file_that_cannot_be_read_is_refused_and_leaves_nothing(author, data_dir, name):
    with pytest.raises(Refused):
        job.keep_file(SourceFactory(), name, b"MZ\0\0" + b"\xff" * 100, author)
    assert not Capture.objects.exists()
    assert not (data_dir / "captures").exists()
