"""The words that were looked for, marked in what is shown of a finding: escaped first, and only where they are seen."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connections
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.timeline.folding import accented_in, words_in
from events.timeline.queries import PUBLIC, Face
from events.timeline.wanted import Wanted

WORD = re.compile(r"\be[-\N{NON-BREAKING HYPHEN}]mail\w*|[^\W_]+", re.IGNORECASE)
AROUND = 110
"""So many characters stand before and after the first marked word of an excerpt."""

MARKED = """
SELECT word FROM unnest(%s::text[]) AS word
WHERE to_tsvector('whole_english', word) @@ %s::tsquery OR to_tsvector('whole_french', word) @@ %s::tsquery
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a finding: whose it is (`by`), where that is told, and its language."""

    text: str
    language: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A face as it stands among others: its title, and the passage that holds the words, both marked."""

    face: Face
    title: SafeString
    excerpt: SafeString
    language: str
    by: str


def findings(faces: dict[str, list[Face]], wanted: Wanted) -> dict[str, list[Finding]]:
    """Every face with its marks, by the group that it came in; one query for them all."""
    passages = {(group, face["id"]): list(_passages(face)) for group, found in faces.items() for face in found}
    every = [_title(face) for found in faces.values() for face in found]
    every += [passage.text for of_one in passages.values() for passage in of_one]
    hits = _hits(every, wanted)
    return {
        group: [_finding(face, passages[group, face["id"]], hits) for face in found] for group, found in faces.items()
    }


def _hits(texts: Iterable[str], wanted: Wanted) -> set[str]:
    """Which words of the texts have a wanted stem; only those are asked for that begin with the same letter."""
    initials = {word[0] for word in wanted.words}
    words = {word: word for text in texts for word in words_in(text) if word[0] in initials}
    for text in texts:
        words |= {word: folded for word in accented_in(text) if (folded := words_in(word)[0])[0] in initials}
    if not words:
        return set()
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(MARKED, [sorted(words), wanted.marking, wanted.marking])
        return {words[word] for (word,) in cursor.fetchall()}


def _finding(face: Face, passages: list[Passage], hits: set[str]) -> Finding:
    title = _title(face)
    seen = _marked_in(title, hits)
    best = max(passages, key=lambda passage: len(_marked_in(passage.text, hits) - seen), default=Passage(""))
    if not _marked_in(best.text, hits) - seen:
        best = next((passage for passage in passages if _marked_in(passage.text, hits)), Passage(""))
    return Finding(face, marked(title, hits), marked(_cut(best.text, hits, seen), hits), best.language, best.by)


def marked(text: str, hits: set[str]) -> SafeString:
    """The text, escaped, each word of `hits` in a <mark>."""
    pieces, end = [], 0
    for match in WORD.finditer(text):
        if _folded(match) in hits:
            pieces.append(format_html("{}<mark>{}</mark>", text[end : match.start()], match[0]))
            end = match.end()
    return format_html("{}{}", format_html_join("", "{}", ((piece,) for piece in pieces)), text[end:])


def _marked_in(text: str, hits: set[str]) -> set[str]:
    return hits.intersection(words_in(text))


def _folded(match: re.Match) -> str:
    return next(iter(words_in(match[0])), "")


def _cut(text: str, hits: set[str], seen: set[str]) -> str:
    """What stands around the first marked word, if it can be one that the title does not show; cut between words."""
    text = unicodedata.normalize("NFC", text)
    found = [match for match in WORD.finditer(text) if _folded(match) in hits]
    new = [match for match in found if _folded(match) not in seen]
    if not found:
        return ""
    middle = (new or found)[0]
    start, end = max(middle.start() - AROUND, 0), min(middle.end() + AROUND, len(text))
    excerpt = text[start:end]
    if start:
        excerpt = "…" + excerpt.partition(" ")[2]
    if end < len(text):
        excerpt = excerpt.rpartition(" ")[0] + "…"
    return excerpt


def _title(face: Face) -> str:
    return unicodedata.normalize("NFC", face.get("title") or face.get("name") or "")


def _passages(face: Face) -> Iterator[Passage]:
    """The texts of a face that may be shown under its title, those that tell most first."""
    language = face.get("language", "")
    yield from (Passage(name["name"], name["language"]) for name in face.get("names", []))
    for name in ("about", "summary", "text"):
        yield Passage(face.get(name) or "", language)
    yield from _of_statement(face.get("statement"))
    for citation in face.get("citations", []):
        source = citation["source"] or {}
        yield Passage(
            citation["quotation"], source.get("language", ""), source.get("publisher") or source.get("title", "")
        )
    yield from _of_allegation(face.get("allegation"))
    for fact in face.get("facts", []):
        yield Passage(fact["label"], language)
        yield from (
            Passage(value["text"], language, value["source"]["publisher"])
            for value in fact["values"]
            if value["source"]
        )
    yield from (Passage(part["group"], language) for part in face.get("participants", []))
    yield Passage(", ".join(part for part in (face.get("publisher"), face.get("authors"), face.get("note")) if part))


def _of_statement(statement: Face | None) -> Iterator[Passage]:
    if not statement:
        return
    words = statement["words"]
    speaker = statement["speaker"]["name"] if statement["speaker"] else statement["spokesperson"]
    yield Passage(words["exact"], words["language"], speaker)
    yield Passage(words["translation"], words["translation_language"], speaker)
    yield Passage(words["indirect"], "", speaker)
    yield Passage(", ".join(part for part in (statement["spokesperson"], statement["capacity"]) if part), "", speaker)
    yield from (Passage(commitment["text"], "", speaker) for commitment in statement["commitments"])


def _of_allegation(allegation: Face | None) -> Iterator[Passage]:
    if not allegation:
        return
    yield from (Passage(demand["text"]) for demand in allegation["demands"])
    yield from (Passage(step["note"]) for step in allegation["statuses"])
