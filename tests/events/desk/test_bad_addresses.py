"""What nobody types, and programs send: answered with a page or a sentence, and never with an error of ours."""

import pytest
from django.urls import reverse

from events.desk.models import SavedFilter
from events.models import Capture, Event, Incident, Topic
from tests.factories import EventFactory, IncidentFactory, SourceFactory

TEXT = "The works are closed. Later the works are open."


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99999999999999999999", "", "²"])
@pytest.mark.parametrize("extended", ["", "&extended=1"])
def test_the_search_has_no_page_that_breaks_it(at_desk, author, page: str, extended: str) -> None:
    IncidentFactory(author=author, title="Zebra")

    answer = at_desk.get(f"{reverse('admin:search')}?s=zebra&page={page}{extended}")

    assert answer.status_code == 200
    assert ("Zebra" in answer.content.decode()) is bool(extended)


@pytest.mark.parametrize("nth", ["-3", "-1", "0", "3", "99999999999999999999"])
def test_of_words_that_stand_twice_only_a_place_that_is_there_is_taken(at_desk, author, nth: str) -> None:
    source = SourceFactory()
    Capture.objects.create(source=source, state="kept", text=TEXT, sha256="a" * 64)
    incident = IncidentFactory(author=author)
    page = f"{reverse('admin:desk_workbench', args=[source.pk])}?incident={incident.pk}&add=allegation"

    answer = at_desk.post(page, {"words": "the works are", "nth": nth, "title": "It is alleged"})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Event.objects.exists()


def test_a_filter_that_grows_too_long_when_it_is_written_down_is_refused(at_desk) -> None:
    given = {"name": "Mine", "subject": "events.incident", "query": f"q={'é' * 900}"}

    answer = at_desk.post(reverse("admin:desk_filter_save"), given, follow=True)

    assert "So long a filter cannot be kept." in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_a_topic_in_use_stays_and_no_dossier_changes(at_desk) -> None:
    topic = Topic.objects.create(slug="labour", name_en="Labour", name_fr="Travail")
    incident = IncidentFactory(title="zzsecret")
    incident.topics.add(topic)
    version = Incident.objects.get().version

    answer = at_desk.post(reverse("admin:events_topic_delete", args=[topic.pk]), {"post": "yes"})

    assert "named in an incident" in answer.content.decode()
    assert "zzsecret" not in answer.content.decode()
    assert list(incident.topics.all()) == [topic]
    assert Incident.objects.get().version == version


@pytest.mark.parametrize("guess", ["kind__exact=a%00b", "language=a%00b", "q=a%00b", "%00=x", "p=%00"])
@pytest.mark.parametrize("form", ["changelist", "export_csv"])
def test_a_list_is_asked_for_what_no_text_can_hold(at_desk, guess: str, form: str) -> None:
    answer = at_desk.get(f"{reverse(f'admin:events_source_{form}')}?{guess}", follow=True)

    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("chosen", ["abc", "a%00b", "%C2%B2", "99999999999999999999", "-1"])
def test_a_box_is_filled_with_what_is_no_number(at_desk, chosen: str) -> None:
    page = reverse("admin:events_incident_add")

    shown = at_desk.get(f"{page}?topics={chosen}&related={chosen}")

    assert shown.status_code == 200


@pytest.mark.parametrize("chosen", ["abc", "²", "99999999999999999999", "-1"])
def test_what_is_chosen_and_is_no_number_is_refused_at_its_box(at_desk, author, fill, chosen: str) -> None:
    event = EventFactory(incident__author=author)
    page = event.incident.get_desk_url()
    row = {"participants-0-company": chosen}

    refused = [
        at_desk.post(page, fill(at_desk.get(page), topics=[chosen])),
        at_desk.post(event.get_desk_url(), fill(at_desk.get(event.get_desk_url())) | row),
    ]

    assert [answer.status_code for answer in refused] == [200, 200]
    assert "topics" in refused[0].context["adminform"].form.errors
