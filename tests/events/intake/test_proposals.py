"""Refusals to comment, companies, dates, numbers and what is relayed, in examples of our own; and the rules of all."""

import datetime
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.intake import MOST, DeskCompany, Kind, propose
from events.intake.languages import told_by_words, vocabulary_for

ROOT = Path(__file__).parents[3]
DESK = [
    DeskCompany(1, "Northwind Foods", ("Northwind Foods, Inc.", "NWF")),
    DeskCompany(2, "Meridian Airlines"),
    DeskCompany(3, "The Harbour Gazette", media=True),
    DeskCompany(4, "Verdier & Fils", ("Verdier et Fils SA",)),
    DeskCompany(5, "Ford"),
    DeskCompany(6, "ICE"),
]
DAY = datetime.date(2021, 5, 6)  # a Thursday


def of(kind: Kind, text: str, language: str = "en", **options) -> list:
    return [one for one in propose(text, language, DESK, **options) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "outcome", "company"),
    [
        ("Northwind Foods declined to comment on the suit.", "declined", "Northwind Foods"),
        ("A spokesman for Northwind Foods refused to answer questions.", "declined", "Northwind Foods"),
        ("Northwind Foods had no comment.", "declined", "Northwind Foods"),
        ("Northwind Foods does not comment on pending cases.", "declined", "Northwind Foods"),
        ("Meridian Airlines did not immediately respond to a request for comment.", "no_reply", "Meridian Airlines"),
        ("Meridian Airlines, which buys there, could not be reached.", "no_reply", "Meridian Airlines"),
        ("Brightwater Ltd has not returned our calls.", "no_reply", "Brightwater Ltd"),
        ("The Harbour Gazette has contacted Northwind Foods for comment.", "pending", "Northwind Foods"),
        ("Northwind Foods was asked for comment.", "pending", "Northwind Foods"),
    ],
)
def test_english_refusals(text, outcome, company):
    (one,) = of(Kind.DECLINED, text)
    assert (one.details.outcome, one.details.company.words) == (outcome, company)
    assert of(Kind.QUOTATION, text) == []


@pytest.mark.parametrize(
    ("text", "outcome", "company"),
    [
        ("Verdier & Fils n’a pas souhaité commenter.", "declined", "Verdier & Fils"),
        ("Verdier & Fils n'a pas souhaité faire de commentaire.", "declined", "Verdier & Fils"),
        ("Verdier & Fils a refusé de répondre à nos questions.", "declined", "Verdier & Fils"),
        ("Verdier & Fils se refuse à tout commentaire.", "declined", "Verdier & Fils"),
        ("La société Durand SARL n’a pas répondu à nos sollicitations.", "no_reply", "Durand SARL"),
        ("Meridian Airlines n’a pas donné suite.", "no_reply", "Meridian Airlines"),
        ("Meridian Airlines était injoignable.", "no_reply", "Meridian Airlines"),
        ("Le Monde a contacté Verdier & Fils pour obtenir une réaction.", "pending", "Verdier & Fils"),
    ],
)
def test_french_refusals(text, outcome, company):
    (one,) = of(Kind.DECLINED, text, "fr")
    assert (one.details.outcome, one.details.company.words) == (outcome, company)


@pytest.mark.parametrize(
    "text",
    [
        "Northwind Foods declined an offer to sell.",
        "Profits declined.",
        "The union did not answer in kind.",
        "No comments.",
    ],
)
def test_other_refusals_are_none(text):
    assert of(Kind.DECLINED, text) == []


def test_she_who_declines_speaks_for_the_company_named_before():
    text = "“All is well,” said Ann Lee, a spokeswoman for Northwind Foods. She declined to comment further."
    (one,) = of(Kind.DECLINED, text)
    assert one.details.company.id == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Northwind Foods, NORTHWIND FOODS and Northwind Foods Inc. are one.", {1: 3}),
        ("NWF grew. Northwind grew.", {1: 1}),
        ("Northwind Foods grew. Northwind grew again.", {1: 2}),
        ("Northwinds Foods and Northwind Foodstuffs are others.", {}),
        ("The harbour gazette of old; the Harbour Gazette of today.", {3: 1}),
        ("Verdier et Fils, Verdier & Fils", {4: 2}),
        ("Harrison Ford drives a Ford.", {5: 1}),
        ("Ice is cold, ICE is an agency.", {6: 1}),
        ("a ford in the river", {}),
    ],
)
def test_listed_companies_are_found_at_the_bounds_of_words(text, expected):
    found = {one.details.company.id: len(one.details.mentions) for one in of(Kind.COMPANY_KNOWN, text)}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Brightwater Logistics Ltd grew.", ["Brightwater Logistics Ltd"]),
        ("The retailer Brightwater grew.", ["Brightwater"]),
        ("Brightwater employees left.", ["Brightwater"]),
        ("Brightwater’s shareholders left.", ["Brightwater"]),
        ("Firms such as Brightwater, Halden and Ostro grew.", ["Brightwater", "Halden", "Ostro"]),
        ("He works for Northwind Foods, Halden and Ostro.", ["Halden", "Ostro"]),
        ("The Coastal Water Watch (CWW) sued.", ["The Coastal Water Watch"]),
        ("As first reported by the Daily Courier, it grew.", ["Daily Courier"]),
        ("Ann Lee, a lawyer, lives in Dalton, Texas.", []),
        ("On Monday, Americans in Paris ate French bread.", []),
        ("WORKERS SUE BANK GROUP", []),
        ("Hundreds Of Angry Workers Leave Brightwater Bank Offices Today", []),
    ],
)
def test_likely_new_organisations(text, names):
    assert [one.words for one in of(Kind.COMPANY_NEW, text)] == names


def test_a_name_is_proposed_once_with_all_its_places():
    (one,) = of(Kind.COMPANY_NEW, "The retailer Brightwater grew. Brightwater shrank. So did Brightwater Ltd.")
    assert len(one.details.mentions) == 3


@pytest.mark.parametrize(
    ("text", "wording", "edtf"),
    [
        ("Emails sent between 2014 and 2016 were read.", "between 2014 and 2016", "[2014..2016]"),
        ("It opened in March 2019, again.", "March 2019", "2019-03"),
        ("It opened on Sunday, March 4, 2018, again.", "Sunday, March 4, 2018", "2018-03-04"),
        ("It ran from March to May 2019 only.", "from March to May 2019", "2019-03/2019-05"),
        ("In the late 1940s it closed.", "the late 1940s", "[1947~..1949~]"),
        ("It opened in early 2016.", "early 2016", "[2016-01~..2016-04~]"),
        ("A 2015 operation found it.", "2015", "2015"),
    ],
)
def test_english_dates_are_as_precise_as_their_words(text, wording, edtf):
    (one,) = of(Kind.DATE, text)
    assert (one.words, one.details.reading.edtf, one.details.inferred) == (wording, edtf, False)


@pytest.mark.parametrize(
    ("text", "wording", "edtf"),
    [
        ("Ouvert le 27 décembre 2017 à midi.", "27 décembre 2017", "2017-12-27"),
        ("Fermé depuis 2015 au moins.", "depuis 2015", "2015/.."),
        ("De mars à mai 2019, rien.", "De mars à mai 2019", "2019-03/2019-05"),
        ("Dans les années 1890, rien.", "les années 1890", "189X"),
        ("Début 2016, rien.", "Début 2016", "[2016-01~..2016-04~]"),
    ],
)
def test_french_dates_are_as_precise_as_their_words(text, wording, edtf):
    (one,) = of(Kind.DATE, text, "fr")
    assert (one.words, one.details.reading.edtf, one.details.inferred) == (wording, edtf, False)


@pytest.mark.parametrize(
    ("language", "text", "edtf"),
    [
        ("en", "It was filed on Tuesday in Dalton.", "2021-05-04"),
        ("en", "It was filed last Thursday.", "2021-04-29"),
        ("en", "It was filed yesterday.", "2021-05-05"),
        ("en", "It was filed last week.", "[2021-04-26..2021-05-02]"),
        ("en", "It was filed last month.", "2021-04"),
        ("en", "It was filed this year.", "2021"),
        ("en", "It was filed two years ago.", "2019~"),
        ("en", "It was filed last summer.", "2020-22"),
        ("en", "It was filed last March.", "2021-03"),
        ("en", "It was filed on December 10 in Dalton.", "2020-12-10"),
        ("en", "The trial is expected to begin in March.", "2022-03"),
        ("fr", "C’était lundi dernier.", "2021-05-03"),
        ("fr", "C’était la semaine dernière.", "[2021-04-26..2021-05-02]"),
        ("fr", "C’était l’an dernier.", "2020"),
        ("fr", "C’était il y a trois mois.", "2021-02~"),
        ("fr", "C’était le 5 juin dernier.", "2020-06-05"),
    ],
)
def test_relative_dates_need_the_day_of_publication_and_are_marked(language, text, edtf):
    (alone,) = of(Kind.DATE, text, language)
    assert (alone.details.reading, alone.details.inferred) == (None, False)
    assert alone.details.refused.endswith(".")
    (beside,) = of(Kind.DATE, text, language, published=DAY)
    assert (beside.details.reading.edtf, beside.details.inferred, beside.details.refused) == (edtf, True, "")


@pytest.mark.parametrize("text", ["This may be so.", "They march on.", "Call 2015-4711 or 1.2015.", "$2015 was paid."])
def test_what_is_no_date(text):
    assert of(Kind.DATE, text, published=DAY) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "125,000 employees", (125000, 125000, "employees", "")),
        ("en", "18 men were there", (18, 18, "men", "")),
        ("en", "Fifty women sued", (50, 50, "women", "")),
        ("en", "forty-two workers", (42, 42, "workers", "")),
        ("en", "one hundred and twenty people", (120, 120, "people", "")),
        ("en", "300-500 children", (300, 500, "children", "")),
        ("en", "between 11 and 14 years", (11, 14, "years", "")),
        ("en", "about 1.5 million customers", (1500000, 1500000, "customers", "")),
        ("en", "22% of the state economy", (22, 22, "state economy", "%")),
        ("en", "40 percent of them", (40, 40, "", "%")),
        ("en", "a $3.5 million fine", (3500000, 3500000, "", "$")),
        ("en", "four dozen janitors", (48, 48, "janitors", "")),
        ("en", "hundreds of workers", (None, None, "workers", "")),
        ("en", "Of all the emails, 67 were theirs", (67, 67, "", "")),
        ("en", "two of the arrested executives", (2, 2, "arrested executives", "")),
        ("fr", "120 000 employés", (120000, 120000, "employés", "")),
        ("fr", "120\u202f000 employés", (120000, 120000, "employés", "")),
        ("fr", "cinquante femmes", (50, 50, "femmes", "")),
        ("fr", "deux cents personnes", (200, 200, "personnes", "")),
        ("fr", "quatre-vingts personnes", (80, 80, "personnes", "")),
        ("fr", "5 à 15 hommes par jour", (5, 15, "hommes", "")),
        ("fr", "entre 11 et 14 ans", (11, 14, "ans", "")),
        ("fr", "12,5 % de femmes", (12.5, 12.5, "femmes", "%")),
        ("fr", "3 millions d’euros", (3000000, 3000000, "euros", "")),
        ("fr", "deux grandes entreprises", (2, 2, "grandes entreprises", "")),
    ],
)
def test_numbers_with_what_they_count(language, text, expected):
    (one,) = of(Kind.NUMBER, text, language)
    details = one.details
    assert (details.low, details.high, details.of, details.unit) == expected


@pytest.mark.parametrize(
    "text",
    ["at 2 p.m. sharp", "World War 2 ended", "Section 230 applies", "in 2016", "a 16-hour day", "one worker", "v2.0"],
)
def test_what_counts_nothing(text):
    assert of(Kind.NUMBER, text) == []


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("en", "Ann Lee told The Harbour Gazette it was so.", "The Harbour Gazette"),
        ("en", "According to a report from The Harbour Gazette, it was so.", "The Harbour Gazette"),
        ("en", "According to Coastal Insider, it was so.", "Coastal Insider"),
        ("en", "It was so, as first reported by the Daily Courier.", "the Daily Courier"),
        ("en", "The lawsuit says it was so.", "The lawsuit"),
        ("en", "In an interview with The Harbour Gazette, she left.", "The Harbour Gazette"),
        ("fr", "C’était ainsi, selon Le Courrier du Nord.", "Le Courrier du Nord"),
        ("fr", "D’après Le Courrier du Nord, c’était ainsi.", "Le Courrier du Nord"),
        ("fr", "Un document consulté par Le Courrier du Nord le montre.", "Le Courrier du Nord"),
        ("fr", "Elle l’a affirmé au Courrier du Nord.", "Courrier du Nord"),
        ("fr", "Selon des chiffres officiels, c’était ainsi.", "des chiffres officiels"),
    ],
)
def test_what_the_text_relays(language, text, source):
    (one,) = of(Kind.RELAYS, text, language)
    assert one.details.source == source


@pytest.mark.parametrize(
    "text", ["Ann told Tom it was so.", "According to him, it was so.", "He told Northwind Foods so."]
)
def test_what_is_not_relayed(text):
    assert of(Kind.RELAYS, text) == []


def test_the_language_is_the_tag_or_what_the_small_words_tell():
    english, french = "The company said that it was not for them.", "La société a dit que ce n’est pas pour eux."
    assert (told_by_words(english), told_by_words(french), told_by_words("")) == ("en", "fr", "en")
    assert [vocabulary_for(tag, english).code for tag in ("fr-CA", "FR_fr", "en-GB", "", "nl")] == [
        "fr",
        "fr",
        "en",
        "en",
        "en",
    ]


def test_a_date_is_no_number_and_a_refusal_no_quotation():
    text = "In 2016 Northwind Foods said that it declined to comment on 18 suits."
    kinds = {one.kind for one in propose(text, "en", DESK)}
    assert kinds == {Kind.DATE, Kind.COMPANY_KNOWN, Kind.DECLINED, Kind.NUMBER}


def test_there_are_never_more_than_somebody_looks_through():
    assert len(propose("In 2016 “we paid,” she said. " * (MOST + 100), "en", [])) == MOST


PIECES = st.sampled_from(
    [
        *(
            "Northwind Foods",
            "The Harbour Gazette",
            "Ann Lee",
            "said",
            "that",
            "told",
            "“",
            "”",
            '"',
            "«",
            "»",
            ",",
            ". ",
        ),
        *("declined to comment", "n’a pas répondu", "selon", "according to", "2016", "March", "125,000", "employees"),
        *(
            "\n\n",
            "’",
            "the company",
            "l’entreprise",
            "a déclaré",
            "que",
            "last week",
            "(",
            ")",
            "\u202f",
            "—",
            "\ue000",
        ),
    ]
)


@given(st.text(max_size=300) | st.lists(PIECES, max_size=40).map(" ".join), st.sampled_from(["en", "fr", ""]))
def test_any_text_has_proposals_that_keep_the_rules(text, language):
    found = propose(text, language, DESK, published=DAY)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.words == text[one.start : one.end]
    assert found == sorted(found, key=lambda one: (one.start, one.end, one.kind))
    for kind in Kind:
        spans = [(one.start, one.end) for one in found if one.kind == kind]
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_million_hostile_characters_end_in_an_answer(language):
    """Growth, not speed: what grows with the square of the text takes hours here, and the kernel ends it."""
    command = [sys.executable, "-m", "tests.events.intake.hostile", "60", language]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "")
