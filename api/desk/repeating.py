"""`Idempotency-Key`: a POST that is sent again does nothing again, and is answered as it was the first time.

The answer is committed with what it reports, so it exists if and only if that was done. A refusal is not kept: nothing
was done, and the same request may succeed the next time.
"""

import hashlib
import re
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk.models import KEPT_FOR, Answered
from api.problems import Refusal

LONGEST = 255
KEY = re.compile(f"[!-~]{{1,{LONGEST}}}")
KEPT_HEADERS = ("ETag", "Location")


def key_of(request: Request) -> str:
    """The key of a POST, or nothing. Raises Refusal for one that is none, and for an empty one: whoever sends it counts
    on what it does not do.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY") if request.method == "POST" else None
    if key is not None and not KEY.fullmatch(key.strip()):
        sentence = _("An `Idempotency-Key` has 1 to %(most)d plain letters and no spaces.")
        raise Refusal(400, sentence % {"most": LONGEST})
    return (key or "").strip()


def digest_of(request: Request, sent: bytes) -> str:
    """Of address and body, by the site's secret."""
    content = f"{request.method} {request.get_full_path()}\n".encode() + hashlib.sha256(sent).digest()
    return salted_hmac("api.desk.repeating", content, algorithm="sha256").hexdigest()


def answer_before(request: Request, key: str, digest: str) -> Response | None:
    """What this request was answered before, if it was. Holds the key to the end of the transaction.

    Raises Refusal: 409 while the first one is still under way, 422 where the key was used for something else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{request.user.pk}:{key}"])
        if not cursor.fetchone()[0]:
            sentence = _("The first request with this `Idempotency-Key` is still under way. Ask again.")
            raise Refusal(409, sentence, headers={"Retry-After": "1"})
    kept = Answered.objects.filter(user=request.user, key=key)
    kept.filter(answered_at__lt=Now() - KEPT_FOR).delete()
    found = kept.first()
    if found is None:
        return None
    if found.digest != digest:
        raise Refusal(422, _("This `Idempotency-Key` was used for another request. Make a new key for each."))
    response = Response(found.body, status=found.status)
    for name, value in {**found.headers, "Idempotency-Replayed": "true"}.items():
        response[name] = value
    return response


def keep(request: Request, key: str, digest: str, response: Response) -> None:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    Answered.objects.create(
        user=request.user, key=key, digest=digest, status=response.status_code, headers=headers, body=response.data
    )


def forget_old() -> int:
    """Deletes what is past its day; returns how many."""
    return Answered.objects.filter(answered_at__lt=Now() - timedelta(hours=24)).delete()[0]
