"""What is due, as strangers' calendars read it: whole days, and never a day that nobody gave."""

import datetime

from icalendar import Calendar

from events import models
from events.record.models import Subject
from tests.events.site import affairs
from tests.events.site.test_files import HOSTILE, told
from tests.factories import AllegationFactory, EventFactory, IncidentFactory, SourceFactory, published


def entries(reader, path: str) -> dict[str, Calendar]:
    """By summary."""
    calendar = Calendar.from_ical(told(reader, path))
    return {str(entry["SUMMARY"]): entry for entry in calendar.walk("VEVENT")}


def test_a_promise_known_by_its_month_covers_the_month_and_says_so(everything, reader) -> None:
    for path in ("/due.ics", "/companies/1.ics", "/incidents/1.ics"):
        found = entries(reader, path)
        promise = found["Due: Marlow promised “Investigate suspected misuse”"]
        assert (promise["DTSTART"].dt, promise["DTEND"].dt) == (datetime.date(2018, 6, 1), datetime.date(2018, 7, 1))
        assert "Date: June 2018. The day is not known." in promise["DESCRIPTION"]
        assert "Who says so: Marlow." in promise["DESCRIPTION"]
        assert list(found) == ["Due: Marlow promised “Investigate suspected misuse”"], "the other has no date"
    assert "Échéance : Marlow a promis « Investigate suspected misuse »" in entries(reader, "/fr/due.ics")


def test_a_topic_has_a_calendar_of_its_own(everything, reader) -> None:
    due = "Due: Marlow promised “Investigate suspected misuse”"
    assert list(entries(reader, "/topics/labour.ics")) == [due]
    calendar = Calendar.from_ical(told(reader, "/fr/topics/labour.ics"))
    assert str(calendar["X-WR-CALNAME"]).startswith("Travail · ")
    assert reader.get("/topics/not-there.ics").status_code == 404


def test_an_entry_keeps_its_id_and_counts_its_versions(everything, reader) -> None:
    (before,) = entries(reader, "/incidents/1.ics").values()
    statement = everything["emails"].events.get(kind="statement")
    statement.title = "Marlow says once more that its rules forbid it"
    statement.save()
    correction = published(everything["emails"], kind="correction", note="A word was wrong.")
    (after,) = entries(reader, "/incidents/1.ics").values()
    assert (before["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (after["UID"], 0, 1)
    assert entries(reader, "/fr/incidents/1.ics").popitem()[1]["UID"] == before["UID"]
    assert after["LAST-MODIFIED"].dt == correction.at.replace(microsecond=0)


def test_days_are_days_and_years_are_left_out(db, reader) -> None:
    incident = IncidentFactory(title="Affair")
    for deadline in ("2031-03-03", "2031", "2031-05/..", "2031-21"):
        event = AllegationFactory(incident=incident, date="2018-06", title=f"Asked until {deadline}")
        models.Demand.objects.create(
            allegation=event.allegation, text=deadline, addressee=event.company, deadline=deadline
        )
    asked = AllegationFactory(incident=incident, title="A letter asks", date="2020")
    models.ReplyRequest.objects.create(
        allegation=asked.allegation,
        company=asked.company,
        asked_by="The Daily",
        deadline="2031-04",
        outcome="pending",
        source=SourceFactory(),
    )
    EventFactory(incident=incident, kind="legal_step", title="The trial is to begin", date="2031-09-01")
    EventFactory(incident=incident, kind="legal_step", title="The trial is to end some time", date="2032")
    EventFactory(incident=incident, kind="legal_step", title="The claim was filed", date="2016-09-01")
    published(incident)
    number = Subject.objects.get(key=incident.key).number
    found = entries(reader, f"/incidents/{number}.ics")
    spans = {summary.partition(":")[2]: (e["DTSTART"].dt, e["DTEND"].dt) for summary, e in found.items()}
    day = datetime.date
    assert len(spans) == len(found) == 4
    assert spans[" “2031-03-03”"] == (day(2031, 3, 3), day(2031, 3, 4))
    assert (spans[" “2031-21”"][1] - spans[" “2031-21”"][0]).days in range(89, 94)
    assert spans[" The trial is to begin"] == (day(2031, 9, 1), day(2031, 9, 2))
    assert spans[""] == (day(2031, 4, 1), day(2031, 5, 1))
    assert "It is not known" not in "".join(str(e["DESCRIPTION"]) for s, e in found.items() if s.startswith("Reply"))


def test_no_text_breaks_a_calendar(everything, reader) -> None:
    commitment = models.Commitment.objects.get(due="2018-06")
    commitment.text = HOSTILE
    commitment.save()
    affairs.correct(everything["emails"], title="A title", text=f"BEGIN:VEVENT\r\n{HOSTILE}")
    raw = told(reader, "/due.ics")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"\r\nBEGIN:VEVENT") == 1
    (entry,) = entries(reader, "/due.ics").values()
    assert "=cmd|' /C calc'!A0 </script><script>alert(1)</script> ]]> & \u202e {x} 100% \\" in entry["SUMMARY"]
