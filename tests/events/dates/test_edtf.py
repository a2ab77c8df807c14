"""EDTF text to first and last day: own examples here, and the shared cases where they are at hand."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from events.dates import DateRefused, Edge, parse_edtf

SHARED_CASES = Path(__file__).parents[4] / "shared" / "data" / "edtf" / "cases.csv"  # ../shared/data/edtf/cases.csv

# EDTF | first day | last day; "-inf" and "+inf" are open sides, "unknown" an empty one
VALID = [
    ("2018", "2018-01-01", "2018-12-31"),
    ("2018-02", "2018-02-01", "2018-02-28"),
    ("2000-02-29", "2000-02-29", "2000-02-29"),
    ("0000-02-29", "0000-02-29", "0000-02-29"),
    ("-0004-02-29", "-0004-02-29", "-0004-02-29"),
    ("-0753", "-0753-01-01", "-0753-12-31"),
    ("2018-04-01T09:00:00", "2018-04-01", "2018-04-01"),
    ("2018-04-01T23:59:59.999Z", "2018-04-01", "2018-04-01"),
    ("2018-04-01T23:30:00-12:00", "2018-04-01", "2018-04-01"),
    ("2018~", "2018-01-01", "2018-12-31"),
    ("?2018-03-~09", "2018-03-09", "2018-03-09"),
    ("2018-03%-09", "2018-03-09", "2018-03-09"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("19XX-05", "1900-05-01", "1999-05-31"),
    ("2018-XX-31", "2018-01-31", "2018-12-31"),
    ("2019-02-2X", "2019-02-20", "2019-02-28"),
    ("201X-02-29", "2012-02-29", "2016-02-29"),
    ("2018-1X", "2018-10-01", "2018-12-31"),
    ("2018-X1-X1", "2018-01-01", "2018-11-21"),
    ("1X18", "1018-01-01", "1918-12-31"),
    ("-002X", "-0029-01-01", "-0020-12-31"),
    ("-000X", "-0009-01-01", "-0001-12-31"),
    ("2018-21", "2018-03-01", "2018-05-31"),
    ("2018-24", "2018-12-01", "2019-02-28"),
    ("2018-29", "2018-09-01", "2018-11-30"),
    ("2018-33", "2018-01-01", "2018-03-31"),
    ("2018-36", "2018-10-01", "2018-12-31"),
    ("2018-37", "2018-01-01", "2018-04-30"),
    ("2018-41", "2018-07-01", "2018-12-31"),
    ("201X-22", "2010-06-01", "2019-08-31"),
    ("Y20180", "20180-01-01", "20180-12-31"),
    ("Y-2E5", "-200000-01-01", "-200000-12-31"),
    ("1950S2", "1900-01-01", "1999-12-31"),
    ("-1950S3", "-1959-01-01", "-1950-12-31"),
    ("Y3388E2S3", "338000-01-01", "338999-12-31"),
    ("2018/2019-03", "2018-01-01", "2019-03-31"),
    ("2018-05/2018", "2018-05-01", "2018-12-31"),
    ("2018-21/2019-22~", "2018-03-01", "2019-08-31"),
    ("2018/..", "2018-01-01", "+inf"),
    ("../2018-05-03", "-inf", "2018-05-03"),
    ("2018/", "2018-01-01", "unknown"),
    ("/2018", "unknown", "2018-12-31"),
    ("[2018]", "2018-01-01", "2018-12-31"),
    ("[2018,2020-05]", "2018-01-01", "2020-05-31"),
    ("[2020, 2018]", "2018-01-01", "2020-12-31"),
    ("[..2018]", "-inf", "2018-12-31"),
    ("{2018..2020,2022..}", "2018-01-01", "+inf"),
    ("{2018-05-03..2018-05-07}", "2018-05-03", "2018-05-07"),
]

INVALID = [
    *("", " ", "X", "?", "..", "/", "../..", "../", "/..", "[]", "{}", "[..]", "[,]", "T10:00:00"),
    *("18", "018", "20188", "+2018", "2018-", "2018-5", "2018-05-3", "2018/05", " 2018", "2018 ", "2018\n"),
    *("2018-00", "2018-13", "2018-20", "2018-42", "2018-05-00", "2018-05-32", "2018-06-31", "2018-21-01"),
    *("2100-02-29", "2019-02-29", "201X-02-30", "2018-02-3X", "2018-2X", "2018-2X-01", "2018-13-XX", "-0000"),
    *("2018??", "2018-?", "20?18", "(2018)~", "2018u", "201u", "201x", "unknown/2018", "2018/open", "y20180"),
    *("Y2018", "Y20180-01", "Y1E3", "Y", "YX0000", "1950S", "1950S0", "Y1E999999999"),
    *("2018-05-03t10:00:00", "2018-05-03T10:00", "2018-05-03T24:00:00", "2018-05-03T23:59:60", "2018T10:00:00"),
    *("2018-05-03T10:00:00-00:00", "2018-05-03T10:00:00+14:01", "2018-05-03T10:00:00+1", "2018-05-XXT10:00:00"),
    *("2018-05-03~T10:00:00", "2018-05-03T10:00:00/2019", "[2018-05-03T10:00:00]"),
    *("2019/2018", "2018-05-03/2018-05-02", "2018/2019/2020", "2018/[2019]", "[2018/2019]"),
    *("[2019..2018]", "[2018..2019-05]", "[2018,..2017]", "[2018..,2019]", "[2018}", "[2018", "2018]", "[[2018]]"),
    *("２０１８", "٢٠١٨", "2018-0５", "2018\x00", "2018–05", "9" * 300),
]


def written(day):
    if day is Edge.UNKNOWN:
        return "unknown"
    year, month, number = day
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{number:02}"


def bounds(edtf):
    earliest = "-inf" if edtf.earliest is Edge.OPEN else written(edtf.earliest)
    latest = "+inf" if edtf.latest is Edge.OPEN else written(edtf.latest)
    return earliest, latest


def shared_rows():
    if not SHARED_CASES.exists():
        pytest.skip("../shared/data/edtf/cases.csv is not at hand: only the examples of this file were tried")
    with SHARED_CASES.open(encoding="utf-8", newline="") as cases:
        return list(csv.DictReader(cases))


@pytest.mark.parametrize(("text", "earliest", "latest"), VALID)
def test_first_and_last_day(text, earliest, latest):
    assert bounds(parse_edtf(text)) == (earliest, latest)


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_edtf_is_refused(text):
    with pytest.raises(DateRefused):
        parse_edtf(text)


def test_every_shared_case_holds():
    wrong = []
    for row in shared_rows():
        expected = (row["earliest"], row["latest"]) if row["expected_valid"] == "true" else None
        try:
            found = bounds(parse_edtf(row["input"]))
        except DateRefused:
            found = None
        if found != expected:
            wrong.append((row["input"], expected, found))
    assert wrong == []


@pytest.mark.parametrize("text", [row[0] for row in VALID])
def test_the_canonical_text_says_the_same(text):
    edtf = parse_edtf(text)
    assert edtf.text == text.replace(", ", ",")
    assert parse_edtf(edtf.text) == edtf


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("2018-XX", [("2018-01-01", "2018-12-31")]),
        ("2018-0X", [("2018-01-01", "2018-09-30")]),
        ("2018-XX-31", [(f"2018-{m:02}-31", f"2018-{m:02}-31") for m in (1, 3, 5, 7, 8, 10, 12)]),
        ("2018-02-1X", [("2018-02-10", "2018-02-19")]),
        ("2X18", [(f"2{n}18-01-01", f"2{n}18-12-31") for n in range(10)]),
        ("[2014,2016]", [("2014-01-01", "2014-12-31"), ("2016-01-01", "2016-12-31")]),
        ("[2014,2015]", [("2014-01-01", "2015-12-31")]),
        ("[2016,2014..2015,2015-05]", [("2014-01-01", "2016-12-31")]),
        ("[2014-02-28,2014-03-01]", [("2014-02-28", "2014-03-01")]),
        ("[2016-02-28,2016-03-01]", [("2016-02-28", "2016-02-28"), ("2016-03-01", "2016-03-01")]),
        ("-000X", [("-0009-01-01", "-0001-12-31")]),
    ],
)
def test_spans_are_apart_and_in_order(text, spans):
    assert [tuple(map(written, span)) for span in parse_edtf(text).spans()] == spans


@given(st.text(alphabet="0123456789X-/.[]{},?~%YESTZ: ", max_size=30))
@example("XXXX-02-30")
@example("XXXX-XX-XX/XXXX")
def test_any_text_is_parsed_or_refused(text):
    try:
        edtf = parse_edtf(text)
    except DateRefused:
        return
    assert parse_edtf(edtf.text) == edtf
    if not isinstance(edtf.earliest, Edge) and not isinstance(edtf.latest, Edge):
        assert edtf.earliest <= edtf.latest
