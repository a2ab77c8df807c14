"""The wording check of a dossier: where it marks, what bears a sentence out, and who may let one stand."""

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic

from events.exceptions import Incomplete, NotAllowed, Refused
from events.models import AllegationStatus, Demand, Event, Fact, Incident, Overruling, Submission
from events.review import actions, permissions, wording
from tests.events.record.guards import take_away
from tests.factories import AllegationFactory, IncidentFactory, SourceFactory, UserFactory, answered_dossier, submitted
from tracker.accounts.models import Role

pytestmark = pytest.mark.django_db

GUILTY = "The company committed fraud."


@pytest.fixture
def incident(author) -> Incident:
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    incident.refresh_from_db()
    return incident


@pytest.fixture
def allegation(incident) -> Event:
    return incident.events.get(kind="allegation")


def say(event: Event, text: str = GUILTY) -> None:
    Event.objects.filter(pk=event.pk).update(text=text)


def step(event: Event, status: str) -> None:
    AllegationStatus.objects.create(allegation=event.allegation, status=status, date="2016-02", source=SourceFactory())


def places(incident: Incident) -> list[tuple]:
    return [(w.model, w.pk, w.field, w.words, w.start) for w in wording.warnings(incident)]


def test_a_dossier_that_attributes_has_no_warning(incident):
    assert wording.warnings(incident) == []


def test_each_text_of_ours_is_read_at_its_field(incident, allegation):
    company = allegation.participants.filter(company__isnull=False).get().company
    Incident.objects.filter(pk=incident.pk).update(title="It is guilty", summary=f"Much happened. {GUILTY}")
    Event.objects.filter(pk=allegation.pk).update(title="It bribed officials", text=GUILTY)
    Demand.objects.create(allegation=allegation.allegation, text="Pay for what it stole", addressee=company)
    Fact.objects.create(event=allegation, kind="number", label="people whom it defrauded")
    incident.refresh_from_db()
    assert places(incident) == [
        ("incident", incident.pk, "title", "is guilty", 3),
        ("incident", incident.pk, "summary", "committed fraud", 27),
        ("event", allegation.pk, "title", "bribed", 3),
        ("event", allegation.pk, "text", "committed fraud", 12),
        ("event", allegation.pk, "facts", "defrauded", 15),
        ("event", allegation.pk, "demands", "stole", 16),
    ]


def test_words_of_others_are_not_read(incident, allegation):
    allegation.citations.update(quotation=GUILTY)
    statement = incident.events.get(kind="statement").statement
    type(statement).objects.update(words=GUILTY, indirect=GUILTY)
    assert wording.warnings(incident) == []


def test_held_back_events_are_not_read(incident, allegation):
    Event.objects.filter(pk=allegation.pk).update(text=GUILTY, held_back=True)
    assert wording.warnings(incident) == []


@pytest.mark.parametrize(
    ("status", "marked"),
    [
        ("alleged", True),
        ("investigated", True),
        ("filed", True),
        ("settled", True),
        ("dismissed", True),
        ("withdrawn", True),
        ("acquitted", True),
        ("overturned", True),
        ("admitted", False),
        ("upheld", False),
        ("convicted", False),
    ],
)
def test_status_decides_what_is_borne_out(incident, allegation, status, marked):
    say(allegation)
    step(allegation, status)
    assert bool(wording.warnings(incident)) == marked


def test_the_present_status_counts_and_not_an_earlier_one(incident, allegation):
    say(allegation)
    step(allegation, "convicted")
    step(allegation, "overturned")
    (warning,) = wording.warnings(incident)
    assert "the status is “overturned”" in warning.reason


def test_a_conviction_of_one_company_bears_out_nothing_about_another(incident, allegation):
    step(allegation, "convicted")
    convicted = allegation.participants.get(company__isnull=False).company
    other = AllegationFactory(incident=incident)
    summary = f"{convicted.name} committed fraud. {other.company.name} bribed officials. Somebody lied."
    Incident.objects.filter(pk=incident.pk).update(summary=summary)
    incident.refresh_from_db()
    assert [w.words for w in wording.warnings(incident)] == ["bribed", "lied"]


def test_a_sentence_that_is_marked_stops_the_submission(incident, allegation):
    say(allegation)
    with pytest.raises(Incomplete) as refused:
        submitted(incident)
    (problem,) = refused.value.problems
    assert (problem.model, problem.pk, problem.field) == ("event", allegation.pk, "text")
    assert "“committed fraud”: it asserts guilt, and the status is “alleged”" in problem.sentence
    assert not Submission.objects.exists()


def test_what_takes_something_back_is_not_stopped(incident, allegation, reviewer):
    submission = submitted(incident)
    actions.publish(incident=incident, by=reviewer, seen=submission.digest)
    say(allegation)
    incident.refresh_from_db()
    assert submitted(incident, kind="retraction", note="It was wrong.").state == "open"


def place_of(allegation: Event, sentence: str = GUILTY) -> dict:
    return {"key": allegation.key, "field": "text", "sentence": sentence}


def overrule(incident, by, allegation, reason="The court’s judgment is cited below.") -> Overruling:
    return wording.overrule(incident=incident, by=by, reason=reason, **place_of(allegation))


def test_reviewer_who_was_asked_lets_exactly_this_sentence_stand(incident, allegation, author, reviewer):
    say(allegation, f"It was so. {GUILTY}")
    wording.ask(incident=incident, by=author, **place_of(allegation))
    overruling = overrule(incident, reviewer, allegation)
    assert (overruling.asked_by, overruling.by, overruling.reason) == (
        author,
        reviewer,
        "The court’s judgment is cited below.",
    )
    assert [w.is_overruled for w in wording.warnings(incident)] == [True]
    assert submitted(incident).state == "open"


def test_another_sentence_needs_another_decision(incident, allegation, author, reviewer):
    say(allegation)
    wording.ask(incident=incident, by=author, **place_of(allegation))
    overrule(incident, reviewer, allegation)
    say(allegation, "The company surely committed fraud.")
    with pytest.raises(Incomplete):
        submitted(incident)
    say(allegation, f"Something else came first. {GUILTY}")
    assert submitted(incident).state == "open"


def test_what_was_only_asked_stops_the_submission_still(incident, allegation, author):
    say(allegation)
    first = wording.ask(incident=incident, by=author, **place_of(allegation))
    assert wording.ask(incident=incident, by=author, **place_of(allegation)) == first
    with pytest.raises(Incomplete):
        submitted(incident)


@pytest.mark.parametrize("reason", ["", "  ", "\0"])
def test_overruling_needs_its_reason_in_writing(incident, allegation, author, reviewer, reason):
    say(allegation)
    wording.ask(incident=incident, by=author, **place_of(allegation))
    with pytest.raises(Refused, match="Say in writing"):
        overrule(incident, reviewer, allegation, reason)


def test_reviewer_who_was_not_asked_does_not_reach_into_a_draft(incident, allegation, reviewer):
    say(allegation)
    with pytest.raises(NotAllowed, match="somebody else’s"):
        overrule(incident, reviewer, allegation)


def test_authors_and_writers_do_not_overrule(incident, allegation, author):
    say(allegation)
    wording.ask(incident=incident, by=author, **place_of(allegation))
    for writer in (author, UserFactory()):
        with pytest.raises(NotAllowed, match="for reviewers"):
            overrule(incident, writer, allegation)
    writing_reviewer = UserFactory(role=Role.REVIEWER)
    Incident.objects.filter(pk=incident.pk).update(author=writing_reviewer)
    incident.refresh_from_db()
    with pytest.raises(NotAllowed, match="Somebody else has to overrule"):
        overrule(incident, writing_reviewer, allegation)


def test_newsroom_of_one_overrules_itself_in_writing(incident, allegation, settings):
    settings.FOUR_EYES = False
    alone = UserFactory(role=Role.ADMINISTRATOR)
    Incident.objects.filter(pk=incident.pk).update(author=alone)
    incident.refresh_from_db()
    say(allegation)
    wording.ask(incident=incident, by=alone, **place_of(allegation))
    assert overrule(incident, alone, allegation).asked_by is None


def test_a_sentence_that_is_not_marked_cannot_be_asked_for(incident, allegation, author):
    with pytest.raises(Refused, match="not marked any more"):
        wording.ask(incident=incident, by=author, **place_of(allegation))


def test_strangers_cannot_ask_for_a_draft(incident, allegation):
    say(allegation)
    with pytest.raises(NotAllowed):
        wording.ask(incident=incident, by=UserFactory(), **place_of(allegation))


def test_database_refuses_an_overruling_by_who_asked(incident, allegation, author):
    row = {"incident": incident, "about": "event", "reason": "x", "asked_by": author, "by": author}
    row |= {"at": incident.updated_at, **place_of(allegation)}
    with pytest.raises(IntegrityError), atomic():
        Overruling.objects.create(**row)
    with pytest.raises(IntegrityError), atomic():
        Overruling.objects.create(**{**row, "asked_by": None, "reason": ""})
    take_away("events_overruling.overruling_by_another")
    Overruling.objects.create(**row)


def test_overruling_is_no_edit(incident, allegation, author, reviewer):
    """Whoever overruled may still review: nothing of the dossier is theirs."""
    say(allegation)
    wording.ask(incident=incident, by=author, **place_of(allegation))
    overrule(incident, reviewer, allegation)
    submission = submitted(incident)
    incident.refresh_from_db()
    assert permissions.allowed(permissions.check_can_review, reviewer, incident)
    assert actions.publish(incident=incident, by=reviewer, seen=submission.digest).number == 1


def test_incident_without_an_allegation_may_not_assert_guilt(author):
    incident = IncidentFactory(author=author, summary=GUILTY)
    (warning,) = wording.warnings(incident)
    assert "no allegation here says who claims it" in warning.reason


@pytest.mark.parametrize("count", [1, 3])
def test_warnings_cost_a_fixed_number_of_queries(author, count, django_assert_num_queries):
    incident = IncidentFactory(author=author, summary=GUILTY)
    for _ in range(count):
        say(AllegationFactory(incident=incident))
    wording.warnings(incident)
    with django_assert_num_queries(10):
        assert len(wording.warnings(incident)) == count + 1
