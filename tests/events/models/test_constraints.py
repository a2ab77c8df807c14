"""What the database refuses of the desk's rows, each with the nearest row that it takes."""

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic

from events.models import (
    AllegationStatus,
    Answer,
    Capture,
    Citation,
    Commitment,
    CommitmentUpdate,
    Demand,
    Fact,
    Participant,
    ReplyRequest,
    ReportedValue,
    Source,
    Statement,
    Submission,
)
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def _participant(**fields):
    return Participant.objects.create(event=EventFactory(), role="affected", **fields)


def _statement(**fields):
    return Statement.objects.filter(pk=StatementFactory().pk).update(**fields)


def _allegation():
    return AllegationFactory().allegation


def _request(**fields):
    return ReplyRequest.objects.create(allegation=_allegation(), company=CompanyFactory(), **fields)


def _capture(**fields):
    return Capture.objects.create(source=SourceFactory(), **fields)


def _submission(**fields):
    user = fields.pop("submitted_by", None) or UserFactory()
    return Submission.objects.create(incident=IncidentFactory(), submitted_by=user, digest="0" * 64, **fields)


TAKEN_AND_REFUSED = {
    "a company or a group": (
        lambda: _participant(group="fifty women", count_least=50, count_most=50, protected=True),
        lambda: _participant(group="fifty women", company=CompanyFactory()),
    ),
    "neither company nor group": (lambda: _participant(company=CompanyFactory()), _participant),
    "a company is not protected": (
        lambda: _participant(company=CompanyFactory()),
        lambda: _participant(company=CompanyFactory(), protected=True),
    ),
    "a count runs upwards": (
        lambda: _participant(group="women", count_least=40, count_most=60),
        lambda: _participant(group="women", count_least=60, count_most=40),
    ),
    "words have a language": (
        lambda: _statement(words="Non.", words_language="fr"),
        lambda: _statement(words="Non.", words_language=""),
    ),
    "a translation is marked": (
        lambda: _statement(translation="No.", translation_language="en", translation_kind="human"),
        lambda: _statement(translation="No.", translation_language="en", translation_kind=""),
    ),
    "a translation has an original": (
        lambda: _statement(words="Non.", translation="No.", translation_language="en", translation_kind="human"),
        lambda: _statement(words="", translation="No.", translation_language="en", translation_kind="human"),
    ),
    "silence is cited": (
        lambda: _request(asked_by="The Example", outcome="no_reply", source=SourceFactory()),
        lambda: _request(asked_by="The Example", outcome="no_reply"),
    ),
    "somebody asked": (lambda: _request(asked_by="The Example"), lambda: _request(asked_by="")),
    "a demand says something": (
        lambda: Demand.objects.create(allegation=_allegation(), addressee=CompanyFactory(), text="Stop."),
        lambda: Demand.objects.create(allegation=_allegation(), addressee=CompanyFactory(), text=""),
    ),
    "a legal status is known": (
        lambda: AllegationStatus.objects.create(allegation=_allegation(), status="filed"),
        lambda: AllegationStatus.objects.create(allegation=_allegation(), status="guilty"),
    ),
    "a capture is kept with its hash": (
        lambda: _capture(state="kept", text="x", sha256="a" * 64),
        lambda: _capture(state="kept", text="x"),
    ),
    "a failed capture says why": (
        lambda: _capture(state="failed", reason="paywall"),
        lambda: _capture(state="failed"),
    ),
    "a source is stored once": (
        lambda: SourceFactory(url="https://one.example/"),
        lambda: [SourceFactory(url="https://same.example/") for _ in range(2)],
    ),
    "an inferred date is given": (
        lambda: SourceFactory(published="2017", published_inferred=True),
        lambda: SourceFactory(published="", published_inferred=True),
    ),
    "a correction says why": (
        lambda: _submission(kind="correction", note="The year was wrong."),
        lambda: _submission(kind="correction"),
    ),
    "an address that becomes public signs nobody in": (
        lambda: SourceFactory(url="https://news.example/@ana?to=a@b.example#@"),
        lambda: SourceFactory(url="HTTPS://ana:secret@news.example/"),
    ),
    "citations support what we know": (
        lambda: Citation.objects.create(event=EventFactory(), source=SourceFactory(), supports=["date"]),
        lambda: Citation.objects.create(event=EventFactory(), source=SourceFactory(), supports=["all"]),
    ),
}


@pytest.mark.parametrize("rule", TAKEN_AND_REFUSED)
def test_database_takes_the_one_and_refuses_the_other(rule):
    taken, refused = TAKEN_AND_REFUSED[rule]
    assert taken()
    with pytest.raises(IntegrityError), atomic():
        refused()


def test_preferred_value_needs_a_reason_and_never_deletes_the_other():
    event = EventFactory()
    citation = event.citations.get()
    fact = Fact.objects.create(event=event, kind="number", label="employees")
    one, other = (
        ReportedValue.objects.create(fact=fact, citation=citation, text=text) for text in ("125,000", "120,000")
    )
    with pytest.raises(IntegrityError), atomic():
        Fact.objects.filter(pk=fact.pk).update(preferred=one)
    Fact.objects.filter(pk=fact.pk).update(preferred=one, reason="The original, not the translation.")
    assert set(fact.values.all()) == {one, other}


def test_answer_stands_once_per_stance_and_may_have_several():
    allegation = AllegationFactory()
    statement = StatementFactory(incident=allegation.incident, answers=allegation)
    answer = statement.statement.answers.get()
    same = {"statement": answer.statement, "allegation": answer.allegation, "company": answer.company}
    Answer.objects.create(**same, stance="defends")
    with pytest.raises(IntegrityError), atomic():
        Answer.objects.create(**same, stance=answer.stance)


def test_commitment_moves_only_by_a_cited_update():
    commitment = Commitment.objects.create(statement=StatementFactory().statement, text="We will report.")
    CommitmentUpdate.objects.create(commitment=commitment, status="kept", source=SourceFactory())
    with pytest.raises(IntegrityError), atomic():
        CommitmentUpdate.objects.create(commitment=commitment, status="kept", source=None)


def test_cited_source_is_not_deleted():
    source = EventFactory().citations.get().source
    with pytest.raises(Exception, match="protected"):
        source.delete()
    assert Source.objects.filter(pk=source.pk).exists()
