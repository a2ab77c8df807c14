"""The alarm clock's work: what was approved for a time that has come is published, once each and never early.

The submission is the job. Its lease says whose it is for now; that it is published once does not hang on the lease but
on its state, which is asked again under the incident's lock.
"""

import logging

from django.db import connection
from django.utils.translation import gettext as _

from events.exceptions import Refused
from events.models import Submission
from events.review import actions

MOST_ATTEMPTS = 5

LEASE = """
UPDATE events_submission
SET leased_until = clock_timestamp() + interval '2 minutes', token = gen_random_uuid(), attempts = attempts + 1
WHERE id IN (
    SELECT id FROM events_submission
    WHERE state = 'scheduled' AND publish_at <= clock_timestamp()
        AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY publish_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, token
"""

log = logging.getLogger(__name__)


def publish_due() -> int:
    """Publishes what is due, each dossier in a transaction of its own; returns how many were published."""
    published = 0
    while leased := lease():
        published += _publish(*leased)
    return published


def lease() -> tuple[int, object] | None:
    """The id and token of one due submission that is nobody else's for two minutes, or None."""
    with connection.cursor() as cursor:
        cursor.execute(LEASE)
        return cursor.fetchone()


def _publish(pk: int, token) -> bool:
    """Whether it was published. What cannot be is taken out of review with the reason; what breaks is tried again when
    its lease is over, and given up after a few times.
    """
    submission = Submission.objects.select_related("incident").get(pk=pk)
    try:
        return actions.release(submission, token=token) is not None
    except Refused as refused:
        reason = _("It was not published at its time. %(why)s") % {"why": refused}
    except Exception:
        log.exception("submission %s could not be published at its time", pk)
        if submission.attempts < MOST_ATTEMPTS:
            return False
        reason = _("It was not published at its time: it failed %(count)d times. The log says why.") % {
            "count": submission.attempts
        }
    actions.lapse(submission, token=token, reason=reason)
    return False
