"""Who said what, in examples of our own."""

import pytest

from events.intake import DeskCompany, Kind, Named, Proposal, propose
from events.intake.marks import quoted_in

DESK = [
    DeskCompany(1, "Northwind Foods", ("Northwind Foods, Inc.",)),
    DeskCompany(2, "Meridian Airlines"),
    DeskCompany(3, "The Harbour Gazette", media=True),
    DeskCompany(4, "Verdier & Fils"),
]
NORTHWIND, VERDIER = 1, 4


def quotations(text: str, language: str = "en") -> list[Proposal]:
    return [one for one in propose(text, language, DESK) if one.kind == Kind.QUOTATION]


def said(text: str, language: str = "en") -> list[tuple[str, str, int | None, bool]]:
    """Words, speaker, company and whether they are direct."""
    return [
        (one.words, one.details.speaker, one.details.company.id, one.details.direct)
        for one in quotations(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said “one “two” three” then.", ["one “two” three"]),
        ('He said "one two" then "three".', ["one two", "three"]),
        ("« Un “deux” trois », dit-il.", ["Un “deux” trois"]),
        ("A ‘quoted thing’ isn't the workers’ own.", ["quoted thing"]),
        ("The 1980's, the '90s and Tom's.", []),
        ("“One.\n\n“Two.”", ["One.\n\n“Two."]),
        ("“Never closed.\n\nAnother paragraph “closed”.", ["closed"]),
        ('"Opened straight and closed curly,” he said.', ["Opened straight and closed curly,"]),
        ("5\" of rain and 6' of snow.", []),
        ("“”", []),
    ],
)
def test_marks_are_paired(text, words):
    assert [text[one.start : one.end] for one in quoted_in(text)] == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We paid everyone,” said Ann Lee.", ("We paid everyone,", "Ann Lee", None, True)),
        ("Ann Lee said: “We paid everyone.”", ("We paid everyone.", "Ann Lee", None, True)),
        (
            "“We paid everyone,” Ann Lee, 54, who left in May, told reporters.",
            ("We paid everyone,", "Ann Lee", None, True),
        ),
        ("“We paid everyone,” Northwind Foods said.", ("We paid everyone,", "", NORTHWIND, True)),
        ("Northwind Foods told The Harbour Gazette that it “paid everyone”.", ("paid everyone", "", NORTHWIND, True)),
        (
            "“We paid everyone,” said Ann Lee, a spokeswoman for Northwind Foods.",
            ("We paid everyone,", "Ann Lee", NORTHWIND, True),
        ),
        ("A Northwind Foods spokesman said it had paid everyone.", ("it had paid everyone", "", NORTHWIND, False)),
        ("Northwind Foods workers said that nobody was paid.", ("nobody was paid", "", None, False)),
        ("Everyone was paid, says Northwind Foods in a statement.", ("Everyone was paid", "", NORTHWIND, False)),
    ],
)
def test_english_words_have_their_speaker(text, expected):
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« Nous avons payé », a déclaré Anne Roy.", ("Nous avons payé", "Anne Roy", None, True)),
        ("« Nous avons payé », assure Verdier & Fils.", ("Nous avons payé", "", VERDIER, True)),
        ("Verdier & Fils affirme que tous ont été payés.", ("tous ont été payés", "", VERDIER, False)),
        ("Une porte-parole de Verdier & Fils a parlé d’un “regrettable oubli”.", None),
        (
            "Un porte-parole de Verdier & Fils a affirmé à la presse que l’erreur “sera corrigée”.",
            ("sera corrigée", "", VERDIER, True),
        ),
        (
            "« Nous avons payé », explique Anne Roy, directrice chez Verdier & Fils.",
            ("Nous avons payé", "Anne Roy", VERDIER, True),
        ),
        ("La directrice de Verdier & Fils, Anne Roy, a admis que rien n’était payé.", None),
    ],
)
def test_french_words_have_their_speaker(text, expected):
    found = said(text, "fr")
    if expected is None:
        assert [one[2] for one in found] == [VERDIER]
    else:
        assert found == [expected]


def test_a_quotation_split_by_its_speaker_is_two_of_one_speaker():
    text = "“We paid everyone,” she wrote, “and we have proof.”"
    assert [(words, speaker) for words, speaker, *_ in said("“It is so,” said Ann Lee. " + text)] == [
        ("It is so,", "Ann Lee"),
        ("We paid everyone,", "Ann Lee"),
        ("and we have proof.", "Ann Lee"),
    ]


def test_a_quotation_that_goes_on_after_its_speaker_keeps_him():
    text = "“We paid everyone,” said Ann Lee. “We have proof.”"
    assert [(words, speaker) for words, speaker, *_ in said(text)] == [
        ("We paid everyone,", "Ann Lee"),
        ("We have proof.", "Ann Lee"),
    ]


def test_a_quotation_over_several_paragraphs_is_one():
    text = "Ann Lee said: “We paid everyone.\n\n“We have proof of it.”\n\nNobody asked further."
    assert [one[0] for one in said(text)] == ["We paid everyone.\n\n“We have proof of it."]


def test_the_company_is_the_one_named_before():
    text = "Northwind Foods told The Harbour Gazette that it had paid.\n\n“No one was forgotten,” the company said."
    assert [one[2] for one in said(text)] == [NORTHWIND, NORTHWIND]


def test_a_person_named_in_full_keeps_his_capacity():
    text = "“We paid,” said Ann Lee, a spokeswoman for Northwind Foods. Lee added that proof of it existed."
    first, second = quotations(text)
    assert (second.details.company.id, second.details.capacity) == (NORTHWIND, first.details.capacity)


def test_a_company_off_the_list_is_given_in_the_words_of_the_text():
    (one,) = quotations("“We paid everyone,” said Ann Lee, a spokeswoman for Brightwater Logistics.")
    assert one.details.company == Named("Brightwater Logistics")


@pytest.mark.parametrize(
    "text",
    [
        "The “free” lunch was sold in the “Harbour Hall”.",
        "It is said that nobody was paid.",
        "We think that nobody was paid.",
        "She did not say that anybody was paid.",
        "The handbook, “Our Way of Working”, is sold.",
        "They asked the firm to ensure that everybody is paid.",
    ],
)
def test_scare_quotes_titles_and_nobodys_words_are_no_quotations(text):
    assert said(text) == []


def test_long_words_between_marks_are_proposed_even_without_a_speaker():
    text = "A note hung there. “Nobody who works here has been paid since the winter.” It was taken down."
    (one,) = quotations(text)
    assert (one.details.speaker, one.details.by) == ("", None)


def test_one_clause_is_no_direct_and_indirect_quotation_at_once():
    assert [one.details.direct for one in quotations("Ann Lee said that it was “not our fault” at all.")] == [True]
