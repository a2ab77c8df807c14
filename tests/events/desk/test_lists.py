"""Lists and searches: the same number of queries, however many rows."""

import pytest
from django.urls import reverse

from events.desk import palette
from events.models import Incident, Topic
from tests.factories import (
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    UserFactory,
    published,
    submitted,
)
from tracker.accounts.models import Role

# Session, user, count and rows; sources also ask which languages there are, topics how many there are in all.
LISTS = {"events_incident": 5, "events_event": 5, "companies_company": 5, "events_source": 6, "events_topic": 5}


def fill_desk(author, count: int) -> None:
    for n in range(count):
        incident = IncidentFactory(author=author)
        EventFactory(incident=incident)
        EventFactory(incident=incident, company=CompanyFactory(), source=SourceFactory())
        Topic.objects.create(slug=f"topic-{n}", name_en="Work", name_fr="Travail")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_whatever_its_length(
    name: str, count: int, author, at_desk, django_assert_num_queries
) -> None:
    fill_desk(author, count)

    with django_assert_num_queries(LISTS[name]):
        page = at_desk.get(reverse(f"admin:{name}_changelist"))

    assert page.context["cl"].result_count >= count


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_whatever_its_length(
    count: int, reviewer, sit_down, django_assert_num_queries
) -> None:
    for _n in range(count):
        author = UserFactory()
        EventFactory(incident=IncidentFactory(author=reviewer))
        submitted(EventFactory(incident=IncidentFactory(author=author)).incident)
        published(EventFactory(incident=IncidentFactory(author=author)).incident)
    client = sit_down(reviewer)

    with django_assert_num_queries(18):
        page = client.get(reverse("admin:index"))

    assert {pile.title: len(pile.lines) for pile in page.context["piles"]} == {
        "Waiting for your review": count,
        "Your drafts": count,
        "Recently published": count,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_incident_costs_the_same_whatever_its_events(
    count: int, author, at_desk, django_assert_max_num_queries
) -> None:
    incident = IncidentFactory(author=author)
    for _n in range(count):
        EventFactory(incident=incident, date="")

    with django_assert_max_num_queries(44):
        page = at_desk.get(incident.get_desk_url())

    assert len(page.context["dossier"].entries) == count


def test_a_search_finds_by_other_names_and_numbers(author, at_desk) -> None:
    company = CompanyFactory(name="Meta")
    company.names.create(name="Facebook", kind="former")
    company.identifiers.create(scheme="wikidata", value="Q380")
    box = reverse("admin:autocomplete")

    def found(words: str) -> list[str]:
        query = {"app_label": "events", "model_name": "participant", "field_name": "company", "term": words}
        return [each["text"] for each in at_desk.get(box, query).json()["results"]]

    assert [found("meta"), found("facebook"), found("Q380"), found("amazon")] == [["Meta · US"]] * 3 + [[]]


def test_the_palette_keeps_nothing_of_what_it_found(author, reviewer, sit_down) -> None:
    """Returned to its author, a dossier is closed to others at once, also where they searched a moment ago."""
    incident = EventFactory(incident__title="Zebra", incident__author=author).incident
    submitted(incident)
    client = sit_down(UserFactory(role=Role.AUTHOR))
    page = f"{reverse('admin:search')}?s=zebra&extended=1"

    before = client.get(page).content.decode()
    Incident.objects.update(status="changes_requested")
    after = client.get(page).content.decode()

    assert ("Zebra" in before, "Zebra" in after) == (True, False)


def test_the_palette_finds_every_kind(author, at_desk, rf) -> None:
    event = EventFactory(title="Zebra event", incident__title="Zebra affair", incident__author=author)
    SourceFactory(title="Zebra source")
    CompanyFactory(name="Zebra company")
    request = rf.get("/")
    request.user = event.incident.author

    assert [result.title for result in palette.find(request, "zebra")] == [
        "Zebra affair",
        "Zebra event",
        "The Example: Zebra source",
        "Zebra company · US",
    ]


def test_a_search_for_what_no_text_can_hold_finds_and_breaks_nothing(author, at_desk) -> None:
    CompanyFactory(name="Meta")
    box = {"app_label": "events", "model_name": "participant", "field_name": "company", "term": "me\0ta"}

    assert at_desk.get(reverse("admin:autocomplete"), box).status_code == 200
    assert at_desk.get(reverse("admin:search"), {"s": "me\0ta", "extended": "1"}).status_code == 200
    assert at_desk.get(reverse("admin:companies_company_changelist"), {"q": "me\0ta"}).status_code == 200
