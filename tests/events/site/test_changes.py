"""What changed between two moments, of one subject and of the whole record; and the lists as they were."""

import pytest

from events.record.models import Publication, Subject
from events.timeline import changes, known
from tests.events.site import affairs
from tests.events.site.test_pages import html
from tests.events.site.test_versions import _written
from tests.factories import published


def at(number: int) -> str:
    return _written(Publication.objects.get(number=number).at)


def between(first: int, last: int) -> str:
    return f"?from={at(first)}&to={at(last)}"


def test_a_correction_is_told_word_by_word_with_its_note(everything, reader) -> None:
    for path in ("/changes/", "/companies/1/changes/", "/incidents/1/changes/", "/events/1/changes/"):
        page = reader.get(path + between(4, 5)).content.decode()
        assert "<del>reports</del><ins>reported</ins>" in page, path
        assert "The headline named the wrong month." in page, path
        assert page.count('<li class="item">') == 1, path


def test_what_is_new_and_what_was_taken_back_are_told_apart(everything, reader) -> None:
    affair = html(reader, "/incidents/4/changes/" + between(4, 6))
    assert "Taken back · Incident 4" in affair
    assert "The report confused two companies of one name." in affair
    new = html(reader, "/incidents/2/changes/" + between(1, 6))
    assert "New · Event 4 Employees ask Marlow" in new
    assert "Nothing of it changed in that time." in html(reader, "/sources/1/changes/" + between(1, 6))


def test_what_was_retracted_since_is_told_without_its_words(everything, reader) -> None:
    for path in ("/incidents/4/changes/", "/changes/"):
        page = html(reader, path + between(3, 4))
        assert "It was retracted since." in page
        assert "An affair that was none" not in page
        assert "A report that was mistaken" not in page


def test_what_was_redacted_repeats_nothing(everything, reader) -> None:
    published(everything["emails"], kind="redaction", words="reported", note="Somebody's safety.")
    page = reader.get("/events/1/changes/" + between(4, 7)).content.decode()
    assert "reported" not in page.split("<main")[1].split("</main>")[0].replace("retracted", "")
    assert "nothing can be compared" in reader.get("/events/1/changes/" + between(5, 7)).content.decode()


def test_an_event_that_left_a_company_is_a_change_of_that_company(everything, reader) -> None:
    event = everything["letter"].events.get()
    gone = event.participants.get(role="mentioned")
    number = Subject.objects.get(key=gone.company.key).number
    gone.delete()
    published(everything["letter"], kind="correction", note="It is not mentioned.")
    assert "It is not mentioned." in html(reader, f"/companies/{number}/changes/" + between(6, 7))
    assert "Nothing of it changed" in html(reader, f"/companies/{number}/changes/" + between(5, 6))


def test_many_changes_are_turned_page_by_page(everything, reader, monkeypatch) -> None:
    monkeypatch.setattr(changes, "PAGE", 4)
    seen, path = [], "/changes/" + between(1, 6)
    while path:
        page = reader.get(path).content.decode()
        seen += [line.split("</p>")[0] for line in page.split('<li class="item">\n<p class="label">')[1:]]
        path = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else ""
        path = path and "/changes/" + path.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) > 8


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?from=2026-01-02&to=2026-01-01", "The first day has to come before the second."),
        ("?from=2026-01-01&to=2026-01-01", "The first day has to come before the second."),
        ("?from=2999-01-01", "That day is still to come"),
        ("?from=soon", "Write the day as 2026-03-03"),
        ("?to=2026-02-30", "Write the day as 2026-03-03"),
        ("?from=%00", "Write the day as 2026-03-03"),
        ("?from=0001-01-01&to=0001-01-01T00:00:00Z", "The first day has to come before the second."),
        ("?after=x", "No page begins there."),
        ("?after=1.²", "No page begins there."),
    ],
)
def test_what_cannot_be_told_is_said_in_a_sentence(everything, reader, query, sentence) -> None:
    assert sentence in html(reader, f"/changes/{query}", status=400)


def test_from_today_on_nothing_has_changed_yet(everything, reader) -> None:
    today = f"{Publication.objects.last().at:%Y-%m-%d}"
    assert "Nothing of it changed in that time." in html(reader, f"/events/1/changes/?from={today}")


def test_changes_of_what_is_not_there_are_not_found(everything, reader) -> None:
    assert "Nothing on the record has this number." in html(reader, "/events/99/changes/", status=404)


def test_lists_hold_what_was_public_then(everything, reader) -> None:
    affairs.correct(everything["letter"], "Once more.", title="Employees ask for an end of sales")
    assert "Company accounts and a closed website" in html(reader, f"/incidents/?known_on={at(1)}")
    assert "Staff ask Marlow" not in html(reader, f"/incidents/?known_on={at(1)}")
    assert "Staff ask Marlow" in html(reader, f"/incidents/?known_on={at(2)}")
    assert "Salvia" not in html(reader, f"/companies/?known_on={at(2)}")
    assert "Salvia" in html(reader, f"/companies/?known_on={at(3)}")
    assert "Complaint" in html(reader, f"/sources/?known_on={at(3)}")
    assert "The headline named" not in html(reader, f"/corrections/?known_on={at(4)}")
    assert "The headline named" in html(reader, f"/corrections/?known_on={at(5)}")
    assert "not on record on that day" in html(reader, f"/publications/5/?known_on={at(4)}", status=404)
    assert "As known on" in html(reader, f"/publications/5/?known_on={at(5)}")
    front = html(reader, f"/?known_on={at(4)}")
    assert "As known on" in front
    assert "The headline named" not in front


def test_lists_of_a_day_are_silent_on_what_was_retracted_since(everything, reader) -> None:
    then = html(reader, f"/incidents/?known_on={at(4)}")
    assert "An affair that was none" not in then
    assert "retracted since" in then


def test_long_lists_of_a_day_are_turned_page_by_page(everything, reader, monkeypatch) -> None:
    monkeypatch.setattr(known, "PAGE", 2)
    page = reader.get(f"/incidents/?known_on={at(3)}").content.decode()
    assert "Staff ask Marlow" in page
    assert "Company accounts" not in page
    further = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Company accounts" in reader.get("/incidents/" + further).content.decode()
