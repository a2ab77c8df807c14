"""A batch is handed in, looked at and published as one."""

import pytest
from django.urls import reverse

from events.models import Batch, Event, Status
from events.record.models import Publication
from events.review import batches
from tests.events.desk.door.looking import door
from tests.factories import EventFactory


@pytest.fixture
def batch(author) -> Batch:
    batch = Batch.objects.create(name="An import", author=author)
    for _ in range(7):
        batch.incidents.add(EventFactory(incident__author=author).incident)
    return batch


def test_a_batch_is_handed_in_looked_at_and_published(batch, at_desk, desk) -> None:
    at_desk.post(door("batch_submit", batch.pk), {"note": "A first import."})
    index = desk.get(reverse("admin:index"))
    assert "An import" in index.content.decode()
    assert "Waiting for your review" in index.context["empty"], "they are reviewed together"
    page = desk.get(door("batch", batch.pk))
    assert dict(page.context["counts"]) == {"company": 7, "incident": 7, "event": 7, "source": 7}
    assert len(page.context["look"].sample) == 5
    again = desk.get(door("batch", batch.pk))
    assert [i.pk for i, _s in page.context["look"].sample] == [i.pk for i, _s in again.context["look"].sample]
    answer = {"seen": page.context["seen"], "ticked": ["sample", "warnings"]}
    assert "Not approved yet" in desk.post(door("batch_publish", batch.pk), answer).content.decode()
    desk.post(door("batch_publish", batch.pk), {**answer, "ticked": sorted(batches.BATCH_TICKS)})
    assert Publication.objects.count() == 1


def test_every_warning_of_a_batch_is_before_the_reviewers_eyes(batch, at_desk, desk) -> None:
    Event.objects.filter(incident=batch.incidents.last()).update(date_basis="inferred")
    at_desk.post(door("batch_submit", batch.pk))
    page = desk.get(door("batch", batch.pk))
    assert page.context["look"].warned["Each date is as precise as its source, and says where it is inferred."] == 1
    assert "the date is inferred" in page.content.decode()


def test_a_batch_that_lacks_something_says_where(batch, at_desk) -> None:
    event = Event.objects.filter(incident=batch.incidents.last()).get()
    Event.objects.filter(pk=event.pk).update(date="", earliest=None, latest=None)
    page = at_desk.post(door("batch_submit", batch.pk), {"note": "Typed."})
    assert f'href="{event.get_desk_url()}#id_date"' in page.content.decode()
    assert "Typed.</textarea>" in page.content.decode()


def test_a_batch_is_returned(batch, at_desk, desk) -> None:
    at_desk.post(door("batch_submit", batch.pk))
    desk.post(door("batch_return", batch.pk), {"comment": "Cite them."})
    assert set(batch.incidents.values_list("status", flat=True)) == {Status.CHANGES_REQUESTED}


@pytest.mark.parametrize("name", ["batch", "batch_submit", "batch_publish", "batch_return"])
def test_a_batch_of_drafts_is_its_authors_own(batch, stranger, reviewer, sit_down, name) -> None:
    for person in (stranger, reviewer):
        client = sit_down(person)
        answer = client.get(door(name, batch.pk)) if name == "batch" else client.post(door(name, batch.pk))
        assert answer.status_code == 404


def test_drafts_of_a_batch_that_others_see_are_not_listed(batch, at_desk, desk) -> None:
    at_desk.post(door("batch_submit", batch.pk))
    draft = EventFactory(incident__author=batch.author, incident__title="Still a draft").incident
    batch.incidents.add(draft)
    assert "Still a draft" in at_desk.get(door("batch", batch.pk)).content.decode()
    assert "Still a draft" not in desk.get(door("batch", batch.pk)).content.decode()
