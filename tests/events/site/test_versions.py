"""What was said at another time: by version, by day, and to the microsecond."""

import re

from companies.models import Company
from events import models
from events.record.models import Publication
from tests.events.site import affairs
from tests.events.site.test_pages import html
from tests.factories import published


def test_a_version_shows_its_words_and_what_changed(everything, reader) -> None:
    first, second = html(reader, "/events/1/v/1/"), html(reader, "/events/1/v/2/")
    assert "Version 1 of 2, First publication" in first
    assert "Not the present version." in first
    assert "What changed from the version before" not in first
    assert "Version 2 of 2, Correction" in second
    changed = reader.get("/events/1/v/2/").content.decode()
    assert (
        "<dt>Title</dt><dd>Staff used company accounts, The Daily <del>reports</del><ins>reported</ins></dd>" in changed
    )


def test_a_change_of_who_takes_part_names_the_company(everything, reader) -> None:
    event = everything["letter"].events.get()
    models.Participant.objects.create(event=event, company=Company.objects.get(name="Tessel"), role="mentioned")
    published(everything["letter"], kind="clarification", note="Tessel is mentioned too.")
    changed = reader.get("/events/4/v/2/").content.decode()
    assert "<dt>Participant · 4 · company</dt><dd><ins>Tessel</ins></dd>" in changed
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", changed)


def test_a_change_of_a_fact_names_the_fact(everything, reader) -> None:
    event = everything["letter"].events.get()
    citation = event.citations.first()
    for label, text in (("people who signed", "more than 450"), ("people who refused", "two")):
        fact = models.Fact.objects.create(event=event, kind="number", label=label)
        models.ReportedValue.objects.create(fact=fact, citation=citation, text=text)
    published(everything["letter"], kind="clarification", note="Numbers were added.")
    models.ReportedValue.objects.filter(text="two").update(text="three")
    published(everything["letter"], kind="correction", note="It was three.")
    changed = reader.get("/events/4/v/3/").content.decode()
    assert "<dt>Fact “people who refused” · Reported value “three” · Text</dt>" in changed
    assert "people who signed" not in changed.split("What changed from the version before")[1].split("</dl>")[0]


def test_a_redacted_version_says_so_and_by_which_publication(everything, reader) -> None:
    published(everything["emails"], kind="redaction", words="The Ledger", note="Somebody's safety.")
    told = html(reader, "/sources/2/v/1/", status=410)
    assert "This version was redacted." in told
    assert "Publication 7" in told
    for path in ("/sources/2/v/1/", "/sources/2/v/2/", "/sources/2/", "/events/1/v/1/", "/publications/7/", "/feed/"):
        assert "The Ledger" not in reader.get(path).content.decode(), path


def test_a_day_before_it_was_public_knows_nothing(everything, reader) -> None:
    assert "not on record on that day" in html(reader, "/events/1/?known_on=2016-01-01", status=404)


def test_moments_of_one_day_are_told_apart(everything, reader) -> None:
    before, after = Publication.objects.get(number=4).at, Publication.objects.get(number=5).at
    for path in ("/companies/1/", "/incidents/1/", "/events/1/"):
        then = html(reader, f"{path}?known_on={_written(before)}")
        assert "As known on" in then
        assert "The Daily reports" in then
        assert "The Daily reported" not in then
        assert "The Daily reported" in html(reader, f"{path}?known_on={_written(after)}")
        assert "The Daily reported" in html(reader, f"{path}?known_on={after:%Y-%m-%d}")


def test_a_company_has_the_counts_and_answers_of_that_time(everything, reader) -> None:
    at = Publication.objects.get(number=1).at
    then = html(reader, f"/companies/1/?known_on={_written(at)}")
    assert "One allegation against Marlow is on record. It answered one." in then
    assert "Announces action" in then


def test_what_is_retracted_now_was_readable_then(everything, reader) -> None:
    at = Publication.objects.get(number=4).at
    assert "A report that was mistaken" in html(reader, f"/incidents/4/?known_on={_written(at)}")
    assert "This was retracted." in html(reader, "/incidents/4/v/2/", status=410)


def test_the_present_is_the_same_by_day_and_now(everything, reader) -> None:
    """The pages of the tables and those of the record are made by one template from one kind of face."""
    affairs.correct(everything["letter"], "Once more.", title="Employees ask for an end of sales")
    today = f"{Publication.objects.last().at:%Y-%m-%d}"
    for path in ("/companies/1/", "/events/4/"):
        now = reader.get(path).content.decode()
        then = reader.get(f"{path}?known_on={today}").content.decode()
        assert _entries(now) == _entries(then)
        assert _entries(now)


def _entries(page: str) -> list[str]:
    return re.findall(r'<li class="entry.*?</li>|<div class="replies.*?</section>', page, flags=re.DOTALL)


def _written(at) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
