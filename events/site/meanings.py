"""What the words that stand beside an allegation mean: the definitions to which they lead on the page about method."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Meanings = dict[str, Promise]

STATUS: Meanings = {
    "alleged": _("Somebody says so. No authority or court has decided whether it is so."),
    "investigated": _("An authority looks into it. That is no decision, and no charge."),
    "filed": _("It lies before a court or an authority, which has not decided."),
    "admitted": _("The company itself said that it is so."),
    "settled": _("The parties ended it by an agreement. A settlement is no admission, and no finding."),
    "dismissed": _("A court or an authority rejected it, on its merits or without reaching them."),
    "withdrawn": _("Whoever brought it took it back."),
    "upheld": _("A court or an authority decided that it is so; an appeal may be open."),
    "convicted": _("A criminal court convicted; an appeal may be open."),
    "acquitted": _("A criminal court acquitted."),
    "overturned": _("A higher decision took back the one before."),
}
REPLY: Meanings = {
    "answered": _("A statement of the company on record answers it. That says nothing of whether the answer is right."),
    "declined": _("The company said that it does not comment. That is an answer, and no admission."),
    "no_reply": _("The company was asked, and a source on record says that it did not reply."),
    "asked": _("The company was asked, and its time to reply is still running."),
    "unknown": _("No answer is on record, and nobody is known to have asked. It is not shown as silence."),
}
FORM: Meanings = {
    "accusation": _("Somebody says that a company did something wrong."),
    "demand": _("Somebody asks a company to do or to stop something."),
    "civil_claim": _("Somebody sues a company before a civil court."),
    "criminal_charge": _("A public prosecutor charges it with a crime."),
    "regulators_charge": _("An authority that oversees a trade charges it with a breach of its rules."),
    "finding": _("A court, an authority or an inquiry says what it found."),
}
MEANINGS: dict[str, Meanings] = {"status": STATUS, "reply": REPLY, "form": FORM}
