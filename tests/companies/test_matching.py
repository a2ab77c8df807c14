"""Who is meant by a name: what decides, what is only near, and what it costs."""

import pytest

from companies.matching import CERTAIN, candidates, candidates_for, likeness, normalised, scheme_of, without_legal_form
from companies.merge import merge
from companies.models import CompanyName, Identifier
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


def names_of(found) -> list[str]:
    return [each.company.name for each in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("whole_foods", "Whole Foods"),
        ("Société Générale", "SOCIETE GENERALE"),
        ("S.A.P.", "SAP"),
        ("McDonald’s", "McDonalds"),
        ("AT&T", "at & t"),
    ],
)
def test_same_name_spelled_otherwise(one, other):
    assert likeness(one, other) >= CERTAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [("Apple Inc.", "Apple"), ("Acme", "Acme Holding"), ("foodora", "foodera"), ("Bolt", "Volt"), ("Co.", "Corp")],
)
def test_other_name_is_never_certain(one, other):
    assert likeness(one, other) < CERTAIN


def test_legal_form_is_seen_past():
    assert without_legal_form("Amazon.com, Inc.") == "amazon com"
    assert without_legal_form("BP p.l.c.") == "bp"
    assert without_legal_form("Inc.") == "inc"  # a name that is nothing else keeps it
    assert normalised("  L’Oréal\tS.A. ") == "loreal sa"


def test_exact_name_comes_before_similar_ones():
    for name in ("Foodora GmbH", "Foodora", "Foodpanda"):
        CompanyFactory(name=name)
    found = candidates("foodora")
    assert names_of(found)[:2] == ["Foodora", "Foodora GmbH"]
    assert [each.score for each in found[:2]] == [0.98, 0.95]


def test_other_names_are_names_too():
    company = CompanyFactory(name="International Business Machines")
    CompanyName.objects.create(company=company, name="IBM")
    (found,) = candidates("ibm")
    assert (found.company, found.score) == (company, CERTAIN)
    assert "IBM" in found.why


def test_identifier_decides_whatever_the_name():
    CompanyFactory(name="Acme")
    meant = CompanyFactory(name="Something else")
    Identifier.objects.create(company=meant, scheme="wikidata", value="Q3884")
    found = candidates("Acme", [("wikidata", "Q3884")])
    assert (found[0].score, {each.company.name for each in found}) == (1.0, {"Acme", "Something else"})


def test_merged_company_leads_to_who_is_left():
    loser, survivor = CompanyFactory(name="Facebook"), CompanyFactory(name="Meta")
    merge(loser=loser, survivor=survivor)
    assert [(each.company, each.score) for each in candidates("facebook")] == [(survivor, CERTAIN)]


def test_nobody_is_found_for_a_name_like_no_other():
    CompanyFactory(name="Acme")
    assert candidates("Zyxwv") == candidates("???") == candidates("") == []


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_names_costs_the_same(count, django_assert_num_queries):
    for name in ("Acme", "Globex", "Initech"):
        CompanyFactory(name=name)
    wanted = [(name, [("wikidata", "Q1")]) for name in ("acme", "globex", "initech")[:count]]
    with django_assert_num_queries(3):
        assert [len(found) for found in candidates_for(wanted)] == [1] * count


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("Q3884", "wikidata"),
        ("529900D6BF99LW9R2E68", "lei"),
        ("US0231351067", "isin"),
        ("us_de/2620453", "opencorporates"),
        ("amazon.com", "domain"),
        ("Amazon", None),
    ],
)
def test_scheme_is_told_by_its_look(value, scheme):
    assert scheme_of(value) == scheme
