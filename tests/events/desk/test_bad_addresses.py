"""What nobody types, and programs send: answered with a page or a sentence, and never with an error of ours."""

import pytest
from django.urls import reverse

from events.desk.models import SavedFilter
from events.models import Capture, Event, Incident, Topic
from tests.factories import IncidentFactory, SourceFactory

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


@pytest.mark.parametrize("way", ["page", "list"])
def test_a_topic_in_use_stays_and_no_dossier_changes(at_desk, way: str) -> None:
    topic = Topic.objects.create(slug="labour", name_en="Labour", name_fr="Travail")
    incident = IncidentFactory(title="zzsecret")
    incident.topics.add(topic)
    version = Incident.objects.get().version
    if way == "page":
        answer = at_desk.post(reverse("admin:events_topic_delete", args=[topic.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
        answer = at_desk.post(reverse("admin:events_topic_changelist"), chosen)

    assert "named in an incident" in answer.content.decode()
    assert "zzsecret" not in answer.content.decode()
    assert list(incident.topics.all()) == [topic]
    assert Incident.objects.get().version == version
