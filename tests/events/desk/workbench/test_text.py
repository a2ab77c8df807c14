"""A captured text in paragraphs and pieces: nothing is lost, and every letter knows what it is marked as."""

import random

import pytest

from events.desk.workbench.text import CITED, PROPOSED, Mark, paragraphs_of


@pytest.mark.parametrize("seed", range(200))
def test_every_letter_is_in_one_piece_with_its_marks(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a test that can be told again
    text = "".join(chance.choice("ab \n\r<é📧") for _n in range(60))
    marks = []
    for n in range(8):
        start = chance.randrange(60)
        marks.append(Mark(start, chance.randrange(start, 60) + 1, chance.choice([CITED, PROPOSED]), n))

    paragraphs = paragraphs_of(text, marks)

    assert [text[p.start : p.end] for p in paragraphs] == [line for line in text.split("\n") if line.strip()]
    for paragraph in paragraphs:
        at = paragraph.start
        for piece in paragraph.pieces:
            end = at + len(piece.text)
            assert piece.text == text[at:end]
            assert piece.kinds == " ".join(sorted({m.kind for m in marks if m.start <= at and end <= m.end}))
            at = end
        assert at == paragraph.end
        within = [m.subject for m in marks if m.kind == CITED and m.start < paragraph.end and m.end > paragraph.start]
        assert paragraph.cited_for == within


def test_a_text_of_blanks_has_no_paragraphs() -> None:
    assert paragraphs_of(" \n\t\n", [Mark(0, 2, CITED)]) == []
    assert paragraphs_of("", []) == []


def test_thousands_of_marks_on_one_line_are_laid_out_at_once() -> None:
    text = "word " * 100_000

    (paragraph,) = paragraphs_of(text, [Mark(n * 10, n * 10 + 500, PROPOSED) for n in range(2000)])

    assert "".join(piece.text for piece in paragraph.pieces) == text
    assert len(paragraph.pieces) > 2000


def test_markup_and_carriage_returns_are_written_so_that_a_browser_counts_the_same() -> None:
    (paragraph,) = paragraphs_of("<b>&\r", [])

    assert paragraph.pieces[0].html == "&lt;b&gt;&amp;&#13;"
