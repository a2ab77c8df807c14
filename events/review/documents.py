"""The canonical documents of the desk's rows, as the record keeps them. They refer to other subjects by key."""

from decimal import Decimal
from uuid import UUID

from companies.models import Company
from events.models import Citation, Event, Fact, Incident, Source
from events.record.chain import Document
from events.record.models import SubjectKind


def incident_document(incident: Incident, public: set[UUID]) -> Document:
    """`public` are the keys of related incidents that may be named."""
    return {
        "kind": SubjectKind.INCIDENT.value,
        "key": str(incident.key),
        "title": incident.title,
        "summary": incident.summary,
        "language": incident.language,
        "topics": [{"slug": t.slug, "en": t.name_en, "fr": t.name_fr} for t in incident.topics.all()],
        "places": [{"name": place.name, "country": place.country} for place in incident.places.all()],
        "related": sorted(str(other.key) for other in incident.related.all() if other.key in public),
    }


def company_document(company: Company) -> Document:
    return {
        "kind": SubjectKind.COMPANY.value,
        "key": str(company.key),
        "name": company.name,
        "company_kind": company.kind,
        "country": company.country,
        "about": company.about,
        "names": [
            {"name": n.name, "kind": n.kind, "language": n.language, "since": n.since, "until": n.until}
            for n in company.names.all()
        ],
        "identifiers": [{"scheme": i.scheme, "value": i.value} for i in company.identifiers.all()],
        "owners": [
            {"company": str(o.parent.key), "share": o.share, "since": o.since, "until": o.until}
            for o in company.owners.all()
        ],
    }


def source_document(source: Source) -> Document:
    copy = next((capture for capture in source.captures.all() if capture.sha256), None)
    return {
        "kind": SubjectKind.SOURCE.value,
        "key": str(source.key),
        "source_kind": source.kind,
        "title": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "authors": source.authors,
        "published": source.published,
        "published_inferred": source.published_inferred,
        "language": source.language,
        "note": source.note,
        "sha256": copy.sha256 if copy else "",
        "captured": f"{copy.taken_at:%Y-%m-%d}" if copy else "",
        "lineage": [
            {"source": str(step.origin.key), "relation": step.relation, "note": step.note}
            for step in source.origins.all()
        ],
    }


def event_document(event: Event) -> Document:
    """An event with all that hangs on it. Expects the rows that `with_document` fetches."""
    document = {
        "kind": SubjectKind.EVENT.value,
        "key": str(event.key),
        "event_kind": event.kind,
        "title": event.title,
        "text": event.text,
        "language": event.language,
        "date": {
            "edtf": event.date,
            "manner": event.date_manner,
            "basis": event.date_basis,
            "wording": event.date_wording,
        },
        "participants": [_participant(part) for part in event.participants.all()],
        "citations": [_citation(citation) for citation in event.citations.all()],
        "facts": [_fact(fact) for fact in event.facts.all()],
    }
    if hasattr(event, "allegation"):
        document["allegation"] = _allegation(event.allegation)
        _add_implied(document, "accused", [demand["addressee"] for demand in document["allegation"]["demands"]])
    if hasattr(event, "statement"):
        document["statement"] = _statement(event.statement)
        _add_implied(document, "speaker", [document["statement"]["speaker"]])
    return document


def _add_implied(document: Document, role: str, companies: list[str]) -> None:
    """Who speaks, or is asked for something, takes part, and so finds the event on its timeline."""
    taking_part = {part["company"] for part in document["participants"]}
    for company in dict.fromkeys(companies):
        if company and company not in taking_part:
            document["participants"].append(_part(role=role, company=company))


def _part(*, role: str, company: str = "", group: str = "", least=None, most=None, protected: bool = False) -> Document:
    return {
        "role": role,
        "company": company,
        "group": group,
        "count_least": least,
        "count_most": most,
        "protected": protected,
    }


def _participant(part) -> Document:
    return _part(
        role=part.role,
        company=_key(part.company),
        group=part.group,
        least=part.count_least,
        most=part.count_most,
        protected=part.protected,
    )


def _citation(citation: Citation) -> Document:
    return {
        "key": str(citation.key),
        "source": _key(citation.source),
        "origin": _key(citation.origin),
        "quotation": citation.quotation,
        "locator": citation.locator,
        "supports": citation.supports,
    }


def _fact(fact: Fact) -> Document:
    return {
        "key": str(fact.key),
        "fact_kind": fact.kind,
        "label": fact.label,
        "preferred": _key(fact.preferred),
        "reason": fact.reason,
        "values": [
            {
                "key": str(value.key),
                "text": value.text,
                "number_least": _number(value.number_least),
                "number_most": _number(value.number_most),
                "date": value.date,
                "citation": str(value.citation.key),
            }
            for value in fact.values.all()
        ],
    }


def _allegation(allegation) -> Document:
    return {
        "form": allegation.form,
        "statuses": [
            {"status": s.status, "date": s.date, "note": s.note, "source": _key(s.source), "locator": s.locator}
            for s in allegation.statuses.all()
        ],
        "demands": [
            {"key": str(d.key), "text": d.text, "addressee": _key(d.addressee), "deadline": d.deadline}
            for d in allegation.demands.all()
        ],
        "reply_requests": [
            {
                "company": _key(r.company),
                "asked_by": r.asked_by,
                "asked": r.asked,
                "deadline": r.deadline,
                "outcome": r.outcome,
                "outcome_by": r.outcome_by,
                "source": _key(r.source),
                "locator": r.locator,
            }
            for r in allegation.reply_requests.all()
        ],
    }


def _statement(statement) -> Document:
    return {
        "speaker": _key(statement.speaker),
        "spokesperson": statement.spokesperson,
        "capacity": statement.capacity,
        "channel": statement.channel,
        "addressed_to": statement.addressed_to,
        "words": statement.words,
        "words_language": statement.words_language,
        "words_translated": statement.words_translated,
        "translation": statement.translation,
        "translation_language": statement.translation_language,
        "translation_kind": statement.translation_kind,
        "indirect": statement.indirect,
        "answers": [
            {
                "allegation": str(a.allegation.event.key),
                "demand": _key(a.demand),
                "company": _key(a.company),
                "stance": a.stance,
                "note": a.note,
            }
            for a in statement.answers.all()
        ],
        "commitments": [
            {
                "key": str(c.key),
                "text": c.text,
                "due": c.due,
                "updates": [
                    {"status": u.status, "date": u.date, "note": u.note, "source": _key(u.source), "locator": u.locator}
                    for u in c.updates.all()
                ],
            }
            for c in statement.commitments.all()
        ],
    }


def _key(row) -> str:
    return str(row.key) if row else ""


def _number(value: Decimal | None) -> str | None:
    """A decimal as text: JSON's numbers would lose the last digits of a long one."""
    return None if value is None else format(value.normalize(), "f")
