"""What an editor types, in English, French or EDTF, to a reading.

A phrase is cut into words, each word has a kind (`vocabulary.WORDS`), and what stands between the
words that join or lead ("between … and …", "depuis …") is one date, a *side*: at most one year,
one month, one day and so on, in any order. Nothing is guessed: what is missing is refused, what a
joining word shares is taken from the other side ("3 to 7 May 2016", "from May to July 2016").
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from events.dates.days import day_after, day_before
from events.dates.edtf import (
    Edge,
    Edtf,
    Interval,
    Members,
    Range,
    edtf_or_none,
    interval,
    one_of_range,
)
from events.dates.points import Point, parse_point, point_on
from events.dates.reading import Reading, reading_from, recast
from events.dates.refusals import MAX_LENGTH, refusal
from events.dates.sides import KNOWN, Fields, Item, Missing, Side, fields_of, side_of
from events.dates.vocabulary import MISSING, UNKNOWN, WORDS

_SIGNS = str.maketrans(
    # Hyphens, dashes and the minus sign; apostrophes.
    {**dict.fromkeys(map(ord, "‐‑‒–—−"), "-"), **dict.fromkeys(map(ord, "’ʼ‘"), "'")}
)
_TOKEN = re.compile(
    r"\d{4}-\d\d(?:-\d\d)?(?![\d-])"  # EDTF within a phrase
    r"|(?:\d{1,2}[./-]){1,2}\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)"  # 3/4/2018, 3/4/18
    r"|\d{4}[./-]\d{1,2}(?:[./-]\d{1,2})?(?![\d-])"  # 2018/4/3, 2018-4
    r"|\d{4}'?s(?![a-z])"  # 1940s
    r"|\d{1,2}(?:st|nd|rd|th|ere?|eme|nde?|e)(?![a-z])"  # 1st, 1er, 3e
    r"|[a-z]\d(?!\d)|\d+|[a-z]+'?|\S",
    re.ASCII,
)
_YEARS = re.compile(r"(\d{4})[-/](\d{4}|\d\d)", re.ASCII)


def _groups() -> dict[str, list[tuple[list[str], Item]]]:
    """The groups of words of the vocabulary with what they stand for, by their first word."""
    found: dict[str, list[tuple[list[str], Item]]] = {}
    for words in sorted(WORDS, key=len, reverse=True):  # the longest that fits is meant
        tokens = _TOKEN.findall(words)
        if len(tokens) > 1:
            found.setdefault(tokens[0], []).append((tokens, WORDS[words]))
    return found


_GROUPS = _groups()
_NO_END: Missing = ("", "/")
# What these are at the beginning, after another word, and after "early", "mid" or "late":
# "au printemps" but "de mai au 3 juin", "dès 2015" but "fin des années 1940", "mid-2018".
_CHANGING = {
    "au": ("filler", "to", "to"),
    "de": ("de", "filler", "filler"),
    "des": ("since", "filler", "filler"),
    "dash": ("to", "to", "filler"),
}
_JOINTS = {"to": "to", "until": "to", "and": "and", "or": "or"}


def read(text: str, *, manner: str | None = None) -> Reading:
    """The reading of what an editor typed: a phrase in English or French, or EDTF.

    `manner` ("within" or "throughout") overrides what the phrase says. Raises DateRefused, with a
    sentence, for what is no date, may be two, or is not wholly said.
    """
    typed = _cleaned(text)
    edtf, said = recast(edtf_or_none(typed) or _phrase(typed), manner)
    return reading_from(edtf, said, typed=typed)


def folded(text: str) -> str:
    """Lower case without accents: the form in which the vocabulary is written."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _cleaned(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise refusal("too_long", most=MAX_LENGTH)
    cleaned = " ".join(text.split())
    if not cleaned:
        raise refusal("empty")
    if cleaned.isascii() and cleaned.isprintable():
        return cleaned
    if not cleaned.isprintable():
        raise refusal("invisible")
    if any(sign.isnumeric() and not sign.isascii() for sign in cleaned):
        raise refusal("digits")
    return cleaned.translate(_SIGNS)


def _phrase(typed: str) -> Edtf:
    text = folded(typed)
    if text in UNKNOWN:
        return _known(parse_point("XXXX"))
    text, missing = _without_note(text)
    items = _collapsed(list(_items(text)))
    lead = items[0][0] if items and items[0][0] in _LEADS else ""
    joint, groups = _sides(items[bool(lead) :])
    frame = FRAMES.get((lead, joint))
    takes_two = joint == "to" or lead == "between"
    if frame is None or (takes_two and len(groups) != 2):
        raise refusal("not_understood", text=typed)
    sides = _completed([fields_of(group, typed) for group in groups])
    if ("decade word", "") in items and _has_unclear_decades(sides):
        raise refusal("not_understood", text=typed)
    if missing == _NO_END:
        if frame is not _since:
            raise refusal("not_understood", text=typed)
        frame, missing = _since_until_unknown, KNOWN
    return frame(*(side_of(side, typed, missing) for side in sides))


def _without_note(text: str) -> tuple[str, Missing]:
    """Parts "(day not known)" from the date before it, as what EDTF adds for it."""
    head, bracket, note = text.partition(" (")
    missing = MISSING.get(bracket[1:] + note)
    return (head, missing) if missing else (text, KNOWN)


def _items(text: str) -> Iterator[Item]:
    """The words with their kinds; those that say nothing are left out."""
    tokens = _TOKEN.findall(text)
    at = 0
    before = ""
    while at < len(tokens):
        size, (kind, value) = _meaning(tokens, at)
        at += size
        if kind in _CHANGING:
            kind = _CHANGING[kind][bool(before) + (before == "part")]
        if kind != "filler":
            before = kind
            yield kind, value


def _meaning(tokens: list[str], at: int) -> tuple[int, Item]:
    """How many tokens make the word that begins there, and what it stands for."""
    token = tokens[at]
    for group, item in _GROUPS.get(token, ()):
        if tokens[at : at + len(group)] == group:
            return len(group), item
    return 1, WORDS.get(token) or ("number", token)


def _collapsed(items: list[Item]) -> list[Item]:
    """ "winter 2019-2020" and "the decade 2000-2009" name one thing with two years."""
    for at, (kind, value) in enumerate(items[:-1]):
        if value != "winter" and kind != "decade word":
            continue
        # "2019-20" is one word, "2019-2020" are three.
        size = 2 if len(items[at + 1][1]) > 4 else 4
        years = _YEARS.fullmatch("".join(word or "-" for _, word in items[at + 1 : at + size]))
        if years is None:
            continue
        first, last = int(years[1]), int(years[1][: -len(years[2])] + years[2])
        year = ("number", years[1])
        if value == "winter" and last == first + 1:
            return [*items[:at], ("season", "24"), year, *items[at + size :]]
        if kind == "decade word" and first % 10 == 0 and last == first + 9:
            return [*items[:at], items[at], year, *items[at + size :]]
    return items


def _sides(items: list[Item]) -> tuple[str, list[list[Item]]]:
    """What joins the dates ('' if nothing, "?" if several words do) and the words of each."""
    joint = ""
    groups: list[list[Item]] = [[]]
    for item in items:
        found = _JOINTS.get(item[0])
        if found is None:
            groups[-1].append(item)
            continue
        joint = found if joint in ("", found) else "?"
        groups.append([])
    if joint in ("or", "and"):
        groups = [part for group in groups for part in _split_list(group)]
    return joint, groups


def _split_list(items: list[Item]) -> list[list[Item]]:
    """ "2014, 2015" is two dates, "27 December, 2017" is one: a year on each side tells."""
    if ("comma", "") not in items:
        return [items]
    parts: list[list[Item]] = [[]]
    for item in items:
        if item[0] == "comma":
            parts.append([])
        else:
            parts[-1].append(item)
    whole = [item for part in parts for item in part]
    return parts if all(_has_year(part) for part in parts) else [whole]


def _has_year(items: list[Item]) -> bool:
    return any(kind == "number" and len(value) >= 4 for kind, value in items)


def _completed(sides: list[Fields]) -> list[Fields]:
    """What one side leaves out and another says: "3 to 7 May 2016", "May 3 to 7, 2016", "early or
    mid 2016". A year is lent only by a date with more, so that "May or 2016" stays unclear."""
    if len(sides) < 2:
        return sides
    first, last = sides[0], sides[-1]
    for side in sides[:-1]:
        if "part" in side and side.keys() <= {"part", "mark"}:
            side.update({kind: last[kind] for kind in last.keys() - {"part", "mark"}})
        if last.keys() & {"month", "season", "quarter", "unit"}:
            _lend(last, side, "year")
        if "day" in side and "month" not in side:
            _lend(last, side, "unit")
        if "day" in side and "unit" not in side:
            _lend(last, side, "month")
    if "day" in last and "day" in first and "unit" not in last:
        _lend(first, last, "month")
        _lend(last, first, "year")
    return sides


def _has_unclear_decades(sides: list[Fields]) -> bool:
    """ "Années 1940 et 1950", "années 2014 à 2016": two decades, or two years?"""
    return any(side.keys() == {"year"} for side in sides)


def _lend(giver: Fields, taker: Fields, kind: str) -> None:
    if kind in giver and not taker.keys() & {kind, "iso", "numeric", "decade"}:
        taker[kind] = giver[kind]


def _one(side: Side) -> Edtf:
    start, end = side
    return start if start == end else one_of_range(start, end)


def _between(first: Side, second: Side) -> Edtf:
    return one_of_range(first[0], second[1])


def _from_to(first: Side, second: Side) -> Edtf:
    return interval(first[0], second[1])


def _since(side: Side) -> Edtf:
    return Interval(side[0], Edge.OPEN)


def _since_until_unknown(side: Side) -> Edtf:
    return Interval(side[0], Edge.UNKNOWN)


def _until(side: Side) -> Edtf:
    return Interval(Edge.UNKNOWN, side[1])


def _throughout(side: Side) -> Edtf:
    return Interval(*side)


def _before(side: Side) -> Edtf:
    return Members((Range(None, _next_to(side[0], -1)),), every=False)


def _after(side: Side) -> Edtf:
    return Members((Range(_next_to(side[1], 1), None),), every=False)


def _by(side: Side) -> Edtf:
    return Members((Range(None, side[1]),), every=False)


def _any_of(*sides: Side) -> Edtf:
    return Members(tuple(map(_member, sides)), every=False)


def _all_of(*sides: Side) -> Edtf:
    return Members(tuple(map(_member, sides)), every=True)


def _member(side: Side) -> Point | Range:
    return side[0] if side[0] == side[1] else Range(*side)


def _next_to(point: Point, step: int) -> Point:
    """The year, month or day just before (-1) or after (1): as precise as the date itself."""
    precision = "month" if point.precision == "season" else point.precision
    day = day_before(point.earliest) if step < 0 else day_after(point.latest)
    return _known(point_on(day, precision, point.mark))


def _known(point: Point | None) -> Point:
    if point is None:
        raise refusal("outside", text="")
    return point


FRAMES: dict[tuple[str, str], Callable[..., Edtf]] = {
    # (leading word, joining word) → what is made of the sides
    ("", ""): _one,
    ("de", ""): _one,
    ("between", "and"): _between,
    ("between", "to"): _between,
    ("", "to"): _from_to,
    ("from", "to"): _from_to,
    ("de", "to"): _from_to,
    ("since", "to"): _from_to,
    ("since", ""): _since,
    ("from", ""): _since,
    ("until", ""): _until,
    ("before", ""): _before,
    ("after", ""): _after,
    ("by", ""): _by,
    ("throughout", ""): _throughout,
    ("", "or"): _any_of,
    ("", "and"): _all_of,
}

_LEADS = frozenset(lead for lead, _ in FRAMES)
