"""What readers and editors are told of a date, in both languages."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.dates import DateRefused, describe, describe_reading, html_datetime, read, reading_of

W, T = "within", "throughout"

# EDTF | manner | English | French; all of these are read back as they stand
READ_BACK = [
    ("2018", W, "2018", "2018"),
    ("2016-01", W, "January 2016", "janvier 2016"),
    ("2016-01-XX", W, "January 2016 (day not known)", "janvier 2016 (jour inconnu)"),
    ("2016-XX", W, "2016 (month not known)", "2016 (mois inconnu)"),
    ("2016-XX-XX", W, "2016 (month and day not known)", "2016 (mois et jour inconnus)"),
    ("2017-12-27", W, "27 December 2017", "27 décembre 2017"),
    ("2016-05-01", W, "1 May 2016", "1er mai 2016"),
    ("2018~", W, "about 2018", "vers 2018"),
    ("2018-03-03~", W, "about 3 March 2018", "vers le 3 mars 2018"),
    ("2018?", W, "perhaps 2018", "peut-être 2018"),
    ("2018-03%", W, "perhaps about March 2018", "peut-être vers mars 2018"),
    ("2020-21", W, "spring 2020", "printemps 2020"),
    ("2020-22~", W, "about summer 2020", "vers l'été 2020"),
    ("2019-24", W, "winter 2019–2020", "hiver 2019-2020"),
    ("2021-35", W, "third quarter of 2021", "3e trimestre 2021"),
    ("2018-40", W, "first half of 2018", "1er semestre 2018"),
    ("194X", W, "the 1940s", "années 1940"),
    ("194X~", W, "about the 1940s", "vers les années 1940"),
    ("200X", W, "the decade 2000–2009", "années 2000"),
    ("[2016-01-01~..2016-01-10~]", W, "early January 2016", "début janvier 2016"),
    ("[2016-02-21~..2016-02-29~]", W, "late February 2016", "fin février 2016"),
    ("[2018-05~..2018-08~]", W, "mid-2018", "mi-2018"),
    ("[2017-09%..2017-12%]", W, "perhaps late 2017", "peut-être fin 2017"),
    ("[1940~..1943~]", W, "the early 1940s", "début des années 1940"),
    ("[2014..2016]", W, "between 2014 and 2016", "entre 2014 et 2016"),
    ("[2014~..2016]", W, "between about 2014 and 2016", "entre 2014 environ et 2016"),
    ("[2014..2016?]", W, "between 2014 and perhaps 2016", "entre 2014 et 2016 peut-être"),
    ("[2016-01-01..2016-01-10]", W, "between 1 January 2016 and 10 January 2016", None),
    ("[2016-05-03..2016-05-07]", W, "between 3 May 2016 and 7 May 2016", "entre le 3 mai 2016 et le 7 mai 2016"),
    ("[..2014]", W, "before 2015", "avant 2015"),
    ("[..2014~]", W, "before about 2015", "avant 2015 environ"),
    ("[..2016-02-29]", W, "before 1 March 2016", "avant le 1er mars 2016"),
    ("[2018-04..]", W, "after March 2018", "après mars 2018"),
    ("[2015,2016]", W, "2015 or 2016", "2015 ou 2016"),
    ("[2014,2015,2017]", W, "2014, 2015 or 2017", "2014, 2015 ou 2017"),
    ("{2014,2016}", T, "2014 and 2016", "2014 et 2016"),
    ("2015/..", T, "since 2015", "depuis 2015"),
    ("2018-05-03/..", T, "since 3 May 2018", "depuis le 3 mai 2018"),
    ("2017-22/..", T, "since summer 2017", "depuis l'été 2017"),
    ("2019~/..", T, "since about 2019", "depuis 2019 environ"),
    ("2015/", T, "since 2015 (end not known)", "depuis 2015 (fin inconnue)"),
    ("/2012", T, "until 2012", "jusqu'en 2012"),
    ("/2012-05-03", T, "until 3 May 2012", "jusqu'au 3 mai 2012"),
    ("/2012-22", T, "until summer 2012", "jusqu'à l'été 2012"),
    ("/194X", T, "until the 1940s", "jusqu'aux années 1940"),
    ("2016-05/2017-07", T, "from May 2016 to July 2017", "de mai 2016 à juillet 2017"),
    ("2016-04/2016-08", T, "from April 2016 to August 2016", "d'avril 2016 à août 2016"),
    ("2016-05-03/2016-05-07", T, "from 3 May 2016 to 7 May 2016", "du 3 mai 2016 au 7 mai 2016"),
    ("2016-23/2017-21", T, "from autumn 2016 to spring 2017", "de l'automne 2016 au printemps 2017"),
    (
        "2021-33/2021-35",
        T,
        "from the first quarter of 2021 to the third quarter of 2021",
        "du 1er trimestre 2021 au 3e trimestre 2021",
    ),
    ("193X/194X", T, "from the 1930s to the 1940s", "des années 1930 aux années 1940"),
    ("2015/2015", T, "throughout 2015", "tout au long de 2015"),
    ("2018-04/2018-04", T, "throughout April 2018", "tout au long d'avril 2018"),
    ("2018-21/2018-21", T, "throughout spring 2018", "tout au long du printemps 2018"),
    ("XXXX", W, "date unknown", "date inconnue"),
]

# What is told, but not read back in the same form
TOLD = [
    ("2015", T, "throughout 2015", "tout au long de 2015"),
    ("2014/2016", W, "between 2014 and 2016", "entre 2014 et 2016"),
    ("[2014..2016]", T, "from 2014 to 2016", "de 2014 à 2016"),
    ("../2012", T, "until 2012", "jusqu'en 2012"),
    ("2015/..", W, "after 2014", "après 2014"),
    ("2018-05-03/2018-05-03", T, "3 May 2018", "3 mai 2018"),
    ("2018-05-03T10:00:00Z", W, "3 May 2018", "3 mai 2018"),
    ("2020-29", W, "spring 2020 (southern hemisphere)", "printemps 2020 (hémisphère sud)"),
    ("2020-30", W, "summer 2020–2021 (southern hemisphere)", "été 2020-2021 (hémisphère sud)"),
    ("2001-39", W, "between 1 September 2001 and 31 December 2001", None),
    ("2014-06-1X", W, "between 10 June 2014 and 19 June 2014", None),
    ("2014-XX-25", W, "between 25 January 2014 and 25 December 2014 (2014-XX-25)", None),
    ("2004?-06-~11", W, "11 June 2004 (year uncertain, day approximate)", None),
    ("~2004-06", W, "June 2004 (year approximate)", "juin 2004 (année approximative)"),
    ("[..2012,2014-05..2014-07]", W, "before 2013 or between May 2014 and July 2014", None),
    ("[..201X]", W, "before 2020", "avant 2020"),
    ("[..2016-XX]", W, "2016 (month not known) or earlier", "2016 (mois inconnu) ou plus tôt"),
    ("{2014..2015,2017}", T, "from 2014 to 2015 and 2017", None),
    ("-0044", W, "-0044", "-0044"),
    ("Y170000002", W, "Y170000002", "Y170000002"),
]


@pytest.mark.parametrize(("edtf", "manner", "english", "french"), READ_BACK + TOLD)
def test_a_date_in_words(edtf, manner, english, french):
    assert describe(edtf, manner=manner, language="en") == english
    if french is not None:
        assert describe(edtf, manner=manner, language="fr") == french


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("edtf", "manner"), [row[:2] for row in READ_BACK])
def test_the_words_are_read_back(edtf, manner, language):
    reading = read(describe(edtf, manner=manner, language=language))
    assert (reading.edtf, reading.manner) == (edtf, manner)


@pytest.mark.parametrize(
    ("edtf", "value"),
    [
        ("2018", "2018"),
        ("2018-03", "2018-03"),
        ("2018-03-03", "2018-03-03"),
        ("2018-03-03T10:00:00Z", "2018-03-03"),
        *((edtf, "") for edtf in ("2018~", "2018-XX", "201X", "2018-21", "2018/2019", "[2018]", "[2018..2019]")),
        *((edtf, "") for edtf in ("XXXX", "0000", "-0044", "Y170000002", "2018-13", "2018-02-30", "garbage", "")),
    ],
)
def test_the_value_for_html(edtf, value):
    assert html_datetime(edtf) == value


@pytest.mark.parametrize(
    ("typed", "english", "french"),
    [
        ("27 December 2017", "We read this as: 27 December 2017.", "Nous lisons : 27 décembre 2017."),
        (
            "between 2014 and 2016",
            "We read this as: between 2014 and 2016 (some time between 1 January 2014 and 31 December 2016).",
            "Nous lisons : entre 2014 et 2016 (à un moment entre le 1er janvier 2014 et le 31 décembre 2016).",
        ),
        (
            "2016-01",
            "We read this as: January 2016 (some time between 1 January 2016 and 31 January 2016; "
            "the day is not known).",
            "Nous lisons : janvier 2016 (à un moment entre le 1er janvier 2016 et le 31 janvier 2016 ; "
            "le jour n'est pas connu).",
        ),
        (
            "since 2015",
            "We read this as: since 2015 (all the time, from 1 January 2015 at the earliest).",
            "Nous lisons : depuis 2015 (tout le temps, à partir du 1er janvier 2015 au plus tôt).",
        ),
        (
            "from May 2016 to July 2017",
            "We read this as: from May 2016 to July 2017 "
            "(all that time, at the widest from 1 May 2016 to 31 July 2017).",
            "Nous lisons : de mai 2016 à juillet 2017 "
            "(tout ce temps, au plus large du 1er mai 2016 au 31 juillet 2017).",
        ),
        (
            "before 2015",
            "We read this as: before 2015 (some time on or before 31 December 2014).",
            "Nous lisons : avant 2015 (le 31 décembre 2014 ou à un moment plus tôt).",
        ),
        (
            "2014 or 2016",
            "We read this as: 2014 or 2016 (some time in one of these: from 1 January 2014 to 31 December 2014; "
            "from 1 January 2016 to 31 December 2016).",
            "Nous lisons : 2014 ou 2016 (à un moment dans l'une de ces périodes : du 1er janvier 2014 au "
            "31 décembre 2014 ; du 1er janvier 2016 au 31 décembre 2016).",
        ),
        (
            "early May 2016",
            "We read this as: early May 2016 (some time between 1 May 2016 and 10 May 2016). In a month, “early” is "
            "read as days 1 to 10, “mid” as 11 to 20 and “late” as 21 to the end.",
            "Nous lisons : début mai 2016 (à un moment entre le 1er mai 2016 et le 10 mai 2016). Dans un mois, "
            "« début » se lit du 1er au 10, « mi » du 11 au 20 et « fin » du 21 au dernier jour.",
        ),
        ("unknown", "We read this as: date unknown.", "Nous lisons : date inconnue."),
    ],
)
def test_the_answer_to_the_editor(typed, english, french):
    assert describe_reading(read(typed), "en") == english
    assert describe_reading(read(typed), "fr") == french


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("late 2017", "In a year, “early” is read as January to April"),
        ("late 1940s", "In a decade, “early” is read as the years 0 to 3"),
        ("spring 2020", "Seasons are read as whole months of the northern hemisphere"),
        ("about 2018", "that does not widen these days"),
        ("2018-05-03T10:00:00Z", "The time of day is kept in the EDTF text"),
        ("2014-XX-25", "25 April 2014; and 8 more, the last: 25 December 2014"),
    ],
)
def test_the_answer_says_what_it_rests_on(typed, note):
    assert note in describe_reading(read(typed), "en")


def test_another_language_gets_english():
    assert describe("2016-05", manner=W, language="de") == "May 2016"
    assert describe("2016-05", manner=W, language="fr-be") == "mai 2016"


@given(st.text(alphabet="0123456789X-/.[]{},?~% ", max_size=24), st.sampled_from([W, T]))
def test_whatever_is_kept_can_be_told(text, manner):
    try:
        reading = reading_of(text, manner)
    except DateRefused:
        return
    for language in ("en", "fr"):
        assert describe(reading.edtf, manner=manner, language=language)
        assert describe_reading(reading, language).endswith(".")


@given(st.dates(datetime.date(1600, 1, 1), datetime.date(2200, 12, 31)), st.sampled_from(["en", "fr"]))
def test_every_day_is_read_back(day, language):
    words = describe(day.isoformat(), manner=W, language=language)
    assert read(words).spans == ((day, day),)


@given(st.dates(datetime.date(1600, 1, 1), datetime.date(2200, 12, 31)), st.sampled_from(["year", "month"]))
def test_words_are_never_more_precise_than_the_date(day, precision):
    edtf = day.isoformat()[: 4 if precision == "year" else 7]
    for language in ("en", "fr"):
        assert read(describe(edtf, manner=W, language=language)).edtf == edtf
