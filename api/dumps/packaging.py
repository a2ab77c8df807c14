"""What says what a dump is: a Frictionless data package, and the licence in words."""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from api.dumps.snapshot import Position
from api.dumps.writing import SECTIONS, Written, described
from events.site.formats import tables
from events.site.formats.addresses import absolute
from events.site.formats.tables import Column

TITLES = {
    "companies": "Companies: names, identifiers, owners",
    "incidents": "Incidents: affairs, with the parties to them",
    "sources": "Sources: documents, and where they have their claims from",
    "events": "Events: what is alleged, answered, decided, on what evidence",
    "entities": "Everything as entities of FollowTheMoney",
}
FORMS = {
    ".jsonl.gz": "The bodies as the API sends them, one a line, in the order of their numbers.",
    ".csv.gz": "A table: UTF-8, commas. A text that a spreadsheet would run has an apostrophe before it.",
    ".parquet": "The same table with types, texts as they are; `json` holds the whole body.",
}
TYPES = {
    **dict.fromkeys(("number", "version", "incident", "events", "origins"), "integer"),
    **dict.fromkeys(("earliest", "latest"), "date"),
    "changed": "datetime",
}
LICENCE = """\
{site}, as of publication {publication} (position {position}), made {made}.

What the editors wrote is under {licence_name}: {licence}
Name {site} ({address}) and the publication number when you use it.

Quotations stay their authors', and may be used as the law on quoting allows.

An allegation stays one wherever you take it: keep who says so, its status, and the answer or the fact that none is on
record. A dump is taken back as soon as something in it is retracted or redacted. Do as the record does: read
{address}/api/v1/changes/?after={reached}
and delete what it says is gone.
"""


def write_package(folder: Path, written: list[Written], *, position: Position, made: str) -> list[Written]:
    """The licence and `datapackage.json`, which names every file but itself."""
    licence = folder / "LICENSE.txt"
    licence.write_text(
        LICENCE.format(
            site=settings.SITE_NAME,
            address=absolute(""),
            publication=position.publication,
            position=position,
            reached=position.reached,
            made=made,
            licence=settings.DATA_LICENCE,
            licence_name=settings.DATA_LICENCE_NAME,
        )
    )
    package = folder / "datapackage.json"
    package.write_bytes(orjson.dumps(_package(written, position, made), option=orjson.OPT_INDENT_2))
    return [*written, described(licence), described(package)]


def _package(written: list[Written], position: Position, made: str) -> dict[str, Any]:
    return {
        "name": "answerable-dump",
        "title": settings.SITE_NAME,
        "description": "Who alleged what about which company, when, on what evidence, and what the company answered.",
        "homepage": absolute("/data/"),
        "version": str(position),
        "created": made,
        "publication": position.publication,
        "position": position.reached,
        "published": position.at.isoformat().replace("+00:00", "Z") if position.at else None,
        "licenses": [
            {"name": settings.DATA_LICENCE_NAME, "path": settings.DATA_LICENCE, "title": settings.DATA_LICENCE_NAME}
        ],
        "resources": [_resource(file) for file in written],
    }


def _resource(file: Written) -> dict[str, Any]:
    stem, _dot, rest = file.name.partition(".")
    ending = f".{rest}"
    form = rest.removesuffix(".gz").rpartition(".")[2]
    resource = {
        "name": file.name.replace(".", "-").lower(),
        "path": file.name,
        "title": TITLES[stem],
        "description": FORMS.get(ending, ""),
        "format": form,
        "mediatype": file.media,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        **({"compression": "gz"} if rest.endswith(".gz") else {}),
    }
    if form != "csv":  # a file that is to be checked by size and hash; how many rows it has says `index.json`
        return resource | {"type": "file"}
    fields = [_field(column) for column in tables.COLUMNS[SECTIONS[stem]]]
    schema = {"fields": fields, "primaryKey": ["number"]}
    return resource | {"rows": file.rows, "profile": "tabular-data-resource", "schema": schema}


def _field(column: Column) -> dict[str, str]:
    return {"name": column.name, "type": TYPES.get(column.name, "string"), "description": str(column.says)}
