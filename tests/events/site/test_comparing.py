"""Companies are compared in numbers that are fair to each: over what was put to them, and not over what was not."""

import datetime
import json
import re
from collections import Counter

import pytest
from django.utils import timezone

from events.site.axis import axis_of, table_of
from events.timeline.models import PublicCompany, TimelineEntry
from events.timeline.statistics import Record, by_year, marks, records
from tests.events.site.test_pages import html
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, published

TODAY = datetime.date(2026, 11, 22)
NOON = "2026-11-22T12:00:00Z"
PAST, COMING = TODAY - datetime.timedelta(days=1), TODAY
REPLIES = [
    ("answered", 0, 10, None),
    ("answered", 3, 3, None),
    ("answered", -30, 30, None),
    ("answered", 20, 40, None),
    ("answered", 100, 100, None),
    ("answered", None, None, None),
    ("declined", 1, 1, None),
    ("no_reply", None, None, None),
    ("asked", None, None, PAST),
    ("asked", None, None, COMING),
    ("asked", None, None, None),
    ("unknown", None, None, None),
    ("unknown", None, None, None),
]


@pytest.fixture
def cohort(db) -> int:
    """A company whose allegations came to every end that one can come to."""
    company, incident = CompanyFactory(name="Cohort"), IncidentFactory()
    for position in range(len(REPLIES)):
        AllegationFactory(incident=incident, company=company, date=f"{2010 + position}")
    published(incident)
    entries = TimelineEntry.objects.order_by("earliest")
    for entry, (reply, least, most, due) in zip(entries, REPLIES, strict=True):
        TimelineEntry.objects.filter(pk=entry.pk).update(reply=reply, lag_least=least, lag_most=most, reply_due=due)
    return entries[0].company


def test_only_what_was_put_to_a_company_is_in_its_rate(cohort) -> None:
    record, none = records([cohort, 999], TODAY)
    assert record == Record(
        cohort,
        entries=13,
        against=13,
        answered=6,
        declined=1,
        no_reply=1,
        overdue=1,
        pending=2,
        not_asked=2,
        timed=5,
        median=(3.0, 30.0),
        shortest=0,
        longest=100,
    )
    assert (record.asked, record.rate) == (9, 6 / 9)
    assert none == Record(999)
    assert (none.rate, none.has_median) == (None, False)


@pytest.mark.parametrize(("no_reply", "rate"), [(2, None), (3, 0.4)])
def test_no_rate_is_told_of_fewer_than_five_cases(no_reply, rate) -> None:
    assert Record(1, answered=2, no_reply=no_reply, not_asked=50, pending=50).rate == rate


def test_every_number_leads_to_its_rows(cohort, reader, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime.combine(TODAY, datetime.time.min, datetime.UTC))
    told = html(reader, f"/compare/?company={cohort}")
    assert "Response rate answered, among those known to have been put to it67% 6 of 9" in told
    assert "open until its deadline has passed3 1 past its deadline" in told
    assert "between 3 days and 5 weeks later 5 dated answers, from 0 to 100 days" in told
    page = reader.get(f"/compare/?company={cohort}").content.decode()
    for filters, amount in {
        "": 13,
        "?answered=answered,declined,unanswered": 13,
        "?answered=answered": 6,
        "?answered=declined": 1,
        "?answered=no_reply": 1,
        "?answered=pending": 3,
        "?answered=not_asked": 2,
    }.items():
        assert f'href="/companies/{cohort}/{filters}#timeline">{amount}</a>' in page, filters
    assert "67 % 6 sur 9" in html(reader, f"/fr/compare/?company={cohort}")


def test_the_picture_and_its_table_say_the_same(everything, reader) -> None:
    page = reader.get("/compare/?company=1&company=3").content.decode()
    shapes = re.findall(r'<a class="(\w+)" href="/events/(\d+)/" lang="en" aria-label="([^"]+)"', page)
    assert ("allegations", "1", "between 2014 and 2016: Staff used company accounts, The Daily reported") in shapes
    years = {row.year: row.entries for row in by_year([1]) if row.lane == "allegations"}
    assert years == {2014: 1, 2015: 1, 2016: 1, 2018: 1}
    for year in ("2014", "2018"):
        assert f'href="/companies/1/?year={year}#timeline"' in page
    assert len(marks([1, 3], most=1)) == 2


def test_many_entries_are_counted_by_year(everything, reader, monkeypatch) -> None:
    monkeypatch.setattr("events.site.views.comparing.DRAWN", 1)
    page = reader.get("/compare/?company=1&company=3").content.decode()
    bar = 'href="/companies/1/?kind=allegation&amp;year=2014#timeline" aria-label="2014, Allegations: 1 entry"'
    assert bar in page
    assert "counts in each of its years" in page


def test_the_bars_of_a_year_add_up_to_its_number_in_the_table(everything) -> None:
    named, counts = {1: "Amazon", 3: "Marlow"}, by_year([1, 3])
    drawn = axis_of(named, counts, marks([1, 3], most=2), most=1)
    bars = Counter()
    for shape in drawn.shapes:
        bars[shape.year] += shape.entries
    rows = table_of(named, counts)
    assert {row["year"]: sum(cell["amount"] for cell in row["cells"]) for row in rows} == bars
    assert sum(lane["amount"] for cell in rows[0]["cells"] for lane in cell["lanes"]) == bars[rows[0]["year"]] > 0


def test_companies_are_chosen_by_name_without_a_script(everything, reader) -> None:
    tessel = PublicCompany.objects.get(title="Tessel").number
    page = reader.get("/compare/?company=1&name=tessel").content.decode()
    assert '<input type="hidden" name="company" value="1">' in page
    assert f'<a class="button quiet" href="?company=1&amp;company={tessel}">Add Tessel</a>' in page
    assert "No other company on the record has this name." in html(reader, "/compare/?company=1&name=marlow+books")


def test_what_cannot_be_compared_is_said_or_led_elsewhere(everything, reader) -> None:
    twice = reader.get("/fr/compare/?company=1&company=3&company=1")
    assert (twice.status_code, twice["Location"]) == (302, "/fr/compare/?company=1&company=3")
    PublicCompany.objects.filter(number=2).update(state="merged", successor=1)
    merged = reader.get("/compare/?company=2&company=3")
    assert (merged.status_code, merged["Location"]) == (301, "/compare/?company=1&company=3")
    taken_back = {"state": "retracted", "id": 4, "type": "company", "publication": 1, "reason": "", "changed": NOON}
    PublicCompany.objects.filter(number=4).update(body=json.dumps(taken_back))
    assert reader.get("/compare/?company=4").status_code == 410
    five = "&".join(f"company={number}" for number in range(1, 6))
    assert "At most four companies" in html(reader, f"/compare/?{five}", status=400)


def test_the_page_of_a_company_leads_to_the_comparison(everything, reader) -> None:
    assert '<a href="/fr/compare/?company=1">Comparer' in reader.get("/fr/companies/1/").content.decode()
    assert "Marlow" in html(reader, "/fr/compare/?company=1")
