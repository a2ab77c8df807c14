"""Every form of file comes to the same headers and rows, and what had to be guessed is said."""

import datetime
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from events.desk.imports import mapping
from events.desk.imports.reading import FileRefused, open_file, open_pasted

SAMPLE = Path(__file__).parents[4].parent / "shared" / "data" / "timelinejs-sample"


def read(
    content: str | bytes, name: str = "a.csv", **options: str
) -> tuple[list[str], list[tuple[int, list]], list[str]]:
    data = content.encode() if isinstance(content, str) else content
    table = open_file(name, io.BytesIO(data), **options)
    return table.headers, [(row.line, row.cells) for row in table.rows], table.notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter, end):
    lines = ["title,date,note", '"A; b, c | d",2016,"one\ntwo"', "B,2017,"]
    content = end.join(line.replace(",", delimiter) if "b, c" not in line else line for line in lines) + end
    content = content.replace('"A; b, c | d",2016,', f'"A; b, c | d"{delimiter}2016{delimiter}')
    headers, rows, _notes = read(content)
    assert headers == ["title", "date", "note"]
    assert rows == [(2, ["A; b, c | d", "2016", "one\ntwo"]), (4, ["B", "2017", ""])]


@pytest.mark.parametrize(
    ("encoding", "mark", "guessed"),
    [
        ("utf-8", b"", False),
        ("utf-8-sig", b"", False),
        ("utf-16", b"", False),
        ("utf-16-le", b"", False),
        ("utf-32", b"", False),
        ("cp1252", b"", True),
    ],
)
def test_encoding_is_found_and_a_guess_is_said(encoding, mark, guessed):
    _headers, rows, notes = read("title,where\nÉcole «été» – €,Orléans\n".encode(encoding))
    assert rows == [(2, ["École «été» – €", "Orléans"])]
    assert bool(notes) == guessed


def test_encoding_can_be_named():
    _headers, rows, notes = read("title\nПисьмо\n".encode("cp1251"), encoding="cp1251")
    assert (rows, notes) == ([(2, ["Письмо"])], [])
    with pytest.raises(FileRefused, match="Line 2"):
        read("title\nÉté\n".encode("cp1252"), encoding="shift_jis")


def test_refusal_says_every_line():
    with pytest.raises(FileRefused) as refused:
        read('title,date\nA,2016\nB\x00,2016\nC,2016,too many\n"D"E,2016\n')
    assert [fault.line for fault in refused.value.faults] == [3, 4, 5]


def test_apostrophe_that_guards_a_spreadsheet_is_taken_off_once():
    _headers, rows, _notes = read("title,text\n'=1+1,''=x\n'quoted',-5\n")
    assert [cells for _line, cells in rows] == [["=1+1", "'=x"], ["'quoted'", "-5"]]


def test_workbook_is_read_as_text():
    book, content = Workbook(), io.BytesIO()
    book.active.append(["title", "date", "count", "yes"])
    book.active.append([])
    book.active.append(["A", datetime.datetime(2016, 3, 1), 50.0, True])  # noqa: DTZ001  a cell has no zone
    book.create_sheet("Other").append(["x"])
    book.save(content)
    headers, rows, notes = read(content.getvalue(), "a.xlsx")
    assert (headers, rows) == (["title", "date", "count", "yes"], [(3, ["A", "2016-03-01", "50", "true"])])
    assert len(notes) == 1


def test_json_and_json_lines_are_one_table():
    records = [{"title": "A", "tags": ["x", "y"]}, {"title": "B", "date": 2016, "none": None}]
    expected = ["title", "tags", "date", "none"]
    headers, rows, _notes = read(json.dumps(records, indent=1), "a.json")
    assert (headers, rows) == (expected, [(1, ["A", ["x", "y"], "", ""]), (2, ["B", "", "2016", ""])])
    lines = "\n".join(json.dumps(record) for record in records)
    for name in ("a.jsonl", "a.json"):
        assert read(lines, name)[:2] == (headers, rows)
    assert read('{"title": "A"}', "a.json")[1] == [(1, ["A"])]


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 41, "-1e400", "1e400"])
def test_number_that_cannot_be_kept_is_refused_in_our_words(number):
    with pytest.raises(FileRefused, match="is no number") as refused:
        read(f'{{"title": "A"}}\n{{"title": {number}}}\n', "a.jsonl")
    assert len(str(refused.value)) < 100


def test_nested_form_is_laid_flat():
    sources = [{"url": "u1"}, {"url": "u2", "quotation": "q"}]
    document = {
        "incidents": [
            {
                "id": "a",
                "title": "Affair",
                "events": [
                    {"id": "1", "title": "First", "accused": ["Acme"], "sources": sources},
                    {"id": "2", "title": "Second"},
                ],
            }
        ]
    }
    headers, rows, _notes = read(json.dumps(document), "a.json")
    assert headers == ["incident_id", "incident_title", "id", "title", "accused", "source_url", "quotation"]
    assert mapping.guess(headers) == headers
    assert [cells for _line, cells in rows] == [
        ["a", "Affair", "1", "First", ["Acme"], ["u1", "u2"], ["", "q"]],
        ["a", "Affair", "2", "Second", "", "", ""],
    ]


@pytest.mark.parametrize("name", ["women_in_computing.csv", "women_in_computing.json"])
@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample lies beside the repository only where it is worked on")
def test_timelinejs_sample_is_one_incident_of_ten_events(name):
    headers, rows, _notes = read((SAMPLE / name).read_bytes(), name)
    assert mapping.guess(headers) == headers
    assert len(rows) == 10
    assert {cells[0] for _line, cells in rows} == {"Women in Computing"}
    dates = [cells[2] for _line, cells in rows]
    assert dates[:3] == ["1815-12-10/1852-11-27", "1948-03-14", "1943/1946"]
    assert not any("<" in cells[5] for _line, cells in rows)


def test_timelinejs_json_says_what_its_spreadsheet_says():
    slide = {
        "start_date": {"year": "2016", "month": "3"},
        "text": {
            "headline": "A<br>B",
            "text": '<p>See <a href="https://n.example/1?a=1&amp;b=2">it</a> &amp; more</p>',
        },
        "media": {"url": "https://n.example/2", "caption": "A picture", "credit": "N"},
        "group": "G",
    }
    _headers, rows, _notes = read(json.dumps({"events": [slide]}), "t.json")
    assert rows == [
        (
            1,
            [
                *("", "", "2016-03", "", "A\nB", "See it & more", "G"),
                ["https://n.example/1?a=1&b=2", "https://n.example/2"],
                *(["", "A picture"], ["", "N"]),
            ],
        )
    ]


def test_timelinejs_spreadsheet_needs_no_column_of_texts():
    _headers, rows, _notes = read("Year,Headline,Display Date,Media,Type\n2016,Filed,,,\n,The affair,,,title\n")
    assert [cells[:5] for _line, cells in rows] == [["The affair", "", "2016", "", "Filed"]]


def test_timelinejs_spreadsheet_that_was_saved_as_json_may_hold_lists():
    record = {"Year": [2016], "Headline": ["Filed", "again"], "Display Date": "", "Media": ["https://news.example/1"]}
    _headers, rows, _notes = read(json.dumps([record]), "a.json")
    assert [(cells[2], cells[4], cells[7]) for _line, cells in rows] == [
        ("2016", "Filed; again", ["https://news.example/1"])
    ]


@pytest.mark.parametrize("cell", ["x" * 200_000, f'"{"x" * 200_000}"'])
def test_cell_that_is_too_long_is_told_from_a_quotation_mark_that_is_never_closed(cell):
    with pytest.raises(FileRefused, match="Line 2: Cell 1 has 200000 characters"):
        read(f"title,date\n{cell},2016\n")


def test_paste_may_be_json_too():
    table = open_pasted('\n[{"title": "A"}]')
    assert [row.cells for row in table.rows] == [["A"]]


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (["Titre", "Entreprise", "Lien", "Résumé"], ["title", "companies", "source_url", "incident_summary"]),
        (["Source 1", "Source 2", "HEADLINE", "When"], ["source_url", "source_url", "title", "date"]),
        (["author", "latlngs", "", "title", "Title (2)"], ["", "", "", "title", ""]),
    ],
)
def test_headers_are_guessed_in_both_languages(headers, targets):
    assert mapping.guess(headers) == targets


def test_source_without_address_keeps_its_title(checked):
    sources = [{"title": "Court paper", "publisher": "Court"}, {"url": "https://news.example/1", "title": "Article"}]
    document = {"title": "Affair", "events": [{"title": "Filed", "sources": sources}]}
    job = checked(json.dumps(document), name="a.json")
    found = job.rows.get().resolved["sources"]
    expected = [("Court paper", ""), ("Article", "https://news.example/1")]
    assert [(source["title"], source["url"]) for source in found] == expected


@pytest.mark.parametrize("cell", ["[{[]}]", "[{{}}]", '["a\\u0000b"]', "['\\ud800']"])
@pytest.mark.parametrize("column", ["company", "accused"])
def test_list_that_is_none_is_what_it_says(cell, column, checked):
    """Escapes within a cell can write signs that no file and no database holds."""
    job = checked(json.dumps([{"title": "A", column: cell}]), name="a.json")
    assert (job.state, job.rows.get().fate) == ("checked", "make")
    assert [each["company"] for each in job.rows.get().resolved["participants"]] == [cell]


def test_topic_that_can_have_no_address_is_said(checked):
    row = checked('title,topics\nA,"privacy; 隐私"\n', make_topics=True).rows.get()
    assert (row.resolved["incident"]["topics"], len(row.resolved["warnings"])) == (["privacy"], 1)
    assert "隐私" in row.resolved["warnings"][0]


def test_address_that_signs_somebody_in_is_left_out_and_not_repeated(checked) -> None:
    job = checked(b"date,title,companies,source_url\n2016,Emails,Acme,https://ana:secret@news.example/a\n")
    row = job.rows.get()
    assert row.resolved["sources"] == []
    assert "a name and a password" in row.resolved["warnings"][0]
    assert "secret" not in "".join(row.resolved["warnings"])


@pytest.mark.parametrize(("column", "most"), [("source_title", 300), ("publisher", 200), ("locator", 200)])
def test_cell_of_a_single_source_is_measured_whole(column, most, checked):
    """Where there is one address, what parts other cells is part of its title."""
    text = "; ".join(["long words"] * 40)
    row = checked(f"title,source,{column}\nA,https://news.example/1,{text}\n").rows.get()
    assert (row.fate, f"{most} are the most" in row.reason) == ("refused", True)
