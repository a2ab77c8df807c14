"""What incidents refer to: topics, organisations, sources."""

from companies.models import Company, CompanyName, Identifier, Ownership
from events.models import Lineage, Source, Topic
from tracker.demo import reading
from tracker.demo.rows import company, key_of, put, source


def write_directory() -> None:
    """Puts all of them on the desk. Nothing of it is public before an event names it."""
    for topic in reading.topics():
        put(Topic, {"slug": topic.pop("slug")}, **topic)
    for table in reading.companies():
        _write_company(table)
    for table in reading.sources():
        _write_source(table)


def _write_company(table: reading.Table) -> None:
    names, identifiers, owner = table.pop("names", []), table.pop("identifiers", []), table.pop("owner", "")
    written = put(Company, {"key": key_of("company", table.pop("slug"))}, **table)
    for name in names:
        put(CompanyName, {"company": written, "name": name.pop("name")}, **name)
    for identifier in identifiers:
        put(Identifier, {"company": written, "scheme": identifier["scheme"]}, value=identifier["value"])
    if owner:
        put(Ownership, {"parent": company(owner), "child": written})


def _write_source(table: reading.Table) -> None:
    origins = table.pop("draws_on", [])
    written = put(Source, {"key": key_of("source", table.pop("slug"))}, **table)
    for origin in origins:
        put(Lineage, {"source": written, "origin": source(origin.pop("source"))}, **origin)
