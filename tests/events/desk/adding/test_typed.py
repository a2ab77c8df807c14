"""The one field: what is an address, what is a text, what is both, and what is neither."""

import pytest

from events.desk.adding.typed import Typed, judge, title_of
from events.exceptions import Refused

TEXT = "Amazon said on Monday that it would look into the matter."
PAGE = "https://news.example/a"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (PAGE, Typed(address=PAGE)),
        (f"  {PAGE}\n", Typed(address=PAGE)),
        (f"<{PAGE}>", Typed(address=PAGE)),
        (f"“{PAGE}”", Typed(address=PAGE)),
        ("HTTP://News.example/A", Typed(address="HTTP://News.example/A")),
        ("news.example", Typed(address="https://news.example")),
        ("news.example/a?b=c#d", Typed(address="https://news.example/a?b=c#d")),
        ("news.example:8080/a", Typed(address="https://news.example:8080/a")),
        ("https://zeitung-grün.example/ä", Typed(address="https://zeitung-grün.example/ä")),
        ("http://127.0.0.1/admin", Typed(address="http://127.0.0.1/admin")),
        (TEXT, Typed(text=TEXT)),
        (f"{TEXT}\r\n{TEXT}", Typed(text=f"{TEXT}\n{TEXT}")),
        (f"{PAGE}\n\n{TEXT}", Typed(address=PAGE, text=TEXT)),
        (f"{TEXT}\n{PAGE}", Typed(text=f"{TEXT}\n{PAGE}")),
        ("アマゾンは月曜日に、この問題を調査すると発表した。社員は売上高2.5%の削減に反対している。", None),
        ("Amazon.com employees wrote a letter to Jeff Bezos.", None),
    ],
)
def test_what_is_typed_is_an_address_a_text_or_both(typed: str, expected: Typed | None) -> None:
    assert judge(typed) == (expected or Typed(text=typed))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Give an address, a text or a file."),
        (" \n ", "Give an address, a text or a file."),
        ("Amazon", "too short"),
        ("javascript:alert(1)", "Only addresses that begin with"),
        ("ftp://news.example/a", "Only addresses that begin with"),
        ("file:///etc/passwd", "Only addresses that begin with"),
        ("data:text/html,hello", "Only addresses that begin with"),
        ("https://news.example/a b", "cannot be read"),
        ("https://[::1", "cannot be read"),
        ("https://", "cannot be read"),
        ("https://ana:secret@news.example/a", "a name and a password"),
        ("https://news.example/\u202egnp.a", "cannot be seen"),
        ("https://news.example/" + "a" * 2000, "at most 2000"),
        (f"{PAGE}\n{PAGE}2", "One address at a time"),
        (f"{PAGE}\nAmazon", "too short"),
    ],
)
def test_what_is_neither_is_refused_with_what_to_do(typed: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        judge(typed)


def test_a_title_to_begin_with_is_the_first_line_or_the_address() -> None:
    assert Typed(text=f"\n  Two   words\n{TEXT}").title == "Two words"
    assert Typed(address=PAGE).title == PAGE
    assert Typed(address=PAGE, text=TEXT).title == TEXT
    assert len(title_of("a" * 400)) == 300
