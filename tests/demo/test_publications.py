"""The order of publications, and what was known after each."""

from itertools import pairwise

import pytest

from events.record.models import SubjectKind
from tracker.demo.rows import key_of

pytestmark = pytest.mark.django_db


def test_the_kinds_follow_each_other_and_each_was_reviewed(shown):
    assert [(publication.number, publication.kind) for publication in shown.publications] == [
        (1, "first"),
        (2, "first"),
        (3, "first"),
        (4, "correction"),
        (5, "first"),
        (6, "update"),
        (7, "first"),
        (8, "retraction"),
        (9, "clarification"),
    ]
    for publication in shown.publications:
        assert publication.four_eyes
        assert publication.imprint["written_by"] == ["Demonstration desk"]
        assert publication.imprint["reviewed_by"] == "Demonstration review"
        assert publication.kind == "first" or publication.imprint["note"]


def test_the_record_is_whole_and_everything_is_rendered(shown):
    assert shown.faults == []
    assert shown.due == 0


def test_what_was_known_differs_from_each_publication_to_the_next(shown):
    for earlier, later in pairwise(shown.known):
        assert earlier != later


def test_the_swapped_figures_were_public_until_the_correction(shown):
    report = str(key_of("event", str(key_of("incident", "company-accounts")), "report"))
    assert "63 are said to have come from Microsoft" in shown.known[2][report][1]
    assert "67 are said to have come from Microsoft" in shown.known[3][report][1]


def test_the_second_article_brings_the_differing_accounts(shown):
    report = str(key_of("event", str(key_of("incident", "company-accounts")), "report"))
    assert "2015/.." not in shown.known[4][report][1]
    assert "2015/.." in shown.known[5][report][1]


def test_the_retracted_entry_leaves_its_reason_and_nothing_else(shown):
    entry, incident = shown.event("microsoft-protest", "protest"), shown.incident("microsoft-protest")
    for face in (entry, incident):
        assert face["state"] == "retracted"
        assert face["reason"] == shown.publications[7].imprint["note"]
        assert "title" not in face


def test_the_translated_prosecutor_becomes_a_lawyer(shown):
    lawyer = str(key_of("event", str(key_of("incident", "salesforce")), "lawyer"))
    assert "Chief Prosecutor" in shown.known[7][lawyer][1]
    assert "Chief Prosecutor" not in shown.known[8][lawyer][1]


def test_the_dossier_that_waits_for_review_is_nowhere_in_public(shown):
    assert shown.incident("newspaper-letter") is None
    assert "Washington Post" not in str(list(shown.faces.values()))
    assert {face["type"] for face in shown.faces.values()} == set(SubjectKind.values)
