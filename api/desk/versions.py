"""Which version a change is made from: `ETag` on each row, `If-Match` on each change, and what differs if it is stale.

The versions are the desk's own: a trigger counts each change of a row and of what hangs on it (decision 4).
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.desk.body import escaped
from api.problems import Refusal
from companies.models import Company
from events.models import Event, Incident, Source

MOST_DIFFERENCES = 100
Versioned = Company | Event | Incident | Source


def etag_of(row: Versioned) -> str:
    """Strong: another one for each content that is sent."""
    return f'"{row.version}-{row.status}"' if isinstance(row, Incident) else f'"{row.version}"'


def of_dossier(incident: Incident) -> str:
    """Counts its events too: one that is added, changed or removed makes another."""
    events = list(Event.objects.filter(incident=incident.pk).order_by("pk").values_list("pk", "version"))
    content = f"{incident.pk}:{incident.version}:{incident.status}:{events}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'


def of_content(document: Any) -> str:
    """For the few rows that nobody counts."""
    return f'"{hashlib.sha256(repr(document).encode()).hexdigest()[:20]}"'


def check_is_current(request: Request, etag: str, stored: Any, sent: Any = None) -> None:
    """Raises Refusal: 428 without `If-Match`, 412 where it names another version than `etag`."""
    named = request.META.get("HTTP_IF_MATCH", "").strip()
    if not named:
        sentence = _("Say in `If-Match` from which version you make the change: the `ETag` of what you read.")
        raise Refusal(428, sentence, headers={"ETag": etag})
    if named == "*" or etag in [each.strip() for each in named.split(",")]:
        return
    differences = [] if sent is None else list(differing(stored, sent))
    raise Refusal(
        412,
        _("Somebody else saved this while you were writing. Nothing of yours is lost."),
        headers={"ETag": etag},
        current=etag,
        differences=differences[:MOST_DIFFERENCES],
    )


def differing(stored: Any, sent: Any, pointer: str = "") -> Iterator[dict[str, Any]]:
    """Each place where what was sent is not what is stored now. Rows of a list are compared by their ids."""
    if isinstance(stored, dict) and isinstance(sent, dict):
        for name, value in sent.items():
            if name != "ref":
                yield from differing(stored.get(name), value, f"{pointer}/{escaped(name)}")
    elif isinstance(stored, list) and isinstance(sent, list) and _are_rows(stored, sent):
        by_id = {row["id"]: row for row in stored}
        for position, row in enumerate(sent):
            pk = row.get("id")  # its type is not checked yet
            there = by_id.pop(pk, None) if isinstance(pk, int) else None
            yield from differing(there, row, f"{pointer}/{position}")
        for row in by_id.values():
            yield {"pointer": pointer, "stored": row, "sent": None}
    elif stored != sent:
        yield {"pointer": pointer, "stored": stored, "sent": sent}


def _are_rows(*lists: list) -> bool:
    rows = [row for each in lists for row in each]
    return bool(rows) and all(isinstance(row, dict) for row in rows) and all("id" in row for row in lists[0])


def locked(row: models.Model) -> models.Model:
    """The row held to the end of the transaction, as it is once nobody else can change it."""
    return type(row)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
