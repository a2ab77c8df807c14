"""How far the public tables have got, and what changed after a position: what a copy is kept in step by.

Positions follow the order of commits, and each subject stands where its body last changed. So who has read up to a
position has missed nothing at or before it, and whatever changes while one reads comes again, later.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Self

from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from psycopg.pq.abc import PGresult

from events.record.models import SubjectKind
from events.timeline.models import Change
from events.timeline.statements import PUBLIC, prepared, text_of
from events.timeline.subjects import Standing

WRITTEN = re.compile(
    r"(?P<publication>[0-9]{1,9})"
    rf"(?:\.(?P<step>[0-9]{{1,9}})(?:\.(?P<kind>{'|'.join(SubjectKind.values)})\.(?P<number>[0-9]{{1,9}}))?)?"
    r"(?:-(?P<mark>[0-9a-f]{12}))?",
    re.ASCII,
)
ORDER = ("publication", "step", "kind", "number")
BEYOND_ALL_KINDS = "zz"


class NotAPosition(ValueError):
    """The text is none that was ever given out."""


@dataclass(frozen=True, slots=True)
class Position:
    """A publication and the renderings after it; inside of what changed there together, the subject last read.

    As text `17`, `17.2` or `17.2.event.50`, and behind a hyphen perhaps its `mark`: the beginning of the publication's
    hash. Numbers come again after an older copy was restored, hashes do not.
    """

    publication: int = 0
    step: int = 0
    kind: str = ""
    number: int = 0
    mark: str = field(default="", compare=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises NotAPosition."""
        if not (found := WRITTEN.fullmatch(text)):
            raise NotAPosition(text)
        publication, step, kind, number, mark = found.group("publication", "step", "kind", "number", "mark")
        return cls(int(publication), int(step or 0), kind or "", int(number or 0), mark or "")

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """Where the public tables stand, with everything there read."""
        return cls(int(standing.publication), int(standing.step), mark=standing.mark)

    def __str__(self) -> str:
        place = f".{self.kind}.{self.number}" if self.kind else ""
        return f"{self.publication}.{self.step}{place}" + (f"-{self.mark}" if self.mark else "")

    def is_beyond(self, standing: Standing) -> bool:
        """Whether the public tables have not got there yet."""
        return (self.publication, self.step) > (int(standing.publication), int(standing.step))


@dataclass(frozen=True, slots=True)
class Reading:
    """Changes in order, each as JSON; how far one has got with them; and whether there are more by now."""

    changes: list[bytes]
    reached: Position
    more: bool


def is_known(position: Position, standing: Standing) -> bool:
    """Whether somebody can have read up to it in this record, which was not restored from an older copy since."""
    if position.is_beyond(standing):
        return False
    if not position.mark or position.publication == int(standing.publication):
        return position.mark in ("", standing.mark)
    return position.mark == mark_of(position.publication)


def mark_of(publication: int) -> str:
    """The beginning of a publication's hash; empty if there is none of that number."""
    result = prepared("SELECT left(hash, 12) FROM record_publication WHERE number = %s::int", [str(publication)])
    return text_of(result, 0, 0) if result.ntuples else ""


def read_on(after: Position, standing: Standing, *, limit: int) -> Reading:
    """The next `limit` subjects that changed after a position, oldest change first; one query, or two.

    `standing` was asked before: all that had a position then is found here, so if nothing more is, one has read up to
    it. What became different since may be among it, and then one has read up to that.
    """
    result = prepared(CHANGES, [*(str(part) for part in _place_in_order(after)), str(limit + 1)])
    found = min(result.ntuples, limit)
    changes = [result.get_value(row, 0) for row in range(found)]
    more = result.ntuples > limit
    last = _place(result, found - 1) if found else None
    return Reading(changes, _reached(last, standing, more=more), more)


def subjects_after(after: Position, standing: Standing, *, limit: int) -> tuple[list[Change], Position]:
    """The same without what they say, and how far one has got with them."""
    rows = Change.objects.using(PUBLIC).filter(TupleGreaterThan(Tuple(*ORDER), _place_in_order(after)))
    found = list(rows.order_by(*ORDER).defer("digest")[: limit + 1])
    changes = found[:limit]
    last = place_of(changes[-1]) if changes else None
    return changes, _reached(last, standing, more=len(found) > limit)


def place_of(change: Change) -> Position:
    """Where one is who has read up to this one."""
    return Position(change.publication, change.step, change.kind, change.number, mark_of(change.publication))


def _place_in_order(after: Position) -> tuple[int, int, str, int]:
    return after.publication, after.step, after.kind or BEYOND_ALL_KINDS, after.number


def _reached(last: Position | None, standing: Standing, *, more: bool) -> Position:
    if last and (more or last.is_beyond(standing)):
        return replace(last, mark=mark_of(last.publication))
    return Position.of(standing)


def _place(result: PGresult, row: int) -> Position:
    publication, step, kind, number = (text_of(result, row, column) for column in range(1, 5))
    return Position(int(publication), int(step), kind, int(number))


# Each body is looked up by its number, whatever the planner thinks of a limit that it does not know.
BODY = """
WHEN '{kind}' THEN (
    SELECT '"state":"' || s.state || '","version":' || s.version
        || CASE s.state WHEN 'live' THEN ',"body":' ELSE ',"tombstone":' END || s.body
    FROM timeline_public{kind} s WHERE s.number = c.number
)
"""
CHANGES = f"""
SELECT '{{"position":"' || c.publication || '.' || c.step || '","publication":' || c.publication
    || ',"type":"' || c.kind || '","id":' || c.number || ','
    || coalesce(CASE c.kind {"".join(BODY.format(kind=kind) for kind in SubjectKind.values)} END,
        '"state":"gone","version":null,"tombstone":null') || '}}',
    c.publication, c.step, c.kind, c.number
FROM timeline_change c
WHERE (c.publication, c.step, c.kind, c.number) > (%s::int, %s::int, %s::varchar, %s::int)
ORDER BY c.publication, c.step, c.kind, c.number LIMIT %s::int
"""  # noqa: S608  kinds are words of ours
