"""What editors type: each phrase to its EDTF, first day, last day and manner; or a refusal."""

import datetime
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.dates import MAX_LENGTH, DateRefused, Manner, read, reading_of

W, T = "within", "throughout"

# phrase | EDTF | first day | last day | manner
PHRASES = [
    ("2016", "2016", "2016-01-01", "2016-12-31", W),
    ("2016-01", "2016-01", "2016-01-01", "2016-01-31", W),
    ("2016-01-05", "2016-01-05", "2016-01-05", "2016-01-05", W),
    ("2016-1", "2016-01", "2016-01-01", "2016-01-31", W),
    ("2016/1/5", "2016-01-05", "2016-01-05", "2016-01-05", W),
    ("05/2016", "2016-05", "2016-05-01", "2016-05-31", W),
    ("13/04/2018", "2018-04-13", "2018-04-13", "2018-04-13", W),
    ("04/13/2018", "2018-04-13", "2018-04-13", "2018-04-13", W),
    ("5.5.2018", "2018-05-05", "2018-05-05", "2018-05-05", W),
    ("in 2016", "2016", "2016-01-01", "2016-12-31", W),
    ("en 2016", "2016", "2016-01-01", "2016-12-31", W),
    ("in the course of 2018", "2018", "2018-01-01", "2018-12-31", W),
    ("dans le courant de l'année 2018", "2018", "2018-01-01", "2018-12-31", W),
    ("January 2016", "2016-01", "2016-01-01", "2016-01-31", W),
    ("janvier 2016", "2016-01", "2016-01-01", "2016-01-31", W),
    ("Sept. 2018", "2018-09", "2018-09-01", "2018-09-30", W),
    ("janv. 2016", "2016-01", "2016-01-01", "2016-01-31", W),
    ("FEBRUARY 2016", "2016-02", "2016-02-01", "2016-02-29", W),
    ("fevrier 2015", "2015-02", "2015-02-01", "2015-02-28", W),
    ("January 2016 (day not known)", "2016-01-XX", "2016-01-01", "2016-01-31", W),
    ("janvier 2016 (jour inconnu)", "2016-01-XX", "2016-01-01", "2016-01-31", W),
    ("2016 (month not known)", "2016-XX", "2016-01-01", "2016-12-31", W),
    ("27 December 2017", "2017-12-27", "2017-12-27", "2017-12-27", W),
    ("27 décembre 2017", "2017-12-27", "2017-12-27", "2017-12-27", W),
    ("27\N{NO-BREAK SPACE}décembre  2017", "2017-12-27", "2017-12-27", "2017-12-27", W),
    ("December 27, 2017", "2017-12-27", "2017-12-27", "2017-12-27", W),
    ("the 27th of December 2017", "2017-12-27", "2017-12-27", "2017-12-27", W),
    ("Sunday, March 4, 2018", "2018-03-04", "2018-03-04", "2018-03-04", W),
    ("dimanche 4 mars 2018", "2018-03-04", "2018-03-04", "2018-03-04", W),
    ("10 May 2016", "2016-05-10", "2016-05-10", "2016-05-10", W),
    ("1er mai 2016", "2016-05-01", "2016-05-01", "2016-05-01", W),
    ("le 1er mai 2016", "2016-05-01", "2016-05-01", "2016-05-01", W),
    ("29 février 2016", "2016-02-29", "2016-02-29", "2016-02-29", W),
    ("about March 2019", "2019-03~", "2019-03-01", "2019-03-31", W),
    ("vers mars 2019", "2019-03~", "2019-03-01", "2019-03-31", W),
    ("c. 2018", "2018~", "2018-01-01", "2018-12-31", W),
    ("aux alentours de 2018", "2018~", "2018-01-01", "2018-12-31", W),
    ("2018 environ", "2018~", "2018-01-01", "2018-12-31", W),
    ("perhaps 2018", "2018?", "2018-01-01", "2018-12-31", W),
    ("peut-être vers 2018", "2018%", "2018-01-01", "2018-12-31", W),
    ("spring 2020", "2020-21", "2020-03-01", "2020-05-31", W),
    ("summer 2017", "2017-22", "2017-06-01", "2017-08-31", W),
    ("l’été 2017", "2017-22", "2017-06-01", "2017-08-31", W),
    ("à l'automne 2017", "2017-23", "2017-09-01", "2017-11-30", W),
    ("au printemps 2020", "2020-21", "2020-03-01", "2020-05-31", W),
    ("winter 2019–2020", "2019-24", "2019-12-01", "2020-02-29", W),
    ("winter 2019-20", "2019-24", "2019-12-01", "2020-02-29", W),
    ("hiver 2019/2020", "2019-24", "2019-12-01", "2020-02-29", W),
    ("Q3 2021", "2021-35", "2021-07-01", "2021-09-30", W),
    ("T3 2021", "2021-35", "2021-07-01", "2021-09-30", W),
    ("2021 Q1", "2021-33", "2021-01-01", "2021-03-31", W),
    ("3e trimestre 2021", "2021-35", "2021-07-01", "2021-09-30", W),
    ("the fourth quarter of 2021", "2021-36", "2021-10-01", "2021-12-31", W),
    ("first half of 2018", "2018-40", "2018-01-01", "2018-06-30", W),
    ("second semestre 2018", "2018-41", "2018-07-01", "2018-12-31", W),
    ("early January 2016", "[2016-01-01~..2016-01-10~]", "2016-01-01", "2016-01-10", W),
    ("début janvier 2016", "[2016-01-01~..2016-01-10~]", "2016-01-01", "2016-01-10", W),
    ("mid-June 2018", "[2018-06-11~..2018-06-20~]", "2018-06-11", "2018-06-20", W),
    ("mi-juin 2018", "[2018-06-11~..2018-06-20~]", "2018-06-11", "2018-06-20", W),
    ("late February 2016", "[2016-02-21~..2016-02-29~]", "2016-02-21", "2016-02-29", W),
    ("fin d'avril 2016", "[2016-04-21~..2016-04-30~]", "2016-04-21", "2016-04-30", W),
    ("early 2016", "[2016-01~..2016-04~]", "2016-01-01", "2016-04-30", W),
    ("début de l'année 2016", "[2016-01~..2016-04~]", "2016-01-01", "2016-04-30", W),
    ("mid-2018", "[2018-05~..2018-08~]", "2018-05-01", "2018-08-31", W),
    ("late 2017", "[2017-09~..2017-12~]", "2017-09-01", "2017-12-31", W),
    ("fin 2017", "[2017-09~..2017-12~]", "2017-09-01", "2017-12-31", W),
    ("at the end of 2017", "[2017-09~..2017-12~]", "2017-09-01", "2017-12-31", W),
    ("last days of 2017", "[2017-12-21~..2017-12-31~]", "2017-12-21", "2017-12-31", W),
    ("les derniers jours de 2017", "[2017-12-21~..2017-12-31~]", "2017-12-21", "2017-12-31", W),
    ("premiers jours de mai 2016", "[2016-05-01~..2016-05-10~]", "2016-05-01", "2016-05-10", W),
    ("the 1940s", "194X", "1940-01-01", "1949-12-31", W),
    ("années 1890", "189X", "1890-01-01", "1899-12-31", W),
    ("les années 2000", "200X", "2000-01-01", "2009-12-31", W),
    ("the decade 2000–2009", "200X", "2000-01-01", "2009-12-31", W),
    ("the late 1940s", "[1947~..1949~]", "1947-01-01", "1949-12-31", W),
    ("milieu des années 1940", "[1944~..1946~]", "1944-01-01", "1946-12-31", W),
    ("between 2014 and 2016", "[2014..2016]", "2014-01-01", "2016-12-31", W),
    ("entre 2014 et 2016", "[2014..2016]", "2014-01-01", "2016-12-31", W),
    ("from between 2005 and 2012", "[2005..2012]", "2005-01-01", "2012-12-31", W),
    ("between May and July 2016", "[2016-05..2016-07]", "2016-05-01", "2016-07-31", W),
    ("entre le 3 et le 7 mai 2016", "[2016-05-03..2016-05-07]", "2016-05-03", "2016-05-07", W),
    ("between about 2014 and 2016", "[2014~..2016]", "2014-01-01", "2016-12-31", W),
    ("between 2014 and March 2016", "[2014-01..2016-03]", "2014-01-01", "2016-03-31", W),
    ("between spring 2015 and 2016", "[2015-03..2016-12]", "2015-03-01", "2016-12-31", W),
    ("from May 2016 to July 2017", "2016-05/2017-07", "2016-05-01", "2017-07-31", T),
    ("de mai 2016 à juillet 2017", "2016-05/2017-07", "2016-05-01", "2017-07-31", T),
    ("d’avril à août 2016", "2016-04/2016-08", "2016-04-01", "2016-08-31", T),
    ("du 3 au 7 mai 2016", "2016-05-03/2016-05-07", "2016-05-03", "2016-05-07", T),
    ("May 3–7, 2016", "2016-05-03/2016-05-07", "2016-05-03", "2016-05-07", T),
    ("2005 to 2012", "2005/2012", "2005-01-01", "2012-12-31", T),
    ("2005–2012", "2005/2012", "2005-01-01", "2012-12-31", T),
    ("2015 until 2017", "2015/2017", "2015-01-01", "2017-12-31", T),
    ("Q1 to Q3 2021", "2021-33/2021-35", "2021-01-01", "2021-09-30", T),
    ("first to third quarter of 2021", "2021-33/2021-35", "2021-01-01", "2021-09-30", T),
    ("early to mid May 2016", "2016-05-01~/2016-05-20~", "2016-05-01", "2016-05-20", T),
    ("since 2015", "2015/..", "2015-01-01", None, T),
    ("depuis 2015", "2015/..", "2015-01-01", None, T),
    ("dès 2015", "2015/..", "2015-01-01", None, T),
    ("à partir de mars 2018", "2018-03/..", "2018-03-01", None, T),
    ("depuis l'été 2017", "2017-22/..", "2017-06-01", None, T),
    ("from 2015 onwards", "2015/..", "2015-01-01", None, T),
    ("since 2015 (end not known)", "2015/", "2015-01-01", None, T),
    ("until 2012", "/2012", None, "2012-12-31", T),
    ("jusqu'en 2012", "/2012", None, "2012-12-31", T),
    ("jusqu’au 3 mai 2016", "/2016-05-03", None, "2016-05-03", T),
    ("throughout 2015", "2015/2015", "2015-01-01", "2015-12-31", T),
    ("pendant toute l'année 2015", "2015/2015", "2015-01-01", "2015-12-31", T),
    ("tout au long de mars 2018", "2018-03/2018-03", "2018-03-01", "2018-03-31", T),
    ("before 2015", "[..2014]", None, "2014-12-31", W),
    ("avant 2015", "[..2014]", None, "2014-12-31", W),
    ("avant le 1er mars 2016", "[..2016-02-29]", None, "2016-02-29", W),
    ("before spring 2020", "[..2020-02]", None, "2020-02-29", W),
    ("before the 1940s", "[..1939]", None, "1939-12-31", W),
    ("after March 2018", "[2018-04..]", "2018-04-01", None, W),
    ("après 2015", "[2016..]", "2016-01-01", None, W),
    ("after 31 December 2015", "[2016-01-01..]", "2016-01-01", None, W),
    ("by 2015", "[..2015]", None, "2015-12-31", W),
    ("au plus tard en mars 2015", "[..2015-03]", None, "2015-03-31", W),
    ("2015 or 2016", "[2015,2016]", "2015-01-01", "2016-12-31", W),
    ("2014, 2015 ou 2017", "[2014,2015,2017]", "2014-01-01", "2017-12-31", W),
    ("3 or 4 May 2016", "[2016-05-03,2016-05-04]", "2016-05-03", "2016-05-04", W),
    ("27 December, 2017 or 2018", "[2017-12-27,2018]", "2017-12-27", "2018-12-31", W),
    ("2014 and 2016", "{2014,2016}", "2014-01-01", "2016-12-31", T),
    ("unknown", "XXXX", None, None, W),
    ("date inconnue", "XXXX", None, None, W),
    ("[2014, 2016..2018]", "[2014,2016..2018]", "2014-01-01", "2018-12-31", W),
    ("2014/2016", "2014/2016", "2014-01-01", "2016-12-31", T),
    ("2016?", "2016?", "2016-01-01", "2016-12-31", W),
]

REFUSED = [
    ("", "empty"),
    (" \t\n ", "empty"),
    ("garbage", "not_understood"),
    ("since", "not_understood"),
    ("about", "not_understood"),
    ("mid", "not_understood"),
    ("to 2015", "not_understood"),
    ("2015 -", "not_understood"),
    ("between 2014", "not_understood"),
    ("between and 2016", "not_understood"),
    ("from 2014 to 2015 to 2016", "not_understood"),
    ("2014 or 2015 and 2016", "not_understood"),
    ("27 December 2017 foo", "not_understood"),
    ("2016 2017", "not_understood"),
    ("2 3 May 2016", "not_understood"),
    ("1940s 2016", "not_understood"),
    ("5th quarter of 2021", "not_understood"),
    ("3 May 2016 (day not known)", "not_understood"),
    ("2016 (day not known)", "not_understood"),
    ("from 2014 to 2015 (end not known)", "not_understood"),
    ("3/4-2018", "not_understood"),
    ("décennie 1945", "not_understood"),
    ("années 1940 et 1950", "not_understood"),
    ("années 2014 à 2016", "not_understood"),
    ("2016-W01", "not_understood"),
    ("today", "not_understood"),
    ("now", "not_understood"),
    ("infinity", "not_understood"),
    ("[2014..2016", "not_understood"),
    ("31 February 2016", "no_day"),
    ("32 March 2021", "no_day"),
    ("March 32, 2021", "no_day"),
    ("32 Foo 2021", "not_understood"),
    ("between 32 Foo 2021 and 2022", "not_understood"),
    ("31 February", "no_day"),
    ("31 avril 2016", "no_day"),
    ("29 February 2015", "no_day"),
    ("1900-02-29", "no_day"),
    ("29 February 2100", "no_day"),
    ("2016-02-30", "no_day"),
    ("31/02/2018", "no_day"),
    ("2016-13", "no_month"),
    ("2016-00", "no_month"),
    ("13/2018", "no_month"),
    ("13/14/2018", "no_month"),
    ("03/04/2018", "ambiguous"),
    ("12/03/2019", "ambiguous"),
    ("12.03.2019", "ambiguous"),
    ("between 3/4/2018 and 5/4/2018", "ambiguous"),
    ("January", "year_missing"),
    ("5 January", "year_missing"),
    ("from May 2016 to July", "year_missing"),
    ("May or 2016", "year_missing"),
    ("spring", "year_missing"),
    ("27/12/17", "year_digits"),
    ("12 May 16", "year_digits"),
    ("May 98", "year_digits"),
    ("98", "year_digits"),
    ("2016/2014", "backwards"),
    ("[2016..2014]", "backwards"),
    ("between 2016 and 2014", "backwards"),
    ("from November to January 2016", "backwards"),
    ("../..", "both_open"),
    ("/", "both_open"),
    ("[2014..2016-05]", "precision"),
    ("[2014,..2012]", "open_inside"),
    ("Monday, March 4, 2018", "weekday"),
    ("winter 2020", "winter"),
    ("1900s", "century"),
    ("early spring 2020", "part"),
    ("late 3 May 2016", "part"),
    ("1599", "outside"),
    ("2201", "outside"),
    ("-0044", "outside"),
    ("2XXX-XX-01", "outside"),
    ("before 1600", "outside"),
    ("after 2200", "outside"),
    ("since 1500", "outside"),
    ("2016-05-03T25:00:00", "no_time"),
    ("20XX-02-04", "too_many"),
    ("[20XX-XX-01,2000..2100]", "too_many"),
    ("٢٠١٦", "digits"),
    ("２０１６", "digits"),
    ("May ² 2016", "digits"),
    ("20\x0016", "invisible"),
    ("2016\u200b", "invisible"),
    ("\ud800 2016", "invisible"),
    ("2016 " * 100, "too_long"),
]


def day(text):
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("phrase", "edtf", "earliest", "latest", "manner"), PHRASES)
def test_a_phrase_is_read_as(phrase, edtf, earliest, latest, manner):
    reading = read(phrase)
    assert (reading.edtf, reading.manner) == (edtf, manner)
    assert (reading.earliest, reading.latest) == (day(earliest), day(latest))


@pytest.mark.parametrize("phrase", [row[0] for row in PHRASES])
def test_a_reading_can_be_rebuilt_from_what_is_stored(phrase):
    reading = read(phrase)
    assert reading_of(reading.edtf, reading.manner) == reading


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_no_date_or_two_is_refused_with_one_sentence(text, code):
    with pytest.raises(DateRefused) as refused:
        read(text)
    assert refused.value.code == code
    english, french = (refused.value.sentence(language) for language in ("en", "fr"))
    assert str(refused.value) == english != french
    for sentence in (english, french):
        assert sentence.endswith(".")
        assert sentence.isprintable()
        assert len(sentence) < 300
        assert "{" not in sentence


def test_the_sentence_says_what_to_mend():
    with pytest.raises(DateRefused) as refused:
        read("03/04/2018")
    assert str(refused.value) == (
        "“03/04/2018” may be 3 April 2018 or 4 March 2018: write the month's name, or year-month-day (2018-04-03)."
    )
    assert refused.value.sentence("fr-ca").startswith("« 03/04/2018 » peut être le 3 avril 2018 ou le 4 mars 2018")


def test_a_refusal_survives_pickling():
    with pytest.raises(DateRefused) as refused:
        read("2016-13")
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - our own bytes
    assert (again.code, str(again), again.sentence("fr")) == (
        "no_month",
        str(refused.value),
        refused.value.sentence("fr"),
    )


@pytest.mark.parametrize(
    ("typed", "manner", "edtf"),
    [
        ("between 2014 and 2016", T, "2014/2016"),
        ("from 2014 to 2016", W, "[2014..2016]"),
        ("from 2014 to March 2016", W, "[2014-01..2016-03]"),
        ("2015", T, "2015/2015"),
        ("throughout 2015", W, "2015"),
        ("since 2015", W, "[2015..]"),
        ("until 2012", W, "[..2012]"),
        ("before 2015", T, "../2014"),
        ("2014 or 2016", T, "{2014,2016}"),
        ("2014 and 2016", W, "[2014,2016]"),
        ("3 May 2016", T, "2016-05-03"),
        ("2014-XX-25", T, "2014-XX-25"),
        ("unknown", T, "XXXX"),
    ],
)
def test_the_editor_can_override_the_manner(typed, manner, edtf):
    said, overridden = read(typed), read(typed, manner=manner)
    assert (overridden.edtf, overridden.manner) == (edtf, manner)
    assert overridden.spans == said.spans
    assert reading_of(overridden.edtf, overridden.manner) == overridden


def test_an_unknown_manner_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="sometimes"):
        read("2016", manner="sometimes")


def test_manner_is_plain_text_too():
    assert Manner.WITHIN == "within"
    assert Manner.THROUGHOUT == "throughout"


@pytest.mark.parametrize(("typed", "approximate"), [("2016", False), ("c. 2016", True), ("2016?", True)])
def test_doubt_is_marked(typed, approximate):
    assert read(typed).approximate is approximate
    assert read("early May 2016").approximate is True


_SOME_WORDS = st.sampled_from(
    [
        *("between", "and", "or", "from", "to", "since", "until", "before", "after", "the", "of", "in", "about"),
        *("entre", "et", "ou", "de", "du", "au", "le", "jusqu'en", "depuis", "perhaps", "XX", "?", "[2014..2016]"),
        *("-", "/", ",", ".", "(", ")", "1", "3", "31", "1er", "2nd", "2014", "2016", "2016-05", "May", "mai"),
        *("early", "mid", "late", "1940s", "decade", "années", "Q3", "quarter", "half", "spring", "winter"),
    ]
)


@given(st.text(max_size=MAX_LENGTH + 5) | st.lists(_SOME_WORDS, max_size=9).map(" ".join))
def test_anything_at_all_is_read_or_refused(text):
    try:
        reading = read(text)
    except DateRefused:
        return
    assert reading_of(reading.edtf, reading.manner) == reading
    assert reading.earliest is None or reading.latest is None or reading.earliest <= reading.latest


@pytest.mark.parametrize("piece", ["[", "2016,", "X", "2016..", "jusqu'", "au ", "1", "-", "/", "peut-", "last days "])
def test_hostile_lengths_end_in_a_refusal(piece):
    with pytest.raises(DateRefused):
        read((piece * MAX_LENGTH)[:MAX_LENGTH])
