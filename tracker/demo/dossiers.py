"""One act at the desk: a dossier is begun, or changed in what the act's file gives; the rest stays as it was."""

from events.models import Event, Incident, Participant, Place, Topic
from tracker.accounts.models import User
from tracker.demo import parts, rows
from tracker.demo.reading import Table
from tracker.demo.rows import key_of, put


def write_dossier(act: Table, author: User) -> Incident:
    """Puts on the desk what `act` says. An event that is named again keeps whatever is not said again."""
    incident = _write_incident(act["incident"], dict(act.get("dossier", {})), author)
    for table in act.get("events", []):
        _write_event(incident, dict(table))
    return incident


def _write_incident(name: str, table: Table, author: User) -> Incident:
    topics, places, related = table.pop("topics", []), table.pop("places", []), table.pop("related", [])
    incident = put(Incident, {"key": key_of("incident", name)}, author=author, **table)
    incident.topics.add(*Topic.objects.filter(slug__in=topics))
    incident.related.add(*(rows.incident(other) for other in related))
    for place in places:
        put(Place, {"incident": incident, "name": place["name"]}, country=place["country"])
    return incident


def _write_event(incident: Incident, table: Table) -> None:
    """The event's own row first, then whatever hangs on it: values name citations, answers name allegations."""
    hanging = {name: table.pop(name) for name in ("participants", *parts.WRITERS) if name in table}
    key = key_of("event", str(incident.key), table.pop("slug"))
    event = put(Event, {"key": key}, incident=incident, **table)
    if "participants" in hanging:
        _write_participants(event, hanging["participants"])
    for name, write in parts.WRITERS.items():
        if name in hanging:
            write(event, hanging[name])


def _write_participants(event: Event, tables: list[Table]) -> None:
    """Participants have nothing hanging on them, so a new list takes the place of the old one."""
    event.participants.all().delete()
    for table in tables:
        taking_part = {"company": rows.company(table["company"])} if "company" in table else {"group": table["group"]}
        extent = {name: table[name] for name in ("count_least", "count_most", "protected") if name in table}
        put(Participant, {"event": event, "role": table["role"], **taking_part}, **extent)
