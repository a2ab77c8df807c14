"""The page of a dossier: everything of it in one place, for a fixed number of queries."""

import pghistory
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.desk.dossier import Dossier
from events.models import (
    AllegationStatus,
    Citation,
    Commitment,
    Demand,
    Event,
    Fact,
    Incident,
    Lineage,
    ReplyRequest,
    ReportedValue,
    Statement,
)
from tests.factories import (
    AllegationFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    published,
)


@pytest.fixture
def incident(author) -> Incident:
    return IncidentFactory(author=author)


def shown(at_desk, incident: Incident) -> str:
    return " ".join(at_desk.get(incident.get_desk_url()).content.decode().split())


def test_an_answer_stands_under_its_allegation(incident, at_desk) -> None:
    allegation = AllegationFactory(incident=incident, company__name="Acme", date="2016-01")
    AllegationStatus.objects.create(allegation=allegation.allegation, status="filed", date="2016-02")
    StatementFactory(incident=incident, company=allegation.company, answers=allegation, date="2016-03-04")

    [entry, _statement] = Dossier(incident, incident.author).entries

    [reply] = entry.replies
    assert entry.status == "accusation · filed, as of February 2016"
    assert [(each.answer.stance, each.date, each.words) for each in reply.answers] == [
        ("denies", "4 March 2016", "We disagree.")
    ]
    assert "“We disagree.”" in shown(at_desk, incident)


def test_what_nobody_asked_is_said_and_never_as_no_reply(incident, at_desk) -> None:
    allegation = AllegationFactory(incident=incident)
    company = allegation.company.name

    before = shown(at_desk, incident)
    ReplyRequest.objects.create(allegation=allegation.allegation, company=allegation.company, asked_by="The Example")
    after = shown(at_desk, incident)

    assert "no answer is recorded, and it is not known whether it was asked." in before
    assert f"Was {company} asked?" in before
    assert "Asked by The Example. A reply is pending." in after
    assert f"Was {company} asked?" not in after
    assert "No reply" not in before + after


def test_every_question_leads_to_its_field(incident, at_desk) -> None:
    event = StatementFactory(incident=incident)
    Statement.objects.update(speaker=None)
    Citation.objects.all().delete()

    page = shown(at_desk, incident)

    assert f'<a href="{event.get_desk_url()}#citations-group">Cite at least one source.</a>' in page
    assert f'<a href="{event.get_desk_url()}#statement-group">Whose words are these? Name the company.</a>' in page


def test_origins_are_counted_through_the_lineage(incident, at_desk) -> None:
    origin = SourceFactory(title="The first report", publisher="Newsweek")
    for n in range(2):
        relaying = SourceFactory(publisher=f"Outlet {n}")
        Lineage.objects.create(source=relaying, origin=origin, relation="reports")
        event = EventFactory(incident=incident, source=relaying)
    Citation.objects.create(event=event, source=SourceFactory(publisher="Elsewhere"))

    evidence = Dossier(incident, incident.author).evidence
    page = shown(at_desk, incident)

    assert [evidence.of_event[each.pk].count for each in incident.events.in_order()] == [1, 2]
    assert evidence.of_all.names == ["Newsweek", "Elsewhere"]
    assert [(each.source.publisher, each.citations) for each in evidence.sources if not each.citations] == [
        ("Newsweek", 0)
    ]
    assert "1 independent origin · secondary sources only" in page
    assert "All of it comes down to 2 independent origins: Newsweek, Elsewhere." in page


def test_differing_reports_stand_side_by_side(incident, at_desk) -> None:
    event = EventFactory(incident=incident)
    fact = Fact.objects.create(event=event, kind="number", label="people arrested")
    for text in ("14", "18"):
        citation = Citation.objects.create(event=event, source=SourceFactory(publisher=f"Says {text}"))
        ReportedValue.objects.create(fact=fact, citation=citation, text=text)

    page = shown(at_desk, incident)

    assert "People arrested" in page
    assert "<strong>14</strong>" in page
    assert "<strong>18</strong>" in page
    assert page.index("Says 14") < page.index("Says 18")


def test_demands_and_promises_are_listed_with_their_days(incident, at_desk) -> None:
    allegation = AllegationFactory(incident=incident, company__name="Acme")
    Demand.objects.create(
        allegation=allegation.allegation, text="Stop it", addressee=allegation.company, deadline="2016-05"
    )
    statement = StatementFactory(incident=incident, company=allegation.company)
    Commitment.objects.create(statement=statement.statement, text="To look into it", due="2017")

    page = shown(at_desk, incident)

    assert "Stop it</a> · until May 2016" in page
    assert 'To look into it</a> · due 2017 · <span class="desk-missing">overdue</span>' in page


def test_an_event_that_is_held_back_is_shown_so(incident, at_desk, fill) -> None:
    event = EventFactory(incident=incident)
    page = event.get_desk_url()

    at_desk.post(page, fill(at_desk.get(page), held_back="on"))

    event.refresh_from_db()
    assert event.held_back
    assert '<strong class="desk-chip">held back</strong>' in shown(at_desk, incident)


def test_an_event_is_held_back_and_let_go_from_the_list(incident, at_desk, stranger, sit_down) -> None:
    event = EventFactory(incident=incident)
    page = reverse("admin:desk_hold", args=[incident.pk, event.pk])

    def held() -> bool:
        return Event.objects.values_list("held_back", flat=True).get(pk=event.pk)

    refused = sit_down(stranger).post(page, {"hold": "1"})
    before = held()
    at_desk.post(page, {"hold": "1"})
    kept = held()
    at_desk.post(page, {"hold": "0"})

    assert (refused.status_code, before, kept, held()) == (404, False, True, False)
    assert at_desk.post(reverse("admin:desk_hold", args=[incident.pk, 999_999]), {"hold": "1"}).status_code == 404


def test_changes_are_shown_word_by_word_against_what_is_public(incident, at_desk) -> None:
    event = EventFactory(incident=incident, text="It was closed in March.")
    new = shown(at_desk, incident)
    published(incident)
    same = shown(at_desk, incident)
    event.refresh_from_db()
    event.text = "It was closed in April."
    event.save()

    page = shown(at_desk, incident)

    assert "What would change in public" not in new + same
    assert "It was closed in <del>March</del><ins>April</ins>." in page


def test_who_wrote_last_is_said_and_a_publication_is_no_writing(committed_db, sit_down, fill) -> None:
    ana, ben = (UserFactory(username=name, role="administrator") for name in ("ana", "ben"))
    event, page = (made := EventFactory(incident__author=ana)), made.get_desk_url()
    first, second = sit_down(ana), sit_down(ben)

    first.post(page, fill(first.get(page), text="More."))
    with pghistory.context(user=ben.pk):
        published(event.incident, ben)
    after_publishing = shown(first, event.incident)
    second.post(page, fill(second.get(page), **{"citations-0-quotation": "Word by word"}))

    assert "Last written by ana," in after_publishing
    assert "Last written by ben," in shown(first, event.incident)


def test_the_page_costs_the_same_however_much_is_in_it(author, at_desk) -> None:
    costs = {}
    for count in (1, 3):
        incident = IncidentFactory(author=author)
        for _n in range(count):
            _fill(incident)
        published(incident)
        incident.events.first().citations.first().delete()
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as asked:
            page = at_desk.get(incident.get_desk_url())
        assert len(page.context["dossier"].entries) == 2 * count
        assert page.context["dossier"].changes
        costs[count] = len(asked)

    assert costs[1] == costs[3]


def _fill(incident: Incident) -> None:
    """An allegation with all that it can have, and an answer to it."""
    allegation = AllegationFactory(incident=incident)
    statement = StatementFactory(incident=incident, company=allegation.company, answers=allegation)
    fact = Fact.objects.create(event=allegation, kind="number", label="arrests")
    for source in (SourceFactory(), SourceFactory()):
        Lineage.objects.create(source=source, origin=SourceFactory())
        citation = Citation.objects.create(event=allegation, source=source)
        ReportedValue.objects.create(fact=fact, citation=citation, text=f"{source.pk}")
    asked = {"allegation": allegation.allegation, "company": allegation.company, "asked_by": "The Example"}
    ReplyRequest.objects.create(**asked, source=source)
    Demand.objects.create(allegation=allegation.allegation, text="Stop it", addressee=allegation.company)
    Commitment.objects.create(statement=statement.statement, text="To look into it", due="2017")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("is_public", "queries"), [(False, 36), (True, 75)])
def test_the_page_costs_the_same_whatever_stands_on_it(
    is_public: bool, queries: int, count: int, incident, at_desk, django_assert_num_queries
) -> None:
    """What is pending is compared with what is public, which reads the dossier once more."""
    for _n in range(count):
        allegation = AllegationFactory(incident=incident)
        StatementFactory(incident=incident, company=allegation.company, answers=allegation)
    if is_public:
        published(incident)
        incident.events.update(text="Told better.")

    with django_assert_num_queries(queries):
        at_desk.get(incident.get_desk_url())
