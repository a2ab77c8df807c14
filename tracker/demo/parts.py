"""What hangs on an event: citations, facts with their reported values, an allegation, a statement."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from events.models import (
    Allegation,
    AllegationStatus,
    Answer,
    Citation,
    Commitment,
    Demand,
    Event,
    Fact,
    ReplyRequest,
    ReportedValue,
    Statement,
)
from tracker.demo import rows
from tracker.demo.reading import Table
from tracker.demo.rows import key_of, put


def _write_citations(event: Event, tables: list[Table]) -> None:
    for table in tables:
        cited = _resolved(table, source=rows.source, origin=rows.source)
        name = cited.pop("slug", table["source"])
        put(Citation, {"key": _citation_key(event, name)}, event=event, **cited)


def _citation_key(event: Event, name: str) -> UUID:
    return key_of("citation", str(event.key), name)


def _write_facts(event: Event, tables: list[Table]) -> None:
    for table in tables:
        own = dict(table)
        values, name = own.pop("values", []), own.pop("slug")
        fact = put(Fact, {"key": key_of("fact", str(event.key), name)}, event=event, **own)
        for value in values:
            _write_value(event, fact, dict(value))


def _write_value(event: Event, fact: Fact, table: Table) -> None:
    """`number` is short for a number that is reported as exactly this."""
    name = table.pop("citation")
    if "number" in table:
        table["number_least"] = table["number_most"] = table.pop("number")
    citation = Citation.objects.get(key=_citation_key(event, name))
    put(ReportedValue, {"key": key_of("value", str(fact.key), name)}, fact=fact, citation=citation, **table)


def _write_allegation(event: Event, table: Table) -> None:
    allegation = put(Allegation, {"event": event}, **{name: table[name] for name in ("form",) if name in table})
    for step in table.get("statuses", []):
        found = {"allegation": allegation, "status": step["status"]}
        put(AllegationStatus, found, **_resolved(step, source=rows.source))
    for demand in table.get("demands", []):
        own = _resolved(demand, addressee=rows.company)
        put(Demand, {"key": key_of("demand", str(event.key), own.pop("slug"))}, allegation=allegation, **own)
    for request in table.get("reply_requests", []):
        own = _resolved(request, company=rows.company, source=rows.source)
        put(ReplyRequest, {"allegation": allegation, "company": own.pop("company")}, **own)


def _write_statement(event: Event, table: Table) -> None:
    own = _resolved(table, speaker=rows.company)
    answers, commitments = own.pop("answers", []), own.pop("commitments", [])
    statement = put(Statement, {"event": event}, **own)
    for answer in answers:
        _write_answer(statement, answer)
    for commitment in commitments:
        key = key_of("commitment", str(event.key), commitment["slug"])
        put(Commitment, {"key": key}, statement=statement, text=commitment["text"])


def _write_answer(statement: Statement, table: Table) -> None:
    """A company answers for itself, so the speaker is the company that answers."""
    allegation = rows.event(statement.event.incident, table["allegation"]).allegation
    found = {"statement": statement, "allegation": allegation, "stance": table["stance"]}
    put(Answer, found, company=statement.speaker, note=table.get("note", ""))


def _resolved(table: Table, **finders: Callable[[str], Any]) -> Table:
    """A copy of `table` in which the named fields hold rows instead of the names of rows."""
    return {name: finders[name](value) if name in finders else value for name, value in table.items()}


WRITERS: dict[str, Callable[[Event, Any], None]] = {
    "citations": _write_citations,
    "facts": _write_facts,
    "allegation": _write_allegation,
    "statement": _write_statement,
}
