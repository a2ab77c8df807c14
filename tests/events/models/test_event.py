"""How an event keeps its date, and what the database refuses of it."""

import datetime
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic

from events.dates import reading_of, sort_key
from events.models import Event, EventKind
from tests.factories import EventFactory, IncidentFactory

pytestmark = pytest.mark.django_db


def drafted(**fields) -> Event:
    return Event(incident=IncidentFactory(), kind=EventKind.REPORT, title="Something", **fields)


@pytest.mark.parametrize(
    ("typed", "edtf", "manner", "earliest", "latest"),
    [
        ("entre 2014 et 2016", "[2014..2016]", "within", "2014-01-01", "2016-12-31"),
        ("since 2015", "2015/..", "throughout", "2015-01-01", None),
        ("27 décembre 2017", "2017-12-27", "within", "2017-12-27", "2017-12-27"),
        ("Q3 2021", "2021-35", "within", "2021-07-01", "2021-09-30"),
    ],
)
def test_event_reads_a_typed_date(typed, edtf, manner, earliest, latest):
    event = drafted(date=typed)
    event.full_clean(exclude=["incident"])
    event.save()
    event.refresh_from_db()
    days = [day and datetime.date.fromisoformat(day) for day in (earliest, latest)]
    assert (event.date, event.date_manner, [event.earliest, event.latest]) == (edtf, manner, days)


@pytest.mark.parametrize("typed", ["31 February", "2016-13", "1900-02-29", "2016/2014", "03/04/2018", "soon"])
def test_event_refuses_an_impossible_date_at_its_field(typed):
    with pytest.raises(ValidationError) as refused:
        drafted(date=typed).full_clean(exclude=["incident"])
    assert list(refused.value.message_dict) == ["date"]


def test_event_without_a_date_has_no_days():
    event = EventFactory(date="2016")
    event.date = ""
    event.save()
    event.refresh_from_db()
    assert (event.earliest, event.latest) == (None, None)


def test_desk_and_public_order_events_alike():
    incident = IncidentFactory()
    dates = ["2016", "before 2015", "2016-01", "2016-01-01", "since 2016", "", "2014"]
    for typed in dates:
        event = drafted(date=typed)
        event.incident = incident
        event.full_clean(exclude=["incident"])
        event.save()
    ordered = [event for event in Event.objects.filter(incident=incident).in_order() if event.date]
    keys = [sort_key(reading_of(event.date, event.date_manner)) for event in ordered]
    assert all(earlier <= later for earlier, later in pairwise(keys))
    assert Event.objects.filter(incident=incident).in_order().last().date == ""


@pytest.mark.parametrize(
    "broken",
    [
        {"title": ""},
        {"kind": "rumour"},
        {"earliest": "1500-01-01"},
        {"latest": "2300-01-01"},
        {"earliest": "2017-01-01", "latest": "2016-01-01"},
        {"date": ""},
        {"date_manner": "perhaps"},
    ],
)
def test_event_rules_hold_in_the_database(broken):
    event = EventFactory(date="2016")
    with pytest.raises(IntegrityError), atomic():
        Event.objects.filter(pk=event.pk).update(**broken)
