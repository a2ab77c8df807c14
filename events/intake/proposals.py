"""What a captured text may say: proposals for an editor to take, change or dismiss. Never a fact by themselves."""

from dataclasses import dataclass, field
from enum import StrEnum

from events.dates import Reading


class Kind(StrEnum):
    QUOTATION = "quotation"
    DECLINED = "declined"
    COMPANY_KNOWN = "company_known"
    COMPANY_NEW = "company_new"
    DATE = "date"
    NUMBER = "number"
    RELAYS = "relays"


@dataclass(frozen=True, slots=True)
class DeskCompany:
    """A company of the desk's list, as the text may name it; `media`: it is an outlet, which is told things."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    media: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A company as the text names it: `id` if the desk knows it."""

    words: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words attributed to somebody. Direct: the very words between the marks; indirect: a report of them.

    `speaker` is a name, or empty; `capacity` what makes him speak for others ("a spokeswoman"); `company` is given
    only where a company speaks, itself or through somebody. `by` is where the text says who speaks, if it does.
    """

    direct: bool
    speaker: str = ""
    capacity: str = ""
    company: Named = field(default_factory=Named)
    verb: str = ""
    by: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """No comment: `outcome` is "declined", "no_reply" or "pending" (asked, and nothing more is said)."""

    outcome: str
    company: Named = field(default_factory=Named)


@dataclass(frozen=True, slots=True)
class Mention:
    """A company, once for the whole text; `mentions` are all its places."""

    company: Named
    mentions: tuple[tuple[int, int], ...]
    reason: str = ""
    """Why words not on the list may be an organisation's name: "legal form", "named so", "described so", "acronym"…"""


@dataclass(frozen=True, slots=True)
class Dated:
    """`reading` is what the words say by themselves, or, `inferred`, together with the day of publication.

    Without a reading, `refused` is the sentence that says what is missing.
    """

    wording: str
    reading: Reading | None = None
    inferred: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """`low` and `high` are equal but for a range; both None for "hundreds". `of` is what is counted, if it is said.

    `about`: the text says "about", "over" or the like. `unit`: "%", a currency's sign, or empty.
    """

    low: float | None
    high: float | None
    of: str = ""
    unit: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Relayed:
    """`source` is the outlet, organisation or document from which the text has something, as it names it."""

    source: str
    company: Named = field(default_factory=Named)


Details = Quotation | Refusal | Mention | Dated | Counted | Relayed


@dataclass(frozen=True, slots=True)
class Proposal:
    """`text[start:end]` are its words."""

    kind: Kind
    start: int
    end: int
    words: str
    details: Details
