"""More than three hundred files that must be refused, each made here: (what is wrong, file name, content)."""

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator

from openpyxl import Workbook

Case = tuple[str, str, bytes]

HEADER = b"id,date,title,company,source\n"
GOOD = b"1,2016-01,Letter is signed,Acme,https://news.example/1\n"


def cases() -> Iterator[Case]:
    for make in (
        encodings,
        signs,
        quotes,
        shapes,
        headers,
        cells,
        json_documents,
        json_lines,
        timelines,
        archives,
        sheets,
    ):
        yield from make()


def encodings() -> Iterator[Case]:
    """Bytes that are no text of any encoding that is tried, wherever in the file they stand."""
    for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D):
        for place in (0, 1, 50):
            rows = [GOOD] * 51
            rows[place] = b"1,2016-01,Letter \xe9" + bytes([byte]) + b",Acme,\n"
            yield f"no text: {byte:#x} on row {place}", "a.csv", HEADER + b"".join(rows)
    yield "UTF-8 mark, then none", "a.csv", b"\xef\xbb\xbf" + HEADER + b"1,2016,Caf\xe9,Acme,\n"
    yield "UTF-16 that breaks off", "a.csv", b"\xff\xfe" + HEADER.decode().encode("utf-16-le") + b"a"
    yield "UTF-16 with half a pair", "a.csv", b"\xff\xfe" + HEADER.decode().encode("utf-16-le") + b"\x00\xd8a\x00\n\x00"
    yield "UTF-32 beyond its letters", "a.csv", b"\xff\xfe\x00\x00" + b"\xff\xff\xff\x7f" * 8
    yield "UTF-7 mark only", "a.csv", b"+/v8-"
    yield "nothing at all", "a.csv", b""
    yield "only a mark", "a.csv", b"\xef\xbb\xbf"
    yield "only blanks", "a.csv", b"  \n\n \r\n"
    yield "only headers", "a.csv", HEADER
    yield "only line ends", "a.csv", b"\r\r\r"
    for name in ("a.json", "a.jsonl"):
        yield "JSON in Latin-1", name, '[{"title": "Café"}]'.encode("latin-1")
        yield "JSON in UTF-16", name, '[{"title": "A"}]'.encode("utf-16")


def signs() -> Iterator[Case]:
    """Characters that no text holds, in a header, a first, a middle and a last cell, with each line ending."""
    for sign in (0x00, 0x01, 0x07, 0x08, 0x0B, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F):
        for end in (b"\n", b"\r\n", b"\r"):
            row = GOOD.replace(b"Letter", b"Let" + bytes([sign]) + b"ter")
            yield f"U+{sign:04X}", "a.csv", (HEADER + GOOD * 3 + row).replace(b"\n", end)
        yield f"U+{sign:04X} in a header", "a.csv", HEADER.replace(b"title", b"ti" + bytes([sign]) + b"tle") + GOOD
        escaped = f'[{{"title": "a\\u{sign:04x}b"}}]'.encode()
        yield f"U+{sign:04X} in JSON", "a.json", escaped
        yield f"U+{sign:04X} in JSON Lines", "a.jsonl", escaped[1:-1] + b"\n" + escaped[1:-1] + b"\n"
    for surrogate in ("d800", "dbff", "dc00", "dfff"):
        yield f"lone {surrogate}", "a.json", f'[{{"title": "a\\u{surrogate}"}}]'.encode()
        yield f"lone {surrogate} in a name", "a.json", f'[{{"t\\u{surrogate}": "a", "title": "b"}}]'.encode()


def quotes() -> Iterator[Case]:
    for row in (b'1,2016,"never closed,Acme,\n', b'1,2016,"closed"too early,Acme,\n', b'"1"x,2016,A,B,\n'):
        for before in (0, 1, 49):
            yield f"quotation mark {row[:20]!r} after {before}", "a.csv", HEADER + GOOD * before + row + GOOD
            yield (
                f"quotation mark {row[:20]!r} after {before} with ;",
                "a.csv",
                ((HEADER + GOOD * before).replace(b",", b";") + row.replace(b",", b";")),
            )
    yield "quotation mark before the headers", "a.csv", b'"' + HEADER + GOOD
    yield "quotation mark with the world behind it", "a.csv", HEADER + b'1,2016,"' + b"x\n" * 100_000


def shapes() -> Iterator[Case]:
    for width in (201, 1_000, 20_000):
        names = ",".join(f"c{place}" for place in range(width))
        yield f"{width} columns", "a.csv", f"title,{names}\nA\n".encode()
    for extra in (1, 5, 500):
        yield f"{extra} cells too many", "a.csv", HEADER + GOOD + GOOD.strip() + b",x" * extra + b"\n"
    yield "a row too many", "a.csv", b"title\n" + b"a\n" * 100_001
    yield "a record too many", "a.jsonl", b'{"title":"a"}\n' * 100_001
    for count in (50_001, 120_000, 200_000):
        yield f"a cell of {count}", "a.csv", HEADER + b"1,2016," + b"x" * count + b",Acme,\n"
        yield f"a value of {count}", "a.json", json.dumps([{"title": "x" * count}]).encode()
    yield "a line without end", "a.csv", HEADER + b"x" * 4_100_000
    yield "a JSON line without end", "a.jsonl", b'{"title":"a"}\n{"title":"' + b"x" * 4_100_000
    for width in (201, 300):
        yield f"{width} fields", "a.json", json.dumps([{f"f{place}": "x" for place in range(width)}]).encode()
    for kind, head in {
        "PDF": b"%PDF-1.7",
        "PNG": b"\x89PNG\r\n\x1a\n",
        "JPEG": b"\xff\xd8\xff\xe0",
        "gzip": b"\x1f\x8b\x08",
    }.items():
        for name in ("a.csv", "a.xlsx", "a.json"):
            yield f"{kind} called {name}", name, head + b"\0" * 200
    for name in ("a.exe", "a.ods", "a.html", "a.xml", "a.sql", "a.numbers", "a.docx"):
        yield f"called {name}", name, HEADER + GOOD


def headers() -> Iterator[Case]:
    for name in (
        b"title",
        b"TITLE",
        b" title ",
        b"Title",
        "ｔｉｔｌｅ".encode(),
        "ti\u200btle".encode(),
        "title\u00a0".encode(),
    ):
        yield f"title twice, as {name!r}", "a.csv", b"title," + name + b",date\nA,B,2016\n"
    for name in ("tіtle", "dаte", "сompany", "sоurce", "titlе", "Τitle", "dαte"):
        yield f"false letters in {name}", "a.csv", f"id,title,{name}\n1,A,B\n".encode()
    for name in ("сору", "ΤΙΤΟ"):
        yield (
            f"all false letters in {name}",
            "a.csv",
            f"title,{name},{'copy' if name == 'сору' else 'tito'}\nA,B,C\n".encode(),
        )
    yield "no names", "a.csv", b",,,\nA,B,C,D\n"
    yield "a header that is a text", "a.csv", b"x" * 201 + b",title\nA,B\n"
    yield "a name twice in a record", "a.json", b'[{"title": "A", "title": "B"}]'
    yield "a name twice in a line", "a.jsonl", b'{"title": "A"}\n{"title": "A", "title": "B"}\n'
    yield "names that differ in blanks", "a.json", b'[{"title": "A", "title ": "B"}]'
    for count in (2, 5, 40):
        yield f"{count} columns called x", "a.csv", b"title," + b",".join([b"x"] * count) + b"\nA\n"


BAD_DATES = (
    "2016-13|2016-02-30|30/02/2016|32/01/2016|next year|1|20160|2016-01-32|0000|9999|2020/2010|yesterday|1500"
    "|2300-01-01|12/13/2016 and so on|=TODAY()|2016-1-1-1|٢٠١٦|…"
)


def cells() -> Iterator[Case]:
    """Files that can be read, with one bad row near the end: the whole of them is not written."""
    for date in BAD_DATES.split("|"):
        yield (
            f"date {date}",
            "a.csv",
            HEADER + GOOD + many(97) + f"99,{date},A,Acme,\n".encode() + b"last,2016,B,Acme,\n",
        )
    for column, value in {
        "kind": "rumour", "role": "villain", "language": "Klingon!", "form": "gossip", "legal_status": "guilty",
        "group_count": "many", "group_protected": "perhaps", "source_kind": "hearsay", "channel": "telepathy",
        "incident_number": "99999", "incident_key": "00000000-0000-0000-0000-000000000000", "source_date": "2016-99",
    }.items():  # fmt: skip
        kind = {"form": "allegation", "legal_status": "allegation", "channel": "statement"}.get(column, "")
        content = f"title,{column},type,source\nA,{value},{kind},https://news.example/1\n"
        yield f"{column} {value}", "a.csv", content.encode()
    yield "title too long", "a.csv", HEADER + many(50) + b"x,2016," + b"long " * 60 + b",Acme,\n"
    yield "company too long", "a.csv", HEADER + many(50) + b"x,2016,A," + b"long " * 60 + b",\n"
    yield "no title", "a.csv", HEADER + many(50) + b"x,2016,,Acme,\n"
    yield "an id twice", "a.csv", HEADER + many(50) + b"7,2016,Another,Acme,\n"


def many(count: int) -> bytes:
    return b"".join(f"{number + 2},2016,Event {number},Acme,\n".encode() for number in range(count))


def json_documents() -> Iterator[Case]:
    for text in (
        *(
            "[",
            "{",
            "[{]",
            "[{}",
            '[{"title"}]',
            '[{"title": }]',
            '[{"title": "A",}]',
            "[{'title': 'A'}]",
            "nul",
            "[1 2]",
        ),
        *('"text"', "1", "null", "[]", "[[]]", "[null]", "[1]", '["a"]', "{}", "[{}]", '[{"title": NaN}]', "[}", "]"),
        *(
            '[{"title": Infinity}]',
            '[{"title": 1e400}]',
            '{"title": "A"',
            "// [{}]",
            '[{"title": "A"}] x',
            '{"records": 1}',
            '[{"title": "\n"}]',
        ),
        *('{"incidents": 1}', '{"incidents": [1]}', '{"title": "A", "events": [1]}', '{"title": "A", "events": {}}'),
        *('{"title": "A", "events": [{"sources": 1}]}', '{"title": "A", "events": [{"sources": [1]}]}'),
        *(
            '{"title": "A", "events": [{"title": "B", "sources": [{"adress": "x"}]}]}',
            '{"title": "A", "colour": 1, "events": []}',
        ),
    ):
        yield f"JSON {text[:30]!r}", "a.json", text.encode()
    for depth in (1_000, 100_000, 1_000_000):
        yield f"{depth} deep", "a.json", b"[" * depth + b"]" * depth
        yield f"{depth} deep in a record", "a.json", b'[{"title": ' + b"[" * depth + b"]" * depth + b"}]"
        yield f"{depth} deep objects", "a.json", b'{"a":' * depth + b"1" + b"}" * depth
    yield "a number of ten thousand digits", "a.json", b'[{"title": ' + b"9" * 10_000 + b"}]"
    yield "a document too large", "a.json", b'[{"title": "' + b"x " * (11 * 2**20) + b'"}]'


def json_lines() -> Iterator[Case]:
    good = b'{"title": "A", "date": "2016"}\n'
    for bad in (
        b"{\n",
        b'{"title": \n',
        b"[]\n",
        b"null\n",
        b"1\n",
        b'"a"\n',
        b"x\n",
        b"{'a': 1}\n",
        b'{"title": "B"}}\n',
        b"{]\n",
    ):
        for before in (1, 2, 500):
            yield f"line {bad!r} after {before}", "a.jsonl", good * before + bad + good


def timelines() -> Iterator[Case]:
    for slide in (1, "x", [], {"start_date": 1}, {"text": "x"}, {"start_date": {"year": 2016}, "media": "x"}, None):
        yield (
            f"slide {slide!r}",
            "t.json",
            json.dumps({"events": [slide], "title": {"text": {"headline": "T"}}}).encode(),
        )
    for year in ("-44", "12345", "soon", "2016,5", "١٩٤٥"):
        slide = {"start_date": {"year": year}, "text": {"headline": "A"}}
        yield f"year {year}", "t.json", json.dumps({"events": [slide]}).encode()
    yield "no slide", "t.json", b'{"events": []}'


def workbook(fill: Callable[[Workbook], None] | None = None) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in ([*HEADER.decode().strip().split(",")], ["1", "2016", "A", "Acme", ""]):
        book.active.append(row)
    if fill:
        fill(book)
    book.save(content)
    return content.getvalue()


def rezipped(change: Callable[[str, bytes], bytes | None] = lambda name, data: data, **more: bytes) -> bytes:
    """A workbook whose parts went through `change` (None drops one), with others added."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
        for name, data in more.items():
            new.writestr(name, data)
    return content.getvalue()


STRANGE_PARTS = [
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "xl/../../x",
        "C:\\x",
        "xl\\..\\x",
        "xl/nested.zip",
        "xl/inner.xlsx",
        "xl/a.7z",
    ),
    *("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"),
]


def archives() -> Iterator[Case]:
    for name in STRANGE_PARTS:
        yield f"part {name}", "a.xlsx", rezipped(**{name: b"x"})
    for part in (
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
    ):
        yield f"without {part}", "a.xlsx", rezipped(lambda name, data, part=part: None if name == part else data)
        yield (
            f"broken {part}",
            "a.xlsx",
            rezipped(lambda name, data, part=part: data[: len(data) // 2] if name == part else data),
        )
        yield f"empty {part}", "a.xlsx", rezipped(lambda name, data, part=part: b"" if name == part else data)
    whole = workbook()
    for length in (4, 30, 100, len(whole) // 2, len(whole) - 1, len(whole) - 22):
        yield f"cut at {length}", "a.xlsx", whole[:length]
    for place in (0.2, 0.4, 0.6, 0.8):
        at = int(len(whole) * place)
        yield f"overwritten at {place}", "a.xlsx", whole[:at] + b"\0" * 40 + whole[at + 40 :]
    yield "a bomb", "a.xlsx", rezipped(**{"xl/bomb.xml": b"\0" * (300 * 2**20 // 8)})
    yield (
        "a bomb for a sheet",
        "a.xlsx",
        rezipped(lambda n, d: d + b" " * 30_000_000 if n.endswith("sheet1.xml") else d),
    )
    yield "texts without end", "a.xlsx", rezipped(**{"xl/sharedStrings.xml": b"<sst/>" + b" " * 70_000_000})
    yield "three thousand parts", "a.xlsx", rezipped(**{f"xl/p{number}.txt": b"" for number in range(3_000)})
    for flag, kind in ((b"\x01\x00", "encrypted"),):
        yield kind, "a.xlsx", _flagged(whole, flag)
    yield "lying about its size", "a.xlsx", _lying(whole)
    yield "parts over each other", "a.xlsx", _overlapping(whole)
    yield (
        "macros by its types",
        "a.xlsx",
        rezipped(
            lambda n, d: (
                d.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml") if n == "[Content_Types].xml" else d
            )
        ),
    )
    yield "a ZIP of something else", "a.xlsx", _zip(**{"readme.txt": b"x"})
    yield "a ZIP called CSV", "a.csv", whole
    yield "a workbook called JSON", "a.json", whole
    yield "macros by its name", "a.xlsm", whole
    yield "text called XLSX", "a.xlsx", HEADER + GOOD
    yield "before 2007", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    yield (
        "behind a password",
        "a.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
    )
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        yield (
            f"entities in {part}",
            "a.xlsx",
            rezipped(
                lambda n, d, part=part: (
                    bomb + d.partition(b"?>")[2] if n == part and b"?>" in d else bomb + d if n == part else d
                )
            ),
        )
    yield (
        "a file from outside",
        "a.xlsx",
        rezipped(lambda n, d: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + d if n == "xl/workbook.xml" else d),
    )


def _zip(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def _flagged(whole: bytes, flag: bytes) -> bytes:
    """The first entry of the directory with a flag set."""
    at = whole.index(b"PK\x01\x02")
    return whole[: at + 8] + flag + whole[at + 10 :]


def _lying(whole: bytes) -> bytes:
    """Every entry claims to unpack to ten bytes."""
    changed, at = bytearray(whole), 0
    while (at := whole.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 10)
        at += 4
    return bytes(changed)


def _overlapping(whole: bytes) -> bytes:
    """The second entry begins where the first does."""
    changed = bytearray(whole)
    first = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", first + 4)
    changed[second + 42 : second + 46] = whole[first + 42 : first + 46]
    return bytes(changed)


def sheets() -> Iterator[Case]:
    for number in ("1", "2"):
        row = f'<row r="{number}"><c r="C{number}" t="inlineStr"><is><t>B</t></is></c></row></sheetData>'.encode()
        yield (
            f"another row {number} after row 2",
            "a.xlsx",
            rezipped(lambda n, d, row=row: d.replace(b"</sheetData>", row) if n.endswith("sheet1.xml") else d),
        )
    for formula in ("=1+1", '=HYPERLINK("http://x.example")', "=cmd|' /C calc'!A0", "=[1]Other!A1", "=WEBSERVICE(A1)"):
        yield (
            f"formula {formula}",
            "a.xlsx",
            workbook(lambda book, formula=formula: book.active.append(["2", "2016", formula])),
        )
    for error in ("#REF!", "#N/A", "#VALUE!", "#DIV/0!"):
        yield f"error {error}", "a.xlsx", workbook(lambda book, error=error: book.active.append(["2", "2016", error]))
    yield (
        "no visible sheet",
        "a.xlsx",
        rezipped(lambda n, d: d.replace(b'state="visible"', b'state="hidden"') if n == "xl/workbook.xml" else d),
    )
    yield "an empty sheet", "a.xlsx", workbook(lambda book: book.active.delete_rows(1, 9))
    yield "only headers in a sheet", "a.xlsx", workbook(lambda book: book.active.delete_rows(2))
    yield "three hundred columns", "a.xlsx", workbook(lambda book: _put(book, 1, 300))
    yield "the last column there is", "a.xlsx", workbook(lambda book: _put(book, 2, 16_384))
    yield "a cell beyond the headers", "a.xlsx", workbook(lambda book: _put(book, 2, 9))
    yield (
        "a row beyond the last",
        "a.xlsx",
        rezipped(lambda n, d: d.replace(b'r="2"', b'r="99999999"') if n.endswith("sheet1.xml") else d),
    )
    yield "a header twice in a sheet", "a.xlsx", workbook(lambda book: book.active.__setitem__("E1", "title"))
    yield "a bad date in a sheet", "a.xlsx", workbook(lambda book: book.active.append(["2", "2016-02-31", "B"]))


def _put(book: Workbook, row: int, column: int) -> None:
    book.active.cell(row, column, "x")
