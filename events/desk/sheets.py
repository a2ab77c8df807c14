"""What a reviewer sees of the documents that would become public: every value of each, beside what is public now.

Documents are walked, not listed field by field, so that a field that is added to them cannot be published unseen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from companies.models import Company, CompanyKind, Scheme
from events import models
from events.dates import describe
from events.desk.differences import marked
from events.record.append import Change
from events.record.chain import Document
from events.record.known_on import editions_of
from events.record.models import State, SubjectKind

# Of a long quotation an address names the beginning and the end.
WORDS_AT_ENDS = 6
# What rows are called is asked of the models; what documents call otherwise, or say in a way of their own, stands here.
CHOICES = {
    "event_kind": models.EventKind,
    "source_kind": models.SourceKind,
    "company_kind": CompanyKind,
    "fact_kind": models.FactKind,
    "role": models.Role,
    "supports": models.Supports,
    "form": models.Form,
    "stance": models.Stance,
    "channel": models.Channel,
    "outcome": models.Outcome,
    "relation": models.Relation,
    "scheme": Scheme,
    "manner": models.event.DateManner,
    "basis": models.DateBasis,
    "words_translated": models.TranslationKind,
    "translation_kind": models.TranslationKind,
    "status": {**dict(models.LegalStatus.choices), **dict(models.Progress.choices)},
}
DATES = {"edtf", "date", "deadline", "asked", "outcome_by", "due", "published", "since", "until"}
SILENT = {"kind", "key"}
OWN_LABELS = {
    "manner": _lazy("it happened"),
    "basis": _lazy("basis of the date"),
    "wording": _lazy("wording of the source"),
    "sha256": _lazy("SHA-256 of our copy"),
    "captured": _lazy("day of our copy"),
    "owners": _lazy("owners"),
    "values": _lazy("reported"),
    "origin": _lazy("it relays"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A value, marked against what is public; `fate` says in a word what becomes of it, `field` where it stands."""

    label: str
    text: SafeString
    is_changed: bool
    fate: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One subject: what kind, called what, what becomes of it (new, changed, withdrawn), and its lines. `about` and
    `key` are its kind and key in documents.
    """

    kind: str
    title: str
    fate: str
    lines: list[Line]
    citations: list[dict]
    about: str = ""
    key: str = ""


def sheets_of(changes: Iterable[Change]) -> list[Sheet]:
    """A sheet for each of `changes`, against the editions that are current."""
    changes = list(changes)
    current = {edition.subject.key: edition.document or {} for edition in editions_of(c.key for c in changes)}
    documents = [*(change.document for change in changes), *current.values()]
    names = _names(documents)
    sources = _sources(documents)
    return [_sheet(change, current.get(change.key), names, sources) for change in changes]


def _sources(documents: list[Document]) -> dict[str, models.Source]:
    """The cited sources by key, each with whether we keep a copy of its text."""
    kept = models.Capture.objects.filter(source=OuterRef("pk"), state=models.CaptureState.KEPT)
    found = models.Source.objects.filter(key__in=set(_keys(documents))).annotate(has_copy=Exists(kept))
    return {str(source.key): source for source in found}


def _sheet(change: Change, public: Document | None, names: dict[str, str], sources: dict) -> Sheet:
    gone = change.state != State.LIVE
    document = {} if gone else change.document
    names_in_order = list(dict.fromkeys(_fields_of(change.document)))
    old, new = (dict(_told(_ordered(each, names_in_order), names)) for each in (public or {}, document))
    lines = [_line(label, field, old, new, is_new=public is None) for label, field in dict.fromkeys([*new, *old])]
    fate = _("is withdrawn") if gone else _("is new") if public is None else _("changes")
    return Sheet(
        kind=str(SubjectKind(change.kind).label),
        title=_title(public or {}) if gone else _title(document),
        fate=fate,
        lines=lines,
        citations=[_citation(each, names, sources) for each in document.get("citations", [])],
        about=str(change.kind),
        key=str(change.key),
    )


def _fields_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _fields_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fields_of(inner)


def _ordered(value: object, names: list[str]) -> object:
    """The same with its fields in the order of `names`: the database keeps those of a document in an order of its own,
    and two texts of one value would differ by that alone.
    """
    if isinstance(value, dict):
        known = [name for name in names if name in value]
        return {name: _ordered(value[name], names) for name in dict.fromkeys([*known, *value])}
    if isinstance(value, list):
        return [_ordered(inner, names) for inner in value]
    return value


def _told(document: Document, names: dict[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Each value by its label and the field of the document that it is in."""
    for field, value in document.items():
        for label, text in _values({field: value}, names):
            yield (label, field), text


def _line(label: str, field: str, old: dict, new: dict, *, is_new: bool) -> Line:
    before, after = old.get((label, field), ""), new.get((label, field), "")
    fate = ""
    if before != after and not is_new:
        fate = _("added") if not before else _("removed") if not after else _("changed")
    return Line(label, marked(before, after), before != after, fate, field)


def _title(document: Document) -> str:
    return document.get("title") or document.get("name") or ""


def _citation(citation: Document, names: dict[str, str], sources: dict[str, models.Source]) -> dict:
    source, origin = citation["source"], citation["origin"]
    row = sources.get(source)
    return {
        **citation,
        "source": names.get(source),
        "origin": names.get(origin) if origin != source else "",
        "first_hand": origin == source,
        "url": row.url if row else "",
        "copy": _place_of(citation["quotation"], row) if row and row.has_copy else "",
        "supports": [_text("supports", each, names) for each in citation["supports"]],
    }


def _place_of(quotation: str, source: models.Source) -> str:
    """Our copy of the text, at the words: browsers scroll to what an address ends with so, and mark it."""
    page = reverse("admin:desk_workbench", args=[source.pk])
    words = quotation.split()
    if not words:
        return page
    ends = [words] if len(words) <= 2 * WORDS_AT_ENDS else [words[:WORDS_AT_ENDS], words[-WORDS_AT_ENDS:]]
    return f"{page}#:~:text={','.join(quote(' '.join(end), safe='').replace('-', '%2D') for end in ends)}"


def _values(document: Document, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every value of a document as label and text; parts of it under their own names."""
    for field, value in document.items():
        if field in SILENT or value in ("", None, [], {}):
            continue
        if field == "date":
            yield _label("date"), _date(value["edtf"], value["manner"])
            yield from _values({name: each for name, each in value.items() if name != "edtf"}, names)
        elif isinstance(value, dict):
            yield from ((f"{_label(field)}: {label}", text) for label, text in _values(value, names))
        else:
            yield _label(field), _text(field, value, names)


def _date(edtf: str, manner: str = "") -> str:
    return describe(edtf, manner=manner or "within", language=get_language() or "en") if edtf else ""


def _text(field: str, value: object, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return "\n".join(_text(field, each, names) for each in value)
    if field == "topics":
        return " / ".join(dict.fromkeys([value["en"], value["fr"]]))
    if isinstance(value, dict):
        parts = ((name, _text(name, each, names)) for name, each in value.items() if name not in SILENT)
        return " · ".join(text if _speaks(name) else f"{_label(name)}: {text}" for name, text in parts if text)
    if value is None or value is False:
        return ""
    if value is True:
        return _label(field)
    if field in DATES:
        return _date(value)
    return str(dict(_choices(field)).get(value) or names.get(str(value)) or value)


def _speaks(field: str) -> bool:
    """Whether a value tells by itself what it is."""
    return field in CHOICES or field in {"company", "group", "source", "name", "text", "label", "value", "quotation"}


def _choices(field: str) -> dict:
    choices = CHOICES.get(field, {})
    return choices if isinstance(choices, dict) else dict(choices.choices)


def _label(field: str) -> str:
    """What the desk's own pages call the field."""
    return capfirst(str(_labels().get(field, field.replace("_", " "))))


@cache
def _labels() -> dict[str, str]:
    """The names of all columns; where two models have one of the same name, the subjects' own come first."""
    labels = {**OWN_LABELS}
    subjects = [models.Event, models.Incident, models.Source, Company]
    others = [*apps.get_app_config("events").get_models(), *apps.get_app_config("companies").get_models()]
    for model in [*subjects, *others]:
        for column in model._meta.concrete_fields:
            labels.setdefault(column.name, column.verbose_name)
    return labels


def _names(documents: list[Document]) -> dict[str, str]:
    """What the rows are called that the documents refer to by key: one query for each kind."""
    keys = set(_keys(documents))
    names = {}
    for model in (Company, models.Source, models.Incident, models.Event, models.Demand):
        names |= {str(row.key): str(row) for row in model.objects.filter(key__in=keys)}
    for value in models.ReportedValue.objects.filter(key__in=keys):
        names[str(value.key)] = value.text
    for citation in models.Citation.objects.filter(key__in=keys).select_related("source"):
        names[str(citation.key)] = str(citation.source)
    return names


def _keys(value: object) -> Iterator[UUID]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _keys(each)
    elif isinstance(value, str) and len(value) == 36:
        try:
            yield UUID(value)
        except ValueError:
            return
