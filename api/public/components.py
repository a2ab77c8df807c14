"""What the bodies look like, as JSON Schema for the OpenAPI description. A test holds rendered bodies against it.

The bodies themselves are made in `events.timeline.faces`, when something is published.
"""

from typing import Any

from api.public.parameters import EVENT_KINDS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def record(description: str = "", /, **properties: Schema) -> Schema:
    """An object that always has all of these properties."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return schema | ({"description": description} if description else {})


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def perhaps(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def partly(schema: Schema, *optional: str, **more: Schema) -> Schema:
    """`schema` with further properties, which like those named in `optional` may be absent."""
    return schema | {
        "properties": schema["properties"] | more,
        "required": [name for name in schema["required"] if name not in optional],
    }


def opening(kind: str, **properties: Schema) -> Schema:
    """What each subject begins with."""
    return {
        "id": NUMBER | {"description": "Permanent. Never used again for something else."},
        "type": one_of(kind),
        "state": one_of("live", "retracted", "merged"),
        "version": NUMBER | {"description": "Counts the editions of this subject."},
        "publication": NUMBER | {"description": "The publication that this version came with."},
        "changed": MOMENT,
        "page": TEXT | {"description": "Path of the page for readers."},
        "licence": TEXT
        | {"description": "Address of the licence of what we publish; words that are quoted stay their authors'."},
        **properties,
    }


LANGUAGES = record(en=TEXT, fr=TEXT)
NAMED = record(id=NUMBER, name=TEXT, page=TEXT)
TITLED = record(id=NUMBER, title=TEXT, page=TEXT)
DOCUMENT = record(id=NUMBER, title=TEXT, publisher=TEXT, page=TEXT)
LEAST_AND_MOST = record(least=perhaps(NUMBER), most=perhaps(NUMBER))
DATED = record(
    "A date as precisely as it is known. `edtf` is ISO 8601-2; the days between `earliest` and `latest` are possible.",
    edtf=TEXT,
    earliest=perhaps(TEXT),
    latest=perhaps(TEXT),
    manner=one_of("within", "throughout"),
    approximate=YES_OR_NO,
    datetime=perhaps(TEXT),
    text=ref("Languages"),
)
DATE, COMPANY, SOURCE = perhaps(ref("Date")), perhaps(ref("CompanyReference")), perhaps(ref("SourceReference"))
HISTORY = many(
    record(version=NUMBER, publication=NUMBER, kind=TEXT, at=MOMENT, note=TEXT, redacted=YES_OR_NO),
)
SOURCE_REFERENCE = record(
    id=NUMBER,
    kind=TEXT,
    title=TEXT,
    publisher=TEXT,
    authors=TEXT,
    url=TEXT,
    language=TEXT,
    published=DATE,
    published_inferred=YES_OR_NO,
    note=TEXT,
    sha256=TEXT | {"description": "Of our own copy; empty where there is none."},
    captured=TEXT | {"description": "The day of our own copy."},
    page=TEXT,
)
WORDS = record(
    "Exact words, or a report of them (`indirect`); a translation is marked as human, machine or the outlet's.",
    exact=TEXT,
    language=TEXT,
    translated=TEXT,
    translation=TEXT,
    translation_language=TEXT,
    translation_kind=TEXT,
    indirect=TEXT,
)
LAG = perhaps(
    record("Days between allegation and answer.", least=perhaps(NUMBER), most=perhaps(NUMBER), text=LANGUAGES)
)
STEP = record(status=TEXT, date=DATE, note=TEXT, source=SOURCE, locator=TEXT)
ANSWER = record(
    "What a statement answers to an allegation.",
    statement=TITLED,
    company=COMPANY,
    stance=TEXT,
    note=TEXT,
    demand=TEXT,
    date=DATE,
    addressed_to=TEXT,
    words=ref("Words"),
    lag=LAG,
)
REPLY = record(
    "How one company answered. `unknown` says that nobody recorded whether it was asked; it is no refusal to answer.",
    company=COMPANY,
    reply=one_of("answered", "declined", "no_reply", "asked", "unknown"),
    answers=many(ref("Answer")),
    requests=many(
        record(
            asked_by=TEXT,
            asked=DATE,
            deadline=DATE,
            outcome=TEXT,
            outcome_by=DATE,
            source=SOURCE,
            locator=TEXT,
        )
    ),
)
DEMAND = record(
    id=TEXT,
    text=TEXT,
    addressee=COMPANY,
    deadline=DATE,
    answers=many(record(statement=TITLED, stance=TEXT, date=DATE)),
)
COMMITMENT = record(id=TEXT, text=TEXT, due=DATE, updates=many(ref("LegalStep")))
ALLEGATION = record(
    form=TEXT,
    status=ref("LegalStep"),
    statuses=many(ref("LegalStep")),
    demands=many(DEMAND),
    replies=many(ref("Reply")),
)
STATEMENT = record(
    speaker=COMPANY,
    spokesperson=TEXT,
    capacity=TEXT,
    channel=TEXT,
    addressed_to=TEXT,
    words=ref("Words"),
    answers=many(record(allegation=TITLED, demand=TEXT, company=COMPANY, stance=TEXT, note=TEXT, lag=LAG)),
    commitments=many(COMMITMENT),
)
FACT = record(
    "A point on which sources may differ, with every value that was reported.",
    label=TEXT,
    kind=TEXT,
    differ=YES_OR_NO,
    values=many(
        record(
            id=TEXT,
            text=TEXT,
            number=record(least=perhaps(TEXT), most=perhaps(TEXT)),
            date=DATE,
            citation=TEXT,
            source=SOURCE,
            relays=SOURCE,
            preferred=YES_OR_NO,
        )
    ),
    reason=TEXT,
)
EVENT = partly(
    record(
        "One dated entry on a timeline. An allegation is worded as one, and stands next to its answers.",
        **opening("event"),
        kind=one_of(*EVENT_KINDS),
        title=TEXT,
        text=TEXT,
        language=TEXT,
        date=partly(DATED, *DATED["required"], basis=TEXT, wording=TEXT),
        incident=perhaps(TITLED),
        participants=many(record(role=TEXT, company=COMPANY, group=TEXT, count=LEAST_AND_MOST, protected=YES_OR_NO)),
        citations=many(
            record(
                id=TEXT,
                source=SOURCE,
                relays=SOURCE,
                lineage=many(record(relation=TEXT, source=DOCUMENT)),
                quotation=TEXT,
                locator=TEXT,
                supports=many(TEXT),
            )
        ),
        origins=record(
            count=NUMBER,
            secondary_only=YES_OR_NO,
            sources=many(DOCUMENT),
        ),
        facts=many(ref("Fact")),
        history=HISTORY,
    ),
    allegation=ref("Allegation"),
    statement=ref("Statement"),
)
INCIDENT = record(
    "One affair: edited, reviewed and published as a whole, with its events.",
    **opening("incident"),
    title=TEXT,
    summary=TEXT,
    language=TEXT,
    topics=many(record(slug=TEXT, en=TEXT, fr=TEXT)),
    places=many(record(name=TEXT, country=TEXT)),
    related=many(TITLED),
    parties=many(record(company=NAMED, roles=many(TEXT))),
    events=NUMBER,
    publications=many(record(publication=NUMBER, kind=TEXT, at=MOMENT, note=TEXT)),
)
COMPANY_BODY = record(
    "An organisation on the record.",
    **opening("company"),
    name=TEXT,
    kind=TEXT,
    country=TEXT,
    about=TEXT,
    names=many(record(name=TEXT, kind=TEXT, language=TEXT, since=TEXT, until=TEXT)),
    identifiers=many(record(scheme=TEXT, value=TEXT, url=TEXT)),
    owners=many(record(company=NAMED, share=perhaps(NUMBER), since=TEXT, until=TEXT)),
    history=HISTORY,
)
SOURCE_BODY = record(
    "A document. `captured` is the day of our own copy, `sha256` its hash.",
    **(opening("source") | SOURCE_REFERENCE["properties"]),
    lineage=many(record(source=ref("SourceReference"), relation=TEXT, note=TEXT)),
    history=HISTORY,
)
EDITION = record(
    type=one_of("company", "incident", "event", "source"),
    id=NUMBER,
    version=NUMBER,
    state=one_of("live", "retracted", "merged"),
    hash=HASH,
    redacted=YES_OR_NO,
    page=TEXT,
)
PUBLICATION = record(
    "One act of publishing. Its hash covers its editions' hashes and the previous publication's.",
    number=NUMBER,
    kind=one_of("first", "update", "clarification", "correction", "retraction", "redaction"),
    at=MOMENT,
    note=TEXT,
    written_by=many(TEXT),
    reviewed_by=TEXT,
    four_eyes=YES_OR_NO | {"description": "False where no second person reviewed it."},
    redacted=YES_OR_NO | {"description": "True where note and names were taken out afterwards."},
    hash=HASH,
    previous_hash=TEXT,
    editions=many(ref("Edition")),
)
CHANGE = partly(
    record(
        "A subject where its body last changed: live with its `body`, otherwise with how it ended as `tombstone`.",
        position=TEXT | {"description": "The publication, and how many renderings in the background came after it."},
        publication=NUMBER,
        type=one_of("company", "incident", "event", "source"),
        id=NUMBER,
        state=one_of("live", "retracted", "merged", "redacted", "gone"),
        version=perhaps(NUMBER),
    ),
    body={"oneOf": [ref(name) for name in ("Company", "Incident", "Event", "Source")]},
    tombstone=perhaps(ref("Tombstone")),
)
CHANGE_PAGE = record(
    position=TEXT | {"description": "How far one has got with these changes. Keep it."},
    more=YES_OR_NO | {"description": "Whether there are more already."},
    next={"type": "string", "format": "uri", "description": "Where to go on, now or later."},
    results=many(ref("Change")),
)
TOMBSTONE = partly(
    record(
        "What is left of a subject: why it was retracted, into which company it was merged, what redacted it.",
        **(opening("event") | {"type": CHANGE["properties"]["type"], "state": CHANGE["properties"]["state"]}),
    ),
    reason=TEXT,
    successor=COMPANY,
    redacted_in=NUMBER,
    licence=TEXT,
    incident=perhaps(TITLED),
)
PROBLEM = partly(
    record("RFC 9457.", type=TEXT, title=TEXT, status=NUMBER, detail=TEXT, instance=TEXT, request_id=TEXT),
    errors=many(partly(record(detail=TEXT), parameter=TEXT, pointer=TEXT)),
    reason=TEXT,
    at=MOMENT,
    publication=NUMBER,
    position=TEXT,
)


COUNT = {
    "count": NUMBER | {"description": "How many there are in all, where `count` asked for it; no more than 10,000."},
    "count_is_capped": YES_OR_NO | {"description": "True where there are more than that."},
}
INCLUDED = partly(
    record("The subjects that the results name, where `include` asked for them."),
    companies=many(ref("Company")),
    incidents=many(ref("Incident")),
    sources=many(ref("Source")),
)


def page_of(items: Schema, **more: Schema) -> Schema:
    """A page of a list. `oneOf` with null: this is OpenAPI 3.1, where `nullable` is no longer a word."""
    address = perhaps({"type": "string", "format": "uri"})
    return partly(record(next=address, previous=address, results=many(items)), **more)


def shapeable(name: str) -> Schema:
    """A body, whole or with those properties alone that `fields` asked for."""
    return {"anyOf": [ref(name), ref(f"{name}Fields")]}


def beside(schema: Schema) -> Schema:
    """A body, perhaps with what it names."""
    return partly(schema, included=ref("Included"))


def fields_of(schema: Schema) -> Schema:
    """The same properties, none of which has to be there."""
    return beside(schema | {"required": [], "description": "Those properties that `fields` asked for."})


EVENT_REFERENCE = record(
    "The event in which a part stands.",
    id=NUMBER,
    type=one_of("event"),
    version=NUMBER,
    kind=one_of(*EVENT_KINDS),
    title=TEXT,
    date=EVENT["properties"]["date"],
    page=TEXT,
)
PART = {"event": ref("EventReference"), "incident": perhaps(TITLED), "licence": TEXT}


def part_of(schema: Schema, **more: Schema) -> Schema:
    """A part of an event with the event that it is a part of."""
    return record(schema.get("description", ""), **PART, **more, **schema["properties"])


VERSION = record(
    "One version of a subject, and the publication that it came with. `hash` is of the salted document.",
    type=one_of("company", "incident", "event", "source"),
    id=NUMBER,
    version=NUMBER,
    state=one_of("live", "retracted", "merged"),
    publication=NUMBER,
    kind=PUBLICATION["properties"]["kind"],
    at=MOMENT,
    note=TEXT,
    hash=HASH,
    redacted=YES_OR_NO,
    page=TEXT,
)
BODY = {"anyOf": [ref("Event"), ref("Incident"), ref("Company"), ref("Source"), ref("MergedCompany")]}
TOPIC = record(slug=TEXT, en=TEXT, fr=TEXT, incidents=NUMBER, page=TEXT)
DAYS = perhaps(NUMBER)
CASES = {
    "as_of": {"type": "string", "format": "date"},
    "events": NUMBER,
    "kinds": {"type": "object", "additionalProperties": NUMBER},
    "cases": record(
        "An allegation against a company is a case; one against two companies, two. `overdue` are those whose deadline "
        "has passed without a reply on record, `not_asked` those of which nobody recorded that the company was asked.",
        total=NUMBER,
        answered=NUMBER,
        declined=NUMBER,
        no_reply=NUMBER,
        pending=NUMBER,
        overdue=NUMBER,
        not_asked=NUMBER,
    ),
    "response": record(
        "Of the cases known to have been put to the company, with time enough to answer, the share that it answered; "
        "null where there are fewer than `least_cases`.",
        answered=NUMBER,
        of=NUMBER,
        rate=perhaps({"type": "number", "minimum": 0, "maximum": 1}),
        least_cases=NUMBER,
    ),
    "lag": record(
        "Days from allegation to answer. The median is a range where dates are imprecise.",
        answers=NUMBER,
        median=perhaps(record(least={"type": "number"}, most={"type": "number"})),
        shortest=DAYS,
        longest=DAYS,
    ),
}
FACETS = record(
    **COUNT,
    facets={
        "type": "object",
        "additionalProperties": many(
            partly(record(value=TEXT, count=NUMBER), en=TEXT, fr=TEXT, name=TEXT, page=TEXT),
        ),
    },
)
LOOKUP = record(
    "`url` is the address in its one spelling, without trackers.",
    url=TEXT,
    indexed=YES_OR_NO,
    source=perhaps(ref("Source")),
    events=many(record(id=NUMBER, kind=one_of(*EVENT_KINDS), title=TEXT, cited=YES_OR_NO, page=TEXT)),
)
SHAPEABLE = {"Company": COMPANY_BODY, "Incident": INCIDENT, "Event": EVENT, "Source": SOURCE_BODY}
PARTS = {
    "EventFact": part_of(FACT),
    "EventDemand": part_of(DEMAND),
    "EventCommitment": part_of(COMMITMENT, company=COMPANY),
}

COMPONENTS: dict[str, Schema] = {
    "Languages": LANGUAGES,
    "Date": DATED,
    "CompanyReference": NAMED,
    "SourceReference": SOURCE_REFERENCE,
    "EventReference": EVENT_REFERENCE,
    "Words": WORDS,
    "LegalStep": STEP,
    "Answer": ANSWER,
    "Reply": REPLY,
    "Allegation": ALLEGATION,
    "Statement": STATEMENT,
    "Fact": FACT,
    **{name: beside(schema) for name, schema in SHAPEABLE.items()},
    **{f"{name}Fields": fields_of(schema) for name, schema in SHAPEABLE.items()},
    "MergedCompany": record(**opening("company"), successor=NAMED),
    "Included": INCLUDED,
    **PARTS,
    "Edition": EDITION,
    "Publication": PUBLICATION,
    "Change": CHANGE,
    "ChangePage": CHANGE_PAGE,
    "Tombstone": TOMBSTONE,
    "Version": VERSION,
    "VersionOf": partly(VERSION, body=BODY),
    "Topic": TOPIC,
    "Statistics": record(companies=NUMBER, incidents=NUMBER, sources=NUMBER, **CASES),
    "CompanyStatistics": record(company=ref("CompanyReference"), **CASES),
    "Facets": FACETS,
    "Lookup": LOOKUP,
    "Problem": PROBLEM,
    **{f"{name}Page": page_of(shapeable(name), **COUNT, included=ref("Included")) for name in SHAPEABLE},
    **{f"{name}Page": page_of(ref(name), **COUNT) for name in (*PARTS, "Version")},
    **{f"{name}Page": page_of(ref(name)) for name in ("Publication", "Topic")},
    "Index": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
    "ProblemType": record(type=TEXT, title=TEXT, status=NUMBER, description=TEXT),
}
