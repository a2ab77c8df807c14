"""The public events of a loaded database in a folder that Datasette serves as it is: one SQLite file, never written
again, with an index for each path that is measured and FTS5, prepared as its documentation recommends.

The newest event comes first: `place` is the primary key, so that Datasette's own order is that of the dates, a page far
down begins at a key, and a search reads its matches in order and stops. Rows go through in chunks, however many.
"""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import orjson
import psycopg

from tests.bench.database import Server

CHUNK = 2_000
TABLES = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -262144;
CREATE TABLE events (
    place INTEGER PRIMARY KEY, id INTEGER NOT NULL, kind TEXT NOT NULL, earliest TEXT NOT NULL, latest TEXT NOT NULL,
    body TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE entries (
    company INTEGER, event INTEGER REFERENCES events (place), PRIMARY KEY (company, event)
) WITHOUT ROWID;
CREATE TABLE countries (
    country TEXT, event INTEGER REFERENCES events (place), PRIMARY KEY (country, event)
) WITHOUT ROWID;
"""
INDEXES = """
CREATE UNIQUE INDEX events_by_id ON events (id);
CREATE INDEX events_by_kind ON events (kind);
CREATE INDEX events_by_days ON events (earliest, latest, id);
CREATE VIRTUAL TABLE events_fts USING fts5 (
    title, text, words, content="events", content_rowid="place", tokenize='porter unicode61 remove_diacritics 2'
);
INSERT INTO events_fts (events_fts) VALUES ('rebuild');
INSERT INTO events_fts (events_fts) VALUES ('optimize');
ANALYZE;
"""
EVENTS = """
SELECT e.number, e.kind, e.earliest::text, e.latest::text, e.body, e.title, e.traits,
    ARRAY(SELECT t.company FROM timeline_timelineentry t WHERE t.event = e.number)
FROM timeline_publicevent e WHERE e.state = 'live' ORDER BY e.earliest DESC, e.latest DESC, e.number DESC
"""
PAGE = "ORDER BY {order} LIMIT 51"
OF_EVENT = "SELECT e.id, e.body FROM {table} t CROSS JOIN events e ON e.place = t.{key} WHERE {condition} " + PAGE
QUERIES = {
    "newest": "SELECT id, body FROM events WHERE place > CAST(:after AS INTEGER) " + PAGE.format(order="place"),
    "of_kind": "SELECT id, body FROM events WHERE kind = :kind " + PAGE.format(order="place"),
    "in_period": "SELECT id, body FROM events WHERE earliest <= :last AND latest >= :first "
    + PAGE.format(order="earliest DESC, latest DESC, id DESC"),
    "of_company": OF_EVENT.format(
        table="entries", key="event", condition="t.company = CAST(:company AS INTEGER)", order="t.event"
    ),
    "in_country": OF_EVENT.format(table="countries", key="event", condition="t.country = :country", order="t.event"),
    "with_id": "SELECT id, body FROM events WHERE id = CAST(:id AS INTEGER)",
    "holding": OF_EVENT.format(table="events_fts", key="rowid", condition="events_fts MATCH :words", order="t.rowid"),
}
"""What Datasette calls canned queries: the same pages without what it does for a table."""
SETTINGS = {
    "suggest_facets": False,
    "default_page_size": 50,
    "cache_size_kb": 2**19,  # PostgreSQL has its 2 GB
    "sql_time_limit_ms": 60_000,
}


def kept(server: Server, database: str, place: Path) -> Path:
    """The folder for a database: the one there is in `place`, if this very code made it of this very database."""
    (number,) = server.ask(f"SELECT oid FROM pg_database WHERE datname = '{database}'")[0]
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = place / f"datasette-{database}-{number}-{made_by}"
    if not folder.exists():
        scale = database.rpartition("_")[0]
        for old in place.glob(f"datasette-{scale}_*"):
            shutil.rmtree(old)
        half = place / f"datasette-{scale}_half"
        half.mkdir()
        write(server.url(database), half)
        half.rename(folder)
    return folder


def write(url: str, folder: Path) -> None:
    """All that Datasette serves: the file, its settings, its queries, and its counts, which it need not make then."""
    file = folder / "record.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as lite:
        lite.executescript(TABLES)
        with psycopg.connect(url) as connection, connection.cursor(name="events") as events:
            events.execute(EVENTS)
            place = 1
            while chunk := events.fetchmany(CHUNK):
                _insert(lite, list(enumerate(chunk, start=place)))
                place += len(chunk)
        lite.executescript(INDEXES)
    queries = {name: {"sql": statement} for name, statement in QUERIES.items()}
    (folder / "metadata.json").write_text(json.dumps({"databases": {"record": {"queries": queries}}}))
    (folder / "settings.json").write_text(json.dumps(SETTINGS))
    counting = [sys.executable, "-m", "datasette", "inspect", file.name, "--inspect-file", "inspect-data.json"]
    subprocess.run(counting, cwd=folder, check=True)


def _insert(lite: sqlite3.Connection, rows: list[tuple[int, tuple]]) -> None:
    lite.execute("BEGIN")
    lite.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (_event(*row) for row in rows))
    entries = chain.from_iterable(((company, place) for company in event[7]) for place, event in rows)
    lite.executemany("INSERT INTO entries VALUES (?, ?)", entries)
    countries = chain.from_iterable(((country, place) for country in _countries(event[6])) for place, event in rows)
    lite.executemany("INSERT INTO countries VALUES (?, ?)", countries)
    lite.execute("COMMIT")


def _event(place: int, event: tuple) -> tuple:
    number, kind, earliest, latest, body, title, _traits, _companies = event
    face = orjson.loads(body)
    return place, number, kind, earliest, latest, body, title, face["text"], " ".join(_words(face))


def _countries(traits: list[str]) -> Iterator[str]:
    return (trait.removeprefix("country:") for trait in traits if trait.startswith("country:"))


def _words(face: dict) -> Iterator[str]:
    """What the product's search finds an event by, beside its title and text."""
    yield face["date"]["wording"]
    for part in face["participants"]:
        yield part["company"]["name"] if part["company"] else part["group"]
    yield from (citation["quotation"] for citation in face["citations"])
    if "statement" in face:
        said = face["statement"]
        yield from (said["spokesperson"], said["addressed_to"], said["words"]["exact"])
