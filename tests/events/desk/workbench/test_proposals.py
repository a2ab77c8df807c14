"""What is proposed from the text: taken, put aside, and never stored as fact by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company
from events.desk.workbench.models import Dismissal
from events.models import Citation, Event, Incident, ReplyRequest, ReportedValue, Source, Statement
from tests.events.desk.workbench.sending import BAD_PLACES, HASH, address, opened, place_of, said, typed
from tests.factories import AllegationFactory, CompanyFactory, EventFactory


def proposed(page, kind: str) -> dict[str, object]:
    """The words of each proposal of a kind, with what its buttons ask for."""
    return {o.proposal.words: o for pile in page.context["bench"].piles if pile.kind == kind for o in pile.offers}


def taken(client: Client, source: Source, incident: Incident, add: str, offer):
    """The form that a proposal opens."""
    place = {"sha256": HASH, "proposal": offer.proposal.kind}
    return opened(client, source, incident, add, start=offer.proposal.start, end=offer.proposal.end, **place)


@pytest.fixture
def outlet(db) -> Company:
    return CompanyFactory(name="The Example", kind="media")


def test_a_quotation_is_taken_as_a_statement_of_its_speaker(at_desk, source, incident, acme, outlet) -> None:
    page = at_desk.get(address(source, incident))
    (offer,) = [o for words, o in proposed(page, "quotation").items() if "investigate" in words]

    form = taken(at_desk, source, incident, "statement", offer)
    nothing = Event.objects.exists()
    sent = typed(form, title="Acme says that it investigates")
    at_desk.post(address(source, incident, add="statement"), sent)

    statement = Statement.objects.get()
    assert not nothing
    assert (statement.speaker, statement.capacity) == (acme, "a spokesperson for Acme")
    assert statement.words == "We investigate at once"
    assert Citation.objects.get().position == offer.proposal.start


def test_a_refusal_to_comment_is_taken_as_a_request(at_desk, source, incident, acme) -> None:
    globex = CompanyFactory(name="Globex")
    allegation = AllegationFactory(incident=incident, company=acme)
    page = at_desk.get(address(source, incident))
    (offer,) = proposed(page, "declined").values()

    at_desk.post(address(source, incident, add="reply"), typed(taken(at_desk, source, incident, "reply", offer)))

    request = ReplyRequest.objects.get()
    assert (request.allegation.event, request.company, request.outcome) == (allegation, globex, "declined")


def test_a_date_and_a_number_are_taken_with_their_values(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="")
    page = at_desk.get(address(source, incident))

    date = taken(at_desk, source, incident, "date", proposed(page, "date")["Between 2014 and 2016"])
    number = taken(at_desk, source, incident, "fact", proposed(page, "number")["63 emails"])
    at_desk.post(address(source, incident, add="date"), typed(date))
    at_desk.post(address(source, incident, add="fact"), typed(number))

    event.refresh_from_db()
    value = ReportedValue.objects.get()
    assert event.date == "[2014..2016]"
    assert (value.fact.label, value.text, value.number_least, value.number_most) == ("emails", "63 emails", 63, 63)


def test_a_proposal_that_was_put_aside_stays_so_for_this_person_alone(
    at_desk, source, incident, administrator, sit_down
) -> None:
    url = reverse("admin:desk_dismiss", args=[source.pk], query={"incident": incident.pk})
    offer = proposed(at_desk.get(address(source, incident)), "number")["63 emails"]
    sent = {"kind": "number", "start": offer.proposal.start, "end": offer.proposal.end, "sha256": HASH}

    answers = [at_desk.post(url, sent, follow=True) for _n in range(2)]

    mine, theirs = (
        proposed(client.get(address(source, incident)), "number") for client in (at_desk, sit_down(administrator))
    )
    assert [said(answer) for answer in answers] == [["Put aside."]] * 2
    assert ("63 emails" in mine, "63 emails" in theirs) == (False, True)


# Places of the text all the same, at which nothing is proposed.
HARMLESS = {"blank", "strange digits"}
OF_NOTHING = {name: place for name, place in BAD_PLACES.items() if name not in HARMLESS}
OF_NOTHING["of no kind"] = {**place_of("Acme"), "kind": "nonsense"}


@pytest.mark.parametrize("place", OF_NOTHING.values(), ids=OF_NOTHING)
def test_what_was_not_proposed_is_not_put_aside(place: dict, at_desk, source) -> None:
    answer = at_desk.post(reverse("admin:desk_dismiss", args=[source.pk]), {"kind": "number", **place}, follow=True)

    assert said(answer) == ["The text is not the one that proposed this. Look at it once more."]
    assert not Dismissal.objects.exists()


def test_a_proposal_of_nothing_opens_an_empty_form(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement", proposal="quotation", **place_of("63 emails"))

    assert said(page) == ["The text proposes nothing there any more: fill the form yourself."]
    assert page.context["form"]["words"].value() is None


def test_proposals_are_marked_in_the_text(at_desk, source, incident) -> None:
    page = at_desk.get(address(source, incident)).content.decode()

    assert '<mark class="is-proposed">Between 2014 and 2016</mark>' in page
