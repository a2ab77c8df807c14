"""The log of corrections: what one company, incident, kind or period comes to, at an address of its own."""

import re

import pytest

from companies.models import Company
from events.record.models import Publication, Subject
from tests.events.site.test_pages import html


def listed(reader, query: str) -> list[int]:
    page = reader.get(f"/corrections/{query}").content.decode().split("<ol")[1].split("</ol>")[0]
    return [int(number) for number in re.findall(r'href="/publications/(\d+)/"', page)]


def _number(name: str) -> int:
    return Subject.objects.get(key=Company.objects.get(name=name).key).number


def test_the_log_answers_to_each_filter_and_to_all_at_once(everything, reader) -> None:
    assert listed(reader, "") == [6, 5]
    assert listed(reader, "?kind=correction") == [5]
    assert listed(reader, "?incident=1") == [5]
    assert listed(reader, "?incident=4") == [6], "What was retracted is found by what it was."
    assert listed(reader, f"?company={_number('Tessel')}") == [5]
    assert listed(reader, f"?company={_number('Salvia')}") == []
    assert listed(reader, f"?company={_number('Tessel')}&incident=1&kind=correction") == [5]
    day = f"{Publication.objects.get(number=5).at:%Y-%m-%d}"
    assert listed(reader, f"?from={day}&to={day}") == [6, 5]
    assert listed(reader, "?to=2001-01-01") == []
    assert "Nothing in the log answers to this." in html(reader, "/corrections/?to=2001-01-01")


def test_the_counts_stand_beside_each_kind(everything, reader) -> None:
    told = html(reader, "/corrections/")
    assert "Everything (2) Correction (1) Retraction (1)" in told
    assert "Everything (1) Correction (1)" in html(reader, "/corrections/?incident=1&kind=correction")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?kind=first", 400),
        ("?kind=%00", 400),
        ("?company=x", 400),
        ("?company=99", 404),
        ("?incident=0", 400),
        ("?from=yesterday", 400),
        ("?from=2026-02-30", 400),
        ("?to=9999-12-31", 400),
        ("?from=2026-03-02&to=2026-03-01", 400),
        ("?after=x", 400),
    ],
)
def test_what_the_log_cannot_be_asked_gets_a_sentence(everything, reader, query, status) -> None:
    for language in ("", "/fr"):
        answer = reader.get(f"{language}/corrections/{query}")
        assert answer.status_code == status
        assert '<p class="short">' in answer.content.decode()
