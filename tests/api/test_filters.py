"""What each filter finds: the same on a list of events, on timelines, among parts of events, and in counts."""

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from companies.merge import merge
from companies.models import Company
from events.record.models import Publication
from events.timeline import choosing, pages, wanted
from events.timeline.choosing import Choice
from events.timeline.statements import PUBLIC
from tests.events.site import affairs
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(db):
    """Events 1 to 3 (allegation, arrests, statement) of the emails, 4 the letter, 5 and 6 the lawsuit; 7 was retracted.

    Companies: Marlow 1, Tessel 2, Marlow Hosting 3, Salvia 4.
    """
    affairs.everything()


def ids(answer) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [body["id"] for body in answer.json()["results"]]


OF_EVENTS = {
    "": [1, 2, 3, 4, 5, 6],
    "kind=statement": [3, 6],
    "kind=statement,official_action": [2, 3, 6],
    "form=demand": [4],
    "form=civil_claim,accusation": [1, 5],
    "status=settled": [5],
    "status=alleged": [1, 4],
    "stance=announces_action": [1, 3],
    "stance=declines_to_comment,denies": [5, 6],
    "answered=answered": [1],
    "answered=no_reply": [1],
    "answered=unanswered": [1, 4],
    "answered=not_asked": [4],
    "answered=declined": [5],
    "topic=labour": [1, 2, 3],
    "country=us": [1, 2, 3],
    "country=FR,DE": [],
    "language=en": [1, 2, 3, 4, 5, 6],
    "language=fr": [],
    "role=accused": [1, 4, 5],
    "role=mentioned": [2, 4],
    "role=speaker&kind=statement": [3, 6],
    "company=1": [1, 2, 3, 4],
    "company=2": [1],
    "company=2,4": [1, 5, 6],
    "company=77": [],
    "company=1&role=accused": [1, 4],
    "company=2&answered=answered": [],
    "company=2&answered=no_reply": [1],
    "role=mentioned&answered=not_asked": [],
    "role=accused&answered=not_asked": [4],
    "role=accused,speaker&stance=announces_action": [1, 3],
    "role=mentioned&stance=announces_action": [],
    "company_tree=1": [1, 2, 3, 4],
    "company_tree=3": [4],
    "company_tree=1&role=mentioned": [2, 4],
    "incident=2,3": [4, 5, 6],
    "source=1": [1, 2, 3],
    "from=2019": [5, 6],
    "from=2019-03-27&until=2019-03-27": [6],
    "q=cameras": [4],
    "q=emails -arrest": [1],
    'q="declines to comment"': [6],
    "q=licenciement": [],
}


@pytest.mark.parametrize("order", ["id", "newest", "oldest"])
def test_events_narrowed(order, record, read) -> None:
    found = {query: sorted(ids(read(f"events/?{query}&order={order}"))) for query in OF_EVENTS}

    assert found == OF_EVENTS


@pytest.mark.parametrize("order", ["id", "newest", "oldest"])
@pytest.mark.parametrize("period", ["from=2015&until=2017", "from=2015", "until=2017"])
def test_what_has_no_date_is_in_no_period(period, order, company, read) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=company, date="2016")
    EventFactory(incident=incident, company=company, date="XXXX")
    published(incident)

    assert ids(read(f"events/?{period}&order={order}")) == [1]


def test_a_filter_means_the_same_on_a_list_of_events_and_on_the_timeline_of_the_company(record, read) -> None:
    own = [query for query in OF_EVENTS if "company" not in query and "incident" not in query]

    for company in (1, 2, 3, 4):
        for query in own:
            listed = ids(read(f"events/?company={company}&order=newest&{query}"))
            assert (query, listed) == (query, ids(read(f"companies/{company}/timeline/?{query}")))


@pytest.mark.parametrize("company", [1, 2, 3, 4])
def test_a_filter_means_what_it_means_to_readers(company, record, read) -> None:
    """Against the entries that the reader's page shows for the same choice."""
    for name in ("kind", "topic", "status", "answered", "role"):
        for value in ("allegation", "labour", "settled", *choosing.ANSWERED, "accused", "speaker"):
            try:
                shown = [entry.event for entry in choosing.entries(Choice(company, **{name: (value,)}))]
            except KeyError:  # none of the values of this filter
                continue
            answer = read(f"companies/{company}/timeline/?order=oldest&{name}={value}")
            if answer.status_code == 200:
                assert (name, value, ids(answer)) == (name, value, shown)


def test_the_timelines_of_a_family_are_one(record, read) -> None:
    assert ids(read("companies/1/timeline/?subsidiaries=true&order=oldest")) == [1, 2, 3, 4]
    assert ids(read("companies/3/timeline/?subsidiaries=true")) == [4]
    assert ids(read("companies/1/timeline/?subsidiaries=true&role=mentioned")) == [4, 2]
    assert ids(read("companies/1/timeline/?role=mentioned")) == [2]


def test_a_merged_company_is_found_under_its_successor(read, company) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=CompanyFactory(name="Old"))
    event = EventFactory(incident=incident, company=company)
    published(incident)
    old = Company.objects.get(name="Old")
    merge(loser=old, survivor=company)
    event.title = "As corrected"
    event.save()
    published(incident, kind="update", note="Two companies were one.")

    assert ids(read("events/?company=1")) == ids(read("events/?company=2")) == [1, 2]
    assert ids(read("events/?company=1,2")) == [1, 2]


OTHER_LISTS = {
    "allegations/": [1, 4, 5],
    "allegations/?form=demand": [4],
    "allegations/?answered=unanswered&company=2": [1],
    "statements/": [3, 6],
    "statements/?stance=announces_action": [3],
    "statements/?company=4": [6],
    "incidents/?topic=labour": [1],
    "incidents/?country=US": [1],
    "incidents/?company=1": [1, 2],
    "incidents/?q=cameras": [2],
    "incidents/?company=77": [],
    "companies/?owner=1": [3],
    "companies/?q=marlow inc": [1],
    "companies/?q=hosting": [3],
    "companies/?country=US": [1, 2, 3, 4, 5],
    "companies/?country=FR": [],
    "sources/?kind=court_filing": [5],
    "sources/?language=fr": [3],
    "sources/?q=courriels": [3],
    "sources/1/events/?kind=statement": [3],
    "sources/1/events/?company=2": [1],
    "incidents/1/timeline/?order=oldest&company=2": [1],
    "incidents/1/timeline/?order=oldest&role=speaker": [3],
}


def test_other_lists_narrowed(record, read) -> None:
    assert {address: ids(read(address)) for address in OTHER_LISTS} == OTHER_LISTS


def test_sources_and_events_by_the_domain_of_the_publisher(read) -> None:
    for url in ("https://news.example.org/a", "https://www.example.org/b", "https://other.example/c"):
        published(EventFactory(source=SourceFactory(url=url)).incident)

    assert ids(read("sources/?source_domain=example.org")) == [1, 2]
    assert ids(read("events/?source_domain=news.example.org,other.example")) == [1, 3]
    assert ids(read("events/?source_domain=WWW.example.org&company=2")) == [2]


def test_updated_since_is_by_the_publication_that_changed_it(read, company) -> None:
    first = IncidentFactory()
    EventFactory(incident=first, company=company)
    published(first)
    published(EventFactory(company=company).incident)
    at = Publication.objects.get(number=2).at.isoformat().replace("+00:00", "Z")
    assert ids(read(f"events/?updated_since={at}")) == [2]

    event = first.events.get()
    event.title = "As corrected"
    event.save()
    published(first, kind="correction", note="The title was wrong.")

    assert ids(read(f"events/?updated_since={at}")) == [1, 2]
    assert ids(read(f"incidents/?updated_since={at}")) == [2]
    later = Publication.objects.get(number=3).at.isoformat().replace("+00:00", "Z")
    assert ids(read(f"companies/1/timeline/?updated_since={later}")) == [1]
    assert ids(read("events/?updated_since=2020-01-01")) == [1, 2]


def test_what_fits_best_comes_first_and_in_pages(read, company) -> None:
    for title, text in (("Nothing of it", "emails, once"), ("Emails about emails", "emails"), ("Emails", "a letter")):
        EventFactory(incident=IncidentFactory(), company=company, title=title, text=text)
        published(company.participations.order_by("-id").first().event.incident)
    whole = ids(read("events/?q=emails&order=best"))

    assert whole[-1] == 1
    page = read("events/?q=emails&order=best&limit=1")
    walked = ids(page)
    while address := page.json()["next"]:
        page = read(address)
        walked += ids(page)
    assert walked == whole
    assert ids(read(page.json()["previous"])) == [whole[1]]
    assert ids(read(f"events/?q=emails&order=best&company={1}")) == whole


FAULTS = {
    "events/?kind=alegation": ("kind", "“alegation” is none of its values. Did you mean “allegation”?"),
    "events/?kind=allegation,": ("kind", "“” is none of its values. There are: "),
    "events/?form=claim": ("form", "“claim” is none of its values. Did you mean “civil_claim”?"),
    "events/?compny=1": ("compny", "There is no such parameter. Did you mean “company”?"),
    "events/?company=x": ("company", "Give a whole number from 1 to 2147483647."),
    "events/?topic=wörk": ("topic", "Give topics as `/topics/` names them."),
    "events/?topic=labours": ("topic", "Nothing stands under a topic “labours”. Did you mean “labour”?"),
    "events/?country=USA": ("country", "Give a country by its two letters (ISO 3166-1)."),
    "events/?source_domain=https://a.org/": ("source_domain", "Give a domain as news.example.org"),
    "events/?updated_since=yesterday": ("updated_since", "Give a day as 2026-03-03"),
    "events/?updated_since=2999-01-01": ("updated_since", "That is still to come."),
    "events/?known_on=2999-01-01": ("known_on", "That is still to come."),
    "events/?known_on=2026-01-01&kind=report": ("kind", "It cannot be had as of a day"),
    "events/?order=best": ("order", "give `q` as well"),
    "events/?q=--": ("q", "There is nothing in it to look for"),
    "events/?from=2017&until=2016": ("until", "It lies before “from”."),
    "events/?fields=titel": ("fields", "“titel” is none of its values. Did you mean “title”?"),
    "events/?include=source": ("include", "Did you mean “sources”?"),
    "events/?count=yes": ("count", "“yes” is none of its values."),
    "events/?limit=1&limit=2": ("limit", "given more than once"),
    "events/facets/": ("by", "It has to be given."),
    "events/facets/?by=kinds": ("by", "Did you mean “kind”?"),
    "sources/lookup/": ("url", "It has to be given."),
    "sources/lookup/?url=nonsense": ("url", "Give a whole address"),
    "sources/lookup/?url=http://[": ("url", "Give a whole address"),
    "companies/1/timeline/?subsidiaries=maybe": ("subsidiaries", "There are: true, false."),
}


@pytest.mark.parametrize("address", FAULTS)
def test_what_is_not_understood_is_a_sentence(address, record, read) -> None:
    parameter, sentence = FAULTS[address]

    answer = read(address)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == parameter
    assert sentence in fault["detail"]


def test_a_list_with_every_filter_costs_a_fixed_number_of_queries(
    read, company, publish_events, django_assert_num_queries
) -> None:
    """Where the tables stand, the page, and a small one each for companies, instants and topics; two for words."""
    costs = {
        "events/?kind=report&country=US&role=accused&answered=declined&source_domain=a.org&from=2016": 2,
        "events/?company=1,2": 3,
        "events/?company_tree=1": 3,
        "events/?q=emails": 4,
        "events/?q=emails&order=best": 4,
        "events/?updated_since=2020-01-01": 3,
        "events/?count=true": 3,
        "events/?include=companies,sources,incidents": 5,
        "companies/1/timeline/?subsidiaries=true": 2,
        "facts/": 2,
        "demands/": 2,
        "commitments/?progress=open": 2,
        "companies/1/?include=companies": 3,
    }
    for dates in (["2016-01"], ["2016-02", "2016-03", "2016-04"]):
        publish_events(company, *dates)
        for address, queries in costs.items():
            with django_assert_num_queries(queries, connection=connection):
                assert read(address).status_code == 200


WORDS = {
    "events/?q=emails -arrest": [1],
    'events/?q="declines to comment"&order=best': [6],
    "companies/1/timeline/?q=cameras": [4],
    "events/?company_tree=1&q=cameras": [4],
    "incidents/?q=cameras": [2],
    "sources/?q=courriels": [3],
}


@pytest.mark.parametrize("tolerance", [0, 10**9], ids=["one after the other", "all that hold them first"])
@pytest.mark.parametrize("address", WORDS)
def test_words_find_the_same_however_they_are_looked_for(record, read, monkeypatch, address, tolerance) -> None:
    monkeypatch.setattr(wanted, "PAGE_IN_ORDER", tolerance)
    assert ids(read(address)) == WORDS[address]


def test_words_that_stand_in_many_events_are_looked_for_one_after_the_other(
    company, publish_events, monkeypatch
) -> None:
    """What the planner thinks of them decides; by itself it would go through all events for a word of one."""
    publish_events(company, "2016-01", text="Emails were sent.")
    publish_events(company, "2016-02", "2016-03", "2016-04", text="Lamps were sold.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE timeline_publicevent")
    monkeypatch.setattr(wanted, "PAGE_IN_ORDER", 2)
    assert wanted.read("lamps").is_frequent
    assert not wanted.read("emails").is_frequent
    assert not wanted.read("nowhere").is_frequent


def test_of_several_words_a_sample_tells_whether_they_stand_together(company, publish_events, monkeypatch) -> None:
    """The planner multiplies how frequent each is: for two that never meet all events would be looked at."""
    publish_events(company, "2016-01", "2016-02", text="Emails were sent.")
    publish_events(company, "2016-03", "2016-04", text="Lamps were sold.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE timeline_publicevent")
    monkeypatch.setattr(wanted, "PAGE_IN_ORDER", 0)
    typed = ("lamps sold", '"lamps were sold"', "emails lamps", '"sold lamps"', "lamps -sold")

    frequent = {words: wanted.read(words).is_frequent for words in typed}

    assert frequent == dict.fromkeys(typed[:2], True) | dict.fromkeys(typed[2:], False)


@pytest.mark.parametrize("order", ["newest", "oldest", "id"])
@pytest.mark.parametrize("reach", [0, 1, 2])
def test_a_word_that_is_looked_for_near_a_place_first_is_found_wherever_it_stands(
    company, publish_events, read, monkeypatch, order, reach
) -> None:
    """Near the place, and everywhere where too few of them stand there."""
    publish_events(company, *(f"2016-{month:02}" for month in range(1, 7)), text="Lamps were sold.")
    publish_events(company, *(f"2016-{month:02}" for month in range(1, 13)), text="Emails were sent.")
    publish_events(company, "2016", "2016-11-30", "2016-12-01", text="Lamps were sold.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE timeline_publicevent")
    monkeypatch.setattr(wanted, "LEAST_APART", 1)
    everywhere = _walked(read, f"events/?q=lamps&order={order}&limit=3")
    monkeypatch.setattr(wanted, "WORTH_A_REACH", 0)
    monkeypatch.setattr(pages, "REACH", reach)
    with CaptureQueriesContext(connections[PUBLIC]) as queries:
        assert _walked(read, f"events/?q=lamps&order={order}&limit=2") == everywhere
    assert sorted(everywhere) == [1, 2, 3, 4, 5, 6, 19, 20, 21]
    assert any("BETWEEN" in query["sql"] for query in queries)


def _walked(read, address: str) -> list[int]:
    """What is met on the pages of a list, to its end; the way back meets the same."""
    met, page = [], read(address)
    while True:
        met += ids(page)
        if not (address := page.json()["next"]):
            break
        page = read(address)
    back = ids(page)
    while address := page.json()["previous"]:
        page = read(address)
        back = ids(page) + back
    assert back == met
    return met


@pytest.mark.parametrize(("apart", "one_in"), [(1, 4), (4, 4), (5, 0)])
def test_how_far_apart_a_word_stands_is_known_where_it_helps(
    company, publish_events, monkeypatch, apart, one_in
) -> None:
    publish_events(company, "2016-01", text="Emails were sent.")
    publish_events(company, "2016-02", "2016-03", "2016-04", text="Lamps were sold.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE timeline_publicevent")
    monkeypatch.setattr(wanted, "LEAST_APART", apart)
    monkeypatch.setattr(wanted, "WORTH_A_REACH", 0.25)
    assert wanted.read("emails").one_in == one_in
    assert wanted.read("emails sent").one_in == 0
    monkeypatch.setattr(wanted, "WORTH_A_REACH", 0.26)
    assert wanted.read("emails").one_in == 0


def test_a_stem_that_both_languages_share_is_looked_for_once(db) -> None:
    """Twice, the planner would take it for twice as frequent."""
    assert wanted.read("1325").query == "('1325')"


def test_a_walk_through_pages_meets_each_event_once_while_others_are_published(read, company, publish_events) -> None:
    publish_events(company, *[f"2016-{month:02}" for month in range(1, 10)])
    for query in ("", "&order=newest", "&company=1&order=oldest", "&kind=report&order=newest", "&company_tree=1"):
        begun = set(ids(read(f"events/?limit=100{query}")))
        page = read(f"events/?limit=4{query}")
        met = ids(page)
        while address := page.json()["next"]:
            publish_events(company, "2016-05-05")
            page = read(address)
            met += ids(page)
        assert len(met) == len(set(met))
        assert begun <= set(met)


def test_several_values_may_come_one_by_one(record, read) -> None:
    """As clients write them that are generated from the description."""
    both = read("events/?kind=allegation&limit=100&kind=statement")

    assert ids(both) == ids(read("events/?kind=allegation,statement&limit=100"))
    assert {event["kind"] for event in both.json()["results"]} == {"allegation", "statement"}
    (fault,) = read("events/?kind=allegation&kind=letter").json()["errors"]
    assert fault["parameter"] == "kind"
