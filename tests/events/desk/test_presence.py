"""Who else has a dossier open, and who may know it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.desk.models import Presence
from events.desk.presence import arrive
from events.desk.tasks import forget_what_expired
from events.models import Incident
from tests.factories import EventFactory, IncidentFactory, UserFactory, submitted


@pytest.fixture
def incident(author) -> Incident:
    return EventFactory(incident=IncidentFactory(author=author)).incident


def poll(client: Client, incident: Incident):
    return client.post(reverse("admin:desk_presence", args=[incident.pk]))


def test_an_open_page_tells_the_others_and_not_oneself(incident, author, administrator, at_desk, sit_down) -> None:
    first = poll(at_desk, incident).content.decode()
    second = poll(sit_down(administrator), incident).content.decode()
    third = poll(at_desk, incident).content.decode()

    assert "also here" not in first
    assert "author is also here." in second
    assert "administrator is also here." in third


def test_opening_a_page_is_being_there(incident, administrator, at_desk, sit_down) -> None:
    """Without JavaScript too: on the dossier and on the pages of its events."""
    other = sit_down(administrator)
    for page in (incident.get_desk_url(), incident.events.get().get_desk_url()):
        other.get(page)
        assert "administrator is also here." in at_desk.get(page).content.decode()
        Presence.objects.all().delete()


def test_several_are_named_together(incident, author) -> None:
    for name in ("ben", "ana"):
        arrive(incident, UserFactory(username=name, role="administrator"))

    assert arrive(incident, author) == ["ana", "ben"]


def test_who_left_is_not_named_and_is_forgotten(incident, author, administrator) -> None:
    arrive(incident, administrator)
    Presence.objects.update(seen_at=timezone.now() - Presence.LASTS - timedelta(seconds=1))

    others = arrive(incident, author)
    forget_what_expired()

    assert others == []
    assert [each.user for each in Presence.objects.all()] == [author]


def test_nobody_is_told_about_somebody_elses_draft(incident, stranger, sit_down) -> None:
    client = sit_down(stranger)

    refused = poll(client, incident)
    submitted(incident)
    allowed = poll(client, incident)

    assert (refused.status_code, allowed.status_code) == (404, 200)
    assert [each.user for each in Presence.objects.all()] == [stranger]


def test_a_poll_only_by_post(incident, at_desk) -> None:
    assert at_desk.get(reverse("admin:desk_presence", args=[incident.pk])).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_a_poll_costs_the_same_however_many_are_there(incident, at_desk, count, django_assert_num_queries) -> None:
    for _n in range(count):
        arrive(incident, UserFactory())

    with django_assert_num_queries(5):  # session, user, incident, own arrival, the others
        answer = poll(at_desk, incident)

    assert answer.context["others"]
