"""The proposals of five articles against an annotator's labels. The articles are not part of the repository."""

import pytest

from tests.events.intake.measure import ARTICLES, by_kind, labelled, measured, text_of

# Recorded with `python -m tests.events.intake.measure`: precision and recall may not fall below.
FLOOR = {
    "quotation": (0.97, 0.94),
    "declined": (1.0, 1.0),
    "company_known": (1.0, 1.0),
    "company_new": (0.9, 0.75),
    "date": (1.0, 1.0),
    "number": (1.0, 1.0),
    "relays": (1.0, 0.95),
    "overall": (0.97, 0.93),
}


@pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the five articles are not in {ARTICLES}")
def test_proposals_find_what_an_annotator_found():
    scores = measured()
    assert list(scores) == [name for name, _ in labelled()]
    reached = {kind: (score.precision, score.recall) for kind, score in by_kind(scores).items()}
    assert reached.keys() == FLOOR.keys()
    fallen = {
        kind: (reached[kind], floor)
        for kind, floor in FLOOR.items()
        if reached[kind][0] < floor[0] or reached[kind][1] < floor[1]
    }
    assert fallen == {}


def test_labels_hold_places_and_no_words_of_the_articles():
    for _, labels in labelled():
        for label in labels["labels"]:
            assert 0 <= label["start"] < label["end"]
            written = [value for value in label.values() if isinstance(value, str)]
            assert all(len(value.split()) <= 5 for value in written)


@pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the five articles are not in {ARTICLES}")
def test_labels_lie_within_the_articles():
    for name, labels in labelled():
        text = text_of(name, labels["sha256"])
        assert text is not None
        assert all(text[label["start"] : label["end"]].strip() for label in labels["labels"])
