"""The head of a company's page: what is alleged and by whom, what became of it, what was answered and promised."""

import re

import pytest

from companies.models import Company, CompanyName, Identifier, Ownership
from events import models
from events.record.models import Subject
from events.site import portrait
from events.timeline import companies, known
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)


@pytest.fixture
def company(db) -> Company:
    """Three allegations: answered after ten days, answered after a month, never known to be asked about."""
    company, child, grandchild = (CompanyFactory(name=name) for name in ("Parent", "Child", "Grandchild"))
    CompanyName.objects.create(company=company, name="Old Parent", kind="former", language="en", until="1999")
    Identifier.objects.create(company=company, scheme="wikidata", value="Q1")
    Ownership.objects.create(parent=company, child=child, since="2001", until="2010", share=60)
    Ownership.objects.create(parent=child, child=grandchild)
    incident = IncidentFactory()
    EventFactory(incident=incident, company=grandchild, date="2012")
    EventFactory(incident=incident, company=child, date="2012")
    for day, answer in (("2016-01-01", "2016-01-11"), ("2017-01-01", "2017-02-01")):
        allegation = AllegationFactory(incident=incident, company=company, date=day, title=f"Of {day}")
        statement = StatementFactory(incident=incident, company=company, date=answer, answers=allegation)
    allegation.allegation.statuses.create(status="settled", date="2018", source=SourceFactory())
    AllegationFactory(incident=incident, company=company, date="2018-01-01", title="Of 2018")
    for text, due, progress in (("Kept", "2018", "kept"), ("Late", "2018", ""), ("Open", "", "")):
        commitment = models.Commitment.objects.create(statement=statement.statement, text=text, due=due)
        if progress:
            commitment.updates.create(status=progress, date="2018", source=SourceFactory())
    published(incident)
    return company


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def page(reader, company: Company, prefix: str = "", query: str = "") -> bytes:
    return reader.get(f"{prefix}/companies/{Subject.objects.get(key=company.key).number}/{query}").content


def test_head_says_what_is_alleged_by_whom_and_what_became_of_it(company, reader) -> None:
    told = text(page(reader, company))
    assert "Three allegations against Parent are on record. It answered two." in told
    assert re.findall(r"Of 20\d\d\S*", told.split("What became of it")[0].split("What is alleged")[1]) == [
        "Of 2018", "Of 2017-01-01", "Of 2016-01-01",
    ]  # fmt: skip
    assert "Who says so: employees · accusation · settled without a finding (2018)" in told
    assert "Alleged, not decided 2 Settled without a finding 1" in told


def test_head_says_how_fast_it_answered_as_a_median_with_its_range(company, reader) -> None:
    told = text(page(reader, company))
    assert "How fast Between 20 and 21 days" in told or "How fast 3 weeks later" in told or "How fast Between" in told
    assert "(median of 2 answers; all: between 10 days and 5 weeks later)" in told


def test_only_what_was_answered_counts_for_the_time_it_took(company) -> None:
    number = Subject.objects.get(key=company.key).number
    lag = companies.head(number, known.datetime.date(2020, 1, 1)).lag
    assert (lag["n"], lag["shortest"], lag["longest"], lag["least"], lag["most"]) == (2, 10, 31, 20, 21)


def test_head_says_what_it_promised_and_whether_it_was_kept(company, reader) -> None:
    told = text(page(reader, company))
    assert "What it promised kept 1 nothing further on record 2 overdue 1" in told
    assert re.search(r"Late Parent \. Due: 2018 ?\. Overdue: nothing on record says that it was kept\.", told)
    assert re.search(r"Open Parent \. No date was given\. Nothing further on record\.", told)


def test_head_names_the_family_with_its_dates(company, reader) -> None:
    told = text(page(reader, company))
    assert "Former name Old Parent · until 1999" in told
    assert "Owns Child · 60 % · since 2001 · until 2010 Grandchild (through Child )" in told.replace(
        "Child)", "Child )"
    )
    assert "Wikidata Q1" in told


def test_each_number_leads_to_what_it_counts(company, reader) -> None:
    counts = page(reader, company).decode().partition('class="counts"')[2].partition("</ul>")[0]
    for href, count in re.findall(r'<a href="([^"#]*)#timeline"><strong>(\d+)', counts):
        found = re.findall(r"<h4", page(reader, company, query=href.replace("&amp;", "&")).decode())
        assert len(found) == int(count), href


def test_head_of_another_time_says_the_same(company, reader) -> None:
    """From the faces that were known, the same counts as from the public tables."""
    number = Subject.objects.get(key=company.key).number
    day = models.Incident.objects.get().updated_at.date()
    now = portrait.of_head(companies.head(number, day), here="", today=day)
    told = text(page(reader, company, query=f"?known_on={day}"))
    assert now.account in told
    assert "Alleged, not decided 2 Settled without a finding 1" in told
    assert "What it promised kept 1 nothing further on record 2" in told


def test_head_is_said_in_french_too(company, reader) -> None:
    told = text(page(reader, company, "/fr"))
    assert "Ce qui est allégué, et par qui" in told
    assert "Ce qu’elle a promis" in told
