"""How long an answer took, as far as the dates tell.

Either date may be a span of days; the lag is then a range, never a guess from the middle.
"""

import math

from events.dates.reading import DateSpan
from events.dates.words import tongue

Lag = tuple[int | None, int | None]
"""Fewest and most days from allegation to answer; None where a date is open. Negative: before."""

_FRAMES: dict[str, dict[str, str]] = {
    "same day": {"en": "the same day", "fr": "le même jour"},
    "later": {"en": "{a} later", "fr": "{a} plus tard"},
    "earlier": {"en": "{a} earlier", "fr": "{a} plus tôt"},
    "within": {"en": "within {a}", "fr": "en {a} au plus"},
    "between later": {"en": "between {a} and {b} later", "fr": "entre {a} et {b} plus tard"},
    "between earlier": {"en": "between {a} and {b} earlier", "fr": "entre {a} et {b} plus tôt"},
    "at least later": {"en": "at least {a} later", "fr": "au moins {a} plus tard"},
    "at least earlier": {"en": "at least {a} earlier", "fr": "au moins {a} plus tôt"},
    "same day or later": {"en": "the same day or later", "fr": "le même jour ou plus tard"},
    "at most": {
        "en": "at most {a} later; the answer may also have come first",
        "fr": "au plus {a} plus tard ; la réponse peut aussi être venue avant",
    },
    "same day or earlier": {
        "en": "the same day at the latest; the answer may also have come first",
        "fr": "le même jour au plus tard ; la réponse peut aussi être venue avant",
    },
    "not known": {"en": "time not known", "fr": "délai inconnu"},
}

_UNITS = {
    "days": (1.0, {"en": ("day", "days"), "fr": ("jour", "jours")}),
    "weeks": (7.0, {"en": ("week", "weeks"), "fr": ("semaine", "semaines")}),
    "months": (30.436875, {"en": ("month", "months"), "fr": ("mois", "mois")}),
    "years": (365.2425, {"en": ("year", "years"), "fr": ("an", "ans")}),
}
# Up to so many days each unit is used: days to two weeks, weeks to two months, months to two years.
_UP_TO = ((13, "days"), (60, "weeks"), (729, "months"))


def lag(allegation_span: DateSpan, answer_span: DateSpan) -> Lag:
    """The fewest and the most days from an allegation to its answer.

    Takes the first and last day that each may be. The least is from the last day of the allegation
    to the first of the answer, and may be negative: then the dates do not tell which came first.
    """
    asked_first, asked_last = allegation_span
    answered_first, answered_last = answer_span
    least = (answered_first - asked_last).days if answered_first and asked_last else None
    most = (answered_last - asked_first).days if answered_last and asked_first else None
    return least, most


def describe_lag(days: Lag, language: str) -> str:
    """The lag in words, "en" or "fr": "the same day", "within 3 days", "between 2 days and 5
    weeks later".

    Longer units are rounded outwards, so that the words never promise more than the dates.
    """
    language = tongue(language)
    least, most = days
    if least is not None and least == most:
        return _exact(least, language)
    if least is not None and least >= 0:
        return _later(least, most, language)
    if most is not None and most < 0:
        return _earlier(least, most, language)
    return _either_way(most, language)


def _exact(days: int, language: str) -> str:
    if days == 0:
        return _say("same day", language)
    return _say("later" if days > 0 else "earlier", language, a=_count(abs(days), "days", language))


def _later(least: int, most: int | None, language: str) -> str:
    if most is None:
        frame = "at least later" if least else "same day or later"
        return _say(frame, language, a=_at_least(least, language))
    if least == 0:
        return _say("within", language, a=_at_most(most, language))
    return _between("between later", least, most, language)


def _earlier(least: int | None, most: int, language: str) -> str:
    if least is None:
        return _say("at least earlier", language, a=_at_least(-most, language))
    return _between("between earlier", -most, -least, language)


def _either_way(most: int | None, language: str) -> str:
    """The dates do not tell which came first."""
    if most is None:
        return _say("not known", language)
    if most == 0:
        return _say("same day or earlier", language)
    return _say("at most", language, a=_at_most(most, language))


def _between(frame: str, fewest: int, most: int, language: str) -> str:
    a, b = _at_least(fewest, language), _at_most(most, language)
    if _unit(fewest) == _unit(most):
        a = a.partition(" ")[0]  # "between 2 and 5 weeks"
    return _say(frame, language, a=a, b=b)


def _at_least(days: int, language: str) -> str:
    unit = _unit(days)
    return _count(math.floor(days / _UNITS[unit][0]), unit, language)


def _at_most(days: int, language: str) -> str:
    unit = _unit(days)
    return _count(math.ceil(days / _UNITS[unit][0]), unit, language)


def _unit(days: int) -> str:
    return next((unit for limit, unit in _UP_TO if days <= limit), "years")


def _count(number: int, unit: str, language: str) -> str:
    one, several = _UNITS[unit][1][language]
    return f"{number} {one if number == 1 else several}"


def _say(frame: str, language: str, **values: str) -> str:
    return _FRAMES[frame][language].format(**values)
