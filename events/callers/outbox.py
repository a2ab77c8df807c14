"""Mail that is to go out: written with what causes it, sent afterwards, tried again, given up with a reason.

A mail counts as sent when the mail server has taken it; the same transaction takes the row away. A worker that dies
between the two sends it once more after its lease, under the same Message-ID: a mail may come twice, and none is lost.
"""

import logging
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from events.callers.models import Mail

log = logging.getLogger(__name__)

PAUSES = ("5 minutes", "30 minutes", "2 hours", "8 hours", "24 hours")
AT_A_TIME = 10
GIVEN_UP_FOR = "30 days"

CLAIM = """
UPDATE callers_mail SET leased_until = clock_timestamp() + interval '5 minutes', token = %(token)s,
    attempts = attempts + 1
WHERE id IN (
    SELECT id FROM callers_mail WHERE given_up IS NULL AND due_at <= clock_timestamp()
    AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY due_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
AGAIN = """
UPDATE callers_mail SET leased_until = NULL, token = NULL, reason = %(reason)s,
    due_at = clock_timestamp() + %(pause)s::interval
WHERE id = %(id)s AND token = %(token)s
"""
GIVE_UP = """
UPDATE callers_mail SET leased_until = NULL, token = NULL, reason = %(reason)s, given_up = clock_timestamp(),
    text = '', html = '', stop_address = ''
WHERE id = %(id)s AND token = %(token)s
"""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a mail says: in plain text, the same as simple HTML, and where a reader stops more of the kind."""

    subject: str
    text: str
    html: str = ""
    stop_address: str = ""


def put(email: str, said: Letterhead) -> Mail:
    """A mail that goes out once the transaction is committed."""
    mail = Mail.objects.create(
        email=email,
        subject=" ".join(said.subject.split())[:300],
        text=said.text,
        html=said.html,
        stop_address=said.stop_address,
    )
    transaction.on_commit(ring, robust=True)
    return mail


def ring() -> None:
    """Wakes a worker; without a broker the clock does."""
    from events.callers.tasks import send_mail  # noqa: PLC0415  the tasks import this module

    try:
        send_mail.delay()
    except OperationalError:
        log.info("No broker was there: the mail goes out with the clock.")


def send_due() -> int:
    """Sends up to AT_A_TIME mails that are due; returns how many it tried."""
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"token": token, "most": AT_A_TIME})
        claimed = [key for (key,) in cursor.fetchall()]
    for mail in Mail.objects.filter(pk__in=claimed, token=token).order_by("due_at", "pk"):
        _send(mail, token)
    return len(claimed)


def _send(mail: Mail, token: UUID) -> None:
    try:
        message_of(mail).send()
    except Exception as failed:
        _failed(mail, token, failed)
    else:
        Mail.objects.filter(pk=mail.pk, token=token).delete()


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """With the headers by which a mail program offers to stop it at one click (RFC 8058), and finds it again."""
    headers = {"Message-ID": f"<{mail.key}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    if mail.stop_address:
        headers["List-Unsubscribe"] = f"<{mail.stop_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(mail.subject, mail.text, None, [mail.email], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or urlsplit(settings.SITE_ADDRESS).hostname


def _failed(mail: Mail, token: UUID, failed: Exception) -> None:
    """Whatever the mail server or its library says. The log names the row: addresses are nobody's business there."""
    reason = f"{type(failed).__name__}: {failed}"[:300].replace("\0", "")
    given_up = mail.attempts > len(PAUSES) or _is_final(failed)
    log.warning("Mail %s was not sent (attempt %s): %s", mail.pk, mail.attempts, type(failed).__name__)
    with connection.cursor() as cursor:
        values = {"id": mail.pk, "token": token, "reason": reason}
        if given_up:
            cursor.execute(GIVE_UP, values)
        else:
            cursor.execute(AGAIN, values | {"pause": PAUSES[mail.attempts - 1]})


def _is_final(failed: Exception) -> bool:
    """Whether the server said that this address takes no mail, now or later: a code from 550 to 559."""
    refused = getattr(failed, "recipients", None)
    codes = [code for code, _text in refused.values()] if isinstance(refused, dict) else []
    return bool(codes) and all(550 <= code < 560 for code in codes)


def forget() -> None:
    """Those that were given up long enough ago for somebody to have looked."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM callers_mail WHERE given_up < clock_timestamp() - %s::interval", [GIVEN_UP_FOR])
