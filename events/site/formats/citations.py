"""How to cite us: which version of what, of which day. As CSL-JSON, BibTeX, RIS, and in the words of APA and Chicago.

No word of a title is changed: styles that write titles in capitals would change what is alleged. Why these few lines
and no library: docs/decisions/0019-what-is-taken-away.md.
"""

import datetime
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.site.formats.addresses import absolute
from events.site.formats.signs import one_line
from events.site.phrases import day_in_words
from events.timeline.queries import Face

ENDINGS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """One version of a subject. `record` is the number of the last publication where later ones may change it too."""

    kind: str
    number: int
    title: str
    language: str
    version: int
    day: datetime.date
    address: str
    record: int | None = None

    @property
    def key(self) -> str:
        record = f"-r{self.record}" if self.record else ""
        return f"answerable-{self.kind}-{self.number}-v{self.version}{record}"

    @property
    def version_in_words(self) -> str:
        if self.record:
            return _("version %(version)s, record no. %(record)s") % {"version": self.version, "record": self.record}
        return _("version %(version)s") % {"version": self.version}


def cited_now(face: Face, *, record: int, at: datetime.datetime) -> Cited:
    """A living subject as it is now: an event by its version, what other publications change too as of the last one."""
    if face["type"] == "event":
        return cited_version(face, datetime.datetime.fromisoformat(face["changed"]))
    instant = at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return _cited(face, at, f"{face['page']}?known_on={instant}", record)


def cited_version(face: Face, at: datetime.datetime) -> Cited:
    """A version of a subject, by the address that always shows this one."""
    return _cited(face, at, f"{face['page']}v/{face['version']}/", None)


def _cited(face: Face, at: datetime.datetime, path: str, record: int | None) -> Cited:
    return Cited(
        kind=face["type"],
        number=face["id"],
        title=one_line(face["name"] if face["type"] == "company" else face["title"]),
        language=face.get("language", ""),
        version=face["version"],
        day=at.astimezone(datetime.UTC).date(),
        address=absolute(path),
        record=record,
    )


def written(cited: Cited, ending: str) -> bytes:
    """The citation in one of ENDINGS."""
    return {"bib": bibtex, "ris": ris, "csl.json": csl_json}[ending](cited).encode()


def csl_item(cited: Cited) -> dict[str, Any]:
    item = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": settings.SITE_NAME}],
        "container-title": settings.SITE_NAME,
        "issued": {"date-parts": [[cited.day.year, cited.day.month, cited.day.day]]},
        "version": str(cited.version),
        "URL": cited.address,
    }
    if cited.record:
        item["note"] = _("Record no. %(record)s") % {"record": cited.record}
    return item | ({"language": cited.language} if cited.language else {})


def csl_json(cited: Cited) -> str:
    return orjson.dumps([csl_item(cited)], option=orjson.OPT_INDENT_2).decode() + "\n"


BIBTEX_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # an escaped brace would still be counted by BibTeX
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def bibtex(cited: Cited) -> str:
    """An entry that old styles know too; its title in braces of its own, so that none of them writes it otherwise."""
    return bibtex_entry(
        cited.key,
        author=as_it_is(settings.SITE_NAME),
        title=as_it_is(cited.title),
        year=str(cited.day.year),
        month=str(cited.day.month),
        day=str(cited.day.day),
        version=str(cited.version),
        note=in_bibtex(_capital(cited.version_in_words)),
        howpublished=f"\\url{{{cited.address}}}",
        url=cited.address,
        language=in_bibtex(cited.language),
    )


def bibtex_entry(key: str, **fields: str) -> str:
    """An entry with those of its fields that say something."""
    lines = "".join(
        f"  {name} = {value},\n" if value.startswith('"') else f"  {name} = {{{value}}},\n"
        for name, value in fields.items()
        if value
    )
    return f"@misc{{{key},\n{lines}}}\n"


def as_it_is(text: str) -> str:
    return f'"{{{in_bibtex(text)}}}"'


def in_bibtex(text: str) -> str:
    return one_line(text).translate(BIBTEX_SIGNS)


def ris(cited: Cited) -> str:
    return ris_entry(
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("AU", one_line(settings.SITE_NAME)),
        ("TI", cited.title),
        ("PY", str(cited.day.year)),
        ("DA", f"{cited.day:%Y/%m/%d}"),
        ("ET", _capital(cited.version_in_words)),
        ("PB", one_line(settings.SITE_NAME)),
        ("LA", one_line(cited.language)),
        ("UR", cited.address),
    )


def ris_entry(*fields: tuple[str, str]) -> str:
    return "".join(f"{tag}  - {value}\r\n" for tag, value in (*fields, ("ER", "")) if value or tag == "ER")


def apa(cited: Cited) -> tuple[str, str, str]:
    """What stands before the title, the title, which is in italics, and the rest. The site's name is the author's."""
    french = get_language() == "fr"
    day = date_format(cited.day, r"Y, j F" if french else r"Y, F j")
    return f"{settings.SITE_NAME}. ({day}). ", cited.title, f" ({_capital(cited.version_in_words)}). {cited.address}"


def chicago(cited: Cited) -> str:
    """An entry of a bibliography, as the manual's notes and bibliography have it."""
    french = get_language() == "fr"
    day = day_in_words(cited.day) if french else date_format(cited.day, r"F j, Y")
    full = cited.title if cited.title.endswith((".", "?", "!", "…")) else f"{cited.title}."
    quoted = f"«\N{NO-BREAK SPACE}{full}\N{NO-BREAK SPACE}»" if french else f"“{_inner_quotes(full)}”"
    return f"{settings.SITE_NAME}. {quoted} {_capital(cited.version_in_words)}. {_capital(day)}. {cited.address}."


def _inner_quotes(text: str) -> str:
    """Quotation marks inside quotation marks."""
    return text.replace("“", "‘").replace("”", "’")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
