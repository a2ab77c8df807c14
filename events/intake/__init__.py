"""From a captured text to proposals: who said what, who would not say, which companies, when, how many, whence.

No outside service and no guess of a machine that was trained: tables of words in English and French, and a grammar that
goes through the text once. What comes out is for an editor to take, change or dismiss; nothing of it is a fact.
"""

from events.intake.proposals import (
    Counted,
    Dated,
    DeskCompany,
    Kind,
    Mention,
    Named,
    Proposal,
    Quotation,
    Refusal,
    Relayed,
)
from events.intake.reading import MOST, propose

__all__ = [
    "MOST",
    "Counted",
    "Dated",
    "DeskCompany",
    "Kind",
    "Mention",
    "Named",
    "Proposal",
    "Quotation",
    "Refusal",
    "Relayed",
    "propose",
]
