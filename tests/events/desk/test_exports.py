"""Lists as files: the rows that the list shows, nothing that a spreadsheet would run, and nothing lost."""

import csv
import io
import random

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from companies.models import Identifier
from events.desk.exports import files
from events.formulas import guarded, unguarded
from events.models import Citation, Event, Participant
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
)

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\ufeff=1",
    "\u200b=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
HARMLESS = ["", "'", "''", "'quoted' words", "Amazon", "1 - 2", "a=b", "#N/A", "\u200bplain", "  two blanks"]
LISTS = ["events_event", "events_incident", "events_source", "companies_company"]


def address(name: str, form: str) -> str:
    return reverse(f"admin:{name}_export_{form}")


def read_csv(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_xlsx(answer) -> list[dict]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    headers, *rows = book.active.iter_rows()
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n"}  # no formula, no error
    return [{header.value: cell.value or "" for header, cell in zip(headers, row, strict=True)} for row in rows]


READ = {"csv": read_csv, "xlsx": read_xlsx}


@pytest.mark.parametrize("text", [*FORMULAS, *(f"'{text}" for text in FORMULAS), *(f"''{text}" for text in FORMULAS)])
def test_a_formula_gets_one_apostrophe_and_loses_it_again(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text):
    assert guarded(text) == unguarded(text) == text


def test_whatever_a_cell_holds_comes_back():
    draw = random.Random(20171227)  # noqa: S311  texts to try, nothing to keep secret
    signs = "'=+-@\t\r\n \ufeff\u200b＝＋aé\"';,#"
    for _ in range(20_000):
        text = "".join(draw.choices(signs, k=draw.randint(0, 6)))
        kept = guarded(text)
        assert unguarded(kept) == text
        assert kept.lstrip(" \ufeff\u200b")[:1] not in {*"=+-@＝＋", *"\t\r\n"} or not kept


@pytest.mark.parametrize("form", READ)
def test_events_are_exported_with_all_that_the_import_reads(form, author, at_desk):
    incident = IncidentFactory(author=author, title="=HYPERLINK(1)", summary="Told; in parts")
    incident.places.create(name="Paris; London")
    amazon, other = CompanyFactory(name="Amazon"), CompanyFactory(name='"; Drop" Ltd')
    source = SourceFactory(title="'=A1", url="https://news.example/a", published="2016-01")
    allegation = AllegationFactory(incident=incident, company=amazon, source=source, title="-5 °C", text="'+1\nmore")
    Participant.objects.create(event=allegation, company=other, role="accused")
    Participant.objects.create(event=allegation, group="drivers", role="affected", count_least=3, count_most=5)
    Citation.objects.create(
        event=allegation, source=SourceFactory(url="", title="#N/A"), quotation="@home", locator="p. 2"
    )
    StatementFactory(incident=incident, company=amazon, title="It said so", source=source, text="")

    rows = READ[form](at_desk.get(address("events_event", form) + "?o=1"))

    assert [row["kind"] for row in rows] == ["allegation", "statement"]
    told = {name: unguarded(value) for name, value in rows[0].items()}
    assert (
        told
        | {
            "id": str(allegation.key),
            "incident_id": str(incident.key),
            "incident_title": "=HYPERLINK(1)",
            "incident_summary": "Told; in parts",
            "places": '["Paris; London"]',
            "title": "-5 °C",
            "text": "'+1\nmore",
            "date": "2016-01",
            "accused": '["Amazon", "\\"; Drop\\" Ltd"]',
            "claimant_group": "employees",
            "affected_group": "drivers",
            "group_count": "",
            "group_protected": "no",
            "form": "accusation",
            "source_url 1": "https://news.example/a",
            "source_title 1": "'=A1",
            "source_date 1": "2016-01",
            "source_url 2": "",
            "source_title 2": "#N/A",
            "quotation 2": "@home",
            "locator 2": "p. 2",
        }
        == told
    )
    assert (rows[1]["speakers"], rows[1]["words"], rows[1]["source_url 2"]) == ("Amazon", "We disagree.", "")
    assert not [value for row in rows for value in row.values() if isinstance(value, str) and value[:1] in {*"=+-@"}]


@pytest.mark.parametrize("form", READ)
def test_the_file_holds_what_the_list_shows_and_nothing_else(form, author, at_desk):
    mine = EventFactory(incident__author=author, title="Mine", kind="report")
    EventFactory(incident=mine.incident, title="Another kind", kind="context")
    EventFactory(title="A stranger's draft", kind="report")

    def titles(name, query):
        header = "title" if name == "events_event" else "incident_title"
        return [row[header] for row in READ[form](at_desk.get(address(name, form) + query))]

    assert titles("events_event", "?o=1") == ["Another kind", "Mine"]
    assert titles("events_event", "?kind__exact=report") == ["Mine"]
    assert titles("events_event", "?q=another") == ["Another kind"]
    assert titles("events_incident", "") == [mine.incident.title]
    assert titles("events_incident", "?status__exact=published") == []


def test_numbers_of_a_workbook_are_numbers(author, at_desk):
    EventFactory(incident__author=author)
    assert [row["events"] for row in read_xlsx(at_desk.get(address("events_incident", "xlsx")))] == [1]


def test_companies_and_sources_are_exported(author, at_desk):
    company = CompanyFactory(name="+44 Ltd", about="=x")
    Identifier.objects.create(company=company, scheme="wikidata", value="Q1")
    SourceFactory(title="@news")
    (told,) = read_csv(at_desk.get(address("companies_company", "csv")))
    assert (told["name"], told["about"], told["identifiers"]) == ("'+44 Ltd", "'=x", "wikidata:Q1")
    assert [row["source_title"] for row in read_csv(at_desk.get(address("events_source", "csv")))] == ["'@news"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("events_event", 12), ("events_incident", 6)])
def test_an_export_costs_the_same_whatever_its_length(name, queries, count, author, at_desk, django_assert_num_queries):
    incident = IncidentFactory(author=author)
    for _ in range(count):
        AllegationFactory(incident=incident, company=CompanyFactory(), source=SourceFactory())
        IncidentFactory(author=author)
    with django_assert_num_queries(queries):
        assert read_csv(at_desk.get(address(name, "csv")))


def test_rows_are_read_in_chunks_and_sent_as_they_come(author, at_desk, monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 2)
    incident = IncidentFactory(author=author)
    for number in range(5):
        EventFactory(incident=incident, title=f"Event {number}")
    answer = at_desk.get(address("events_event", "csv") + "?o=1")
    assert answer.streaming
    assert [row["title"] for row in read_csv(answer)] == [f"Event {number}" for number in range(5)]


def test_what_no_workbook_can_hold_is_said(author, at_desk):
    EventFactory(incident__author=author, text="x" * 32_768)
    answer = at_desk.get(address("events_event", "xlsx") + "?kind__exact=report")
    assert answer.status_code == 302
    assert answer.url == reverse("admin:events_event_changelist") + "?kind__exact=report"
    assert [str(each) for each in get_messages(answer.wsgi_request)] == [
        "Row 2 holds a text that no workbook can hold whole. Take CSV."
    ]
    assert len(read_csv(at_desk.get(address("events_event", "csv")))[0]["text"]) == 32_768


@pytest.mark.parametrize("name", LISTS)
def test_a_list_leads_to_its_files(name, author, at_desk):
    EventFactory(incident__author=author)
    page = at_desk.get(reverse(f"admin:{name}_changelist") + "?q=e").content.decode()
    assert 'href="export.csv?q=e"' in page
    assert 'href="export.xlsx?q=e"' in page


@pytest.mark.parametrize("form", READ)
def test_who_may_not_see_the_list_gets_no_file(form, client, at_desk):
    assert client.get(address("events_event", form)).status_code == 302
    assert at_desk.post(address("events_event", form)).status_code == 405
    assert at_desk.get(address("events_event", form) + "?nonsense=1").status_code == 302
    assert Event.objects.count() == 0
