"""The shape that TimelineJS loads: honest dates, escaped texts, no allegation without its reply."""

import json

import pytest

from events.desk.imports.reading.timelinejs import rows_of_json
from events.record.models import Subject
from events.site.formats import timelinejs
from tests.events.site import affairs
from tests.events.site.test_files import HOSTILE, told
from tests.factories import EventFactory, IncidentFactory, published


def slides(reader, path: str) -> dict[str, dict]:
    document = json.loads(told(reader, path))
    return {slide["unique_id"]: slide for slide in [*document["events"], document["title"]]}


DATES = {
    "2016-01-27": ({"year": 2016, "month": 1, "day": 27}, None, "27 January 2016"),
    "2016-01": ({"year": 2016, "month": 1}, None, "January 2016"),
    "2016": ({"year": 2016}, None, "2016"),
    "2015-02/2016-03": ({"year": 2015, "month": 2}, {"year": 2016, "month": 3}, None),
    "2014/2016": ({"year": 2014}, {"year": 2016}, None),
    "2016-01-07/2016-01-09": ({"year": 2016, "month": 1, "day": 7}, {"year": 2016, "month": 1, "day": 9}, None),
    "2017-01/..": ({"year": 2017, "month": 1, "day": 1}, None, "since January 2017"),
    "1601-03": ({"year": 1601, "month": 3}, None, "March 1601"),
}


def test_a_date_is_as_precise_as_it_is_known(db, reader) -> None:
    incident = IncidentFactory()
    for date in DATES:
        EventFactory(incident=incident, title=date, date=date)
    published(incident)
    number = Subject.objects.get(key=incident.key).number
    found = {
        slide["text"]["headline"]: slide for slide in slides(reader, f"/incidents/{number}.timelinejs.json").values()
    }
    for date, (start, end, words) in DATES.items():
        slide = found[date]
        assert (slide["start_date"], slide.get("end_date")) == (start, end), date
        assert words in (None, slide["display_date"]), date
    assert len(found) == len(DATES) + 1
    assert "left out" not in found[incident.title]["text"]["text"]


def test_a_topic_is_a_timeline_of_all_its_affairs(everything, reader) -> None:
    found = slides(reader, "/fr/topics/labour.timelinejs.json")
    assert found.keys() >= slides(reader, "/incidents/1.timelinejs.json").keys() > set()
    assert "Travail" in found["title"]["text"]["headline"]
    assert "event-4" not in found
    assert reader.get("/topics/not-there.timelinejs.json").status_code == 404


def test_what_has_no_date_is_left_out_and_counted(everything, reader) -> None:
    dated = reader.get("/api/v1/events/1/").json()
    undated = dated | {"date": {"basis": "stated", "wording": ""}}
    document = json.loads(b"".join(timelinejs.written([undated, dated, undated], headline="It", address="/")))
    assert [slide["unique_id"] for slide in document["events"]] == ["event-1"]
    assert "Entries without a date, left out here: 2." in document["title"]["text"]["text"]


def test_an_allegation_goes_with_its_status_and_its_reply(everything, reader) -> None:
    text = slides(reader, "/companies/1.timelinejs.json")["event-4"]["text"]["text"]
    assert "<p>Allegation · demand · alleged, not decided</p>" in text
    assert "<p>Marlow: No answer on record. It is not known whether Marlow was asked.</p>" in text
    assert '<a href="http://127.0.0.1:8000/events/4/">Sources and quotations</a>' in text


@pytest.mark.parametrize("query", ["", "?answered=unanswered", "?year=2015"])
def test_the_filters_of_the_page_hold(everything, reader, query) -> None:
    shown = json.loads(told(reader, f"/companies/1.json{query or '?'}&order=oldest"))["events"]
    document = json.loads(told(reader, f"/companies/1.timelinejs.json{query}"))
    assert [slide["unique_id"] for slide in document["events"]] == [f"event-{face['id']}" for face in shown]


def test_texts_are_texts_there(everything, reader) -> None:
    affairs.correct(everything["letter"], title=HOSTILE, text=HOSTILE)
    slide = slides(reader, "/companies/1.timelinejs.json")["event-4"]
    assert "<script" not in slide["text"]["headline"] + slide["text"]["text"] + slide["display_date"]
    assert "&lt;/script&gt;" in slide["text"]["headline"]
    assert "\x0b" not in slide["text"]["text"]


def test_our_own_import_reads_it_back(everything, reader) -> None:
    document = json.loads(told(reader, "/incidents/1.timelinejs.json"))
    table = rows_of_json(document)
    rows = [dict(zip(table.headers, row.cells, strict=True)) for row in table.rows]
    assert [row["title"] for row in rows] == [slide["text"]["headline"] for slide in document["events"]]
    assert {row["incident_title"] for row in rows} == {"Company accounts and a closed website"}
