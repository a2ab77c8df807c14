"""Any two versions side by side, who published each, and the bytes of which the hash is made."""

import hashlib
import re

import pytest

from events.record.models import Edition
from tests.events.site import affairs
from tests.events.site.test_pages import html
from tests.factories import UserFactory, published
from tracker.accounts.models import Role


@pytest.fixture
def four_versions(everything) -> None:
    """The letter's event has said four things."""
    for title in ("Employees ask for an end", "Employees demand an end", "Staff demand an end of it"):
        affairs.correct(everything["letter"], f"It was: {title}.", title=title)


def changed(page: str) -> str:
    return re.sub(r"\s+", " ", page.split("<dl>")[1].split("</dl>")[0])


def test_any_two_versions_are_compared_word_by_word(four_versions, reader) -> None:
    first_to_last = reader.get("/events/4/versions/?from=1&to=4").content.decode()
    assert "police</del><ins>Staff demand an end of it</ins>" in changed(first_to_last)
    assert "It was: Employees ask for an end." in first_to_last
    neighbours = reader.get("/events/4/versions/?from=3&to=2").content.decode()
    assert "From version 2 to version 3" in neighbours
    assert "<del>ask for</del><ins>demand</ins>" in changed(neighbours)
    assert changed(reader.get("/events/4/versions/").content.decode()) == changed(
        reader.get("/events/4/versions/?from=3&to=4").content.decode()
    )


def test_each_version_names_who_wrote_and_who_reviewed_it(everything, reader) -> None:
    imprint = Edition.objects.get(subject__kind="event", subject__number=1, version=2).publication.imprint
    for path in ("/events/1/versions/", "/events/1/v/2/"):
        page = html(reader, path)
        assert f"Written by {(imprint['written_by'] or ['an editor'])[0]}" in page
        assert f"Reviewed by {imprint['reviewed_by'] or 'another editor'}" in page
        assert "No second person" not in page


def test_no_second_person_is_said(everything, reader, settings) -> None:
    settings.FOUR_EYES = False
    incident, editor = everything["letter"], UserFactory(role=Role.REVIEWER)
    incident.events.update(title="Changed by one person")
    incident.author = editor
    incident.save()
    published(incident, reviewer=editor, kind="correction", note="Alone.")
    assert "No second person reviewed this publication." in html(reader, "/events/4/versions/")


@pytest.mark.parametrize("kind", ["companies", "incidents", "events", "sources"])
def test_the_bytes_of_a_version_have_its_hash(everything, reader, kind) -> None:
    answer = reader.get(f"/{kind}/1/v/1/bytes/")
    assert hashlib.sha256(answer.content).hexdigest() in reader.get(f"/{kind}/1/v/1/").content.decode()
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_redacted_version_gives_neither_bytes_nor_differences(everything, reader) -> None:
    published(everything["emails"], kind="redaction", words="The Ledger", note="Somebody's safety.")
    assert reader.get("/sources/2/v/1/bytes/").status_code == 410
    told = html(reader, "/sources/2/versions/")
    assert "Version 1 was redacted, so that nothing can be compared." in told
    assert "Ledger" not in told


def test_a_retracted_version_is_told_and_repeats_nothing(everything, reader) -> None:
    told = html(reader, "/incidents/4/versions/")
    assert "Version 2 says nothing more: retracted." in told
    assert "The report confused two companies of one name." in told
    assert "An affair that was none" not in told


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("?from=x&to=2", 400, "Name two versions by their numbers."),
        ("?from=0&to=2", 400, "Name two versions by their numbers."),
        ("?from=2&to=2", 400, "Choose two different versions."),
        ("?from=1&to=9", 404, "There is no such version."),
        ("?before=1", 404, "There is no such version."),
        ("?to=%00", 400, "Name two versions by their numbers."),
        ("?from=" + "9" * 400, 400, "Name two versions by their numbers."),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(everything, reader, query, status, sentence) -> None:
    assert sentence in html(reader, f"/events/1/versions/{query}", status=status)
