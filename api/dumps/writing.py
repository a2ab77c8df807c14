"""The files of a dump. The JSON Lines are what the snapshot sends; the other forms are made of them afterwards.

However much there is, no more than a group of rows is in memory.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from events.site.formats import entities, tables
from events.site.formats.tables import Cell, Column
from events.timeline.queries import Face

GROUP = 5_000
"""Rows of a Parquet file that stand together: some 10 MB."""
PIECE = 500
"""Lines of CSV and of entities that are packed at once."""
SECTIONS = {"companies": "companies", "incidents": "incidents", "sources": "sources", "events": "events"}
"""Name of the files → key of their columns."""

MEDIA = {
    ".jsonl.gz": "application/gzip",
    ".csv.gz": "application/gzip",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}

Beat = Callable[[], None]
"""Called again and again while something is written; raises where somebody else has the job by now."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file as the row of its dump describes it; `rows` is None for what has none."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None

    @property
    def media(self) -> str:
        return next(media for ending, media in MEDIA.items() if self.name.endswith(ending))

    def document(self) -> dict[str, str | int | None]:
        return asdict(self) | {"media": self.media}


def described(path: Path, rows: int | None = None) -> Written:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(path.name, path.stat().st_size, digest, rows)


@contextmanager
def packed(path: Path) -> Iterator[BinaryIO]:
    """A gzip file that says neither when it was made nor what it was called: the same rows give the same bytes."""
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packing,
    ):
        yield packing


def write_lines(folder: Path, name: str, pieces: Iterable[bytes], beat: Beat) -> Written:
    """The bodies, byte for byte as the API sends them."""
    path, rows = folder / f"{name}.jsonl.gz", 0
    with packed(path) as file:
        for piece in pieces:
            file.write(piece)
            rows += piece.count(b"\n")
            beat()
    return described(path, rows)


def write_forms(folder: Path, beat: Beat) -> list[Written]:
    """The tables and entities, of the lines that are already there."""
    written, entity_path = [], folder / "entities.ftm.jsonl.gz"
    with packed(entity_path) as entity_file:
        people = _Entities(entity_file)
        for name, kind in SECTIONS.items():
            rows = _write_tables(folder, name, tables.COLUMNS[kind], people, beat)
            written += [described(folder / f"{name}{ending}", rows) for ending in (".csv.gz", ".parquet")]
        people.flush()
    return [*written, described(entity_path, people.rows)]


def _write_tables(folder: Path, name: str, columns: list[Column], people: "_Entities", beat: Beat) -> int:
    """CSV and Parquet of one kind of subject, each row looked at once; returns how many."""
    rows = 0
    with ExitStack() as stack:
        lines = stack.enter_context(gzip.open(folder / f"{name}.jsonl.gz", "rb"))
        csv_file = stack.enter_context(packed(folder / f"{name}.csv.gz"))
        parquet = stack.enter_context(closing(_Parquet(folder / f"{name}.parquet", columns)))
        csv_file.write(tables.heading(columns).encode())
        for group in _some(lines, PIECE):
            faces: list[Face] = [orjson.loads(line) for line in group]
            cells = [tables.cells(columns, face) for face in faces]
            csv_file.write("".join(map(tables.line, cells)).encode())
            parquet.add(cells, group)
            people.add(faces)
            rows += len(group)
            beat()
    return rows


def _some(lines: Iterable[bytes], count: int) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    for line in lines:
        group.append(line)
        if len(group) == count:
            yield group
            group = []
    if group:
        yield group


class _Entities:
    """The file of entities: of every kind of subject, each entity once, for every subject gives its own."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.rows, self.waiting = file, 0, []

    def add(self, faces: Iterable[Face]) -> None:
        for face in faces:
            self.waiting += [orjson.dumps(entity) + b"\n" for entity in entities.entities_of(face)]
        if len(self.waiting) >= PIECE:
            self.flush()

    def flush(self) -> None:
        self.file.write(b"".join(self.waiting))
        self.rows += len(self.waiting)
        self.waiting = []


TYPES = {
    "number": pa.int64(),
    "version": pa.int64(),
    "incident": pa.int64(),
    "events": pa.int64(),
    "origins": pa.int64(),
    "earliest": pa.date32(),
    "latest": pa.date32(),
    "changed": pa.timestamp("us", tz="UTC"),
}
"""Of the columns that are no text, by name."""


class _Parquet:
    """The columns of the CSV with types, texts as they are, and in `json` the whole body."""

    def __init__(self, path: Path, columns: list[Column]) -> None:
        self.names = [column.name for column in columns]
        fields = [pa.field(name, TYPES.get(name, pa.string())) for name in self.names]
        self.schema = pa.schema([*fields, pa.field("json", pa.string())])
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd")
        self.cells: list[list[Cell]] = []
        self.bodies: list[str] = []

    def add(self, cells: list[list[Cell]], bodies: Iterable[bytes]) -> None:
        self.cells += cells
        self.bodies += [body.rstrip(b"\n").decode() for body in bodies]
        if len(self.cells) >= GROUP:
            self._write()

    def _write(self) -> None:
        by_column = zip(self.names, zip(*self.cells, strict=True), strict=True)
        arrays = [_array(TYPES.get(name, pa.string()), values) for name, values in by_column]
        self.writer.write_table(pa.Table.from_arrays([*arrays, pa.array(self.bodies, pa.string())], schema=self.schema))
        self.cells, self.bodies = [], []

    def close(self) -> None:
        if self.cells:
            self._write()
        self.writer.close()


def _array(kind: pa.DataType, values: tuple[Cell, ...]) -> pa.Array:
    """Empty is absent where the column is no text."""
    if kind == pa.string():
        return pa.array(["" if value is None else str(value) for value in values], kind)
    if kind == pa.int64():
        return pa.array(values, kind)
    return pa.array([value or None for value in values], pa.string()).cast(kind)
