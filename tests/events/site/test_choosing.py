"""A timeline is filtered by its address: each filter finds what it says, and the number beside it is what it finds."""

import re

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from companies.models import Company, Ownership
from events import models
from events.record.models import Subject
from events.site import asked
from events.site.pages import Unreadable
from events.timeline import choosing, companies
from events.timeline.choosing import Choice
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)


def number_of(subject) -> int:
    return Subject.objects.get(key=subject.key).number


@pytest.fixture
def company(db) -> Company:
    """Six entries of its own over three affairs, of which the last is on the timeline of a subsidiary too."""
    company, child = CompanyFactory(name="Parent"), CompanyFactory(name="Child")
    grandchild = CompanyFactory(name="Grandchild")
    Ownership.objects.create(parent=company, child=child)
    Ownership.objects.create(parent=child, child=grandchild)
    first, second, third = IncidentFactory(), IncidentFactory(), IncidentFactory()
    first.topics.add(models.Topic.objects.create(slug="safety", name_en="Safety", name_fr="Sécurité"))
    answered = AllegationFactory(incident=first, company=company, date="2014", title="Answered one")
    StatementFactory(incident=first, company=company, date="2014-05", answers=answered, title="The answer")
    settled = AllegationFactory(incident=second, company=company, date="2015/2016", title="Settled one")
    settled.allegation.statuses.create(status="settled", date="2017", source=SourceFactory())
    models.ReplyRequest.objects.create(
        allegation=settled.allegation,
        company=company,
        asked_by="The Example",
        outcome="no_reply",
        source=SourceFactory(),
    )
    EventFactory(incident=second, company=company, date="2016-02-02", title="A report")
    EventFactory(incident=second, company=company, date="2013/..", title="Since 2013")
    shared = AllegationFactory(incident=third, company=company, date="2018-08-08", title="Against both")
    models.Participant.objects.create(event=shared, company=child, role="accused")
    EventFactory(incident=third, company=grandchild, date="2017", title="Of the grandchild")
    for incident in (first, second, third):
        published(incident)
    return company


ALL = ["Against both", "A report", "Settled one", "The answer", "Answered one", "Since 2013"]
FILTERED = {
    "": ALL,
    "order=oldest": ALL[::-1],
    "kind=allegation": ["Against both", "Settled one", "Answered one"],
    "kind=report,statement": ["A report", "The answer", "Since 2013"],
    "topic=safety": ["The answer", "Answered one"],
    "topic=unheard-of": [],
    "status=settled": ["Settled one"],
    "answered=answered": ["Answered one"],
    "answered=no_reply": ["Settled one"],
    "answered=not_asked": ["Against both"],
    "answered=unanswered": ["Against both", "Settled one"],
    "role=speaker": ["The answer"],
    "year=2016": ["A report", "Settled one", "Since 2013"],
    "from=2015&until=2016-01": ["Settled one", "Since 2013"],
    "from=2018": ["Against both", "Since 2013"],
    "until=2014": ["The answer", "Answered one", "Since 2013"],
    "kind=allegation&year=2014": ["Answered one"],
    "tree=1": ["Against both", "Of the grandchild", *ALL[1:]],
    "tree=1&year=2017": ["Of the grandchild", "Since 2013"],
    "after=2016-02-02,2016-02-02,4": ["Settled one", "The answer", "Answered one", "Since 2013"],
}


def titles(page: str) -> list[str]:
    return re.findall(r'<h4[^>]*><a href="[^"]*">([^<]*)</a>', page)


def asking(query: str) -> Choice:
    return asked.choice_of(RequestFactory().get(f"/?{query}"), 1)


@pytest.mark.parametrize("query", FILTERED)
def test_filter_finds_what_it_says(company, reader, query) -> None:
    answer = reader.get(f"/companies/{number_of(company)}/?{query}")
    assert answer.status_code == 200
    assert titles(answer.content.decode()) == FILTERED[query]


@pytest.mark.parametrize("query", [query for query in FILTERED if "after" not in query])
def test_all_that_is_chosen_can_be_taken_away_too(company, query) -> None:
    """The same rows for those who read them without a page."""
    choice = asked.choice_of(RequestFactory().get(f"/?{query}"), number_of(company))
    found = [re.search(r'"title":"([^"]*)"', entry.body)[1] for entry in choosing.entries(choice)]
    assert found == (FILTERED[query] if choice.oldest else FILTERED[query][::-1])


@pytest.mark.parametrize("query", ["", "kind=allegation", "year=2016", "tree=1", "role=accused&tree=1"])
def test_number_beside_a_filter_is_what_it_finds(company, reader, query) -> None:
    path = f"/companies/{number_of(company)}/"
    page = reader.get(f"{path}?{query}").content.decode()
    offered = re.findall(
        r'<a id="(\w+-[\w-]+)" href="([^"#]*)#timeline">(?:<i[^>]*>.</i> )?[^<]*<span>(\d+)</span>', page
    )
    assert len(offered) > 5
    found = {
        name: len(titles(reader.get(path + href.replace("&amp;", "&")).content.decode())) for name, href, _n in offered
    }
    assert found == {name: int(count) for name, _href, count in offered}


def test_what_is_chosen_is_said_and_can_be_let_go(company, reader) -> None:
    page = reader.get(f"/companies/{number_of(company)}/?kind=allegation&year=2014").content.decode()
    assert re.findall(r'class="chip" href="([^"#]*)', page) == ["?year=2014", "?kind=allegation", "?"]
    assert "<b>1</b> of 6 entries" in page


def test_companies_that_own_each_other_come_once(company, reader) -> None:
    grandchild = Company.objects.get(name="Grandchild")
    Ownership.objects.create(parent=grandchild, child=company)
    incident = IncidentFactory()
    EventFactory(incident=incident, company=company, date="2020", title="Newest")
    published(incident)
    page = reader.get(f"/companies/{number_of(company)}/?tree=1").content.decode()
    assert sorted(titles(page)) == sorted([*ALL, "Of the grandchild", "Newest"])


def test_of_a_family_everybodys_answer_stands_beside_an_allegation(company, reader) -> None:
    page = reader.get(f"/companies/{number_of(company)}/?tree=1&year=2018").content.decode()
    assert re.findall(r'<div class="answer unknown">\s*<p class="meta"><a href="[^"]*">([^<]*)', page) == [
        "Parent",
        "Child",
    ]


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(companies, "PAGE", 2)
    companies._stretch_statement.cache_clear()
    yield
    companies._stretch_statement.cache_clear()


def test_pages_of_a_filtered_timeline_follow_each_other(company, reader, short_pages) -> None:
    path, found = f"/companies/{number_of(company)}/", []
    query = "?kind=allegation"
    while query:
        page = reader.get(path + query).content.decode()
        found += titles(page)
        following = re.search(r'rel="next" href="([^"#]*)', page)
        query = following and following[1].replace("&amp;", "&")
    assert found == FILTERED["kind=allegation"]


@pytest.mark.parametrize("query", [
    "kind=rumour", "kind=" + "x" * 10_000, "kind=allegation&kind=report", "status=guilty", "answered=no", "role=foe",
    "topic=a%20b", "topic=" + ",".join("abcdefghijklmnopqrstuvw"), "year=16", "year=99999", "year=1599", "year=2016-13",
    "from=2016-02-30", "from=2016-00", "from=2017&until=2016", "year=2016&from=2016", "tree=yes", "order=random",
    "after=somewhere", "after=2016-01-01,2016-01-01,99999999999", "from=٢٠١٦", "kind=%ED%A0%80", "kind=%00x",
])  # fmt: skip
def test_what_cannot_be_read_is_answered_with_a_sentence(db, reader, query) -> None:
    answer = reader.get(f"/companies/1/?{query}")
    assert answer.status_code == 400
    assert re.search(r"<h1>[^<]{10,}|<p[^>]*>[^<]{10,}", answer.content.decode())


@pytest.mark.parametrize("query", [
    "kind=allegation&topic=safety&status=settled&answered=not_asked&role=accused&year=2016&tree=1&order=oldest",
    "from=2014&until=2016-03-31",
    "from=2016-02-03",
    "after=2016-01-01,2016-01-31,5",
    "",
])  # fmt: skip
def test_an_address_asks_again_for_what_was_read_of_it(query) -> None:
    choice = asking(query)
    assert asked.query_of(choice, place=choice.place) == f"?{query}"
    assert QueryDict(query).dict() == asked.fields_of(choice)


def test_a_topic_cannot_leave_its_place_in_the_statement() -> None:
    with pytest.raises(Unreadable):
        asking('topic=a"}')
    assert Choice(1, topic=("null", "a-b")).parameters == ['{"null","a-b"}']
