"""What a company may be called and known by."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic

from companies.models import Company, CompanyName, Identifier, Ownership, Scheme
from companies.models.calendar import validate_calendar
from tests.factories import CompanyFactory


@pytest.mark.parametrize("value", ["2016", "2016-01", "2016-02-29"])
def test_calendar_takes_what_is_known(value):
    assert validate_calendar(value) is None


@pytest.mark.parametrize("value", ["16", "2016-13", "2015-02-29", "2016-1", "٢٠١٦", "2016-01-01T00:00", "about 2016"])
def test_calendar_refuses_what_is_no_date(value):
    with pytest.raises(ValidationError):
        validate_calendar(value)


@pytest.mark.parametrize(
    ("scheme", "right", "wrong"),
    [
        (Scheme.WIKIDATA, "Q3884", "3884"),
        (Scheme.LEI, "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D16"),
        (Scheme.ISIN, "US0231351067", "US0231351068"),
        (Scheme.DOMAIN, "example.org", "not a domain"),
        (Scheme.OPENCORPORATES, "us_de/2620453", "2620453"),
    ],
)
def test_identifier_is_checked_by_its_scheme(scheme, right, wrong):
    assert Identifier(scheme=scheme, value=right).clean() is None
    with pytest.raises(ValidationError) as refused:
        Identifier(scheme=scheme, value=wrong).clean()
    assert list(refused.value.message_dict) == ["value"]


@pytest.mark.django_db
def test_identifier_names_one_company_only():
    Identifier.objects.create(company=CompanyFactory(), scheme=Scheme.WIKIDATA, value="Q1")
    with pytest.raises(IntegrityError), atomic():
        Identifier.objects.create(company=CompanyFactory(), scheme=Scheme.WIKIDATA, value="Q1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [{"name": ""}, {"kind": "cartel"}, {"country": "us"}, {"country": "U1"}],
)
def test_company_rules_hold_in_the_database(broken):
    company = CompanyFactory()
    with pytest.raises(IntegrityError), atomic():
        Company.objects.filter(pk=company.pk).update(**broken)


@pytest.mark.django_db
def test_ownership_of_itself_is_refused():
    company = CompanyFactory()
    with pytest.raises(IntegrityError), atomic():
        Ownership.objects.create(parent=company, child=company)


@pytest.mark.django_db
def test_companies_are_found_by_any_of_their_names_once():
    company = CompanyFactory(name="Acme")
    CompanyName.objects.create(company=company, name="Acme Trading Ltd", kind="legal")
    CompanyName.objects.create(company=company, name="Acme Old", kind="former")
    CompanyFactory(name="Other")
    assert list(Company.objects.matching("acme")) == [company]


@pytest.mark.django_db
def test_every_change_of_a_company_is_kept():
    company = CompanyFactory(name="Before")
    Company.objects.filter(pk=company.pk).update(name="After")
    assert [row.name for row in company.history.order_by("pgh_id")] == ["Before", "After"]
    company.refresh_from_db()
    assert company.version == 2


@pytest.mark.django_db
def test_an_owner_that_became_another_company_is_not_named():
    survivor = CompanyFactory(name="Acme Corporation")
    loser = CompanyFactory(name="Acme", country="", merged_into=survivor)
    with pytest.raises(ValidationError) as refused:
        Ownership(parent=loser, child=CompanyFactory()).full_clean()
    assert refused.value.message_dict == {"parent": ["“Acme” became another company: name that one."]}
    Ownership(parent=survivor, child=CompanyFactory()).full_clean()
