"""Invented affairs with every hard case of the reader's pages, written and published by the real actions."""

from companies.models import CompanyName, Identifier, Ownership
from events import models
from events.dates import read
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)


def retailer():
    """Marlow, with other names, a number elsewhere and a subsidiary."""
    marlow = CompanyFactory(name="Marlow", about="Sells books and hosting.")
    CompanyName.objects.create(company=marlow, name="Marlow, Inc.", kind="legal", language="en")
    CompanyName.objects.create(company=marlow, name="Marlow Books", kind="former", until="2009")
    Identifier.objects.create(company=marlow, scheme="wikidata", value="Q42")
    hosting = CompanyFactory(name="Marlow Hosting")
    Ownership.objects.create(parent=marlow, child=hosting, share=100, since="2006")
    return marlow, hosting


def relayed_sources():
    """Two articles that both relay a third, which nobody here has seen."""
    daily = SourceFactory(title="What the emails say", publisher="The Daily", published="2017-12-21")
    ledger = SourceFactory(title="Staff named in emails", publisher="The Ledger", published="2017-12-28?")
    relais = SourceFactory(title="Des courriels embarrassants", publisher="Le Relais", language="fr")
    for source in (ledger, relais):
        models.Lineage.objects.create(source=source, origin=daily)
    return daily, ledger, relais


def emails(marlow, tessel) -> models.Incident:
    """Accounts differ, one company answers with a promise, the other was asked and did not reply."""
    _daily, ledger, relais = relayed_sources()
    incident = IncidentFactory(title="Company accounts and a closed website", summary="What emails are said to show.")
    models.Place.objects.create(incident=incident, name="Seattle", country="US")
    names = {"name_en": "Work", "name_fr": "Travail"}
    incident.topics.add(models.Topic.objects.get_or_create(slug="labour", defaults=names)[0])
    when = read("between 2014 and 2016")
    allegation = AllegationFactory(
        incident=incident,
        company=marlow,
        source=ledger,
        source__quotation="67 were from one company",
        source__locator="third paragraph",
        title="Staff used company accounts, The Daily reports",
        text="Emails that The Daily obtained are said to come from company accounts.",
        date=when.edtf,
        date_manner=when.manner,
        date_wording="between 2014 and 2016",
    )
    models.Participant.objects.create(event=allegation, company=tessel, role="accused")
    second = models.Citation.objects.create(event=allegation, source=relais, quotation="depuis 2015")
    differing(
        allegation, "when the emails were sent", {allegation.citations.first(): "2014 to 2016", second: "since 2015"}
    )
    models.ReplyRequest.objects.create(
        allegation=allegation.allegation,
        company=tessel,
        asked_by="The Daily",
        asked="2017-12-18",
        outcome="no_reply",
        outcome_by="2017-12-21",
        source=ledger,
    )
    answer = StatementFactory(
        incident=incident,
        company=marlow,
        source=ledger,
        title="Marlow says that its rules forbid it",
        date="2017-12-18",
        statement__words="",
        statement__words_language="",
        statement__indirect="Its rules forbid it, and it investigates when it suspects misuse.",
        statement__addressed_to="The Daily",
        answers=allegation,
        answers__stance="announces_action",
    )
    models.Commitment.objects.create(statement=answer.statement, text="Investigate suspected misuse", due="2018-06")
    models.Commitment.objects.create(statement=answer.statement, text="Train every manager")
    arrests = EventFactory(
        incident=incident, company=marlow, source=ledger, kind="official_action", title="The police arrest buyers"
    )
    differing(arrests, "people arrested", {arrests.citations.first(): "18"}, kind="number")
    return incident


def differing(event, label: str, values: dict, kind: str = "date") -> models.Fact:
    fact = models.Fact.objects.create(event=event, label=label, kind=kind)
    for citation, text in values.items():
        models.ReportedValue.objects.create(fact=fact, citation=citation, text=text)
    return fact


def letter(marlow, hosting) -> models.Incident:
    """Three demands, and nobody knows whether the company was asked."""
    incident = IncidentFactory(title="Staff ask Marlow to stop selling cameras")
    event = AllegationFactory(
        incident=incident,
        company=marlow,
        title="Employees ask Marlow to stop selling cameras to the police",
        date="2018-06",
        allegation__form="demand",
    )
    models.Participant.objects.create(event=event, company=hosting, role="mentioned")
    for text in ("Stop selling cameras", "Stop hosting others", "Say who buys"):
        models.Demand.objects.create(allegation=event.allegation, text=text, addressee=marlow)
    return incident


def lawsuit(company) -> models.Incident:
    """A protected group sues, the claim is settled, and the company declines to comment but comments."""
    incident = IncidentFactory(title="Fifty women sue Salvia")
    filing = SourceFactory(kind="court_filing", title="Complaint", publisher="Superior Court", published="2019-03-26")
    claim = AllegationFactory(
        incident=incident,
        company=company,
        source=filing,
        title="Fifty women allege that Salvia helped a website",
        date="2019-03-26",
        allegation__form="civil_claim",
    )
    claim.participants.filter(role="claimant").update(
        group="women suing as Jane Doe", count_least=50, count_most=50, protected=True
    )
    for status, date in (("filed", "2019-03-26"), ("settled", "2020")):
        models.AllegationStatus.objects.create(allegation=claim.allegation, status=status, date=date, source=filing)
    StatementFactory(
        incident=incident,
        company=company,
        source=filing,
        title="Salvia declines to comment on the case",
        date="2019-03-27",
        statement__words="Wij nemen dit serieus.",
        statement__words_language="nl",
        statement__translation="We take this seriously.",
        statement__translation_language="en",
        statement__translation_kind="machine",
        statement__spokesperson="",
        statement__capacity="a spokesman",
        answers=claim,
        answers__stance="declines_to_comment",
        answers__note="and says all the same that it takes the allegation seriously",
    )
    return incident


def correct(incident: models.Incident, note: str = "The headline named the wrong month.", **changes):
    """Changes the first event and publishes that as a correction."""
    event = incident.events.order_by("id").first()
    for name, value in (changes or {"title": "Staff used company accounts, The Daily reported"}).items():
        setattr(event, name, value)
    event.save()
    return published(incident, kind="correction", note=note)


def everything() -> dict[str, models.Incident]:
    marlow, hosting = retailer()
    incidents = {
        "emails": emails(marlow, CompanyFactory(name="Tessel")),
        "letter": letter(marlow, hosting),
        "lawsuit": lawsuit(CompanyFactory(name="Salvia")),
        "mistaken": IncidentFactory(title="An affair that was none"),
    }
    EventFactory(incident=incidents["mistaken"], title="A report that was mistaken")
    for incident in incidents.values():
        published(incident)
    correct(incidents["emails"])
    published(incidents["mistaken"], kind="retraction", note="The report confused two companies of one name.")
    return incidents
