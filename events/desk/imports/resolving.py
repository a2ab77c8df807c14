"""A row's cells as what would be written. Asks no database: who and what is meant is found by `checking`.

A resolved row is JSON:

    {"digest": "…", "line_id": "…", "version": "…",
     "incident": {"by": "id", "key": "…", "value": "…", "digest": "…",
                  "title": …, "summary": …, "language": …, "topics": […], "places": […]},
     "event": {"kind": …, "title": …, "text": …, "language": …, "date": EDTF, "date_manner": …, "earliest": …, …},
     "participants": [{"company": spelling, "role": …} or
                      {"group": …, "least": …, "most": …, "protected": …, "role": …}],
     "allegation": {"form": …, "status": …} or null, "statement": {"speaker": spelling, …} or null,
     "sources": [{"url": …, "canonical": …, "title": …, "publisher": …, "published": …, "quotation": …, …}],
     "spellings": [[spelling, [[scheme, value], …]], …], "warnings": ["…"]}
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from companies.matching import scheme_of
from events.addresses import canonical
from events.desk.imports import cells
from events.desk.imports.cells import Ambiguous, CellRefused, clipped
from events.desk.imports.mapping import COMPANY_ROLES, TARGETS
from events.desk.imports.models import Import, hash_of
from events.desk.imports.reading import Cell
from events.models import Channel, EventKind, Form, LegalStatus, Role, SourceKind
from events.models.event import DateBasis

Content = dict
"""What `resolved` holds; see the head of this module."""

LONGEST = {"title": 200, "incident_title": 200, "spokesperson": 200, "capacity": 200, "addressed_to": 200}
LONGEST |= {"date_wording": 200, "claimant_group": 200, "affected_group": 200}
LONGEST_EACH = {"companies": 200, "places": 200, "topics": 100, **dict.fromkeys(COMPANY_ROLES, 200)}
LONGEST_OF_SOURCE = {"source_title": 300, "publisher": 200, "locator": 200}
STATED = ("words", "indirect", "spokesperson", "capacity", "speakers")
CLAIMED = ("form", "legal_status", "accused")


@dataclass(slots=True)
class Resolved:
    """What a row comes to: `content`, or why it is refused, or what has to be asked first."""

    content: Content = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Resolver:
    """Reads the rows of one import by its mapping."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self.places = {target: job.column_of(target) for target in TARGETS if target in job.targets}
        self.longest = [(target, most) for target, most in LONGEST.items() if target in self.places]
        self.longest_each = [(target, most) for target, most in LONGEST_EACH.items() if target in self.places]

    def resolve(self, raw: list[Cell]) -> Resolved:
        return _Reading(self, raw).resolved()


def _in_places(entries: list[str]) -> list[str]:
    """The addresses of a list; an empty entry keeps its place, because titles and quotations are counted beside it."""
    return [address for entry in entries for address in (cells.addresses([entry]) or [""])]


class _Reading:
    """One row while it is read; whatever is wrong with it is collected, so that all of it is said at once."""

    def __init__(self, resolver: Resolver, raw: list[Cell]) -> None:
        self.resolver, self.raw, self.out = resolver, raw, Resolved()
        self.job, self.places = resolver.job, resolver.places

    def resolved(self) -> Resolved:
        event = self._event()
        self.out.content = {
            "event": event,
            "participants": self._participants(),
            "allegation": self._allegation(event["kind"]),
            "statement": self._statement(event),
            "sources": self._sources(),
        }
        self._check_lengths()
        content = self.out.content
        content["digest"] = hash_of(json.dumps(content, sort_keys=True, ensure_ascii=False))
        content["line_id"] = self._one("id") or ""
        content["version"] = self._one("version")
        content["key"] = self._key(content)
        content["incident"] = self._incident(content)
        content["spellings"] = self._spellings(content)
        if self.out.warnings:
            content["warnings"] = self.out.warnings
        return self.out

    # --- Cells ---

    def _one(self, target: str) -> str:
        for place in self.places.get(target, ()):
            if text := cells.one(self.raw[place]):
                return text
        return ""

    def _several(self, target: str) -> list[str]:
        if target not in self.places:
            return []
        return list(dict.fromkeys(each for place in self.places[target] for each in self._parted(self.raw[place])))

    def _parted(self, cell: Cell) -> list[str]:
        return cells.several(cell, self.job.separator)

    def _try(self, target: str, read: Callable, *args):
        """What `read` makes of a cell; where it refuses, the refusal is said with the name of the column."""
        try:
            return read(*args)
        except Ambiguous as question:
            self.out.questions.append(self._said(target, question))
        except CellRefused as refusal:
            self.out.refusals.append(self._said(target, refusal))
        return None

    def _said(self, target: str, refusal: CellRefused) -> str:
        header = self.job.headers[self.places[target][0]] if target in self.places else str(TARGETS[target].label)
        return f"{header}: {refusal}"

    def _choice(self, target: str, choices, default: str = "") -> str:
        return self._try(target, cells.choice, self._one(target), choices) or default

    # --- What happened ---

    def _event(self) -> Content:
        text = self._one("text")
        said = self._one("words") or self._one("indirect")
        title = self._one("title") or cells.title_from(text or said)
        if not title:
            self.out.refusals.append(_("It has neither a title nor a text."))
        reading = self._try("date", cells.dated, self._one("date"), self.job.day_order)
        return {
            "kind": self._kind(),
            "title": title,
            "text": text,
            "language": self._language("language", self.job.language),
            "date": reading.edtf if reading else "",
            "date_manner": reading.manner.value if reading else "",
            "earliest": reading.earliest.isoformat() if reading and reading.earliest else None,
            "latest": reading.latest.isoformat() if reading and reading.latest else None,
            "date_basis": self._choice("date_basis", DateBasis, DateBasis.STATED.value),
            "date_wording": self._one("date_wording"),
        }

    def _kind(self) -> str:
        """As it is written; else what the filled columns say; else as it was chosen for the file."""
        inferred = EventKind.ALLEGATION if self._has(CLAIMED) else self.job.kind
        inferred = EventKind.STATEMENT if self._has(STATED) else inferred
        return self._choice("kind", EventKind, str(inferred))

    def _has(self, targets: tuple[str, ...]) -> bool:
        return any(self._one(target) for target in targets)

    def _language(self, target: str, default: str) -> str:
        return self._try(target, cells.language, self._one(target), default) or default

    def _allegation(self, kind: str) -> Content | None:
        if kind != EventKind.ALLEGATION:
            return None
        form = self._choice("form", Form, Form.ACCUSATION.value)
        return {"form": form, "status": self._choice("legal_status", LegalStatus)}

    def _statement(self, event: Content) -> Content | None:
        if event["kind"] != EventKind.STATEMENT:
            return None
        speakers = self._several("speakers") or self._several("companies")
        if len(speakers) > 1 and self._several("speakers"):
            self.out.warnings.append(_("Of several speakers the first is whose statement it is."))
        words = self._one("words")
        return {
            "speaker": speakers[0] if speakers else "",
            "spokesperson": self._one("spokesperson"),
            "capacity": self._one("capacity"),
            "channel": self._choice("channel", Channel, Channel.TO_MEDIA.value),
            "addressed_to": self._one("addressed_to"),
            "words": words,
            "words_language": self._language("words_language", event["language"]) if words else "",
            "indirect": self._one("indirect"),
        }

    # --- Who ---

    def _participants(self) -> list[Content]:
        role = self._choice("role", Role, self.job.role)
        found = {(name, role): None for name in self._several("companies")}
        for target in [each for each in COMPANY_ROLES if each in self.places]:
            found |= {(name, COMPANY_ROLES[target]): None for name in self._several(target)}
        return [*({"company": name, "role": role} for name, role in found), *self._groups()]

    def _groups(self) -> list[Content]:
        least, most = self._try("group_count", cells.counted, self._one("group_count")) or (None, None)
        protected = bool(self._try("group_protected", cells.yes, self._one("group_protected")))
        groups = []
        for target, role in (("claimant_group", Role.CLAIMANT), ("affected_group", Role.AFFECTED)):
            if name := self._one(target):
                group = {"group": name, "least": least, "most": most, "protected": protected, "role": role.value}
                groups.append(group)
                least = most = None  # the number is that of the first group
        return groups

    def _spellings(self, content: Content) -> list:
        """Each company's name of the row, with identifiers where the row gives as many as companies."""
        names = list(dict.fromkeys(each["company"] for each in content["participants"] if "company" in each))
        speaker = (content["statement"] or {}).get("speaker")
        if speaker and speaker not in names:
            names.append(speaker)
        return [[name, self._identifiers(name)] for name in names]

    def _identifiers(self, name: str) -> list[list[str]]:
        companies, values = self._several("companies"), self._several("company_ids")
        if name not in companies or len(values) != len(companies):
            return []
        value = values[companies.index(name)]
        scheme = scheme_of(value)
        return [[scheme, value]] if scheme else []

    # --- On what evidence ---

    def _sources(self) -> list[Content]:
        urls = self._addresses()
        titles, publishers = self._beside("source_title", len(urls)), self._beside("publisher", len(urls))
        dates, kinds = self._beside("source_date", len(urls)), self._beside("source_kind", len(urls))
        quotations, locators = self._beside("quotation", len(urls)), self._beside("locator", len(urls))
        if not any(urls):
            urls = [""] * max(len(titles), bool(any(quotations) and any(publishers)))
        sources = []
        for place, url in enumerate(urls):
            columns = (titles, publishers, dates, kinds, quotations, locators)
            if url == "" and not any(column[place : place + 1] not in ([], [""]) for column in columns):
                self.out.warnings.append(_("One entry of the addresses is empty."))
            elif url is not None:
                sources.append(self._source(place, url, *columns))
        if "source_url" in self.places and not sources:
            self.out.warnings.append(_("It names no source: without one it cannot be handed in."))
        return sources

    def _addresses(self) -> list[str | None]:
        """The addresses in their order; None keeps the place of a damaged one, which is said and left out."""
        found: list[str | None] = []
        for place in self.places.get("source_url", []):
            cell = self.raw[place]
            entries = cells.listed(cell) if isinstance(cell, str) else cell
            if any(len(entry.split()) > 1 for entry in entries or ()):
                self.out.warnings.append(_("One entry holds several addresses; they were read one by one."))
            for address in _in_places(entries) if entries else cells.addresses(cell):
                damage = cells.damage_of(address) if address else ""
                if damage:
                    self.out.warnings.append(_("Damaged address, left out: %(what)s") % {"what": damage})
                found.append(None if damage else address)
        return found

    def _beside(self, target: str, count: int) -> list[str]:
        """The values that go with the addresses, one by one. A single address has the whole cell: it may hold `;`."""
        found: list[str] = []
        for place in self.places.get(target, []):
            cell = self.raw[place]
            if not isinstance(cell, str):
                found += cell
            elif len(self.places[target]) > 1 or count <= 1:
                found.append(cell)
            else:
                found += re.split(r"\n+", cell) if target == "quotation" else re.split(r"[\n;|]", cell)
        found = [text.strip() for text in found]
        if count and len([text for text in found if text]) > count:
            label = str(TARGETS[target].label)
            self.out.warnings.append(_("There are more entries of “%(field)s” than addresses.") % {"field": label})
        return found

    def _source(self, place: int, url: str, *columns: list[str]) -> Content:
        title, publisher, date, kind, quotation, locator = (
            column[place] if place < len(column) else "" for column in columns
        )
        reading = self._try("source_date", cells.dated, date, self.job.day_order)
        for (target, most), text in zip(LONGEST_OF_SOURCE.items(), (title, publisher, locator), strict=True):
            self._check_length(target, text, most)
        return {
            "url": url,
            "canonical": canonical(url) if url else "",
            "title": title or (cells.title_of_address(url) if url else cells.title_from(publisher or quotation)),
            "publisher": publisher,
            "published": reading.edtf if reading else "",
            "kind": self._try("source_kind", cells.choice, kind, SourceKind) or SourceKind.NEWS.value,
            "quotation": quotation,
            "locator": locator,
        }

    # --- Which incident, and which row it is ---

    def _key(self, content: Content) -> str:
        """The hash of the row's id; without one, of what tells it from other rows."""
        if content["line_id"]:
            return hash_of(self.job.series, "event", content["line_id"])
        event = content["event"]
        companies = sorted(each["company"] for each in content["participants"] if "company" in each)
        told = [self._one(name) for name in ("incident_number", "incident_key", "incident_id", "incident_title")]
        parts = [event["kind"], event["title"], event["date"] or self._one("date"), event["text"], *told, *companies]
        return hash_of(self.job.series, "row", *parts)

    def _incident(self, content: Content) -> Content:
        by, value = next(
            ((by, value) for by in ("number", "key", "id", "title") if (value := self._one(f"incident_{by}"))),
            ("row", content["key"]),
        )
        about = {
            "title": self._one("incident_title") or content["event"]["title"],
            "summary": self._one("incident_summary"),
            "language": content["event"]["language"],
            "topics": self._topics(),
            "places": self._several("places"),
        }
        if by == "row" and not about["summary"]:
            about["summary"] = content["event"]["text"]
        digest = hash_of(json.dumps(about, sort_keys=True, ensure_ascii=False))
        return {"by": by, "value": value, "key": hash_of(self.job.series, by, value), "digest": digest, **about}

    def _topics(self) -> list[str]:
        """Names of topics; those that differ by an underscore are one. One without a Latin letter has no address."""
        named: dict[str, str] = {}
        for name in self._several("topics"):
            slug = slugify(name.replace("_", " "))
            if slug:
                named.setdefault(slug, name.replace("_", " "))
            else:
                self.out.warnings.append(_("There is no topic %(names)s; left out.") % {"names": f"“{name}”"})
        return sorted(named.values())

    def _check_lengths(self) -> None:
        for target, most in self.resolver.longest:
            self._check_length(target, self._one(target), most)
        for target, most in self.resolver.longest_each:
            for text in self._several(target):
                self._check_length(target, text, most)

    def _check_length(self, target: str, text: str, most: int) -> None:
        if len(text) > most:
            sentence = _("“%(text)s” has %(count)d characters; %(most)d are the most.")
            values = {"text": clipped(text, 40), "count": len(text), "most": most}
            self.out.refusals.append(self._said(target, CellRefused(sentence % values)))
