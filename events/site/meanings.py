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
STANCE: Meanings = {
    "denies": _("The company says that it is not so."),
    "disputes_in_part": _("The company says that some of it is not so, and leaves the rest or admits it."),
    "acknowledges": _("The company says that it is so, or that it happened. That is not always an apology."),
    "apologises": _("The company says that it is sorry. That is not always an admission."),
    "defends": _("The company says why it did so, or that it was right to."),
    "shifts_responsibility": _("The company says that somebody else has to answer for it."),
    "announces_action": _("The company says what it does, or will do, about it."),
    "declines_to_comment": _("The company says that it does not comment: a reply, but no answer in the matter."),
}
ROLE: Meanings = {
    "accused": _("What is alleged is alleged against it. That says nothing of whether it is so."),
    "claimant": _("It alleges, asks or sues."),
    "speaker": _("The words are its own."),
    "authority": _("It decides, investigates or acts by its office."),
    "customer": _("It buys from, or is served by, another one in the event."),
    "employer": _("Those who act, or are affected, work for it."),
    "affected": _("What happens, happens to it. Affected people who must be protected are never named."),
    "mentioned": _("It is named in the event, and nothing is alleged against it there."),
}
MEANINGS: dict[str, Meanings] = {
    "status": STATUS,
    "reply": REPLY,
    "form": FORM,
    "stance": STANCE,
    "role": ROLE,
}
