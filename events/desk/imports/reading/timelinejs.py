"""TimelineJS, its spreadsheet of eighteen columns and its JSON: the title slide is the incident, others are events."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from events.desk.imports.reading.refusal import refused
from events.desk.imports.reading.table import Cell, Row, Table, guarded, tidy

HEADERS = [
    *("incident_title", "incident_summary", "date", "date_wording", "title", "text", "topics"),
    *("source_url", "source_title", "publisher"),
]
WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def is_timelinejs(headers: Iterable[str]) -> bool:
    return {"Year", "Headline", "Display Date", "Media"} <= set(headers)


def from_spreadsheet(table: Table) -> Table:
    """The table of a TimelineJS spreadsheet as ours; the title slide is looked for in the rows as they come."""
    records = ((row.line, dict(zip(table.headers, map(_joined, row.cells), strict=True))) for row in table.rows)
    return _table("timelinejs", records, table.notes)


def _joined(cell: Cell) -> str:
    """A spreadsheet that was saved as JSON may hold lists; TimelineJS has one value in each column."""
    return cell if isinstance(cell, str) else "; ".join(cell)


def rows_of_json(document: dict) -> Table:
    """The table of TimelineJS's JSON. Raises FileRefused where a slide is none."""
    slides = [*([document["title"]] if document.get("title") else []), *document["events"]]
    for place, slide in enumerate(slides, start=1):
        if not isinstance(slide, dict) or not all(isinstance(slide.get(name) or {}, dict) for name in PARTS):
            raise refused(_('This slide is none: expected is {"start_date": …, "text": …}.'), line=place)
    records = [(place, _as_spreadsheet(slide)) for place, slide in enumerate(slides, start=1)]
    if document.get("title"):
        records[0][1]["Type"] = "title"
    return _table("timelinejs-json", records, [])


PARTS = ("start_date", "end_date", "text", "media")


def _as_spreadsheet(slide: dict) -> dict[str, str]:
    start, end, text, media = (slide.get(name) or {} for name in PARTS)
    values = {
        "Year": start.get("year"),
        "Month": start.get("month"),
        "Day": start.get("day"),
        "End Year": end.get("year"),
        "End Month": end.get("month"),
        "End Day": end.get("day"),
        "Display Date": slide.get("display_date") or start.get("display_date"),
        "Headline": text.get("headline"),
        "Text": text.get("text"),
        "Media": media.get("url"),
        "Media Credit": media.get("credit"),
        "Media Caption": media.get("caption"),
        "Group": slide.get("group"),
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _table(form: str, records: Iterable[tuple[int, dict[str, str]]], notes: list[str]) -> Table:
    notes.append(_("Times of day, thumbnails, backgrounds and media that are no address are not taken over."))
    return Table(form, HEADERS, guarded(_rows(records), len(HEADERS)), notes)


def _rows(records: Iterable[tuple[int, dict[str, str]]]) -> Iterator[Row]:
    """The title slide may stand anywhere, and a timeline is a page of some dozens, so all are held at once."""
    held = list(records)
    title, summary = "", ""
    for _line, record in held:
        if _type(record) == "title":
            title, summary = plain(record["Headline"]), plain(record.get("Text", ""))
    for line, record in held:
        if _type(record) not in {"title", "era"}:
            yield Row(line, [title, summary, *_event(record)])


def _type(record: dict[str, str]) -> str:
    return record.get("Type", "").strip().lower()


def _event(record: dict[str, str]) -> list[Cell]:
    text, media = record.get("Text", ""), record.get("Media", "").strip()
    links = list(dict.fromkeys(unescape(link) for link in re.findall(r"""href\s*=\s*["'](https?://[^"'\s]+)""", text)))
    titles, publishers = [""] * len(links), [""] * len(links)
    if WEB.fullmatch(media) and media not in links:
        links, titles = [*links, media], [*titles, plain(record.get("Media Caption", ""))]
        publishers = [*publishers, plain(record.get("Media Credit", ""))]
    date, wording = _date(record), plain(record.get("Display Date", ""))
    group = plain(record.get("Group", ""))
    return [date, wording, plain(record.get("Headline", "")), plain(text), group, links, titles, publishers]


def _date(record: dict[str, str]) -> str:
    """EDTF of the start, or of the span; where one side is told more precisely, both are told as the other is."""
    start = _parts(record, "")
    end = _parts(record, "End ")
    if not end:
        return "-".join(start)
    length = min(len(start), len(end))
    return f"{'-'.join(start[:length])}/{'-'.join(end[:length])}"


def _parts(record: dict[str, str], prefix: str) -> list[str]:
    parts = []
    for name, width in (("Year", 4), ("Month", 2), ("Day", 2)):
        value = record.get(prefix + name, "").strip().removesuffix(".0")
        if not value:
            break
        parts.append(value.zfill(width))
    return parts


class _Words(HTMLParser):
    BREAKS = {"p", "br", "div", "li", "blockquote", "h1", "h2", "h3"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.silent += tag in {"script", "style"}
        if tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"} and self.silent > 0
        if tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def plain(markup: str) -> str:
    """The words of a piece of HTML, in lines."""
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    words = _Words()
    words.feed(markup)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.pieces).split("\n"))
    return "\n".join(line for line in lines if line)
