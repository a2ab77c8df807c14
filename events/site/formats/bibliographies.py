"""How to cite a document that the record rests on: the work of others, as a library of one's own holds it.

As CSL-JSON, BibTeX and RIS. Author is who wrote it, or else who published it. A date is told as far as it is known:
what is no day, month or year stands in words. The note says which page of ours has it, and the hash of our copy. Words
of ours are English, as in the API, which alone gives these.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from events.site.formats import citations
from events.site.formats.addresses import permanent
from events.site.formats.signs import one_line
from events.site.phrases import date_text
from events.timeline.queries import Face


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of document is called in CSL and in RIS."""

    csl: str
    ris: str


PLAIN = Kind("document", "GEN")
KINDS = {
    "news": Kind("article-newspaper", "NEWS"),
    "court_filing": Kind("legal_case", "CASE"),
    "company_statement": Kind("webpage", "ELEC"),
    "report": Kind("report", "RPRT"),
    "social_post": Kind("post", "ELEC"),
    "dataset": Kind("dataset", "DATA"),
}


IN_ADDRESSES = {ord(sign): f"%{ord(sign):02X}" for sign in "{}\\"}
"""What BibTeX would count, or run, in an address."""


def csl_item(face: Face) -> dict[str, Any]:
    item = {
        "id": _key(face),
        "type": _kind(face).csl,
        "title": one_line(face["title"]),
        "author": [{"literal": who}] if (who := _author(face)) else [],
        "publisher": one_line(face["publisher"]),
        "container-title": one_line(face["publisher"]) if face["kind"] == "news" else "",
        "issued": _csl_date(face),
        "accessed": {"date-parts": [_parts(face["captured"])]} if face["captured"] else {},
        "URL": face["url"],
        "language": face["language"],
        "note": _note(face),
    }
    return {name: value for name, value in item.items() if value}


def bibtex(face: Face) -> str:
    parts, url = _published(face), face["url"].translate(IN_ADDRESSES)
    return citations.bibtex_entry(
        _key(face),
        author=citations.as_it_is(who) if (who := _author(face)) else "",
        title=citations.as_it_is(face["title"]),
        publisher=citations.in_bibtex(face["publisher"]),
        **dict(zip(("year", "month", "day"), map(str, parts), strict=False)),
        note=citations.in_bibtex(_note(face)),
        howpublished=f"\\url{{{url}}}" if url else "",
        url=url,
        urldate=face["captured"],
        language=citations.in_bibtex(face["language"]),
    )


def ris(face: Face) -> str:
    parts = _published(face)
    return citations.ris_entry(
        ("TY", _kind(face).ris),
        ("ID", _key(face)),
        ("AU", _author(face)),
        ("TI", one_line(face["title"])),
        ("PY", str(parts[0]) if parts else ""),
        ("DA", "/".join(f"{part:02}" for part in parts) + "/" * (3 - len(parts)) if parts else ""),
        ("PB", one_line(face["publisher"])),
        ("LA", face["language"]),
        ("UR", face["url"]),
        ("Y2", face["captured"].replace("-", "/")),
        ("N1", _note(face)),
    )


def _key(face: Face) -> str:
    return f"answerable-source-{face['id']}"


def _kind(face: Face) -> Kind:
    return KINDS.get(face["kind"], PLAIN)


def _author(face: Face) -> str:
    return one_line(face["authors"] or face["publisher"])


def _published(face: Face) -> list[int]:
    """Year, month and day, as far as the date is one of these; of every other date nothing."""
    return _parts((face["published"] or {}).get("datetime") or "")


def _parts(day: str) -> list[int]:
    return [int(part) for part in day.split("-") if part]


def _in_words(face: Face) -> str:
    return one_line(date_text(face["published"]))


def _csl_date(face: Face) -> dict[str, Any]:
    if parts := _published(face):
        return {"date-parts": [parts]}
    return {"literal": words} if (words := _in_words(face)) else {}


def _note(face: Face) -> str:
    told = [f"{settings.SITE_NAME}, {permanent(face['page'])}"]
    if (words := _in_words(face)) and (face["published_inferred"] or not _published(face)):
        told.append(f"published: {words}{' (inferred)' if face['published_inferred'] else ''}")
    if face["sha256"]:
        told.append(f"SHA-256 of our copy: {face['sha256']}")
    return one_line("; ".join(told))
