"""The same series again: what changed is changed, what somebody changed by hand is left alone, and who may is asked."""

import pytest
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext

from events.desk.imports import jobs
from events.desk.imports.models import Fate, Tie
from events.exceptions import Refused
from events.models import Citation, Event, Incident, Status
from tests.events.desk.imports.conftest import applied
from tests.factories import IncidentFactory, SourceFactory, published, submitted

HEAD = "id,incident id,incident title,incident summary,date,title,text,company,source\n"


def line(key: int, *, title: str = "Letter", text: str = "Signed.", summary: str = "What it is about.") -> str:
    return f"{key},A,Affair,{summary},2016-01,{title} {key},{text},Acme,https://news.example/{key}\n"


def first(checked) -> Event:
    applied(checked(HEAD + line(1) + line(2)))
    return Event.objects.get(title="Letter 1")


def fates(job) -> list[str]:
    return [str(row.fate) for row in job.rows.all()]


def test_rows_of_one_incident_are_one_dossier(checked):
    event = first(checked)
    assert Incident.objects.count() == 1
    assert (event.incident.title, event.incident.summary) == ("Affair", "What it is about.")
    assert event.incident.events.count() == 2


def test_changed_row_changes_its_event(checked):
    event = first(checked)
    kept = event.citations.get().key
    again = checked(HEAD + line(1, text="Signed by fifty.") + line(2))
    assert fates(again) == [Fate.CHANGE, Fate.SAME]
    applied(again)
    event.refresh_from_db()
    assert event.text == "Signed by fifty."
    assert Tie.objects.get(event=event).version == event.version > 1  # nobody changed it by hand
    assert event.citations.get().key == kept  # what stays keeps its key
    assert fates(checked(HEAD + line(1, text="Signed by fifty.") + line(2))) == [Fate.SAME, Fate.SAME]
    assert (Event.objects.count(), Citation.objects.count()) == (2, 2)


def test_new_row_is_added_to_its_incident(checked):
    event = first(checked)
    again = checked(HEAD + line(1) + line(2) + line(3))
    assert fates(again) == [Fate.SAME, Fate.SAME, Fate.MAKE]
    applied(again)
    assert (Incident.objects.count(), event.incident.events.count()) == (1, 3)


def test_dossiers_that_are_there_are_locked_before_anything_is_written(checked):
    event = first(checked)
    again = checked(HEAD + line(1) + line(3) + line(4).replace("A,Affair", "B,Other"))
    assert list(again.rows.values_list("fate", "goes_into")) == [
        (Fate.SAME, event.incident_id),
        (Fate.MAKE, event.incident_id),
        (Fate.MAKE, None),
    ]
    with CaptureQueriesContext(connection) as queries:
        applied(again)
    first_of_incident = next(query["sql"] for query in queries if '"events_incident"' in query["sql"])
    assert "goes_into" in first_of_incident
    assert first_of_incident.endswith('ORDER BY 1 ASC FOR UPDATE OF "events_incident"')


def test_tie_names_the_event_or_the_incident(checked):
    event = first(checked)
    assert list(Tie.objects.order_by("pk").values_list("subject", "incident", "event__incident")) == [
        ("incident", event.incident_id, None),
        ("event", None, event.incident_id),
        ("event", None, event.incident_id),
    ]
    for ties, both in [("event", {"incident": event.incident}), ("incident", {"event": event})]:
        with pytest.raises(IntegrityError, match="tie_names_what_it_is_of"), atomic():
            Tie.objects.filter(subject=ties).update(**both)


def test_changed_summary_is_that_of_the_first_row(checked):
    event = first(checked)
    again = checked(HEAD + line(1, summary="Told better.") + line(2, summary="Told worse."))
    assert fates(again) == [Fate.CHANGE, Fate.SAME]
    assert again.rows.last().resolved["warnings"]
    applied(again)
    event.incident.refresh_from_db()
    assert event.incident.summary == "Told better."


def test_event_that_was_changed_by_hand_is_left_alone(checked):
    event = first(checked)
    event.text = "Signed, as we found out, by sixty."
    event.save()
    again = checked(HEAD + line(1, text="Signed by fifty.") + line(2))
    assert fates(again) == [Fate.KEEP, Fate.SAME]
    assert "by hand" in again.rows.first().reason
    with pytest.raises(Refused, match="nothing to write"):
        jobs.start_applying(again)
    over = checked(HEAD + line(1, text="Signed by fifty.") + line(2), overwrite=True)
    assert fates(over) == [Fate.CHANGE, Fate.SAME]
    applied(over)
    event.refresh_from_db()
    assert event.text == "Signed by fifty."


def test_citation_that_was_added_by_hand_counts_as_a_change(checked):
    event = first(checked)
    Citation.objects.create(event=event, source=SourceFactory())
    assert fates(checked(HEAD + line(1, text="Else.") + line(2))) == [Fate.KEEP, Fate.SAME]


def test_event_that_was_deleted_by_hand_is_not_made_again(checked):
    first(checked).delete()
    assert fates(checked(HEAD + line(1) + line(2))) == [Fate.KEEP, Fate.SAME]


def test_public_dossier_gets_pending_changes(checked, reviewer):
    event = first(checked)
    published(event.incident, reviewer)
    again = checked(HEAD + line(1, text="Signed by fifty.") + line(2))
    assert fates(again) == [Fate.CHANGE, Fate.SAME]
    applied(again)
    event.incident.refresh_from_db()
    assert event.incident.status == Status.PENDING


def test_dossier_in_review_is_not_taken_out_of_it(checked):
    event = first(checked)
    submitted(event.incident)
    again = checked(HEAD + line(1, text="Signed by fifty.") + line(2))
    assert fates(again) == [Fate.REFUSED, Fate.SAME]
    assert "take it back first" in again.rows.first().reason


@pytest.mark.parametrize("by", ["title", "key", "number"])
def test_row_goes_into_the_incident_that_it_names(by, checked, author, reviewer):
    event = first(checked)
    published(event.incident, reviewer)
    value = {"title": "Affair", "key": str(event.incident.key), "number": "1"}[by]
    job = checked(
        f"incident {by},date,title,company,source\n{value},2016,Another,Acme,https://news.example/9\n", name="b.csv"
    )
    assert fates(job) == [Fate.MAKE]
    applied(job)
    assert event.incident.events.filter(title="Another").exists()
    assert Incident.objects.count() == 1


def test_somebody_elses_draft_is_not_met(checked, stranger):
    theirs = IncidentFactory(author=stranger, title="Their affair")
    by_key = checked(f"incident key,title\n{theirs.key},Another\n")
    assert fates(by_key) == [Fate.REFUSED]
    by_title = checked("incident title,title\nTheir affair,Another\n")
    assert by_title.rows.get().resolved["incident"]["pk"] is None
    applied(by_title)
    assert theirs.events.count() == 0
    assert Incident.objects.filter(title="Their affair").count() == 2


def test_two_incidents_of_one_title_are_told_apart_by_the_person(checked, author):
    for _time in range(2):
        IncidentFactory(author=author, title="Affair")
    job = checked("incident title,title\nAffair,Another\n")
    assert fates(job) == [Fate.REFUSED]
    assert "Several incidents" in job.rows.get().reason


def test_somebody_elses_import_of_the_same_file_is_their_own(checked, stranger):
    first(checked)
    theirs = checked(HEAD + line(1) + line(2), by=stranger)
    assert fates(theirs) == [Fate.MAKE, Fate.MAKE]
    applied(theirs)
    assert sorted(Incident.objects.values_list("author__username", flat=True)) == ["author", "stranger"]


def test_desk_that_changed_since_the_check_is_not_written_over(checked):
    event = first(checked)
    again = checked(HEAD + line(1, text="Signed by fifty.") + line(2))
    event.text = "By hand, a moment ago."
    event.save()
    jobs.start_applying(again)
    again.refresh_from_db()
    assert (again.state, "Line 2" in again.reason) == ("checked", True)
    event.refresh_from_db()
    assert event.text == "By hand, a moment ago."


def test_same_rows_checked_twice_are_written_once(checked):
    one, other = checked(HEAD + line(1)), checked(HEAD + line(1))
    applied(one)
    jobs.start_applying(other)
    other.refresh_from_db()
    assert (other.state, Event.objects.count(), Tie.objects.filter(subject="event").count()) == ("checked", 1, 1)


def test_row_that_stands_twice_in_a_file(checked):
    twice = checked(HEAD + line(1) + line(1))
    assert fates(twice) == [Fate.MAKE, Fate.SAME]
    otherwise = checked(HEAD + line(1) + line(1, text="Else."))
    assert fates(otherwise) == [Fate.MAKE, Fate.REFUSED]
    assert "line 2 already" in otherwise.rows.last().reason


def test_rows_without_id_are_known_by_what_they_tell(checked):
    table = "date,title,company\n2016,Letter,Acme\n2017,Letter,Acme\n"
    applied(checked(table))
    assert fates(checked(table)) == [Fate.SAME, Fate.SAME]
