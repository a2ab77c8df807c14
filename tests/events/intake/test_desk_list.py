"""The desk's companies as the list that a text is searched for."""

import pytest

from companies.merge import merge
from companies.models import CompanyKind, CompanyName
from events.intake import DeskCompany
from events.intake.desk_list import desk_companies
from tests.factories import CompanyFactory


def test_a_company_has_its_names_and_those_of_the_one_merged_into_it(db):
    survivor = CompanyFactory(name="Northwind Foods")
    loser = CompanyFactory(name="Northwind")
    CompanyName.objects.create(company=survivor, name="NWF", kind="short")
    CompanyName.objects.create(company=loser, name="Northwind Bakeries", kind="former")
    outlet = CompanyFactory(name="The Harbour Gazette", kind=CompanyKind.MEDIA)
    merge(loser=loser, survivor=survivor)
    found, gazette = desk_companies()
    assert (found.id, found.name, set(found.aliases)) == (
        survivor.pk,
        "Northwind Foods",
        {"NWF", "Northwind", "Northwind Bakeries"},
    )
    assert gazette == DeskCompany(outlet.pk, "The Harbour Gazette", (), media=True)


@pytest.mark.parametrize("companies", [1, 3])
def test_the_list_costs_two_queries(db, django_assert_num_queries, companies):
    for _ in range(companies):
        CompanyName.objects.create(company=CompanyFactory(), name="Another name", kind="trading")
    with django_assert_num_queries(2):
        assert len(desk_companies()) == companies
