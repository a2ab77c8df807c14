"""Which events a filter finds, against every single day; and the order of a timeline."""

import datetime
import random
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events.dates import MAX_SPANS, DateRefused, may_lie_in, read, reading_of, sort_key

# All that `201X` can be, so that no possible day lies outside.
FIRST, LAST = datetime.date(2010, 1, 1), datetime.date(2019, 12, 31)
DAYS = [FIRST + datetime.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@st.composite
def plain_dates(draw):
    """A year, month or day between FIRST and LAST, and the days that begin with its text."""
    day = draw(st.sampled_from(DAYS)).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def masked_dates(draw):
    """A date with some digits unspecified."""
    text = list("201" + draw(st.sampled_from(DAYS)).isoformat()[3:])
    for at in draw(st.sets(st.sampled_from([3, 5, 6, 8, 9]))):
        text[at] = "X"
    return "".join(text)[: draw(st.sampled_from([4, 7, 10]))]


def days_of(text):
    """By comparing letters with each day: nothing of the code that is tested."""
    return {day for day in DAYS if all(a in ("X", b) for a, b in zip(text, day.isoformat(), strict=False))}


@st.composite
def dates_and_days(draw):
    """EDTF text and the days of 2010 to 2019 that it may be."""
    form = draw(st.sampled_from(["plain", "masked", "interval", "set", "list", "open"]))
    if form in ("plain", "masked"):
        text = draw(plain_dates() if form == "plain" else masked_dates())
        return text, days_of(text)
    if form in ("set", "list"):
        members = draw(st.lists(plain_dates() | masked_dates(), min_size=1, max_size=4))
        inside = ",".join(members)
        return f"[{inside}]" if form == "set" else f"{{{inside}}}", set().union(*map(days_of, members))
    start, end = draw(plain_dates()), draw(plain_dates())
    if form == "open":
        text, first, last = draw(
            st.sampled_from(
                [
                    (f"{start}/..", min(days_of(start)), LAST),
                    (f"{start}/", min(days_of(start)), LAST),
                    (f"../{end}", FIRST, max(days_of(end))),
                    (f"[..{end}]", FIRST, max(days_of(end))),
                    (f"[{start}..]", min(days_of(start)), LAST),
                ]
            )
        )
        return text, {day for day in DAYS if first <= day <= last}
    first, last = min(days_of(start)), max(days_of(end))
    assume(first <= last)
    return f"{start}/{end}", {day for day in DAYS if first <= day <= last}


def read_or_none(text):
    """None for digits that fit no day at all, or too many stretches."""
    try:
        return read(text)
    except DateRefused:
        return None


@given(dates_and_days(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_filter_finds_every_event_that_may_lie_there_and_no_other(date, one, other):
    text, days = date
    first, last = min(one, other), max(one, other)
    reading = read_or_none(text)
    if reading is None:
        return
    assert may_lie_in(reading, first, last) == any(first <= day <= last for day in days)
    assert may_lie_in(reading, first, None) == (any(first <= day for day in days) or reading.latest is None)
    assert may_lie_in(reading, None, last) == (any(day <= last for day in days) or reading.earliest is None)


@given(dates_and_days())
def test_spans_hold_the_possible_days_and_no_other(date):
    text, days = date
    reading = read_or_none(text)
    if reading is None:
        return
    spans = [(first or datetime.date.min, last or datetime.date.max) for first, last in reading.spans]
    assert {day for day in DAYS if any(first <= day <= last for first, last in spans)} == days
    assert (reading.earliest, reading.latest) == (reading.spans[0][0], reading.spans[-1][1])
    for (_, last), (first, _) in pairwise(spans):
        assert (first - last).days > 1
    for manner in ("within", "throughout"):
        overridden = read(text, manner=manner)
        assert overridden.spans == reading.spans
        assert reading_of(overridden.edtf, manner) == overridden


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2015", True),
        ("between 2014 and 2016", True),
        ("since 2015", True),
        ("since 2016", False),
        ("before 2015", False),
        ("until 2015", True),
        ("2014 or 2016", False),
        ("2014 and 2016", False),
        ("2014-XX-25", False),
        ("201X-06-01", True),
        ("winter 2014-2015", True),
        ("winter 2015-2016", True),
        ("winter 2016-2017", False),
        ("late December 2014", False),
        ("unknown", True),
    ],
)
def test_in_2015(typed, found):
    assert may_lie_in(read(typed), datetime.date(2015, 1, 1), datetime.date(2015, 12, 31)) is found


def test_no_more_spans_than_the_record_holds():
    assert len(read("201X-XX").spans) == 1
    assert len(read("2016-X0-X1").spans) == 4
    with pytest.raises(DateRefused, match=str(MAX_SPANS)):
        read("201X-XX-30")


IN_ORDER = [
    "before 2014",
    "until 2015",
    "2015",
    "1 January 2016",
    "early January 2016",
    "January 2016",
    "Q1 2016",
    "2016",
    "between 2016 and 2017",
    "2016 to 2018",
    "since 2016",
    "2 January 2016",
    "February 2016",
    "unknown",
]


def test_a_timeline_has_one_order():
    readings = [read(typed) for typed in IN_ORDER]
    for seed in range(20):
        shuffled = random.Random(seed).sample(readings, len(readings))  # noqa: S311 - no secret
        assert sorted(shuffled, key=sort_key) == readings


def test_equal_dates_are_parted_by_the_id_of_the_caller():
    rows = [(read("2016"), 3), (read("2016"), 1), (read("[2016]"), 2)]
    assert [number for _, number in sorted(rows, key=lambda row: (sort_key(row[0]), row[1]))] == [1, 2, 3]
