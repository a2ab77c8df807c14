"""The columns of each list: a header, and what stands below it for a row.

The headers of events are names of the import's fields, so that an exported file is mapped by itself. Codes are written
as codes: a file may be read in another language than it was made in.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Model, QuerySet

from companies.models import Company
from events.models import Citation, Event, Incident, Participant, Role, Source

Value = str | int | None

CITED_AT_LEAST = 1


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    value: Callable[[Model], Value]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`prepared` adds to a list's rows what its columns read, in a fixed number of queries for many rows."""

    name: str
    prepared: Callable[[QuerySet], QuerySet]
    columns: Callable[[QuerySet], list[Column]]


def listed(values: Iterable[str]) -> str:
    """One value as it is, several as a JSON list: what parts them otherwise may stand in a name."""
    values = list(values)
    plain = len(values) < 2 and not any(sign in value for value in values for sign in "[;\n")
    return "".join(values) if plain else json.dumps(values, ensure_ascii=False)


def _fields(*names: str) -> list[Column]:
    return [Column(name, lambda row, name=name: getattr(row, name)) for name in names]


# --- Events, as the import reads them ---

ROLES = {
    "accused": Role.ACCUSED,
    "claimants": Role.CLAIMANT,
    "speakers": Role.SPEAKER,
    "authorities": Role.AUTHORITY,
    "customers": Role.CUSTOMER,
    "employers": Role.EMPLOYER,
    "affected": Role.AFFECTED,
    "mentioned": Role.MENTIONED,
}
GROUPS = {"claimant_group": Role.CLAIMANT, "affected_group": Role.AFFECTED}
STATED = ("words", "words_language", "indirect", "spokesperson", "capacity", "channel", "addressed_to")


def _event_columns(events: QuerySet) -> list[Column]:
    return _columns_of_event(_most_citations(events))


def said_of(event: Event, *, sources: int) -> dict[str, Value]:
    """What stands below each header in the row of `event`, which is one of those that its sheet prepared; `sources` is
    for how many of them there are columns.
    """
    return {column.header: column.value(event) for column in _columns_of_event(sources)}


def _columns_of_event(sources: int) -> list[Column]:
    return [
        Column("id", lambda event: str(event.key)),
        Column("version", lambda event: str(event.version)),
        Column("incident_id", lambda event: str(event.incident.key)),
        Column("incident_title", lambda event: event.incident.title),
        Column("incident_summary", lambda event: event.incident.summary),
        Column("topics", lambda event: listed(topic.name_en for topic in event.incident.topics.all())),
        Column("places", lambda event: listed(place.name for place in event.incident.places.all())),
        *_fields("kind", "title", "text", "language", "date", "date_wording", "date_basis"),
        *(Column(name, lambda event, role=role: _companies(event, role)) for name, role in ROLES.items()),
        *(Column(name, lambda event, role=role: _group(event, role).group) for name, role in GROUPS.items()),
        Column("group_count", _group_count),
        Column("group_protected", lambda event: "yes" if _first_group(event).protected else "no"),
        Column("form", lambda event: event.allegation.form if hasattr(event, "allegation") else ""),
        Column("legal_status", _legal_status),
        *(Column(name, lambda event, name=name: _of_statement(event, name)) for name in STATED),
        *_source_columns(sources),
    ]


def _companies(event: Event, role: str) -> str:
    names = [part.company.name for part in event.participants.all() if part.company and part.role == role]
    if role == Role.SPEAKER and hasattr(event, "statement") and event.statement.speaker:
        names.insert(0, event.statement.speaker.name)  # whose statement it is comes first
    return listed(dict.fromkeys(names))


def _group(event: Event, role: str) -> Participant:
    groups = (part for part in event.participants.all() if part.group and part.role == role)
    return next(groups, Participant())


def _first_group(event: Event) -> Participant:
    return next((group for role in GROUPS.values() if (group := _group(event, role)).group), Participant())


def _group_count(event: Event) -> str:
    group = _first_group(event)
    counts = [group.count_least, group.count_most]
    return "-".join(str(count) for count in dict.fromkeys(counts) if count is not None)


def _legal_status(event: Event) -> str:
    steps = list(event.allegation.statuses.all()) if hasattr(event, "allegation") else []
    return steps[-1].status if steps else ""


def _of_statement(event: Event, name: str) -> str:
    return getattr(event.statement, name) if hasattr(event, "statement") else ""


def _most_citations(events: QuerySet) -> int:
    """How many sources a row may have to hold: each has columns of its own, because any sign may stand in a title."""
    with_most = Citation.objects.filter(event__in=events.order_by().values("pk")).values("event")
    most = with_most.annotate(count=Count("pk")).order_by("-count").values_list("count", flat=True).first()
    return max(most or 0, CITED_AT_LEAST)


def _source_columns(count: int) -> list[Column]:
    """For each place the columns of one source; those without an address come last, as the import expects them."""
    values = {
        "source_url": lambda citation: citation.source.url,
        "source_title": lambda citation: citation.source.title,
        "publisher": lambda citation: citation.source.publisher,
        "source_date": lambda citation: citation.source.published,
        "source_kind": lambda citation: citation.source.kind,
        "quotation": lambda citation: citation.quotation,
        "locator": lambda citation: citation.locator,
    }
    return [
        Column(
            f"{name} {place + 1}" if count > 1 else name,
            lambda event, place=place, value=value: value(cited[place]) if place < len(cited := _cited(event)) else "",
        )
        for place in range(count)
        for name, value in values.items()
    ]


def _cited(event: Event) -> list[Citation]:
    return sorted(event.citations.all(), key=lambda citation: (not citation.source.url, citation.pk))


# --- The other lists ---


def _incident_columns(incidents: QuerySet) -> list[Column]:
    return [
        Column("incident_id", lambda incident: str(incident.key)),
        Column("incident_title", lambda incident: incident.title),
        Column("incident_summary", lambda incident: incident.summary),
        Column("language", lambda incident: incident.language),
        Column("topics", lambda incident: listed(topic.name_en for topic in incident.topics.all())),
        Column("places", lambda incident: listed(place.name for place in incident.places.all())),
        Column("status", lambda incident: incident.status),
        Column("author", lambda incident: incident.author.username),
        Column("events", lambda incident: incident.events_counted),
        Column("changed", lambda incident: incident.updated_at.strftime("%Y-%m-%d %H:%M:%SZ")),
    ]


def _source_list_columns(sources: QuerySet) -> list[Column]:
    return [
        Column("id", lambda source: str(source.key)),
        Column("source_title", lambda source: source.title),
        Column("source_url", lambda source: source.url),
        Column("publisher", lambda source: source.publisher),
        Column("authors", lambda source: source.authors),
        Column("source_date", lambda source: source.published),
        Column("source_kind", lambda source: source.kind),
        *_fields("language", "note"),
    ]


def _company_columns(companies: QuerySet) -> list[Column]:
    return [
        Column("id", lambda company: str(company.key)),
        *_fields("name", "kind", "country", "about"),
        Column("other_names", lambda company: listed(name.name for name in company.names.all())),
        Column("identifiers", lambda company: listed(f"{i.scheme}:{i.value}" for i in company.identifiers.all())),
        Column("owners", lambda company: listed(owner.parent.name for owner in company.owners.all())),
    ]


SHEETS: dict[type[Model], Sheet] = {
    Event: Sheet(
        "events",
        lambda events: events.select_related("incident", "allegation", "statement__speaker").prefetch_related(
            "incident__topics", "incident__places", "participants__company", "citations__source", "allegation__statuses"
        ),
        _event_columns,
    ),
    Incident: Sheet(
        "incidents",
        lambda incidents: incidents.select_related("author").prefetch_related("topics", "places"),
        _incident_columns,
    ),
    Source: Sheet("sources", lambda sources: sources, _source_list_columns),
    Company: Sheet("companies", lambda companies: companies.with_details(), _company_columns),
}
