"""Filters that somebody keeps, and searches that forgive."""

import pytest
from django.urls import reverse

from companies.models import Company
from events.desk.models import SavedFilter
from tests.factories import CompanyFactory, IncidentFactory, SourceFactory

LIST = "admin:events_incident_changelist"


def keep(client, query: str = "status__exact=draft&q=acme", name: str = "Mine", subject: str = "events.incident"):
    return client.post(
        reverse("admin:desk_filter_save"), {"name": name, "subject": subject, "query": query}, follow=True
    )


def test_a_filter_is_kept_and_leads_back(at_desk, author) -> None:
    answer = keep(at_desk, "status__exact=draft&q=acme&p=3")

    kept = SavedFilter.objects.get(user=author)
    assert kept.query == "status__exact=draft&q=acme"
    assert answer.redirect_chain[-1][0] == f"{reverse(LIST)}?{kept.query}"
    assert "Mine" in at_desk.get(reverse(LIST)).content.decode()
    assert "Mine" in at_desk.get(reverse("admin:index")).content.decode()


def test_a_name_that_is_taken_means_the_new_filter(at_desk) -> None:
    keep(at_desk)
    keep(at_desk, "status__exact=published")
    assert [kept.query for kept in SavedFilter.objects.all()] == ["status__exact=published"]


@pytest.mark.parametrize(
    "wrong", [{"subject": "accounts.nothing"}, {"subject": "//evil.example"}, {"name": ""}, {"query": "x" * 1001}]
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(at_desk, wrong) -> None:
    answer = keep(at_desk, **wrong)
    assert answer.context["messages"]
    assert not SavedFilter.objects.exists()


def test_filters_are_ones_own(at_desk, stranger, sit_down) -> None:
    keep(at_desk)
    kept = SavedFilter.objects.get()
    other = sit_down(stranger)

    assert other.post(reverse("admin:desk_filter_remove", args=[kept.pk])).status_code == 404
    assert "Mine" not in other.get(reverse(LIST)).content.decode()
    at_desk.post(reverse("admin:desk_filter_remove", args=[kept.pk]))
    assert not SavedFilter.objects.exists()


def test_nobody_keeps_more_than_fit(at_desk, monkeypatch) -> None:
    monkeypatch.setattr(SavedFilter, "MOST", 1)
    keep(at_desk)
    assert "Remove one first" in keep(at_desk, name="Another").content.decode()


@pytest.mark.parametrize("typed", ["volkswagn", "Volkswagne", "volkwagen"])
def test_a_slip_finds_what_was_meant(at_desk, typed: str) -> None:
    CompanyFactory(name="Volkswagen AG")
    CompanyFactory(name="Bayer")
    page = at_desk.get(reverse("admin:companies_company_changelist"), {"q": typed})
    assert [row.name for row in page.context["cl"].result_list] == ["Volkswagen AG"]


def test_a_slip_in_one_word_finds_a_long_title(at_desk, author) -> None:
    incident = IncidentFactory(author=author, title="Amazon employees demand an end to face recognition for the police")
    page = at_desk.get(reverse(LIST), {"q": "amzon"})
    assert list(page.context["cl"].result_list) == [incident]


def test_what_is_written_right_brings_nothing_that_is_only_near(at_desk) -> None:
    CompanyFactory(name="Volkswagen")
    CompanyFactory(name="Volkswagon Parts")
    page = at_desk.get(reverse("admin:companies_company_changelist"), {"q": "Volkswagen"})
    assert [row.name for row in page.context["cl"].result_list] == ["Volkswagen"]


def test_a_forgiving_search_shows_nobody_elses_draft(at_desk) -> None:
    IncidentFactory(title="The Volkswagen affair")
    page = at_desk.get(reverse(LIST), {"q": "volkswagn"})
    assert list(page.context["cl"].result_list) == []


def test_the_search_of_the_desk_forgives_too(at_desk) -> None:
    SourceFactory(title="Emissions of a carmaker")
    found = at_desk.get(reverse("admin:search"), {"s": "emisions carmaker", "extended": "1"})
    assert "Emissions of a carmaker" in found.content.decode()
    assert Company.objects.count() == 0
