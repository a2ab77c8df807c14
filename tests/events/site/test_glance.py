"""The picture of a timeline: every mark at its place, none over another, and as many as there are."""

from events.dates import reading_of
from events.site import glance


def entry(number: int, kind: str, edtf: str) -> list:
    reading = reading_of(edtf)
    bounds = {"earliest": reading.earliest, "latest": reading.latest}
    return [number, kind, f"Event {number}", {name: day and day.isoformat() for name, day in bounds.items()}, "en"]


def test_a_day_is_a_point_and_a_year_a_bar_over_all_of_it() -> None:
    picture = glance.of_marks([entry(1, "allegation", "2016-01-01"), entry(2, "statement", "2016")], here="/c/")
    point, bar = picture.marks
    assert (point.is_point, point.x) == (True, glance.EDGE)
    assert (bar.is_point, bar.x, bar.width) == (False, glance.EDGE, 100 - 2 * glance.EDGE)
    assert [lane["name"] for lane in picture.lanes] == ["allegations", "answers"]


def test_an_open_end_reaches_to_the_end_of_what_is_known() -> None:
    picture = glance.of_marks([entry(1, "report", "2014-06/.."), entry(2, "report", "2018-01-01")], here="")
    assert picture.marks[0].x + picture.marks[0].width == 100 - glance.EDGE


def test_marks_that_would_touch_stand_in_rows_of_their_own() -> None:
    entries = [entry(number, "report", "2016-05-01") for number in (1, 2)] + [entry(3, "report", "2017-05-01")]
    picture = glance.of_marks(entries, here="")
    first, second, third = picture.marks
    assert second.y - first.y == glance.ROW >= 24
    assert third.y == first.y


def test_too_many_at_once_are_no_marks() -> None:
    entries = [entry(number, "report", "2016-05-01") for number in range(glance.MOST_ROWS + 1)]
    assert glance.of_marks(entries, here="") is None
    assert len(glance.of_marks(entries[1:], here="").marks) == glance.MOST_ROWS


def test_fewer_than_two_dates_are_no_picture() -> None:
    undated = [2, "report", "Event 2", {"earliest": None, "latest": None}, "en"]
    assert glance.of_marks([entry(1, "report", "2016"), undated], here="") is None
    assert glance.of_spread([["report", 9999, 9999, 3]], company=1) is None


def test_bars_tell_what_surely_lies_in_a_year_from_what_may() -> None:
    picture = glance.of_spread([["allegation", 2015, 2015, 3], ["allegation", 2015, 2016, 2]], company=7)
    assert [(bar.first, bar.sure, bar.perhaps) for bar in picture.bars] == [(2015, 3, 2), (2016, 0, 2)]
    assert picture.bars[0].href == "/companies/7/?kind=allegation&year=2015#timeline"
    assert picture.bars[0].high_and_pale == glance.BAR


def test_many_years_are_taken_together() -> None:
    picture = glance.of_spread([["legal_step", 1901, 1901, 1], ["legal_step", 2019, 2019, 5]], company=7)
    assert [(period.first, period.last) for period in picture.periods][:2] == [(1900, 1909), (1910, 1919)]
    assert len(picture.periods) <= glance.MOST_BARS
    assert [bar.sure for bar in picture.bars] == [1, 5]
    assert picture.bars[0].href == ("/companies/7/?kind=legal_step,official_action&from=1900&until=1909#timeline")


def test_what_is_open_at_one_end_may_lie_in_every_year_on_that_side() -> None:
    spread = [["report", 2015, 9999, 1], ["report", 2017, 2017, 1], ["report", 1, 2015, 1]]
    picture = glance.of_spread(spread, company=7)
    assert [(bar.first, bar.sure, bar.perhaps) for bar in picture.bars] == [(2015, 0, 2), (2016, 0, 1), (2017, 1, 1)]
