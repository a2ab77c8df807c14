"""What readers are told for each code of the record. A test holds the codes equal to those that the desk can write."""

from functools import lru_cache

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

Vocabulary = dict[str, Promise]

EVENT_KIND: Vocabulary = {
    "allegation": _("Allegation"),
    "statement": _("Statement"),
    "legal_step": _("Legal step"),
    "official_action": _("Official action"),
    "company_action": _("Company action"),
    "report": _("Report"),
    "context": _("Context"),
}
# A shape beside the word, so that kinds differ without colour and without reading.
SHAPE = {
    "allegation": "◆",
    "statement": "❝",
    "legal_step": "§",
    "official_action": "■",
    "company_action": "●",
    "report": "▤",
    "context": "○",
}
FORM: Vocabulary = {
    "accusation": _("accusation"),
    "demand": _("demand"),
    "civil_claim": _("civil claim"),
    "criminal_charge": _("criminal charge"),
    "regulators_charge": _("regulator’s charge"),
    "finding": _("finding"),
}
STATUS: Vocabulary = {
    "alleged": _("alleged, not decided"),
    "investigated": _("under investigation, not decided"),
    "filed": _("filed, not decided"),
    "admitted": _("admitted"),
    "settled": _("settled without a finding"),
    "dismissed": _("dismissed"),
    "withdrawn": _("withdrawn"),
    "upheld": _("upheld"),
    "convicted": _("convicted"),
    "acquitted": _("acquitted"),
    "overturned": _("overturned"),
}
STANCE: Vocabulary = {
    "denies": _("denies"),
    "disputes_in_part": _("disputes in part"),
    "acknowledges": _("acknowledges"),
    "apologises": _("apologises"),
    "defends": _("defends its conduct"),
    "shifts_responsibility": _("shifts responsibility"),
    "announces_action": _("announces action"),
    "declines_to_comment": _("declines to comment"),
}
REPLY: Vocabulary = {
    "answered": _("Answered"),
    "declined": _("Declined to comment"),
    "no_reply": _("Asked, no reply"),
    "asked": _("Asked, reply pending"),
    "unknown": _("No answer on record"),
}
OUTCOME: Vocabulary = {
    "answered": _("answered"),
    "declined": _("declined to answer"),
    "no_reply": _("no reply"),
    "pending": _("reply pending"),
}
ROLE: Vocabulary = {
    "accused": pgettext_lazy("role", "accused"),
    "claimant": pgettext_lazy("role", "claimant"),
    "speaker": pgettext_lazy("role", "speaker"),
    "authority": pgettext_lazy("role", "authority"),
    "customer": pgettext_lazy("role", "customer"),
    "employer": pgettext_lazy("role", "employer"),
    "affected": pgettext_lazy("role", "affected"),
    "mentioned": pgettext_lazy("role", "mentioned"),
}
CHANNEL: Vocabulary = {
    "to_media": _("to a media outlet"),
    "press_release": _("press release"),
    "own_site": _("on its own website"),
    "internal": _("internal message"),
    "court": _("in a court filing"),
    "social": _("on social media"),
    "letter": _("letter"),
    "other": _("elsewhere"),
}
TRANSLATION: Vocabulary = {
    "human": _("translated by a person"),
    "machine": _("translated by machine"),
    "outlet": _("translated by the outlet"),
}
SUPPORTS: Vocabulary = {"fact": _("the fact"), "date": _("the date"), "words": _("the words")}
BASIS: Vocabulary = {"stated": _("stated by the source"), "inferred": _("inferred")}
FACT_KIND: Vocabulary = {"number": _("number"), "date": _("date"), "name": _("name")}
PROGRESS: Vocabulary = {
    "kept": pgettext_lazy("commitment", "kept"),
    "partly": _("partly kept"),
    "broken": pgettext_lazy("commitment", "broken"),
    "superseded": _("superseded"),
}
SOURCE_KIND: Vocabulary = {
    "news": _("news"),
    "court_filing": _("court filing"),
    "company_statement": _("company statement"),
    "report": _("report"),
    "official_record": _("official record"),
    "social_post": _("social post"),
    "dataset": _("dataset"),
}
RELATION: Vocabulary = {
    "reports": _("reports"),
    "quotes": _("quotes"),
    "translates": _("translates"),
    "syndicates": _("syndicates"),
}
COMPANY_KIND: Vocabulary = {
    "company": _("Company"),
    "public_body": _("Public body"),
    "association": _("Association"),
    "ngo": _("NGO"),
    "union": _("Union"),
    "media": _("Media outlet"),
}
NAME_KIND: Vocabulary = {
    "legal": _("legal name"),
    "trading": _("trading name"),
    "former": _("former name"),
    "short": _("short name"),
}
SCHEME: Vocabulary = {
    "lei": _("LEI"),
    "wikidata": _("Wikidata"),
    "opencorporates": _("OpenCorporates"),
    "isin": _("ISIN"),
    "domain": _("Website"),
}
PUBLICATION: Vocabulary = {
    "first": _("First publication"),
    "update": _("Update"),
    "clarification": _("Clarification"),
    "correction": _("Correction"),
    "retraction": _("Retraction"),
    "redaction": _("Redaction"),
}
SUBJECT: Vocabulary = {
    "company": _("company"),
    "incident": _("incident"),
    "event": _("event"),
    "source": _("source"),
}
STATE: Vocabulary = {
    "live": _("live"),
    "retracted": _("retracted"),
    "merged": _("merged into another"),
    "redacted": _("redacted"),
}
MANNER: Vocabulary = {"within": _("some time within"), "throughout": _("throughout")}
ANSWERED: Vocabulary = {
    "answered": _("Answered"),
    "declined": _("Declined to comment"),
    "unanswered": _("No answer on record"),
    "no_reply": _("Asked, no reply"),
    "pending": _("Asked, reply pending"),
    "not_asked": _("Not known to have been asked"),
}
LETTER_STATE: Vocabulary = {
    "new": _("not read yet"),
    "handled": _("being dealt with"),
    "answered": _("answered"),
    "closed": _("closed"),
}
VOCABULARIES: dict[str, Vocabulary] = {
    "letter_state": LETTER_STATE,
    "event_kind": EVENT_KIND,
    "form": FORM,
    "status": STATUS,
    "stance": STANCE,
    "reply": REPLY,
    "outcome": OUTCOME,
    "role": ROLE,
    "channel": CHANNEL,
    "translation": TRANSLATION,
    "supports": SUPPORTS,
    "basis": BASIS,
    "fact_kind": FACT_KIND,
    "progress": PROGRESS,
    "source_kind": SOURCE_KIND,
    "relation": RELATION,
    "company_kind": COMPANY_KIND,
    "name_kind": NAME_KIND,
    "scheme": SCHEME,
    "publication": PUBLICATION,
    "subject": SUBJECT,
    "state": STATE,
    "manner": MANNER,
    "answered": ANSWERED,
}


def word(vocabulary: str, code: str) -> str:
    """The reader's word for a code; a code that a later version of the record brings is shown as it is."""
    return str(VOCABULARIES[vocabulary].get(code, code.replace("_", " ")))


def country(code: str) -> str:
    """The name of a country in the language of the page."""
    return _locale(get_language() or "en").territories.get(code, code)


def language_name(tag: str) -> str:
    """The name of a language in the language of the page."""
    return _locale(get_language() or "en").languages.get(tag.split("-")[0].lower(), tag)


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
