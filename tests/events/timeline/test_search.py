"""What is typed is found in every text, whatever its language; what was taken back is neither found nor guessed."""

import pytest
from django.db import connection

from companies.models import CompanyName
from events import models
from events.timeline import search, spelling, wanted
from events.timeline.models import PublicCompany, PublicIncident
from events.timeline.queries import Place
from events.timeline.search import Asked
from events.timeline.wanted import read
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[0, wanted.PAGE_IN_ORDER], ids=["one after the other", "all that hold it first"])
def looked_for(request, monkeypatch) -> None:
    """Whatever is found, is found in both ways."""
    monkeypatch.setattr(wanted, "PAGE_IN_ORDER", request.param)


@pytest.fixture
def affair() -> models.Incident:
    """One affair in French, with an answer in English, translated."""
    company = CompanyFactory(name="Électro-Élan", country="FR", about="Sells lamps.")
    CompanyName.objects.create(company=company, name="Lumières du Nord", kind="former")
    incident = IncidentFactory(title="Licenciements chez Électro-Élan", language="fr")
    incident.topics.add(models.Topic.objects.create(slug="labour", name_en="Labour", name_fr="Travail"))
    source = SourceFactory(title="Les lampes éteintes", publisher="Le Relais", language="fr")
    allegation = AllegationFactory(
        incident=incident,
        company=company,
        source=source,
        source__quotation="cent vingt salariés auraient été renvoyés par courriel",
        title="Des salariés disent avoir été licenciés",
        text="",
        language="fr",
        date="2016-01",
    )
    StatementFactory(
        incident=incident,
        company=company,
        source=source,
        date="2016-03",
        title="The company answers",
        text="",
        statement__words="No emails were sent to 125,000 employees.",
        statement__translation="Aucune annonce n'a été envoyée.",
        statement__translation_language="fr",
        statement__translation_kind="human",
        statement__indirect="",
        answers=allegation,
    )
    published(incident)
    return incident


def found(typed: str, asked: Asked = Asked()) -> dict[str, list[str]]:  # noqa: B008  it cannot change
    """The titles that are found, by group; groups without any left out."""
    groups = search.search(read(typed), asked)
    return {
        name: [face.get("title") or face["name"] for face in group.faces]
        for name, group in groups.items()
        if group.faces
    }


INCIDENT, ALLEGATION = "Licenciements chez Électro-Élan", "Des salariés disent avoir été licenciés"
ANSWER, COMPANY, SOURCE = "The company answers", "Électro-Élan", "Les lampes éteintes"
FOUND = {
    "licenciement": {"incidents": [INCIDENT], "events": [ALLEGATION]},
    "LICENCIÉ": {"incidents": [INCIDENT], "events": [ALLEGATION]},
    "email": {"events": [ANSWER]},
    "e-mails": {"events": [ANSWER]},
    "sending an email": {},
    "employee": {"events": [ANSWER, ALLEGATION]},
    "annonces": {"events": [ANSWER]},
    "renvoyé courriels": {"events": [ALLEGATION]},
    '"auraient été renvoyés"': {"events": [ALLEGATION]},
    '"été auraient"': {},
    "125000": {"events": [ANSWER]},
    "-125000 emails": {},
    "125.000": {"events": [ANSWER]},
    "125 000": {"events": [ANSWER]},
    "000 125": {"events": [ANSWER]},
    "electro licencie": {"incidents": [INCIDENT], "events": [ALLEGATION]},
    "lumiere nord": {"companies": [COMPANY]},
    "electr": {"companies": [COMPANY]},
    "lamp": {"companies": [COMPANY], "sources": [SOURCE]},
    "lampes -eteinte": {"companies": [COMPANY]},
    "the employees": {"events": [ANSWER, ALLEGATION]},
    "licenciements": {"incidents": [INCIDENT], "events": [ALLEGATION]},
    "licencies": {"events": [ALLEGATION]},
    "travail": {"incidents": [INCIDENT]},
    "relais": {"sources": [SOURCE]},
}


def test_words_are_found_in_both_languages_whatever_the_language_of_the_text(affair) -> None:
    assert {typed: found(typed) for typed in FOUND} == FOUND


def test_nothing_is_looked_for_where_no_word_is_wanted() -> None:
    assert [read(typed) for typed in ("", "!", "-email", '-"a b" -c')] == [None] * 4


def test_only_words_that_say_nothing_are_looked_for_all_the_same(affair) -> None:
    assert found("the")["events"] == [ANSWER]


NARROWED = {
    "kind": {"statement": [ANSWER], "report": []},
    "year": {"2016": [ANSWER], "2017": []},
    "topic": {"labour": [ANSWER], "safety": []},
    "company": {"1": [ANSWER], "2": []},
    "status": {"alleged": []},
    "language": {"en": [ANSWER], "fr": []},
}


def test_events_are_narrowed_by_each_facet(affair) -> None:
    narrowed = {
        facet: {value: found("125,000", Asked("events", {facet: value})).get("events", []) for value in values}
        for facet, values in NARROWED.items()
    }
    assert narrowed == NARROWED


def test_facets_count_what_their_filters_find(affair) -> None:
    group = search.search(read("ete"), Asked("events"))["events"]
    counts = {name: {value.value: value.amount for value in values} for name, values in group.facets.items()}
    assert counts == {
        "kind": {"allegation": 1, "statement": 1},
        "status": {"alleged": 1},
        "company": {"1": 2},
        "topic": {"labour": 2},
        "year": {"2016": 2},
        "language": {"fr": 1, "en": 1},
    }
    for facet, values in counts.items():
        for value, amount in values.items():
            narrowed = search.search(read("ete"), Asked("events", {facet: value}))["events"]
            assert (len(narrowed.faces), narrowed.total) == (amount, amount), facet


def test_counts_and_pages_end_where_they_say(affair, monkeypatch) -> None:
    for name in ("COUNTED", "PAGE"):
        monkeypatch.setattr(search, name, 1)
    first = search.search(read("ete"), Asked("events"))["events"]
    second = search.search(read("ete"), Asked("events", page=2))["events"]
    assert (first.total, first.further, second.further) == (2, True, False)
    assert {face["id"] for face in first.faces + second.faces} == {1, 2}
    oldest = search.search(read("ete"), Asked("events", order="oldest"))["events"]
    onwards = search.search(read("ete"), Asked("events", order="oldest", after=oldest.last))["events"]
    assert [face["title"] for face in oldest.faces + onwards.faces] == [ALLEGATION, ANSWER]
    assert (oldest.last.event, onwards.further) == (1, False)
    newest = search.search(read("ete"), Asked("events", order="newest"))["events"]
    assert (newest.faces[0]["title"], str(newest.last)) == (ANSWER, str(Place.read("2016-03-01,2016-03-31,2")))


def test_a_slip_is_guessed_from_names_and_titles(affair) -> None:
    assert spelling.guess(read("Lumiéres du Nrod")).companies == {1: COMPANY}
    assert spelling.guess(read("licenciemment elektro")).respelt == "licenciements electro"
    guessed = spelling.guess(read("employees lampes"))
    assert (guessed.respelt, guessed.found) == ("", ["employees", "lampes"])
    assert spelling.guess(read("qqqqqq")) == spelling.Guess({}, "", [])


def test_what_was_retracted_is_neither_found_nor_guessed(affair) -> None:
    published(affair, kind="retraction", note="It was another company.")
    assert found("licenciement") == {}
    assert spelling.guess(read("licenciemment elan")).respelt == "elan"
    assert PublicIncident.objects.get().folded == ""


MANY_COMPANIES = """
INSERT INTO timeline_publiccompany
    (number, key, title, state, version, publication, body, search, owners, country, letter, folded, names)
SELECT n, gen_random_uuid(), 'x', 'live', 1, 1, '{}', '', '{}', '', 'x', 'x', md5(n::text) || ' ' || md5((-n)::text)
FROM generate_series(100, 20000) n
"""
MANY_INCIDENTS = """
INSERT INTO timeline_publicincident (number, key, title, state, version, publication, body, search, folded)
SELECT n, gen_random_uuid(), 'x', 'live', 1, 1, '{}', '', md5(n::text) || ' ' || md5((-n)::text)
FROM generate_series(100, 20000) n
"""


def test_spelling_is_compared_along_the_trigram_indexes(affair) -> None:
    with connection.cursor() as cursor:
        for statement in (MANY_COMPANIES, MANY_INCIDENTS, "ANALYZE timeline_publiccompany, timeline_publicincident"):
            cursor.execute(statement)
        for index in ("publiccompany_spelling", "publicincident_spelling"):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])  # as autovacuum would
        cursor.execute("ANALYZE timeline_publiccompany, timeline_publicincident")
        cursor.execute("SET LOCAL enable_seqscan = off")  # of so few rows, reading all is sometimes cheaper
        statement, values = spelling.names_like(["elektro", "elan"])
        cursor.execute(f"EXPLAIN {statement}", values)
        names = "\n".join(line for (line,) in cursor.fetchall())
        statement, values = spelling.words_like(["elektro"], ["'elektro'"])
        cursor.execute(f"EXPLAIN {statement}", values)
        words = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on publiccompany_spelling" in names
    assert "Bitmap Index Scan on publiccompany_spelling" in words
    assert "Bitmap Index Scan on publicincident_spelling" in words


def test_a_long_folded_name_fits_its_index(db) -> None:
    """One letter that is taken apart into eighteen must not stop a publication."""
    incident = IncidentFactory()
    company = CompanyFactory(name="\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 200)
    AllegationFactory(incident=incident, company=company)
    published(incident)
    assert len(PublicCompany.objects.get().folded) == 300
