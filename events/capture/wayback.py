"""The Wayback Machine, asked to save pages of its own (Save Page Now 2). Off unless the settings hold its keys.

To ask it is to tell the world that somebody cares about a page. So only pages that something published rests on are
named to it, and whoever calls says which those are, each time: this room does not know what is public.
"""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from events.capture.destinations import NotFetched
from events.capture.fetching import Exchange, Limits, ask, send
from events.capture.models import Saving
from events.models import Source

LIMITS = Limits(body=1 << 20, kinds=None)
MOST_ATTEMPTS = 12
MOST_NEW = 200
LOOK_AGAIN = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)


def is_on() -> bool:
    return bool(settings.WAYBACK_ACCESS_KEY and settings.WAYBACK_SECRET_KEY)


def enlist(public: Collection[uuid.UUID]) -> int:
    """Makes due what was never saved, of the sources with the keys in `public`; returns how many."""
    new = Source.objects.filter(key__in=public, saving=None).exclude(url="").values_list("pk", flat=True)[:MOST_NEW]
    rows = [Saving(source_id=pk, due_at=timezone.now()) for pk in new]
    return len(Saving.objects.bulk_create(rows, ignore_conflicts=True))


CLAIM = """
UPDATE capture_saving SET token = %s, attempts = attempts + 1, due_at = clock_timestamp() + interval '5 minutes'
WHERE id IN (
    SELECT saving.id FROM capture_saving AS saving JOIN events_source AS source ON source.id = saving.source_id
    WHERE saving.due_at <= clock_timestamp() AND source.key = ANY(%s)
    ORDER BY saving.due_at, saving.id LIMIT 1 FOR UPDATE OF saving SKIP LOCKED
) RETURNING id
"""


@dataclass(frozen=True)
class Outcome:
    """Done with the address of the `copy`, given up for a `reason`, or under way as `job`, to be asked about again."""

    copy: str = ""
    reason: str = ""
    job: str = ""
    pause: timedelta = LOOK_AGAIN


def work_off(most: int, public: Collection[uuid.UUID]) -> int:
    """Asks for, or after, what is due and public still, `most` at a time; returns how many."""
    for done in range(most):
        token = uuid.uuid4()
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [token, list(public)])
            row = cursor.fetchone()
        if row is None:
            return done
        saving = Saving.objects.select_related("source").get(pk=row[0])
        _write(saving, _outcome(saving), token)
    return most


def _outcome(saving: Saving) -> Outcome:
    try:
        return _asked_after(saving.job) if saving.job else _asked_for(saving.source.url)
    except NotFetched as refusal:
        return _later(saving, str(refusal))
    except (ValueError, KeyError, TypeError, AttributeError):
        return _later(saving, _("The Wayback Machine gave an answer that cannot be read."))


def _asked_for(address: str) -> Outcome:
    body = urlencode({"url": address, "skip_first_archive": "1"}).encode()
    headers = {**_headers(), "Content-Type": "application/x-www-form-urlencoded"}
    told = _told(send(f"{settings.WAYBACK_ADDRESS}/save", body, headers, LIMITS))
    return Outcome(job=str(told["job_id"])[:200]) if told.get("job_id") else _refusal(told)


def _asked_after(job: str) -> Outcome:
    told = _told(ask(f"{settings.WAYBACK_ADDRESS}/save/status/{job}", _headers(), LIMITS))
    if told["status"] == "pending":
        return Outcome(job=job)
    if told["status"] == "success":
        return Outcome(copy=f"{settings.WAYBACK_ADDRESS}/web/{int(told['timestamp'])}/{told['original_url']}"[:2200])
    return _refusal(told)


def _refusal(told: dict) -> Outcome:
    """Some refusals are of the day (too many captures, a busy browser): whoever asks later may be served."""
    code = str(told.get("status_ext", ""))
    if code.startswith(("error:too-many", "error:user-session-limit", "error:service-unavailable", "error:gateway")):
        return Outcome(pause=timedelta(hours=6))
    return Outcome(reason=_("The Wayback Machine does not save it (%(code)s).") % {"code": code[:100] or "?"})


def _headers() -> dict[str, str]:
    key = f"LOW {settings.WAYBACK_ACCESS_KEY}:{settings.WAYBACK_SECRET_KEY}"
    return {"Accept": "application/json", "Authorization": key}


def _told(exchange: Exchange) -> dict:
    """Raises NotFetched for an answer that is none."""
    if exchange.status == 429 or exchange.status >= 500 or 300 <= exchange.status < 400:
        raise NotFetched(
            _("The Wayback Machine is busy (HTTP %(status)d).") % {"status": exchange.status}, may_pass=True
        )
    return json.loads(exchange.body)


def _later(saving: Saving, reason: str) -> Outcome:
    if saving.attempts >= MOST_ATTEMPTS:
        return Outcome(reason=reason)
    return Outcome(job=saving.job, pause=min(timedelta(minutes=2**saving.attempts), LONGEST_PAUSE))


def _write(saving: Saving, outcome: Outcome, token: uuid.UUID) -> None:
    is_over = outcome.copy or outcome.reason
    if not is_over and saving.attempts >= MOST_ATTEMPTS * 2:
        outcome, is_over = Outcome(reason=_("The Wayback Machine did not finish it.")), True
    Saving.objects.filter(pk=saving.pk, token=token).update(
        due_at=None if is_over else Now() + outcome.pause,
        token=None,
        job=outcome.job,
        copy=outcome.copy,
        reason=outcome.reason[:300],
    )
