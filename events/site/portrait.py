"""What a company's page says above its timeline: what is alleged and by whom, what became of it, what was answered and
how fast, what was promised and whether it was kept; names, owners and all that belongs to the company.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.dates import describe_lag
from events.site import glance, lines
from events.site.account import account_of
from events.site.words import word
from events.timeline.choosing import Choice
from events.timeline.columns import columns_of
from events.timeline.companies import FOREMOST, Head
from events.timeline.known import Known
from events.timeline.queries import PAGE, Face
from events.timeline.statistics import Tally

STEPS = ("kept", "partly", "broken", "superseded")


@dataclass(frozen=True, slots=True)
class Counted:
    """A word with a number, and what of the timeline it counts."""

    word: str
    count: int
    choice: Choice


@dataclass(frozen=True, slots=True)
class Relative:
    """A company that belongs to the one whose page it is: straight, or `through` another."""

    number: int
    name: str
    share: str | None
    since: str
    until: str
    through: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """The head of the page, ready to be put into words by a template."""

    face: Face
    account: str
    tally: Tally
    counts: list[Counted]
    statuses: list[Counted]
    stances: list[tuple[str, int]]
    lag: dict[str, Any]
    alleged: list[lines.Line]
    promises: dict[str, int]
    commitments: list[Face]
    family: list[Relative] = field(default_factory=list)
    with_family: int = 0
    picture: glance.Glance | None = None


def of_head(head: Head, *, here: str, today: datetime.date) -> Portrait:
    """The portrait of a living company, as its head tells it now."""
    face = orjson.loads(head.body)
    company = face["id"]
    tally = _tally(head.counts)
    picture = glance.of_marks(head.marks, here=here) if tally.total <= PAGE else None
    return Portrait(
        face=face,
        account=account_of(face["name"], tally),
        tally=tally,
        counts=_counts(company, tally),
        statuses=_statuses(company, head.statuses),
        stances=_stances(head.stances),
        lag=_lag(head.lag),
        alleged=[lines.line(event, company) for event in head.alleged],
        promises=head.promises,
        commitments=_commitments(head.promised, today),
        family=[_relative(member, company) for member in head.family],
        with_family=head.with_family,
        picture=picture or (glance.of_spread(head.spread, company=company) if tally.total > 1 else None),
    )


def of_known(then: Known) -> Portrait:
    """The same from the faces of another time, where one page holds them all; of more, how many there were.

    A picture of bars, with its links to years, is of the present only.
    """
    if len(then.events) < then.counts.total:
        return _in_brief(then)
    company = then.face["id"]
    columns = [(face, columns_of(face, company)) for face in then.events]
    tally = Tally()
    for face, of_entry in columns:
        first, last = face["date"].get("earliest"), face["date"].get("latest")
        tally.add(
            kind=face["kind"],
            reply=of_entry.get("reply", ""),
            first=int((first or "1")[:4]),
            last=int((last or "9999")[:4]),
        )
    against = [(face, of_entry) for face, of_entry in columns if of_entry.get("reply")]
    promising = [face for face, of_entry in columns if of_entry.get("promises")]
    name = then.face.get("name", "")
    return Portrait(
        face=then.face,
        account=account_of(name, tally) if name else "",
        tally=tally,
        counts=_counts(company, tally),
        statuses=_statuses(company, Counter(of_entry["status"] for _face, of_entry in against)),
        stances=_stances(Counter(stance for _face, of_entry in against for stance in of_entry["stances"])),
        lag={},
        alleged=[lines.line(face, company) for face, _columns in against[: -FOREMOST - 1 : -1]],
        promises=_progress([progress for _face, of_entry in columns for progress in of_entry.get("promises", [])]),
        commitments=_commitments(promising[: -FOREMOST - 1 : -1], timezone.now().date()),
        picture=glance.of_marks(
            [[face["id"], face["kind"], face["title"], face["date"], face["language"]] for face in then.events], here=""
        ),
    )


def _in_brief(then: Known) -> Portrait:
    sentence = _("%(events)s events were on record then, %(allegations)s of them allegations against it.")
    told = sentence % {"events": then.counts.total, "allegations": then.counts.allegations}
    return Portrait(then.face, told if "name" in then.face else "", Tally(), [], [], [], {}, [], {}, [])


def _tally(counts: dict[str, Any]) -> Tally:
    return Tally(
        total=counts["total"],
        kinds=Counter(counts["kind"]),
        replies=Counter(counts["answered"]),
        years={int(year) for year in counts["year"]},
    )


def _counts(company: int, tally: Tally) -> list[Counted]:
    """The numbers of the account, each with what it counts."""
    against = ("answered", "declined", "unanswered")
    return [
        Counted("allegations", tally.allegations, Choice(company, answered=against)),
        Counted("answered", tally.replies["answered"], Choice(company, answered=("answered",))),
        Counted("unanswered", tally.unanswered, Choice(company, answered=("unanswered",))),
        Counted("official", tally.official, Choice(company, kind=("legal_step", "official_action"))),
    ]


def _statuses(company: int, counted: dict[str, int]) -> list[Counted]:
    """What became of the allegations against the company, the most frequent first."""
    against = ("answered", "declined", "unanswered")
    return [
        Counted(word("status", status), count, Choice(company, status=(status,), answered=against))
        for status, count in _most_first(counted)
    ]


def _stances(counted: dict[str, int]) -> list[tuple[str, int]]:
    return [(word("stance", stance), count) for stance, count in _most_first(counted)]


def _most_first(counted: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _lag(lag: dict[str, Any]) -> dict[str, Any]:
    """How long answers took, in words: the median, and from the shortest to the longest. Nothing where none tells."""
    if not lag.get("n"):
        return {}
    language = get_language() or "en"
    return {
        "n": lag["n"],
        "median": describe_lag((int(lag["least"]), int(lag["most"])), language=language),
        "range": describe_lag((lag["shortest"], lag["longest"]), language=language) if lag["n"] > 1 else "",
    }


def _progress(promises: list[str]) -> dict[str, int]:
    counted = Counter(promises)
    return {"total": len(promises), "open": counted[""], **{step: counted[step] for step in STEPS}}


def _commitments(faces: list[Face], today: datetime.date) -> list[Face]:
    """The latest promises, each with whether its day has passed."""
    return [
        commitment | {"overdue": lines.is_overdue(commitment, today)}
        for commitment in lines.commitments_of(faces)[:FOREMOST]
    ]


def _relative(member: Face, company: int) -> Relative:
    links = member["owners"] or []
    straight = next((link for link in links if link["company"]["id"] == company), None)
    link = straight or links[0]
    return Relative(
        number=member["id"],
        name=member["name"],
        share=link["share"],
        since=link["since"],
        until=link["until"],
        through="" if straight else link["company"]["name"],
    )
