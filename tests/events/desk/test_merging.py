"""The page on which two companies become one."""

import pytest
from django.urls import reverse

from companies.models import Company, CompanyName, Identifier, NameKind, Scheme
from events.models import Status
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published, submitted


@pytest.fixture
def pair(db) -> tuple[Company, Company]:
    return CompanyFactory(name="Acme Corp", country="US"), CompanyFactory(name="Acme Corporation", country="")


def page_of(loser: Company) -> str:
    return reverse("admin:desk_merge", args=[loser.pk])


def post(client, loser: Company, survivor: Company, **typed):
    shown = client.get(page_of(loser), {"survivor": survivor.pk})
    return client.post(
        page_of(loser), {"survivor": survivor.pk, "versions": shown.context["versions"], **typed}, follow=True
    )


def test_the_preview_says_what_moves_and_changes_nothing(pair, reviewer, sit_down) -> None:
    loser, survivor = pair
    incident = IncidentFactory(author=reviewer)
    EventFactory(incident=incident, company=loser)
    Identifier.objects.create(company=loser, scheme=Scheme.WIKIDATA, value="Q42")

    answer = sit_down(reviewer).get(page_of(loser), {"survivor": survivor.pk})

    assert [each.rows for each in answer.context["moving"]] == [["Wikidata Q42"]]
    assert answer.context["dossiers"] == [incident]
    assert Company.objects.get(pk=loser.pk).merged_into is None


def test_merging_keeps_what_was_chosen_and_both_names(pair, reviewer, sit_down) -> None:
    loser, survivor = pair

    answer = post(sit_down(reviewer), loser, survivor, keep_name="loser", keep_country="loser")

    survivor.refresh_from_db()
    assert answer.redirect_chain[-1][0] == survivor.get_desk_url()
    assert (survivor.name, survivor.country) == ("Acme Corp", "US")
    assert list(CompanyName.objects.values_list("company", "name", "kind")) == [
        (survivor.pk, "Acme Corporation", NameKind.TRADING)
    ]
    assert Company.objects.get(pk=loser.pk).merged_into == survivor


def test_a_dossier_in_review_has_to_be_handed_in_again(pair, author, reviewer, sit_down) -> None:
    loser, survivor = pair
    incident = IncidentFactory(author=author)
    EventFactory(incident=incident, company=loser)
    submitted(incident)

    post(sit_down(reviewer), loser, survivor)

    incident.refresh_from_db()
    assert incident.status == Status.DRAFT


def test_what_is_public_gets_pending_changes(pair, reviewer, sit_down) -> None:
    loser, survivor = pair
    incident = IncidentFactory()
    EventFactory(incident=incident, company=loser)
    published(incident)

    post(sit_down(reviewer), loser, survivor)

    incident.refresh_from_db()
    assert incident.status == Status.PENDING


def test_somebody_elses_draft_is_not_named(pair, reviewer, sit_down) -> None:
    loser, survivor = pair
    EventFactory(incident=IncidentFactory(title="A secret draft"), company=loser)

    answer = sit_down(reviewer).get(page_of(loser), {"survivor": survivor.pk})

    assert answer.context["dossiers"] == []
    assert b"A secret draft" not in answer.content


def test_an_author_does_not_merge(pair, author, sit_down) -> None:
    loser, survivor = pair
    answer = sit_down(author).post(page_of(loser), {"survivor": survivor.pk, "versions": "1-1"}, follow=True)
    assert "Merging companies is for reviewers" in answer.content.decode()
    assert Company.objects.get(pk=loser.pk).merged_into is None


@pytest.mark.parametrize("survivor", ["itself", "merged", "nobody", "x", ""])
def test_a_survivor_that_cannot_be_is_refused_at_the_field(pair, reviewer, sit_down, survivor) -> None:
    loser, other = pair
    merged = CompanyFactory(merged_into=other)
    chosen = {"itself": loser.pk, "merged": merged.pk, "nobody": 999_999}.get(survivor, survivor)

    answer = sit_down(reviewer).post(page_of(loser), {"survivor": chosen, "versions": "1-1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["survivor"]


def test_what_changed_after_the_preview_is_looked_at_again(pair, reviewer, sit_down) -> None:
    loser, survivor = pair
    client = sit_down(reviewer)
    seen = client.get(page_of(loser), {"survivor": survivor.pk}).context["versions"]
    Identifier.objects.create(company=loser, scheme=Scheme.WIKIDATA, value="Q42")

    answer = client.post(page_of(loser), {"survivor": survivor.pk, "versions": seen}, follow=True)

    assert "changed in the meantime" in answer.content.decode()
    assert Company.objects.get(pk=loser.pk).merged_into is None


def test_a_merged_company_leads_on_and_is_offered_nowhere(pair, reviewer, sit_down) -> None:
    loser, survivor = pair
    client = sit_down(reviewer)
    post(client, loser, survivor)

    again = client.get(page_of(loser))
    box = {"app_label": "events", "model_name": "participant", "field_name": "company", "term": "Acme"}
    offered = client.get(reverse("admin:autocomplete"), box).json()["results"]

    assert again.url == survivor.get_desk_url()
    assert [row["id"] for row in offered] == [str(survivor.pk)]


def test_the_page_of_a_company_shows_its_family(pair, at_desk) -> None:
    loser, survivor = pair
    loser.owners.create(parent=survivor, share=51)
    answer = at_desk.get(survivor.get_desk_url())
    assert [member.company for member in answer.context["family"].owned] == [loser]
    assert "51 %" in answer.content.decode()
