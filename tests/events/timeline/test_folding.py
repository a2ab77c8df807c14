"""Words as they are compared: accents, case, ligatures, signs and groups of digits make no difference."""

import pytest

from events.timeline.folding import letter_of, words_in
from events.timeline.wanted import Term, terms_of

WORDS = {
    "L’e-mail de l’Élysée": ["l", "email", "de", "l", "elysee"],
    "e\N{NON-BREAKING HYPHEN}mails, E-MAIL": ["emails", "email"],
    "125,000 employees": ["125", "000", "employees"],
    "Œuvre_Straße Ørsted": ["oeuvre", "strasse", "orsted"],
    "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}": ["ete"],
    "\ud800nul\0l": ["null"],
    "!?": [],
}


@pytest.mark.parametrize("text", WORDS)
def test_words_are_folded(text) -> None:
    assert words_in(text) == WORDS[text]


def test_names_stand_under_a_letter_a_digit_or_other_scripts() -> None:
    names = {"Élan": "e", "Œuvre": "o", "3M": "0", "Яндекс": "~", "华为": "~", "!!": "~", "“Quoted” Ltd": "q", "٣": "0"}
    assert {name: letter_of(name) for name in names} == names


TERMS = {
    "amazon letter": [Term(("amazon",)), Term(("letter",))],
    '"the letter" -apple': [Term(("the", "letter")), Term(("apple",), without=True)],
    "125,000": [Term(("125", "000"), variant="125000")],
    "-1.250.000": [Term(("1", "250", "000"), without=True, variant="1250000")],
    "125000": [Term(("125000",), variant="125 000")],
    "2016 2016-03-04 007 00000": [Term(("2016",)), Term(("2016", "03", "04")), Term(("007",)), Term(("00000",))],
    "l'affaire": [Term(("l",)), Term(("affaire",))],
    '-"open quotation': [Term(("open", "quotation"), without=True)],
    "a a": [Term(("a",))],
    '"" - -- & | ! ( ) :* \\': [],
}


@pytest.mark.parametrize("typed", TERMS)
def test_what_is_typed_is_read_as_terms(typed) -> None:
    assert terms_of(typed) == TERMS[typed]
