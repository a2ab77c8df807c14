"""Two texts side by side, word by word, without ever taking longer than a reader waits."""

import pytest

from events.site.differences import _parts, _pieces


def told(old: str, new: str) -> str:
    marks = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
    return "".join(marks[kind].format(text) for kind, text in _pieces(old, new))


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("Staff ask for an end", "Staff demand an end", "Staff [-ask for-][+demand+] an end"),
        ("the Daily reports", "the Daily reported", "the Daily [-reports-][+reported+]"),
        ("Staff demand an end", "Staff demand an end of it", "Staff demand an end [+of it+]"),
        ("", "All of it", "[+All of it+]"),
        ("All of it", "", "[-All of it-]"),
        ("  a b\n\nc", "  a d\n\nc", "  a [-b-][+d+]\n\nc"),
        ("One. Two.", "One. And two.", "One. [-Two.-][+And two.+]"),
    ],
)
def test_words_that_changed_stand_out(old, new, pieces) -> None:
    assert told(old, new) == pieces


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("a b " * 20, "b a " * 20, 40),
        ("a b c. " * 2000, "a b c. d. " * 100, 2000),
        ("a b " * 4000, "b a " * 4000, 1),
    ],
)
def test_what_would_take_too_long_is_compared_in_larger_parts(old, new, parts) -> None:
    assert len(_parts(old, new)[0]) == parts
    assert "".join(text for kind, text in _pieces(old, new) if kind != "in") == old
    assert "".join(text for kind, text in _pieces(old, new) if kind != "out") == new
