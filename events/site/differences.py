"""What changed from one version to the next, field by field and word by word."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from events.record.known_on import editions_of
from events.record.models import Edition
from events.site.words import VOCABULARIES, word
from events.timeline.queries import PUBLIC

FIELDS = {
    "title": _("Title"),
    "text": _("Text"),
    "summary": _("Summary"),
    "name": _("Name"),
    "about": _("About"),
    "country": _("Country"),
    "language": _("Language"),
    "names": _("Other name"),
    "identifiers": _("Identifier"),
    "owners": _("Owner"),
    "topics": _("Topic"),
    "places": _("Place"),
    "related": _("Related incident"),
    "date": _("Date"),
    "edtf": _("as EDTF"),
    "manner": _("it happened"),
    "basis": _("basis"),
    "wording": _("wording of the source"),
    "participants": _("Participant"),
    "citations": _("Citation"),
    "facts": _("Fact"),
    "values": _("Reported value"),
    "allegation": _("Allegation"),
    "form": _("form"),
    "statuses": _("Status"),
    "status": _("status"),
    "demands": _("Demand"),
    "reply_requests": _("Reply request"),
    "statement": _("Statement"),
    "answers": _("Answer"),
    "commitments": _("Commitment"),
    "updates": _("Progress"),
    "lineage": _("Lineage"),
    "role": _("role"),
    "company": _("company"),
    "group": _("group"),
    "count_least": _("at least"),
    "count_most": _("at most"),
    "protected": _("protected"),
    "source": _("source"),
    "origin": _("relays"),
    "quotation": _("quotation"),
    "locator": _("place in the source"),
    "supports": _("supports"),
    "label": _("label"),
    "preferred": _("preferred value"),
    "reason": _("reason"),
    "addressee": _("addressee"),
    "deadline": _("deadline"),
    "asked_by": _("asked by"),
    "asked": _("asked"),
    "outcome": _("outcome"),
    "outcome_by": _("no reply by"),
    "speaker": _("speaker"),
    "spokesperson": _("spokesperson"),
    "capacity": _("capacity"),
    "channel": _("channel"),
    "addressed_to": _("addressed to"),
    "words": _("exact words"),
    "words_language": _("language of the words"),
    "words_translated": _("the words are a translation"),
    "translation": _("translation"),
    "translation_language": _("language of the translation"),
    "translation_kind": _("who translated"),
    "indirect": _("indirect report"),
    "demand": _("demand"),
    "stance": _("stance"),
    "note": _("note"),
    "due": _("due"),
    "url": _("address"),
    "publisher": _("publisher"),
    "authors": _("authors"),
    "published": _("published"),
    "published_inferred": _("date inferred"),
    "captured": _("copy kept"),
    "kind": _("kind"),
    "event_kind": _("Kind"),
    "source_kind": _("Kind"),
    "company_kind": _("Kind"),
    "fact_kind": _("kind"),
    "since": _("since"),
    "until": _("until"),
    "share": _("share"),
    "scheme": _("scheme"),
    "value": _("value"),
    "relation": _("relation"),
    "number_least": _("at least"),
    "number_most": _("at most"),
    "into": _("merged into"),
}
# Names under which a vocabulary of `words` stands in a document.
CODED = {
    "status": "status",
    "words_translated": "translation",
    "translation_kind": "translation",
    **{name: name for name in VOCABULARIES if name not in {"translation", "reply"}},
}
# What readers are not told: keys, and what stands there in other words.
HIDDEN = {"key", "sha256", "citation"}
KEY_LENGTH = 36
LONGEST_NAME = 80
# How often a part of one text may meet its like in the other.
MOST_MEETINGS = 200_000
WORDS = re.compile(r"^\s+|\S+\s*")
SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its name in words, and its text as pieces that were kept, taken out or put in."""

    field: str
    pieces: list[tuple[str, str]]


def between(old: Edition, new: Edition) -> list[Difference]:
    """Every field in which two editions of a subject differ; names stand where documents have keys. One query."""
    return between_all([(old, new)])[0]


def between_all(pairs: list[tuple[Edition, Edition]]) -> list[list[Difference]]:
    """The same for several pairs, still in one query."""
    changed = [_changed(old.document, new.document) for old, new in pairs]
    names = _names(text for fields in changed for texts in fields.values() for text in texts)
    return [
        [
            Difference(_in_words(path, told), list(_pieces(_readable(path, was, names), _readable(path, now, names))))
            for path, (was, now) in fields.items()
        ]
        for fields, told in zip(
            changed, (_called(old.document) | _called(new.document) for old, new in pairs), strict=True
        )
    ]


def _changed(old: dict, new: dict) -> dict[Path, tuple[str, str]]:
    """Each field that differs, with its text before and after."""
    before, after = _fields(old), _fields(new)
    both = {path: (before.get(path, ""), after.get(path, "")) for path in [*after, *before]}
    changed = {path: texts for path, texts in both.items() if texts[0] != texts[1]}
    return {path: texts for path, texts in changed.items() if not _repeats_its_text(path, changed)}


def _repeats_its_text(path: Path, changed: dict[Path, tuple[str, str]]) -> bool:
    """Whether it is the number of a reported value whose words are told anyway."""
    return path[-1] in {"number_least", "number_most"} and (*path[:-1], "text") in changed


def _fields(document: dict) -> dict[Path, str]:
    return dict(_flattened(document, ()))


def _flattened(value, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in HIDDEN:
                yield from _flattened(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value, start=1):
            yield from _flattened(inner, (*path, _identity(inner, position)))
    elif value not in (None, "", False):
        yield path, "✓" if value is True else str(value)


def _identity(value, position: int) -> str:
    """What makes an item of a list the same in both versions: its key, or else its place."""
    return f"#{value['key']}" if isinstance(value, dict) and "key" in value else f"#{position}"


def _called(value: dict | list | str | int | None) -> dict[str, str]:
    """What the items of a document's lists say they are, by key: a fact's point, a demand's or a value's text."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return {}
    own = {value["key"]: said} if "key" in value and (said := value.get("label") or value.get("text")) else {}
    own = {key: shorten(said, LONGEST_NAME, placeholder=" …") for key, said in own.items()}
    return {key: text for inner in value.values() for key, text in _called(inner).items()} | own


def _in_words(path: Path, called: dict[str, str]) -> str:
    """ "Citation · quotation", "Fact “people arrested” · kind", "Participant · 2 · role": a place or a name is told,
    a key is not.
    """
    told: list[str] = []
    for part in path:
        key = part[1:] if part.startswith("#") else ""
        if key in called:
            told[-1] = f"{told[-1]} “{called[key]}”"
        elif len(key) != KEY_LENGTH:
            told.append(key or str(FIELDS.get(part, part)))
    return " · ".join(told)


def _readable(path: Path, text: str, names: dict[str, str]) -> str:
    vocabulary = CODED.get(next((part for part in reversed(path) if not part.startswith("#")), ""))
    return word(vocabulary, text) if vocabulary and text else names.get(text, text)


def _names(texts: Iterable[str]) -> dict[str, str]:
    """The titles of the subjects whose keys stand among `texts`, as they are now."""
    keys = {UUID(text) for text in texts if re.fullmatch(r"[0-9a-f-]{36}", text)}
    if not keys:
        return {}
    documents = {str(edition.subject.key): edition.document or {} for edition in editions_of(keys, using=PUBLIC)}
    return {key: document.get("name") or document.get("title") or "" for key, document in documents.items()}


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    """("same" | "out" | "in", text), word by word; where that would take too long, sentence by sentence or whole."""
    before, after = _parts(old, new)
    bare = [[part.rstrip() for part in parts] for parts in (before, after)]
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(after[c:d])
            continue
        out, into = "".join(before[a:b]), "".join(after[c:d])
        gap = _gap_after(out, into)
        if out:
            yield "out", out.removesuffix(gap)
        if into:
            yield "in", into.removesuffix(gap)
        if gap:
            yield "same", gap


def _parts(old: str, new: str) -> tuple[list[str], list[str]]:
    """Both texts in parts, each with the white space after it, that can be compared in good time.

    It grows with how often parts come again.
    """
    for parts in (WORDS, SENTENCES):
        before, after = parts.findall(old), parts.findall(new)
        again = Counter(part.rstrip() for part in after)
        if sum(again[part.rstrip()] for part in before) <= MOST_MEETINGS:
            return before, after
    return [old], [new]


def _gap_after(out: str, into: str) -> str:
    """The white space with which both end: it stands after the change, not in it."""
    gap = out[len(out.rstrip()) :]
    return gap if out and into and into[len(into.rstrip()) :] == gap else ""
