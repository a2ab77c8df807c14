"""Files of captures: complete or not there, swept when nobody names them, and destroyed with the words they hold."""

import os
import time
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from events.capture import warc
from events.capture.fetching import Exchange
from events.models import Capture, SubmissionKind
from events.review import actions
from tests.events.capture.papers import pdf
from tests.factories import SourceFactory, answered_dossier, published

NAME = "Nora Nordstrand"


def kept(body: bytes, text: str = "words", kind: str = "text/html; charset=utf-8", **facts) -> Capture:
    """A capture with its file."""
    told = {"status": 200, "reason": "OK", "headers": [("Content-Type", kind)], "server": "93.184.215.14"}
    exchange = Exchange("GET", "https://news.example/a?b=c", [("Host", "news.example")], body=body, **told)
    file = warc.keep_exchanges([exchange])
    source = SourceFactory()
    facts = {"state": "kept", "text": text, "sha256": "0" * 64, "warc": file.name, "warc_sha256": file.sha256, **facts}
    return Capture.objects.create(source=source, **facts)


def file_of(capture: Capture) -> Path:
    return warc.path_of(capture.warc)


def test_request_is_kept_as_it_was_made(db):
    with file_of(kept(b"<p>words</p>")).open("rb") as stream:
        records = {record.rec_type: str(record.http_headers) for record in ArchiveIterator(stream)}
    assert records["request"].startswith("GET /a?b=c HTTP/1.1\r\nHost: news.example\r\n")
    assert records["response"].startswith("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")


def test_names_cannot_be_guessed_and_nothing_unfinished_is_left(db, data_dir):
    names = {kept(b"<p>words</p>").warc for _file in range(3)}
    assert len(names) == 3
    assert {len(name) for name in names} == {len("captures/") + 43 + len(".warc.gz")}
    assert {f"captures/{file.name}" for file in (data_dir / "captures").iterdir()} == names


def test_file_that_nobody_names_is_swept_once_it_is_old(db, data_dir):
    named, orphan, new = kept(b"a"), kept(b"b"), kept(b"c")
    part = data_dir / "captures" / "cut-off.part"
    part.write_bytes(b"half")
    long_ago = time.time() - warc.GRACE_SECONDS - 1
    for file in (file_of(named), file_of(orphan), part):
        os.utime(file, (long_ago, long_ago))
    Capture.objects.filter(pk__in=[orphan.pk, new.pk]).update(warc="", warc_sha256="")
    assert warc.sweep() == 2
    assert (file_of(named).exists(), file_of(orphan).exists(), file_of(new).exists(), part.exists()) == (
        True,
        False,
        True,
        False,
    )


HOLDING = {
    "plain": (f"<p>{NAME} said so.</p>".encode(), {}),
    "other case": (b"<p>NORA NORDSTRAND said so.</p>", {}),
    "between tags": (b"<p>Nora <b>Nord</b>str<i>and</i></p>", {}),
    "with entities": (b"<p>Nora&nbsp;&#78;ordstrand</p>", {}),
    "over lines": (b"<p>Nora\r\n   Nordstrand</p>", {}),
    "in a script": (b'<script type="application/ld+json">{"name": "Nora \\u004eordstrand"}</script>', {}),
    "in an attribute": (b'<img alt="Nora Nordstrand">', {}),
    "in another encoding": (f"<p>{NAME}</p>".encode("utf-16"), {}),
    "in the text only": (pdf("page"), {"text": f"A paper by {NAME}."}),
    "in what it says of itself": (b"<p>x</p>", {"found": {"authors": {"value": NAME, "place": "byline"}}}),
    "damaged": (b"<p>x</p>", {}),
}


@pytest.mark.parametrize("how", HOLDING)
def test_file_that_holds_the_words_is_destroyed(db, how, django_capture_on_commit_callbacks):
    body, facts = HOLDING[how]
    holding, other = kept(body, **facts), kept(b"<p>Nora said that the strand is in the north.</p>")
    if how == "damaged":
        file_of(holding).write_bytes(file_of(holding).read_bytes()[:150])
    with django_capture_on_commit_callbacks(execute=True):
        assert warc.destroy_holding(NAME) == 1
    gone = Capture.objects.get(pk=holding.pk)
    assert (file_of(holding).exists(), gone.warc, gone.warc_sha256) == (False, "", "")
    assert (file_of(other).exists(), Capture.objects.get(pk=other.pk).warc) == (True, other.warc)


def test_redaction_destroys_files_once_it_is_committed(db, reviewer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)
    holding = kept(f"<p>{NAME} said so.</p>".encode(), text=f"{NAME} said so.")
    incident = answered_dossier()
    published(incident, reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        published(incident, reviewer, kind=SubmissionKind.REDACTION, note="A name was removed.", words=NAME)
        assert file_of(holding).exists()  # a redaction that fails destroys nothing
    assert not file_of(holding).exists()
    assert Capture.objects.get(pk=holding.pk).text == "███ said so."


def test_file_that_is_missing_stops_no_redaction(db, reviewer):
    missing = kept(b"<p>x</p>")
    file_of(missing).unlink()
    assert warc.destroy_holding(NAME) == 0
    assert Capture.objects.get(pk=missing.pk).warc == missing.warc
