"""Where a list goes on: a place in its order, signed for this one list, so that nobody can make one up."""

import re
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from events.timeline.listings import Place

LONGEST = 150
AFTER, BEFORE = "a", "b"
CURSOR = re.compile(r"[ab][0-9][0-9_-]*")


class ForeignCursor(ValueError):
    """It is not ours, or was made for another list or order."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place, and whether the page lies before it."""

    place: Place
    backwards: bool = False


def write(position: Position, *, series: str) -> str:
    """The text of a cursor, as it may stand in an address.

    `series` names the list and its order; filters may change on the way.
    """
    mark = BEFORE if position.backwards else AFTER
    return _signer(series).sign(mark + "_".join(position.place))


def read(text: str, *, series: str) -> Position:
    """Raises ForeignCursor for whatever `write` did not write for this very series."""
    try:
        signed = _signer(series).unsign(text) if len(text) <= LONGEST else ""
    except BadSignature:
        signed = ""
    if not CURSOR.fullmatch(signed):
        raise ForeignCursor
    return Position(tuple(signed[1:].split("_")), backwards=signed[0] == BEFORE)


def _signer(series: str) -> Signer:
    return Signer(salt=f"api.public.cursors {series}", sep=".")
