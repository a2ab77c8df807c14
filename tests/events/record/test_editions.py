"""What may be added to the ledger: each rule is broken once with its guard in force, and once with the guard gone."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import atomic

from events.record.append import Change, Imprint, _next_publication, append
from events.record.models import Edition, Publication, Subject
from tests.events.record.guards import run, take_away

pytestmark = pytest.mark.django_db

BY_TWO = Imprint(authors=(1,), reviewer=2, note="Why.")
CITED = [{"key": "c", "source": "s", "origin": ""}]


def change(kind: str = "source", key: uuid.UUID | None = None, **contents) -> Change:
    key = key or uuid.uuid4()
    parent = contents.pop("parent", None)
    return Change(kind=kind, key=key, parent=parent, document={"kind": kind, "key": str(key), **contents})


@pytest.fixture(autouse=True)
def ledger():
    """An incident with an event in two versions, and a source."""
    incident = change("incident")
    event = change("event", parent=incident.key, citations=CITED)
    append([incident, event, change()], kind="first", imprint=BY_TWO)
    append(
        [change("event", event.key, parent=incident.key, citations=CITED, text="new")], kind="update", imprint=BY_TWO
    )


def publication(**broken) -> Publication:
    row = _next_publication(kind="update", imprint=BY_TWO)
    row.hash = "f" * 64
    for name, value in broken.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def edition(subject: Subject, act: Publication, **broken) -> Edition:
    document = {"kind": subject.kind, "key": str(subject.key), "citations": CITED}
    row = {"version": 1, "document": document, "salt": "0" * 32, "hash": "0" * 64, "known": (act.at, None)}
    return Edition.objects.create(subject=subject, publication=act, **(row | broken))


def fresh(kind: str = "source") -> Subject:
    parent = Subject.objects.get(kind="incident") if kind == "event" else None
    return Subject.objects.create(kind=kind, number=77, key=uuid.uuid4(), parent=parent)


def subject_of(kind: str) -> Subject:
    return Subject.objects.get(kind=kind)


def event_with(**broken) -> None:
    subject = fresh("event")
    document = {"kind": "event", "key": str(subject.key), **broken.pop("contents")}
    edition(subject, publication(), document=document, **broken)


def second_current() -> None:
    edition(subject_of("source"), publication(), version=2)


def overlapping() -> None:
    old = Edition.objects.get(subject__kind="event", version=1)
    middle = old.known.lower + (old.known.upper - old.known.lower) / 2
    edition(old.subject, publication(), version=3, known=(middle, old.known.upper))


def about_another() -> None:
    edition(fresh(), publication(), document={"kind": "source", "key": str(uuid.uuid4())})


def of_another_kind() -> None:
    subject = fresh()
    edition(subject, publication(), document={"kind": "company", "key": str(subject.key)})


def known_since_yesterday() -> None:
    act = publication()
    edition(fresh(), act, known=(act.at - datetime.timedelta(days=1), None))


OPENS = "record_edition.record_edition_opens"
FOLLOWS = "record_publication.record_publication_follows"
ONE_CURRENT = "record_edition.edition_one_current_per_subject"
NO_OVERLAP = "record_edition.edition_known_never_overlaps"
# What is tried, the guards that refuse it, and those that have to be out of the way to reach them.
VIOLATIONS = {
    "a second current edition, refused by the index": (second_current, [ONE_CURRENT], [NO_OVERLAP]),
    "a second current edition, refused by the exclusion": (second_current, [NO_OVERLAP], [ONE_CURRENT]),
    "two spans that overlap": (overlapping, [NO_OVERLAP], [OPENS]),
    "a version left out": (lambda: edition(fresh(), publication(), version=2), [OPENS], []),
    "an edition of an old publication": (lambda: edition(fresh(), Publication.objects.get(number=1)), [OPENS], []),
    "an edition of yesterday": (known_since_yesterday, [OPENS], []),
    "a document about another subject": (about_another, [OPENS], []),
    "a document of another kind": (of_another_kind, [OPENS], []),
    "an event without citations": (lambda: event_with(contents={}), [OPENS], []),
    "an event with an empty list of citations": (lambda: event_with(contents={"citations": []}), [OPENS], []),
    "an event with citations that are none": (lambda: event_with(contents={"citations": "yes"}), [OPENS], []),
    "an event with null for citations": (lambda: event_with(contents={"citations": None}), [OPENS], []),
    "an event with an object for citations": (lambda: event_with(contents={"citations": {"0": 1}}), [OPENS], []),
    "a merged event without citations": (lambda: event_with(contents={}, state="merged"), [OPENS], []),
    "a blank that no redaction made": (
        lambda: edition(fresh(), publication(), document=None, salt=None),
        ["record_edition.edition_blank_only_by_redaction"],
        [OPENS],
    ),
    "a document without its salt": (
        lambda: edition(fresh(), publication(), salt=None),
        ["record_edition.edition_blank_only_by_redaction"],
        [],
    ),
    "an unknown state": (
        lambda: edition(fresh(), publication(), state="hidden"),
        ["record_edition.edition_state_is_known"],
        [],
    ),
    "a number left out": (lambda: publication(number=4), [FOLLOWS], []),
    "a number that was before": (
        lambda: publication(number=1),
        ["record_publication.record_publication_pkey"],
        [FOLLOWS],
    ),
    "a publication that is not chained": (lambda: publication(previous_hash="0" * 64), [FOLLOWS], []),
    "a publication chained to nothing": (
        lambda: publication(previous_hash=""),
        ["record_publication.publication_is_chained"],
        [FOLLOWS],
    ),
    "a publication before the last one": (
        lambda: publication(at=Publication.objects.first().at + datetime.timedelta(microseconds=1)),
        [FOLLOWS],
        [],
    ),
    "an author who is the reviewer": (
        lambda: publication(authors=[1, 2, 3], reviewer=3),
        ["record_publication.publication_reviewer_is_no_author"],
        [],
    ),
    "nobody who wrote it": (lambda: publication(authors=[]), ["record_publication.publication_has_an_author"], []),
    "four eyes without a reviewer": (
        lambda: publication(reviewer=None),
        ["record_publication.publication_reviewed_or_says_so"],
        [],
    ),
    "a reviewer who is not told of": (
        lambda: publication(four_eyes=False),
        ["record_publication.publication_reviewed_or_says_so"],
        [],
    ),
    "an unknown kind of publication": (
        lambda: publication(kind="leak"),
        ["record_publication.publication_kind_is_known"],
        [],
    ),
    "a number that another subject has": (
        lambda: Subject.objects.create(kind="source", number=1, key=uuid.uuid4()),
        ["record_subject.subject_number_once_per_kind"],
        [],
    ),
    "an event of no incident": (
        lambda: Subject.objects.create(kind="event", number=77, key=uuid.uuid4()),
        ["record_subject.subject_event_has_an_incident"],
        [],
    ),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_record_refuses(name):
    attempt, _guards, in_the_way = VIOLATIONS[name]
    take_away(*in_the_way)
    with pytest.raises(IntegrityError), atomic():
        attempt()


@pytest.mark.parametrize("name", VIOLATIONS)
def test_record_without_the_guard_would_take(name):
    attempt, guards, in_the_way = VIOLATIONS[name]
    if "record_publication.record_publication_pkey" in guards:
        take_away("record_edition." + foreign_key("publication_id"), "record_edition." + foreign_key("redacted_in_id"))
    take_away(*in_the_way, *guards)
    with atomic():
        attempt()
        transaction.set_rollback(True)


def foreign_key(column: str) -> str:
    row = Edition.objects.raw(
        "SELECT 1 AS id, conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey) "
        "WHERE conrelid = 'record_edition'::regclass AND contype = 'f' AND attname = %s",
        [column],
    )[0]
    return row.conname


@pytest.mark.parametrize("setting", ["SET LOCAL session_replication_role = replica", "SET CONSTRAINTS ALL DEFERRED"])
def test_event_without_citation_is_refused_whatever_the_session_sets(setting):
    run(setting)
    with pytest.raises(IntegrityError, match="without a citation"), atomic():
        event_with(contents={})


def test_tombstone_of_an_event_needs_no_citation():
    incident = subject_of("incident")
    event = subject_of("event")
    gone = Change(
        kind="event",
        key=event.key,
        parent=incident.key,
        state="retracted",
        document=change("event", event.key).document,
    )
    act = append([gone], kind="retraction", imprint=BY_TWO)
    assert [(e.version, e.state) for e in act.editions.all()] == [(3, "retracted")]
