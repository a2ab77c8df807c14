"""What goes is announced in the answers that still give it. Nothing goes yet, so that the test announces something."""

import datetime

import pytest

from api.public import deprecations
from api.public.deprecations import Deprecation
from tracker.launch.environment import ROOT

SINCE, UNTIL = datetime.date(2030, 1, 1), datetime.date(2031, 6, 30)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> None:
    going = (
        Deprecation("topics/", SINCE, UNTIL, instead="/api/v1/incidents/"),
        Deprecation("events/", SINCE, UNTIL, instead="/api/v1/events/?order=newest", parameter="order"),
    )
    monkeypatch.setattr(deprecations, "DEPRECATED", going)


def test_what_goes_says_since_when_and_until_when(announced, read, publish_events, company) -> None:
    publish_events(company, "2016")

    topics = read("topics/")

    assert topics["Deprecation"] == "@1893456000"
    assert topics["Sunset"] == "Mon, 30 Jun 2031 00:00:00 GMT"
    assert '</api/v1/incidents/>; rel="successor-version"' in topics["Link"]
    assert 'rel="deprecation"' in topics["Link"]
    assert {"Deprecation", "Sunset"} <= set(topics["Access-Control-Expose-Headers"].split(", "))


def test_a_parameter_goes_alone_and_leaves_the_other_links(announced, read, publish_events, company) -> None:
    publish_events(company, "2016", "2017")

    given, without = read("events/?order=oldest&limit=1"), read("events/?limit=1")

    assert given["Sunset"]
    assert 'rel="next"' in given["Link"]
    assert 'rel="deprecation"' in given["Link"]
    assert "Sunset" not in without
    assert "Deprecation" not in read("companies/")


def test_nothing_goes_within_a_year() -> None:
    with pytest.raises(ValueError, match="too soon"):
        Deprecation("topics/", SINCE, datetime.date(2030, 12, 31), instead="/api/v1/")


def test_what_is_announced_stands_in_the_docs() -> None:
    text = (ROOT / "docs/api.md").read_text()
    assert all(f"`{each.path}`" in text for each in deprecations.DEPRECATED)
    assert "## Versions, and what goes" in text
