"""Link watch: cited pages are looked at again, and what matters is whether the cited words are still there.

A page is looked at once a week, not all on one day and no host in haste. What cannot be reached is tried again soon,
then less and less often, and is not called gone before it has been silent for two weeks; a page that says that it is
gone (404, 410) is believed at once. Nothing is claimed of a passage that was never seen on the page.
"""

import logging
import random
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from events.addresses import canonical
from events.anchoring import CHANGED, EXACT, MOVED, Anchor, find
from events.capture.destinations import NotFetched
from events.capture.extraction import Unreadable, extract
from events.capture.fetching import Fetched, fetch
from events.capture.models import Finding, FindingQuerySet, PassageState, Watch
from events.models import Capture, CaptureOrigin, CaptureState, Citation, Doubt, Incident, Source

log = logging.getLogger(__name__)

WEEK = timedelta(days=7)
SILENT_FOR = timedelta(days=14)
FEWEST_FAILURES = 4
MOST_ENLISTED = 1000
HOST_PAUSE = "20 seconds"
NEAR = 200
STATES = {EXACT: PassageState.THERE, MOVED: PassageState.MOVED, CHANGED: PassageState.CHANGED}
ORDER = (PassageState.THERE, PassageState.MOVED, PassageState.CHANGED, PassageState.GONE)


# --- What editors are told ---


def broken_citations(incidents: QuerySet[Incident]) -> FindingQuerySet:
    """The cited passages of `incidents` that changed, moved or are gone, as citations stand now; the latest first.

    `incidents` are those that the asking person may see.
    """
    broken = Finding.objects.broken().current().in_incidents(incidents)
    return broken.select_related("citation__source", "citation__event__incident").order_by("-since", "-id")


def findings_of(source: Source, incidents: QuerySet[Incident]) -> FindingQuerySet:
    """What was last seen of each passage that `incidents` cite from `source`."""
    found = Finding.objects.current().in_incidents(incidents).filter(citation__source=source)
    return found.select_related("citation__event__incident").order_by("citation")


def failed_captures(user) -> QuerySet[Capture]:
    """The captures that `user` asked for, that failed, and that nothing has replaced since; the latest first."""
    better = Capture.objects.filter(source=OuterRef("source"), pk__gt=OuterRef("pk"))
    older_but_kept = Capture.objects.filter(source=OuterRef("source"), state=CaptureState.KEPT)
    failed = Capture.objects.filter(state=CaptureState.FAILED, asked_by=user)
    return failed.exclude(Exists(better)).exclude(Exists(older_but_kept)).select_related("source").order_by("-taken_at")


# --- When to look ---


def enlist() -> int:
    """Watches each cited page with an address, from some time within the next week on; returns how many are new."""
    cited = Source.objects.filter(Exists(Citation.objects.filter(source=OuterRef("pk")))).exclude(url="")
    Watch.objects.exclude(source__in=cited).delete()
    new = [
        Watch(source_id=pk, host=_host(url), due_at=timezone.now() + WEEK * random.random())  # noqa: S311  no secret
        for pk, url in cited.filter(watch=None).values_list("pk", "url")[:MOST_ENLISTED]
    ]
    return len(Watch.objects.bulk_create(new, ignore_conflicts=True))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:253]
    except ValueError:
        return ""


CLAIM = """
UPDATE capture_watch SET token = %s, looked_at = clock_timestamp(), due_at = clock_timestamp() + interval '1 hour'
WHERE id IN (
    SELECT id FROM capture_watch AS due
    WHERE due_at <= clock_timestamp() AND NOT EXISTS (
        SELECT FROM capture_watch AS other
        WHERE other.host = due.host AND other.looked_at > clock_timestamp() - %s::interval
    )
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, source_id
"""


@dataclass(frozen=True)
class Look:
    """A page that is ours to look at."""

    watch: int
    source: int
    token: uuid.UUID


@atomic
def claim() -> Look | None:
    """The page that has been due for longest; none of a host that was asked a moment ago. One claim at a time, or two
    would ask one host together.
    """
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('events.capture.watching'))")
        cursor.execute(CLAIM, [token, HOST_PAUSE])
        row = cursor.fetchone()
    return Look(*row, token=token) if row else None


def work_off(most: int) -> int:
    for done in range(most):
        look = claim()
        if look is None:
            return done
        look_at(look)
    return most


# --- Looking ---


@dataclass(frozen=True)
class View:
    """What was seen of a page: its text, or why there is none. `is_gone` if the page itself says so."""

    text: str = ""
    everything: str = ""
    reason: str = ""
    is_gone: bool = False
    is_refusal: bool = False
    is_partial: bool = False
    status: int | None = None
    address: str = ""


def look_at(look: Look) -> None:
    """Looks at one page and writes down what became of each passage that is cited from it."""
    source = Source.objects.get(pk=look.source)
    view = _view(source.url)
    citations = list(source.citations.annotate(as_of=Max("history_row__pgh_id")).order_by("pk"))
    states = {citation.pk: _state(citation, view, source) for citation in citations} if _is_readable(view) else {}
    with atomic():
        watch = Watch.objects.select_for_update().filter(pk=look.watch, token=look.token).first()
        if watch is None:
            return  # somebody else looks at it by now, or nobody cites it any more
        _note(watch, view)
        fallen_silent = _has_fallen_silent(watch, view)
        for citation in citations:
            state = PassageState.GONE if view.is_gone or fallen_silent else states.get(citation.pk)
            _write(citation, state or PassageState.UNREACHABLE)


def _is_readable(view: View) -> bool:
    return not view.reason and not view.is_gone


def _view(address: str) -> View:
    try:
        fetched = fetch(address)
    except NotFetched as refusal:
        return View(reason=str(refusal), is_refusal=not refusal.may_pass)
    told = {"status": fetched.last.status, "address": fetched.last.address[:2000]}
    if fetched.last.status in {404, 410}:
        return View(is_gone=True, **told)
    if not 200 <= fetched.last.status < 300:
        reason = _("The site answered with HTTP %(status)d.") % {"status": fetched.last.status}
        return View(reason=reason, is_refusal=fetched.last.status < 500, **told)
    return _read(fetched, told)


def _read(fetched: Fetched, told: dict[str, object]) -> View:
    try:
        read = extract(fetched.last.body, fetched.content_type, fetched.last.address)
    except Unreadable:
        return View(reason=_("The page has no text that can be read."), is_refusal=True, **told)
    is_partial = read.doubt in {Doubt.WALLED, Doubt.TRUNCATED}
    return View(text=read.text, everything=read.everything, is_partial=is_partial, **told)


def _state(citation: Citation, view: View, source: Source) -> PassageState | None:
    """What became of the words; None if that cannot be said. Without a quotation, the page being there is enough."""
    if not citation.quotation.strip():
        return PassageState.THERE
    anchor = Anchor(citation.quotation, citation.prefix, citation.suffix, citation.position)
    # The article first; what stands around it on the page only where the article does not have the words.
    state = min((_found(text, anchor) for text in (view.text, view.everything)), key=ORDER.index)
    if state == PassageState.GONE and (view.is_partial or not _was_seen(citation, anchor)):
        return None
    if state == PassageState.THERE and _leads_elsewhere(source.url, view.address):
        return PassageState.MOVED
    return state


def _found(text: str, anchor: Anchor) -> PassageState:
    found = find(text, anchor) if text else None
    if found is None:
        return PassageState.GONE
    if found.how == MOVED and anchor.position is not None and abs(found.start - anchor.position) <= NEAR:
        return PassageState.THERE  # the words stand where they stood; what surrounds them is another matter
    return STATES[found.how]


def _was_seen(citation: Citation, anchor: Anchor) -> bool:
    """Whether the words were ever on the page as we read it; a quotation from a pasted text may never have been."""
    seen = Q(there_on__isnull=False) | Q(state__in=[PassageState.CHANGED, PassageState.GONE])
    if Finding.objects.filter(seen, citation=citation).exists():
        return True
    kept = Capture.objects.filter(source=citation.source_id, state=CaptureState.KEPT, origin=CaptureOrigin.FETCHED)
    return any(find(capture.text, anchor) for capture in kept[:3])


def _leads_elsewhere(asked: str, led_to: str) -> bool:
    """To another page, and not only to the same one by https, with www or with a stroke at its end."""
    return _page(asked) != _page(led_to)


def _page(address: str) -> str:
    return canonical(address).partition("://")[2].removeprefix("www.").removesuffix("/")


# --- Writing it down ---


def _note(watch: Watch, view: View) -> None:
    watch.host, watch.token = _host(watch.source.url), None
    watch.http_status, watch.final_address, watch.reason = view.status, view.address, view.reason[:300]
    if view.reason:
        watch.failures = min(watch.failures + 1, 1000)
        watch.failing_since = watch.failing_since or timezone.now()
    else:
        watch.failures, watch.failing_since = 0, None
    watch.due_at = Now() + _pause(watch.failures)
    watch.save()


def _pause(failures: int) -> timedelta:
    """A week, give or take a day, so that pages that were looked at together part; sooner after a failure."""
    if failures:
        return min(timedelta(days=2 ** (min(failures, 4) - 1)), WEEK)
    return WEEK + timedelta(days=2 * random.random() - 1)  # noqa: S311  no secret


def _has_fallen_silent(watch: Watch, view: View) -> bool:
    """A server that refuses us is not silent: others may still read the page."""
    if not view.reason or view.is_refusal or watch.failures < FEWEST_FAILURES or watch.failing_since is None:
        return False
    return timezone.now() - watch.failing_since >= SILENT_FOR


def _write(citation: Citation, state: PassageState) -> None:
    """Into the row that is there: `since` stays while the state does, and what was known of the words before."""
    if not Citation.objects.filter(pk=citation.pk).exists():
        return
    today = timezone.now().date()
    finding = Finding.objects.filter(citation=citation).first() or Finding(citation=citation, since=today)
    if finding.state != state:
        finding.state, finding.since = state, today
    finding.seen_on, finding.as_of = today, citation.as_of or 0
    if state in {PassageState.THERE, PassageState.MOVED}:
        finding.there_on = today
    finding.save()
