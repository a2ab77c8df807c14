"""What the text proposes, as it lies on the workbench: by kind, each with the forms that take it.

Taking a proposal opens a form that it fills; what is stored is what the editor saves there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.dates import DateRefused, reading_of
from events.desk.workbench.models import Dismissal
from events.desk.workbench.passage import CapturedText
from events.exceptions import Refused
from events.intake import Counted, Dated, DeskCompany, Kind, Mention, Named, Proposal, Quotation, Refusal, Relayed
from events.intake import propose as read
from events.models import Source, Stance

HEADINGS = {
    Kind.QUOTATION: gettext_lazy("Quotations"),
    Kind.DECLINED: gettext_lazy("No comment"),
    Kind.RELAYS: gettext_lazy("What it relays"),
    Kind.DATE: gettext_lazy("Dates"),
    Kind.NUMBER: gettext_lazy("Numbers"),
    Kind.COMPANY_KNOWN: gettext_lazy("Companies on the desk"),
    Kind.COMPANY_NEW: gettext_lazy("Perhaps new companies"),
}
STATEMENT = ("statement", gettext_lazy("Statement"))
ALLEGATION = ("allegation", gettext_lazy("Allegation"))
# The forms by which each kind is taken, the likeliest first, with what their buttons say.
TAKEN_BY = {
    Kind.QUOTATION: (STATEMENT, ALLEGATION, ("citation", gettext_lazy("Cite for …"))),
    Kind.DECLINED: (("reply", gettext_lazy("Asked")), STATEMENT),
    Kind.RELAYS: (("relay", gettext_lazy("Relays")),),
    Kind.DATE: (("date", gettext_lazy("Date")),),
    Kind.NUMBER: (("fact", gettext_lazy("Fact")),),
    Kind.COMPANY_KNOWN: (ALLEGATION,),
    Kind.COMPANY_NEW: (("company", gettext_lazy("New company")),),
}
LONGEST_INDIRECT = 2000


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, what it says of itself, and whether its words are cited in the dossier already."""

    proposal: Proposal
    about: str
    paragraph: int
    is_cited: bool

    @property
    def forms(self) -> tuple[tuple[str, str], ...]:
        return TAKEN_BY[self.proposal.kind]

    @property
    def query(self) -> str:
        """What the address of a form says to be filled by this."""
        return urlencode({"proposal": self.proposal.kind, "start": self.proposal.start, "end": self.proposal.end})


@dataclass(slots=True)
class Pile:
    """The proposals of one kind."""

    kind: Kind
    offers: list[Offer] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.kind])


def proposals_of(text: CapturedText, *, companies: Iterable[DeskCompany], user) -> list[Proposal]:
    """What the text proposes, without what `user` put aside."""
    source = text.source
    put_aside = Dismissal.objects.filter(capture=text.capture, user=user, sha256=text.sha256)
    aside = set(put_aside.values_list("kind", "start", "end"))
    found = _proposals(text.text, source.language, tuple(companies), _day_of(source))
    return [one for one in found if (str(one.kind), one.start, one.end) not in aside]


@lru_cache(maxsize=32)
def _proposals(
    text: str, language: str, companies: tuple[DeskCompany, ...], published: date | None
) -> tuple[Proposal, ...]:
    """Each step at the workbench shows the page again; the text is read for proposals once."""
    return tuple(read(text, language, companies, published=published))


def _day_of(source: Source) -> date | None:
    """The day on which it was published, if it is known as a day."""
    try:
        reading = reading_of(source.published) if source.published else None
    except DateRefused:
        return None
    return reading.earliest if reading and reading.earliest == reading.latest else None


def piles_of(offers: Iterable[Offer]) -> list[Pile]:
    piles = {kind: Pile(kind) for kind in HEADINGS}
    for offer in offers:
        piles[offer.proposal.kind].offers.append(offer)
    return [pile for pile in piles.values() if pile.offers]


def chosen(proposals: Iterable[Proposal], kind: str, start: int, end: int) -> Proposal:
    """The proposal that the address of a form names. Raises Refused if the text does not propose it."""
    for one in proposals:
        if (one.kind, one.start, one.end) == (kind, start, end):
            return one
    raise Refused(_("The text proposes nothing there any more: fill the form yourself."))


def about(proposal: Proposal) -> str:
    """What is proposed, beside the words themselves."""
    match proposal.details:
        case Quotation(speaker=speaker, capacity=capacity, company=company):
            return ", ".join(filter(None, (speaker, capacity, company.words)))
        case Refusal(company=company):
            return company.words
        case Mention(mentions=mentions):
            return _("named %(n)d times") % {"n": len(mentions)} if len(mentions) > 1 else ""
        case Dated(refused=refused):
            return refused
        case Relayed(source=source):
            return source
    return ""


def filled_by(proposal: Proposal, form: str, companies: Iterable[DeskCompany]) -> dict[str, object]:
    """What `form` is filled with, so that the editor has less to type and everything to change."""
    names = {company.id: company.name for company in companies}
    match proposal.details:
        case Quotation() as said:
            return _said(said, form, proposal.words, names)
        case Refusal(outcome=outcome, company=company):
            name = _name(company, names)
            if form == "reply":
                return {"outcome": outcome, **_known(company=name)}
            return {"indirect": proposal.words, "stance": Stance.DECLINES_TO_COMMENT, **_known(speaker=name)}
        case Mention(company=company):
            name = _name(company, names)
            return {"name": name} if form == "company" else {"accused": name}
        case Dated(wording=wording, reading=reading):
            return {"date": reading.edtf if reading else wording}
        case Counted() as counted:
            return _counted(counted, proposal.words)
        case Relayed(source=source):
            return {"publisher": source.removeprefix("the ").strip()}
    return {}


def _said(said: Quotation, form: str, words: str, names: dict[int, str]) -> dict[str, object]:
    company = _name(said.company, names)
    if form == "allegation":
        return {"claimant": said.speaker or company or said.capacity}
    if form == "statement":
        report = "" if said.direct else words[:LONGEST_INDIRECT]
        about = {"spokesperson": said.speaker, "capacity": said.capacity, "indirect": report}
        return {**about, **_known(speaker=company)}
    return {}


def _counted(counted: Counted, words: str) -> dict[str, object]:
    """A number that is only said to be about so much has no sure bounds."""
    bounds = {} if counted.about else {"number_least": counted.low, "number_most": counted.high}
    sure = {name: number for name, number in bounds.items() if number is not None}
    return {"text": words[:200], "label": counted.of[:200], **sure}


def _name(company: Named, names: dict[int, str]) -> str:
    return names.get(company.id, company.words)


def _known(**named: str) -> dict[str, str]:
    """Only what is said: where the text names nobody, the form offers whom it would offer anyway."""
    return {name: value for name, value in named.items() if value}
