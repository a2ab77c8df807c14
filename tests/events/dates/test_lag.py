"""How long an answer took: a range wherever a date is imprecise."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.dates import describe_lag, lag, read

# allegation | answer | fewest and most days | English | French
LAGS = [
    ("4 March 2018", "4 March 2018", (0, 0), "the same day", "le même jour"),
    ("4 March 2018", "5 March 2018", (1, 1), "1 day later", "1 jour plus tard"),
    ("4 March 2018", "4 March 2019", (365, 365), "365 days later", "365 jours plus tard"),
    ("5 March 2018", "1 March 2018", (-4, -4), "4 days earlier", "4 jours plus tôt"),
    (
        "1 March 2018",
        "March 2018",
        (0, 30),
        "within 5 weeks",
        "en 5 semaines au plus",
    ),
    (
        "27 February 2018",
        "March 2018",
        (2, 32),
        "between 2 days and 5 weeks later",
        "entre 2 jours et 5 semaines plus tard",
    ),
    (
        "1 March 2018",
        "2018-03-03/2018-03-08",
        (2, 7),
        "between 2 and 7 days later",
        "entre 2 et 7 jours plus tard",
    ),
    (
        "2016",
        "2018",
        (366, 1095),
        "between 12 months and 3 years later",
        "entre 12 mois et 3 ans plus tard",
    ),
    (
        "March 2018",
        "3 March 2018",
        (-28, 2),
        "at most 2 days later; the answer may also have come first",
        "au plus 2 jours plus tard ; la réponse peut aussi être venue avant",
    ),
    (
        "March 2018",
        "1 March 2018",
        (-30, 0),
        "the same day at the latest; the answer may also have come first",
        "le même jour au plus tard ; la réponse peut aussi être venue avant",
    ),
    (
        "5 March 2018",
        "February 2018",
        (-32, -5),
        "between 5 days and 5 weeks earlier",
        "entre 5 jours et 5 semaines plus tôt",
    ),
    (
        "2016",
        "after 2016",
        (1, None),
        "at least 1 day later",
        "au moins 1 jour plus tard",
    ),
    (
        "4 March 2018",
        "from 4 March 2018",
        (0, None),
        "the same day or later",
        "le même jour ou plus tard",
    ),
    (
        "4 March 2018",
        "before 10 March 2018",
        (None, 5),
        "at most 5 days later; the answer may also have come first",
        "au plus 5 jours plus tard ; la réponse peut aussi être venue avant",
    ),
    (
        "4 March 2018",
        "before 1 March 2018",
        (None, -4),
        "at least 4 days earlier",
        "au moins 4 jours plus tôt",
    ),
    ("2016", "since 2016", (-365, None), "time not known", "délai inconnu"),
    ("unknown", "2016", (None, None), "time not known", "délai inconnu"),
]


def span(typed):
    reading = read(typed)
    return reading.earliest, reading.latest


@pytest.mark.parametrize(("asked", "answered", "days", "english", "french"), LAGS)
def test_the_time_from_allegation_to_answer(asked, answered, days, english, french):
    found = lag(span(asked), span(answered))
    assert found == days
    assert describe_lag(found, "en") == english
    assert describe_lag(found, "fr") == french


_DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))


@given(st.tuples(_DAYS, _DAYS).map(sorted), st.tuples(_DAYS, _DAYS).map(sorted), st.data())
def test_the_range_holds_every_possible_lag(asked, answered, data):
    least, most = lag(tuple(asked), tuple(answered))
    one = data.draw(st.dates(*asked))
    other = data.draw(st.dates(*answered))
    assert least <= (other - one).days <= most


@given(st.integers(0, 40000), st.integers(0, 40000))
def test_words_never_promise_more_than_the_days(one, other):
    least, most = min(one, other), max(one, other)
    if least in (0, most):
        return
    lengths = {"day": 1, "week": 7, "month": 30.436875, "year": 365.2425}
    words = describe_lag((least, most), "en").removeprefix("between ").removesuffix(" later").split()
    high, unit = int(words[-2]), words[-1].removesuffix("s")
    low, low_unit = int(words[0]), words[1].removesuffix("s") if words[1] != "and" else unit
    assert low * lengths[low_unit] <= least
    assert high * lengths[unit] >= most
