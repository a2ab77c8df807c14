"""Captures: asked for, fetched under a lease, kept or failed with a reason.

The row is the job. It is committed with what caused it, and whoever holds its lease works on it; a lease that ran out
is anybody's again, so a killed worker or a lost broker loses nothing. What was done counts once, because the last step
is one transaction that asks whether the lease is still held.
"""

import hashlib
import logging
import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from events.capture import extraction, warc
from events.capture.destinations import NotFetched, destination
from events.capture.extraction import Extracted, Unreadable
from events.capture.fetching import Fetched, fetch
from events.capture.filling import fill
from events.capture.reading.answers import LONGEST_TEXT
from events.capture.reading.letters import cleaned, first_line, is_thin
from events.exceptions import Refused
from events.models import Capture, CaptureOrigin, CaptureState, Doubt, Source

log = logging.getLogger(__name__)

OPEN = (CaptureState.QUEUED, CaptureState.FETCHING)
MOST_ATTEMPTS = 3
MOST_LEASES = 6  # a document that takes its worker along is not fetched for ever
PAUSES = ("1 minute", "10 minutes")
LEASE = "3 minutes"
KINDS = {"html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "pdf": "application/pdf"}
KINDS |= {"txt": "text/plain", "text": "text/plain", "md": "text/plain"}


# --- Asking ---


@atomic
def ask(source: Source, address: str, by) -> Capture:
    """A capture of `address` that is due, or the one under way already. What may not be fetched fails at once."""
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if under_way := Capture.objects.filter(source=source, address=address, state__in=OPEN).first():
        return under_way
    capture = Capture(source=source, address=address[:2000], asked_by=by, origin=CaptureOrigin.FETCHED)
    try:
        destination(address)
        capture.state, capture.taken_at = CaptureState.QUEUED, None
        transaction.on_commit(ring, robust=True)
    except NotFetched as refusal:
        capture.state, capture.reason = CaptureState.FAILED, str(refusal)
    capture.save()
    return capture


def retry(capture: Capture, by) -> Capture:
    """Asks again for what failed. The failure stays on record. Raises Refused where there is nothing to fetch."""
    if capture.state != CaptureState.FAILED or not capture.address:
        raise Refused(_("Only a failed capture of an address can be tried again."))
    return ask(capture.source, capture.address, by)


@atomic
def keep_text(source: Source, text: str, by) -> Capture:
    """The text as somebody pasted it. The same text of the same source is kept once. Raises Refused with a sentence."""
    text = cleaned(text)
    if not text:
        raise Refused(_("Paste the text of the document first."))
    if len(text) > LONGEST_TEXT:
        raise Refused(_("The text is longer than %(most)d characters.") % {"most": LONGEST_TEXT})
    title = first_line(text)
    found = {"title": {"value": title, "place": "first line"}} if title else {}
    read = Extracted(text, found, Doubt.THIN if is_thin(text) else "", kind="plain", everything="")
    return _keep_at_once(source, read, by, origin=CaptureOrigin.PASTED, content_type="text/plain")


def keep_file(source: Source, name: str, content: bytes, by) -> Capture:
    """The text of a file that somebody handed in, and the file. Raises Refused with a sentence."""
    content_type = KINDS.get(name.rpartition(".")[2].lower(), "")
    read = extraction.extract(content, content_type, source.url)
    file = warc.keep_file(name, content_type, content)
    return _keep_at_once(
        source,
        read,
        by,
        origin=CaptureOrigin.UPLOADED,
        content_type=content_type,
        warc=file.name,
        warc_sha256=file.sha256,
    )


@atomic
def _keep_at_once(source: Source, read: Extracted, by, *, origin: str, **facts: str) -> Capture:
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    told = {"text": read.text, "sha256": _hash(read.text), "found": read.found, "doubt": read.doubt}
    if same := Capture.objects.filter(source=source, state=CaptureState.KEPT, sha256=told["sha256"]).first():
        return same  # its file, if one was written, is nobody's, and is swept
    capture = Capture.objects.create(
        source=source, state=CaptureState.KEPT, origin=origin, asked_by=by, **told, **facts
    )
    fill(source.pk, read.found)
    return capture


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def ring() -> None:
    """Tells the worker that captures are due. If nobody hears it, the clock does it within half a minute."""
    from events.capture.tasks import fetch_due  # noqa: PLC0415  the task imports what it does from here

    try:
        fetch_due.delay()
    except OperationalError:
        log.warning("The broker cannot be reached: captures are left to the clock.")


# --- Doing ---

CLAIM = """
UPDATE events_capture
SET state = 'fetching', token = %s, leased_until = clock_timestamp() + %s::interval, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM events_capture
    WHERE state IN ('queued', 'fetching') AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, source_id, address, attempts
"""


@dataclass(frozen=True)
class Claim:
    """A capture that is ours until the lease runs out."""

    capture: int
    source: int
    address: str
    attempts: int
    token: uuid.UUID


def claim() -> Claim | None:
    """The oldest capture that is due, leased to us; a queued one waits until its pause is over."""
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [token, LEASE])
        row = cursor.fetchone()
    return Claim(*row, token=token) if row else None


def work_off(most: int) -> int:
    """Fetches what is due, one after the other, `most` at a time; returns how many."""
    for done in range(most):
        claimed = claim()
        if claimed is None:
            return done
        do(claimed)
    return most


def do(claimed: Claim) -> None:
    """Fetches and keeps it, or says why not. Nothing is held in the database meanwhile."""
    if claimed.attempts > MOST_LEASES:
        _fail(claimed, _("Fetching it was interrupted again and again. Paste the text instead."))
        return
    try:
        fetched = fetch(claimed.address)
        _check_status(fetched)
        read = extraction.extract(fetched.last.body, fetched.content_type, fetched.last.address)
    except BadStatus as refusal:
        _fail(claimed, str(refusal), may_pass=refusal.may_pass, **_told_by(refusal.fetched))
    except NotFetched as refusal:
        _fail(claimed, str(refusal), may_pass=refusal.may_pass)
    except Unreadable as refusal:
        _fail(claimed, str(refusal), **_told_by(fetched))
    else:
        _keep(claimed, fetched, read)


class BadStatus(NotFetched):
    """The server answered, but not with the document."""

    def __init__(self, fetched: Fetched, sentence: str, *, may_pass: bool) -> None:
        self.fetched = fetched
        super().__init__(sentence, may_pass=may_pass)


def _check_status(fetched: Fetched) -> None:
    status = fetched.last.status
    if 200 <= status < 300:
        return
    may_pass = status in {408, 425, 429} or status >= 500
    if status in {401, 402, 403, 407, 451}:
        sentence = _("The site does not let us read it (HTTP %(status)d). Paste the text instead.")
    elif status in {404, 410}:
        sentence = _("There is no page at this address (HTTP %(status)d).")
    elif may_pass:
        sentence = _("The site cannot answer at the moment (HTTP %(status)d).")
    else:
        sentence = _("The site answered with an error (HTTP %(status)d).")
    raise BadStatus(fetched, sentence % {"status": status}, may_pass=may_pass)


def _told_by(fetched: Fetched) -> dict[str, object]:
    last = fetched.last
    address = last.address if len(last.address) <= 2000 else ""
    return {"final_address": address, "http_status": last.status, "content_type": fetched.content_type[:100]}


def _keep(claimed: Claim, fetched: Fetched, read: Extracted) -> None:
    file = warc.keep_exchanges(fetched.exchanges)
    with atomic():
        told = {"text": read.text, "sha256": _hash(read.text), "found": read.found, "doubt": read.doubt}
        files = {"warc": file.name, "warc_sha256": file.sha256}
        Source.objects.select_for_update(no_key=True).filter(pk=claimed.source).first()
        if _finish(claimed, CaptureState.KEPT, **told, **files, **_told_by(fetched)):
            fill(claimed.source, read.found)
            return
    warc.discard(file.name)


def _fail(claimed: Claim, reason: str, *, may_pass: bool = False, **facts: object) -> None:
    """For good, or until a pause is over."""
    if may_pass and claimed.attempts < MOST_ATTEMPTS:
        _postpone(claimed, PAUSES[claimed.attempts - 1])
    else:
        _finish(claimed, CaptureState.FAILED, reason=reason[:300], **facts)


def stop_what_is_on_its_way(reason: str) -> None:
    """Nothing that is being fetched is kept, and nothing else is until this transaction ends. Whoever is keeping a copy
    at this moment is waited for, and what they kept can be read afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_capture IN EXCLUSIVE MODE")
    Capture.objects.filter(state=CaptureState.FETCHING).update(
        state=CaptureState.FAILED, reason=reason[:300], taken_at=Now(), token=None, leased_until=None
    )


def _postpone(claimed: Claim, pause: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_capture SET state = 'queued', token = NULL, leased_until = clock_timestamp() + %s::interval "
            "WHERE id = %s AND token = %s",
            [pause, claimed.capture, claimed.token],
        )


def _finish(claimed: Claim, state: str, **facts: object) -> bool:
    """Whether it was still ours: who came too late has done nothing."""
    ours: QuerySet[Capture] = Capture.objects.filter(
        pk=claimed.capture, token=claimed.token, state=CaptureState.FETCHING
    )
    facts = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in facts.items()}
    return bool(ours.update(state=state, taken_at=Now(), token=None, leased_until=None, **facts))
