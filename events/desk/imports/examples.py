"""Tables to begin with: headers that are understood, and rows to follow. A test imports them as they are."""

import csv
import io

from openpyxl import Workbook

HEADERS = [
    *("id", "incident title", "incident summary", "topics", "places", "kind", "date", "title", "text"),
    *("accused", "claimant group", "form", "speaker", "spokesperson’s capacity", "words"),
    *("source", "source title", "publisher", "source date", "quotation"),
]
ROWS = [
    [
        *("1", "Wages withheld at Example Foods", "Workers say that overtime was not paid.", "wages", "Lyon"),
        *("allegation", "early January 2016", "Fifty workers say that Example Foods did not pay overtime", ""),
        *("Example Foods", "fifty workers", "civil claim", "", "", ""),
        *("https://news.example/overtime", "Overtime unpaid, workers say", "The Example", "27 January 2016"),
        "“None of it was ever paid,” the claim says.",
    ],
    [
        *("2", "Wages withheld at Example Foods", "", "", ""),
        *("statement", "2016-02", "Example Foods says that it pays what it owes", ""),
        *("", "", "", "Example Foods", "a spokesperson", "We pay what we owe."),
        *("https://news.example/answer", "Company answers", "The Example", "2016-02-03", "“We pay what we owe.”"),
    ],
]


def csv_example() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADERS, *ROWS])
    return text.getvalue().encode("utf-8-sig")  # with the mark, spreadsheets read it as UTF-8


def xlsx_example() -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in [HEADERS, *ROWS]:
        book.active.append(row)
    book.active.freeze_panes = "A2"
    book.save(content)
    return content.getvalue()


EXAMPLES = {
    "csv": (csv_example, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_example, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
