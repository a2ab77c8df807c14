"""Our own form: an incident with its events, each with its companies by role and its sources with quotations.

{"title": "…", "summary": "…", "topics": ["…"], "events": [
    {"kind": "allegation", "title": "…", "date": "early January 2016", "form": "accusation",
     "accused": ["…"], "claimants": ["…"],
     "sources": [{"url": "…", "title": "…", "publisher": "…", "date": "…", "quotation": "…"}]}]}
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

OF_INCIDENT = {
    "id": "incident_id",
    "number": "incident_number",
    "key": "incident_key",
    "title": "incident_title",
    "summary": "incident_summary",
    "language": "language",
    "topics": "topics",
    "places": "places",
}
OF_SOURCE = {
    "url": "source_url",
    "title": "source_title",
    "publisher": "publisher",
    "date": "source_date",
    "kind": "source_kind",
    "quotation": "quotation",
    "locator": "locator",
}


def is_nested(record: dict) -> bool:
    """Whether it is one incident with events in it, or the document around several."""
    if isinstance(record.get("incidents"), list):
        return True
    events = record.get("events")
    return isinstance(events, list) and "title" in record and not isinstance(record["title"], dict)


def records_of(incident: dict) -> Iterator[dict]:
    """One flat record for each event. Raises TypeError with the sentence for what cannot be laid flat."""
    about = {OF_INCIDENT[name]: value for name, value in incident.items() if name in OF_INCIDENT}
    for name in incident:
        if name not in OF_INCIDENT and name != "events":
            raise TypeError(_("An incident has no field “%(name)s”.") % {"name": str(name)[:60]})
    for event in incident["events"]:
        if not isinstance(event, dict):
            raise TypeError(_("An event is a record: expected is {…}."))
        yield about | {name: value for name, value in event.items() if name != "sources"} | _sources(event)


def _sources(event: dict) -> dict:
    """The sources as lists side by side: the third quotation is that of the third address."""
    sources = event.get("sources") or []
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise TypeError(_('“sources” is a list of records: [{"url": …}].'))
    if unknown := {name for source in sources for name in source} - set(OF_SOURCE):
        raise TypeError(_("A source has no field “%(name)s”.") % {"name": str(min(unknown))[:60]})
    used = [name for name in OF_SOURCE if any(source.get(name) for source in sources)]
    return {OF_SOURCE[name]: [source.get(name) or "" for source in sources] for name in used}
