"""The language of dates: the frames of phrases, and single dates as nouns.

French is written with plain "de" and "à" and contracted at the end ("de le 3 mai" → "du 3 mai",
"jusqu'à 2012" → "jusqu'en 2012"), so that a frame needs to know nothing of what it holds.
"""

import re
from typing import NamedTuple

from events.dates.days import month_length
from events.dates.edtf import Range
from events.dates.points import Point, parse_point
from events.dates.vocabulary import MONTH_NAMES, PARTS

FRAMES: dict[str, dict[str, str]] = {
    "unknown": {"en": "date unknown", "fr": "date inconnue"},
    "alone~": {"en": "about {a}", "fr": "vers {a}"},
    "alone?": {"en": "perhaps {a}", "fr": "peut-être {a}"},
    "alone%": {"en": "perhaps about {a}", "fr": "peut-être vers {a}"},
    "inside~": {"en": "about {a}", "fr": "{a} environ"},
    "inside?": {"en": "perhaps {a}", "fr": "{a} peut-être"},
    "inside%": {"en": "perhaps about {a}", "fr": "{a} peut-être environ"},
    "between": {"en": "between {a} and {b}", "fr": "entre {a} et {b}"},
    "from_to": {"en": "from {a} to {b}", "fr": "de {a} à {b}"},
    "since": {"en": "since {a}", "fr": "depuis {a}"},
    "since_unknown": {"en": "since {a} (end not known)", "fr": "depuis {a} (fin inconnue)"},
    "until": {"en": "until {a}", "fr": "jusqu'à {a}"},
    "before": {"en": "before {a}", "fr": "avant {a}"},
    "after": {"en": "after {a}", "fr": "après {a}"},
    "or_before": {"en": "{a} or earlier", "fr": "{a} ou plus tôt"},
    "or_after": {"en": "{a} or later", "fr": "{a} ou plus tard"},
    "throughout": {"en": "throughout {a}", "fr": "tout au long de {a}"},
    "and": {"en": "{a} and {b}", "fr": "{a} et {b}"},
    "or": {"en": "{a} or {b}", "fr": "{a} ou {b}"},
    "early": {"en": "early {a}", "fr": "début {a}"},
    "mid": {"en": "mid-{a}", "fr": "mi-{a}"},
    "late": {"en": "late {a}", "fr": "fin {a}"},
    "early_decade": {"en": "the early {a}s", "fr": "début des années {a}"},
    "mid_decade": {"en": "the mid-{a}s", "fr": "milieu des années {a}"},
    "late_decade": {"en": "the late {a}s", "fr": "fin des années {a}"},
    # From here on: the answer to the editor.
    "we_read": {"en": "We read this as: {a}.", "fr": "Nous lisons : {a}."},
    "some_time": {"en": "some time {a}", "fr": "à un moment {a}"},
    "all_that_time": {
        "en": "all that time, at the widest {a}",
        "fr": "tout ce temps, au plus large {a}",
    },
    "within_from": {"en": "some time on or after {a}", "fr": "{a} ou à un moment plus tard"},
    "within_to": {"en": "some time on or before {a}", "fr": "{a} ou à un moment plus tôt"},
    "throughout_from": {
        "en": "all the time, from {a} at the earliest",
        "fr": "tout le temps, à partir de {a} au plus tôt",
    },
    "throughout_to": {
        "en": "all the time, up to {a} at the latest",
        "fr": "tout le temps, jusqu'à {a} au plus tard",
    },
    "within_several": {
        "en": "some time in one of these: {a}",
        "fr": "à un moment dans l'une de ces périodes : {a}",
    },
    "throughout_several": {
        "en": "all the time in each of these: {a}",
        "fr": "tout le temps dans chacune de ces périodes : {a}",
    },
    "more": {
        "en": "{a}; and {n} more, the last: {b}",
        "fr": "{a} ; et {n} autres, la dernière : {b}",
    },
    "no_day": {
        "en": "{a}; the day is not known",
        "fr": "{a} ; le jour n'est pas connu",
    },
    "listed": {"en": "; ", "fr": " ; "},
    "marked": {
        "en": "It is marked as approximate or uncertain; that does not widen these days.",
        "fr": "La date est marquée comme approximative ou incertaine ; ces jours n'en sont pas élargis.",
    },
    "part_month": {
        "en": "In a month, “early” is read as days 1 to 10, “mid” as 11 to 20 and “late” as 21 to the end.",
        "fr": "Dans un mois, « début » se lit du 1er au 10, « mi » du 11 au 20 et « fin » du 21 au dernier jour.",
    },
    "part_year": {
        "en": "In a year, “early” is read as January to April, “mid” as May to August and “late” as"
        " September to December.",
        "fr": "Dans une année, « début » se lit de janvier à avril, « mi » de mai à août et « fin »"
        " de septembre à décembre.",
    },
    "part_decade": {
        "en": "In a decade, “early” is read as the years 0 to 3, “mid” as 4 to 6 and “late” as 7 to 9.",
        "fr": "Dans une décennie, « début » se lit comme les années 0 à 3, « milieu » 4 à 6 et « fin » 7 à 9.",
    },
    "season": {
        "en": "Seasons are read as whole months of the northern hemisphere: spring is March to May,"
        " winter December to February.",
        "fr": "Les saisons se lisent en mois entiers de l'hémisphère nord : le printemps va de mars"
        " à mai, l'hiver de décembre à février.",
    },
    "time": {
        "en": "The time of day is kept in the EDTF text; the record counts in days.",
        "fr": "L'heure est gardée dans le texte EDTF ; le registre compte en jours.",
    },
}

_SEASON_NAMES = {
    # (English, French with its article)
    1: ("spring", "le printemps"),
    2: ("summer", "l'été"),
    3: ("autumn", "l'automne"),
    0: ("winter", "l'hiver"),
}
_HEMISPHERES = {
    0: {"en": "", "fr": ""},
    1: {"en": " (northern hemisphere)", "fr": " (hémisphère nord)"},
    2: {"en": " (southern hemisphere)", "fr": " (hémisphère sud)"},
}
_ORDINALS = {1: ("first", "1er"), 2: ("second", "2e"), 3: ("third", "3e"), 4: ("fourth", "4e")}
_NOT_KNOWN = {
    "day": {"en": " (day not known)", "fr": " (jour inconnu)"},
    "month": {"en": " (month not known)", "fr": " (mois inconnu)"},
    "both": {"en": " (month and day not known)", "fr": " (mois et jour inconnus)"},
}
_DOUBTS = {
    "en": (
        ("year", "month", "day"),
        {"~": ("approximate",) * 3, "?": ("uncertain",) * 3, "%": ("very uncertain",) * 3},
    ),
    "fr": (
        ("année", "mois", "jour"),
        {
            "~": ("approximative", "approximatif", "approximatif"),
            "?": ("incertaine", "incertain", "incertain"),
            "%": ("très incertaine", "très incertain", "très incertain"),
        },
    ),
}


class Noun(NamedTuple):
    """One date in words: `whole` within a phrase ("le 3 mai 2016"), `words` alone."""

    article: str
    words: str

    @property
    def whole(self) -> str:
        return self.article + self.words


class Part(NamedTuple):
    """ "Early", "mid" or "late" in a month, a year or a decade."""

    name: str
    unit: str
    whole: str
    mark: str


def tongue(language: str) -> str:
    """ "fr" for French of any country, else "en"."""
    return "fr" if language.startswith("fr") else "en"


def say(frame: str, language: str, **values: str) -> str:
    """The frame of that name in the language, with its blanks filled."""
    return FRAMES[frame][language].format(**values)


_CONTRACTIONS = (
    (re.compile(r"\bde les "), "des "),
    (re.compile(r"\bde le "), "du "),
    (re.compile(r"\bde (?=[ao])"), "d'"),  # avril, août, octobre
    (re.compile(r"\bà les "), "aux "),
    (re.compile(r"\bà le "), "au "),
    (re.compile(r"\bjusqu'à (?!l')"), "jusqu'en "),
)


def contracted(phrase: str, language: str) -> str:
    """French with "du", "au", "d'" and "jusqu'en" where they belong; English as it is."""
    if language == "fr":
        for pattern, replacement in _CONTRACTIONS:
            phrase = pattern.sub(replacement, phrase)
    return phrase


def noun_of(point: Point, language: str) -> Noun | None:
    """The date as a noun, without the mark that it carries as a whole (`Point.mark`).

    None for digits missing in a way that usual words do not tell.
    """
    noun = _plain_noun(point, language)
    if noun is None or point.mark or not point.is_marked:
        return noun
    names, doubts = _DOUBTS[language]
    notes = [
        f"{name} {doubts[mark][at]}" for at, (name, mark) in enumerate(zip(names, point.marks, strict=True)) if mark
    ]
    return noun._replace(words=f"{noun.words} ({', '.join(notes)})")


def part_of(members: Range) -> Part | None:
    """The part that the approximate range stands for, if it is one of ours (`PARTS`)."""
    start, end = members.start, members.end
    if start is None or end is None or start.mark not in ("~", "%") or start.mark != end.mark:
        return None
    if start.is_masked or end.is_masked:
        return None
    first, last = _written(start), _written(end)
    whole, unit, width = _WHOLES.get(start.precision, (0, "", 0))
    if not unit or len(first) != len(last) or first[:whole] != last[:whole]:
        return None
    bounds = int(first[-width:]), int(last[-width:])
    for name, (low, high) in PARTS[unit].items():
        if unit == "month":
            high = min(high, month_length(*start.earliest[:2]))
        if bounds == (low, high):
            return Part(name, unit, first[:whole], start.mark)
    return None


# The precision of the ends → where the whole ends in their text, what it is, digits that differ.
_WHOLES = {"day": (7, "month", 2), "month": (4, "year", 2), "year": (3, "decade", 1)}


def part_in_words(part: Part, language: str) -> str:
    """ "Early January 2016", "mi-2018", "the late 1940s"."""
    if part.unit == "decade":
        words = say(f"{part.name}_decade", language, a=f"{part.whole}0")
    else:
        point = parse_point(part.whole)
        noun = noun_of(point, language) if point else None
        words = say(part.name, language, a=noun.words if noun else part.whole)
    return say("alone?", language, a=words) if part.mark == "%" else words


def _written(point: Point) -> str:
    return point.text.strip("?~%")


def _plain_noun(point: Point, language: str) -> Noun | None:
    if "X" in point.year:
        return _decade(point, language)
    if point.precision == "season":
        return _part_of_year(point, language)
    if not point.month:
        return Noun("", point.year)
    if point.month == "XX":
        return _month_not_known(point, language)
    if "X" in point.month or (point.day != "XX" and "X" in point.day):
        return None
    return _month_or_day(point, language)


def _month_or_day(point: Point, language: str) -> Noun:
    month = f"{MONTH_NAMES[language][int(point.month) - 1]} {point.year}"
    if point.day == "XX":
        return Noun("", month + _NOT_KNOWN["day"][language])
    if not point.day:
        return Noun("", month)
    number = str(int(point.day))
    if language == "fr":
        return Noun("le ", f"{'1er' if number == '1' else number} {month}")
    return Noun("", f"{number} {month}")


def _month_not_known(point: Point, language: str) -> Noun | None:
    if point.day not in ("", "XX"):
        return None
    note = "both" if point.day else "month"
    return Noun("", point.year + _NOT_KNOWN[note][language])


def _decade(point: Point, language: str) -> Noun | None:
    if point.month or not point.year[:3].isdigit():
        return None
    first = f"{point.year[:3]}0"
    if language == "fr":
        return Noun("les ", f"années {first}")
    if first.endswith("00"):
        # "The 2000s" may be a hundred years.
        return Noun("", f"the decade {first}–{first[:3]}9")
    return Noun("", f"the {first}s")


def _part_of_year(point: Point, language: str) -> Noun | None:
    code = int(point.month)
    if code <= 32:
        return _season(point, code, language)
    if 37 <= code <= 39:
        return None
    is_quarter = code <= 36
    english, french = _ORDINALS[code - 32 if is_quarter else code - 39]
    if language == "fr":
        return Noun("le ", f"{french} {'trimestre' if is_quarter else 'semestre'} {point.year}")
    return Noun("the ", f"{english} {'quarter' if is_quarter else 'half'} of {point.year}")


def _season(point: Point, code: int, language: str) -> Noun:
    english, french = _SEASON_NAMES[code % 4]
    year = point.year
    if point.earliest[0] != point.latest[0]:
        dash = "–" if language == "en" else "-"
        year = f"{year}{dash}{point.latest[0]}"
    note = _HEMISPHERES[(code - 21) // 4][language]
    if language == "en":
        return Noun("", f"{english} {year}{note}")
    article = "le " if french.startswith("le ") else "l'"
    return Noun(article, f"{french.removeprefix(article)} {year}{note}")
