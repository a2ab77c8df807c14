"""What is made of words: events, allegations, statements, facts, dates, citations, requests."""

import pytest

from companies.models import Company, CompanyName
from events.models import (
    Answer,
    Demand,
    Event,
    Fact,
    Incident,
    Lineage,
    ReplyRequest,
    ReportedValue,
    Role,
    Source,
    Statement,
    Status,
)
from tests.events.desk.workbench.sending import (
    ALLEGATION,
    STATEMENT,
    TEXT,
    address,
    errors,
    keep,
    opened,
    place_of,
    said,
    send,
    typed,
)
from tests.factories import AllegationFactory, CompanyFactory, EventFactory, SourceFactory, submitted


def test_an_allegation_is_made_in_one_go(at_desk, source, incident, acme) -> None:
    words = "63 emails came from accounts of Acme 📧"

    page = send(
        at_desk,
        source,
        incident,
        "allegation",
        words,
        **(ALLEGATION | {"date": "between 2014 and 2016", "demand": "An inquiry", "form": "accusation"}),
    )

    event = Event.objects.get()
    citation = event.citations.get()
    assert said(page) == ["Allegation made: The Example reports emails (between 2014 and 2016)."]
    assert (event.incident, event.kind, event.date_manner) == (incident, "allegation", "within")
    assert [(each.role, str(each)) for each in event.participants.all()] == [
        (Role.ACCUSED, "Acme"),
        (Role.CLAIMANT, "The Example"),
    ]
    assert [(demand.text, demand.addressee) for demand in Demand.objects.all()] == [("An inquiry", acme)]
    assert (citation.source, citation.quotation, citation.supports) == (source, words, ["fact"])
    assert citation.position == TEXT.index(words)
    assert TEXT[: citation.position].endswith(citation.prefix)
    assert TEXT[citation.position + len(words) :].startswith(citation.suffix)
    assert citation.prefix
    assert citation.suffix


def test_a_statement_answers_an_allegation(at_desk, source, incident, acme) -> None:
    allegation = AllegationFactory(incident=incident, company=acme)

    page = send(
        at_desk,
        source,
        incident,
        "statement",
        "“We investigate at once,”",
        **(STATEMENT | {"capacity": "a spokesperson", "addressed_to": "The Example", "stance": "announces_action"}),
    )

    statement, answer = Statement.objects.get(), Answer.objects.get()
    assert said(page) == ["Statement made: Acme says that it investigates (27 December 2017)."]
    assert (statement.speaker, statement.words, statement.words_language) == (acme, "We investigate at once", "en")
    assert (statement.capacity, statement.addressed_to, statement.indirect) == ("a spokesperson", "The Example", "")
    assert (answer.allegation.event, answer.company, answer.stance) == (allegation, acme, "announces_action")
    citation = statement.event.citations.get()
    assert (citation.quotation, citation.supports) == ("“We investigate at once,”", ["words"])


@pytest.mark.parametrize(
    ("words", "speaker"),
    [("We investigate at once", "Acme"), ("declined to comment", "Globex Corporation"), ("", "Initech")],
)
def test_who_answers_what_follows_from_whom_the_paragraph_names(
    words: str, speaker: str, at_desk, source, incident, acme
) -> None:
    """By any name; where none is named, it is the allegation that was made last."""
    globex, initech = CompanyFactory(name="Globex Corporation"), CompanyFactory(name="Initech")
    CompanyName.objects.create(company=globex, name="Globex")
    events = [AllegationFactory(incident=incident, company=each) for each in (acme, globex, initech)]
    text = TEXT.replace(" <b>Globex</b> & Acme are in Seattle.", "")
    keep(source, text)

    form = opened(at_desk, source, incident, "statement", **(place_of(words, text) if words else {})).context["form"]

    answered = {event.company.name: str(event.pk) for event in events}[speaker]
    assert (form["speaker"].value(), form["answers"].value()) == (speaker, answered)


def test_of_a_company_that_nobody_accuses_no_answer_is_expected(at_desk, source, incident, acme) -> None:
    AllegationFactory(incident=incident, company=CompanyFactory(name="Initech"))
    keep(source, TEXT)

    form = opened(at_desk, source, incident, "statement", **place_of("We investigate at once", TEXT)).context["form"]

    assert (form["answers"].value(), form["speaker"].value()) == ("", "")


def test_an_indirect_statement_keeps_no_words_that_nobody_said(at_desk, source, incident, acme) -> None:
    send(at_desk, source, incident, "statement", "Acme said no.", **(STATEMENT | {"indirect": "It said no."}))

    statement = Statement.objects.get()
    assert (statement.words, statement.words_language, statement.indirect) == ("", "", "It said no.")
    assert statement.event.citations.get().supports == ["fact"]


def test_an_answer_without_a_stance_is_asked_about(at_desk, source, incident, acme) -> None:
    """The allegation is chosen beforehand: without this, an answer that was meant would be left out in silence."""
    AllegationFactory(incident=incident, company=acme)

    asked = send(at_desk, source, incident, "statement", "We investigate", **STATEMENT)

    assert list(errors(asked)) == ["stance"]
    assert not Statement.objects.exists()

    send(at_desk, source, incident, "statement", "We investigate", **(STATEMENT | {"answers": ""}))

    assert (Statement.objects.count(), Answer.objects.count()) == (1, 0)


def test_an_answer_can_be_to_one_demand_only(at_desk, source, incident, acme) -> None:
    allegation = AllegationFactory(incident=incident, company=acme).allegation
    demand = Demand.objects.create(allegation=allegation, text="An inquiry", addressee=acme)

    chosen = {"answers": f"{allegation.pk}/{demand.pk}", "stance": "denies"}
    send(at_desk, source, incident, "statement", "Acme said no.", **(STATEMENT | chosen))

    assert Answer.objects.get().demand == demand


def test_a_value_that_differs_stands_beside_the_other(at_desk, source, incident, acme) -> None:
    event = EventFactory(incident=incident, company=acme)
    first = {"onto": f"e{event.pk}", "label": "emails", "text": "63"}
    send(at_desk, source, incident, "fact", "63 emails", **first)
    fact = Fact.objects.get()

    page = send(at_desk, source, incident, "fact", "Sixty-three emails", onto=f"f{fact.pk}", text="over 60")

    values = [(each.text, each.number_least, each.citation.quotation) for each in fact.values.all()]
    assert values == [("63", 63, "63 emails"), ("over 60", None, "Sixty-three emails")]
    assert said(page) == ["Kept: emails: over 60."]


def test_a_date_is_set_with_the_wording_of_the_source(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="")

    send(at_desk, source, incident, "date", "Between 2014 and 2016", event=event.pk)

    event.refresh_from_db()
    assert (event.date, event.date_wording) == ("[2014..2016]", "Between 2014 and 2016")
    assert event.citations.get(source=source).supports == ["date"]


def test_another_date_is_kept_beside_the_one_that_is_there(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="2015-01")

    page = send(at_desk, source, incident, "date", "Between 2014 and 2016", event=event.pk)

    event.refresh_from_db()
    value = ReportedValue.objects.get()
    assert event.date == "2015-01"
    assert (value.fact.label, value.text, value.date) == ("date", "Between 2014 and 2016", "[2014..2016]")
    assert said(page) == [f"Kept beside the date that it has: {event.title}."]


def test_a_date_takes_the_place_of_another_if_that_is_meant(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, date="2015-01")

    send(at_desk, source, incident, "date", "Between 2014 and 2016", event=event.pk, replace="on")

    event.refresh_from_db()
    assert event.date == "[2014..2016]"
    assert not Fact.objects.exists()


def test_words_are_cited_for_an_event_that_is_there(at_desk, source, incident) -> None:
    event, origin = EventFactory(incident=incident), SourceFactory()
    Lineage.objects.create(source=source, origin=origin)

    more = {"supports": ["fact", "words"], "locator": "paragraph 3", "origin": origin.pk}
    page = send(at_desk, source, incident, "citation", "63 emails", event=event.pk, **more)

    citation = event.citations.get(source=source)
    assert (citation.quotation, citation.supports) == ("63 emails", ["fact", "words"])
    assert (citation.locator, citation.origin) == ("paragraph 3", origin)
    assert said(page) == [f"Cited for: {event.title}."]


def test_the_same_words_are_cited_once_for_one_event(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident)

    for supports in ("fact", "date"):
        send(at_desk, source, incident, "citation", "63 emails", event=event.pk, supports=[supports])

    assert event.citations.get(source=source).supports == ["date", "fact"]


def test_that_a_company_was_asked_is_kept_with_its_outcome(at_desk, source, incident, acme) -> None:
    allegation = AllegationFactory(incident=incident, company=acme)

    send(at_desk, source, incident, "reply", "Globex declined to comment.", company="Acme", outcome="declined")

    request = ReplyRequest.objects.get()
    assert (request.allegation.event, request.company, request.source) == (allegation, acme, source)
    assert (request.asked_by, request.outcome) == ("The Example", "declined")
    assert allegation.citations.filter(source=source, quotation="Globex declined to comment.").exists()


def test_an_origin_that_is_not_here_is_made_of_its_publisher(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident, source=source)
    citation = event.citations.get()

    send(
        at_desk,
        source,
        incident,
        "relay",
        "The Example reports",
        publisher="Newsweek",
        which="new",
        citations=[citation.pk],
    )

    origin = Source.objects.get(publisher="Newsweek")
    citation.refresh_from_db()
    assert (origin.title, origin.url) == ("Report by Newsweek", "")
    assert [(step.source, step.origin) for step in Lineage.objects.all()] == [(source, origin)]
    assert citation.origin == origin


def test_an_origin_that_is_here_is_not_made_twice(at_desk, source, incident) -> None:
    here = SourceFactory(publisher="Newsweek")

    refused = send(at_desk, source, incident, "relay", "The Example reports", publisher="newsweek", which="")
    sent = typed(refused, which=here.pk)
    at_desk.post(address(source, incident, add="relay"), sent)

    assert list(errors(refused)) == ["which"]
    assert Lineage.objects.get().origin == here
    assert Source.objects.count() == 2


def test_an_incident_begins_with_a_title_and_a_summary_alone(at_desk, author, source) -> None:
    page = send(at_desk, source, None, "incident", title="A new affair", summary="What it is about.")

    incident = Incident.objects.get()
    assert (incident.author, incident.title, incident.language) == (author, "A new affair", "en")
    assert page.redirect_chain[-1][0] == address(source, incident)


def test_a_company_is_made_as_a_draft(at_desk, source) -> None:
    page = send(at_desk, source, None, "company", name="Globex", kind="company", country="US")

    assert [(each.name, each.country) for each in Company.objects.all()] == [("Globex", "US")]
    assert said(page) == ["Company made: Globex."]


def test_what_is_made_here_can_be_handed_in(at_desk, author, source, acme) -> None:
    send(at_desk, source, None, "incident", title="A new affair", summary="What it is about.")
    incident = Incident.objects.get()
    send(at_desk, source, incident, "allegation", "63 emails", **ALLEGATION)
    send(at_desk, source, incident, "statement", "We investigate", **(STATEMENT | {"stance": "denies"}))

    submitted(incident)

    incident.refresh_from_db()
    assert incident.status == Status.IN_REVIEW
