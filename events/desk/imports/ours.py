"""Rows that an export of this desk made: each carries the key of its event, and is known again by it.

A key of what the importer may not see is no key: the row is taken for one of a list of somebody's own.
"""

from collections.abc import Iterable

from events.desk.exports.columns import SHEETS, said_of
from events.desk.imports.mapping import COMPANY_ROLES
from events.desk.imports.models import Import
from events.desk.imports.reading import Cell
from events.desk.imports.reading.table import tidy
from events.desk.imports.resolving import Content, Resolver
from events.models import Event, Incident

# Without these columns a row would take away from its event what it does not mention.
NEEDED = ("kind", "title", "text", "date", *COMPANY_ROLES, "words", "indirect", "source_url", "quotation")


def is_key(value: str) -> bool:
    return len(value) == 36 and all(sign in "0123456789abcdef-" for sign in value.lower()) and value.count("-") == 4


def events_named(job: Import, contents: Iterable[Content]) -> dict[str, Event]:
    """By key, the events that rows name so and the importer sees, ready to be exported. No query without a key."""
    keys = {content["line_id"].lower() for content in contents if is_key(content["line_id"])}
    if not keys:
        return {}
    seen = Event.objects.filter(key__in=keys, incident__in=Incident.objects.visible_to(job.author))
    return {str(event.key): event for event in SHEETS[Event].prepared(seen)}


def said_now(event: Event, job: Import, raw: list[Cell]) -> Content | None:
    """What the row `raw` would come to if it were exported now; what no export says is taken from the row itself. None
    where the file has not as many columns as the event has sources.
    """
    sources = sum(header.startswith("source_url") for header in job.headers)
    if len(event.citations.all()) > max(sources, 1):
        return None
    said = {
        header: tidy("" if value is None else str(value)) for header, value in said_of(event, sources=sources).items()
    }
    cells = [said.get(header, cell) for header, cell in zip(job.headers, raw, strict=True)]
    return Resolver(job).resolve(cells).content


def lacking(job: Import) -> list[str]:
    """The columns that a file needs to change events that are here, and that this one leaves out."""
    return [target for target in NEEDED if target not in job.targets]
