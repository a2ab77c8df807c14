"""Sentences about one event: who says so, what it rests on, what was asked and answered.

They are put together from faces alone, so that a page, a feed and an older version say the same.
"""

import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from events.site.lineage import Lineage
from events.site.words import word
from events.timeline.queries import Face

NAMED = 3
"""As many documents are named one by one; more are counted."""


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s and %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def in_words(number: int) -> str:
    """Small numbers as words, as newspapers write them."""
    words = [
        _("no"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
        _("eleven"),
        _("twelve"),
    ]
    return words[number] if number < len(words) else f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def date_text(date: Face | None) -> str:
    return date["text"]["fr" if get_language() == "fr" else "en"] if date and date.get("edtf") else ""


def day_in_words(day: datetime.date) -> str:
    """`12 May 2031`, `1er mai 2031`: a day of the record's own calendar, in the language of the page."""
    text = date_format(day, "j F Y")
    return f"1er{text[1:]}" if day.day == 1 and get_language() == "fr" else text


def group_in_words(part: Face) -> str:
    """A described group with its count: "women suing as Jane Doe (50)", "(40 or more)", "(between 3 and 5)"."""
    least, most = part["count"]["least"], part["count"]["most"]
    if least is None and most is None:
        return part["group"]
    if least == most:
        count = f"{least:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    elif most is None:
        count = _("%(least)s or more") % {"least": least}
    elif least is None:
        count = _("up to %(most)s") % {"most": most}
    else:
        count = _("between %(least)s and %(most)s") % {"least": least, "most": most}
    return f"{part['group']} ({count})"


def who_says_so(face: Face) -> str:
    """The one whose account it is: the speaker, the claimants, or else whom the documents rest on."""
    if statement := face.get("statement"):
        return _speaker(statement)
    claimants = [_participant(part) for part in face["participants"] if part["role"] == "claimant"]
    claimants = [name for name in claimants if name]
    if "allegation" in face and claimants:
        return listed(claimants)
    return listed(_publishers(face["origins"]["sources"]))


def _speaker(statement: Face) -> str:
    person = ", ".join(part for part in (statement["spokesperson"], statement["capacity"]) if part)
    company = statement["speaker"]["name"] if statement["speaker"] else ""
    if not person:
        return company
    return f"{company} ({person})" if company else person


def _participant(part: Face) -> str:
    return part["company"]["name"] if part["company"] else group_in_words(part) if part["group"] else ""


def _publishers(sources: list[Face]) -> list[str]:
    return list(dict.fromkeys(source["publisher"] or source["title"] for source in sources))


def rests_on(face: Face) -> str:
    """What was read, what that relays, and how many independent origins it comes down to."""
    cited = _publishers([citation["source"] for citation in face["citations"] if citation["source"]])
    documents = len({citation["source"]["id"] for citation in face["citations"] if citation["source"]})
    origins = face["origins"]
    names = listed(cited) if documents <= NAMED else _("%(n)s documents") % {"n": in_words(documents)}
    if not origins["secondary_only"]:
        return _("%(names)s.") % {"names": names} + " " + _origins(origins["count"])
    relayed = listed(_publishers(origins["sources"]))
    relaying = ngettext("%(names)s, relaying %(origins)s.", "%(names)s, all relaying %(origins)s.", documents)
    return (
        relaying % {"names": names, "origins": relayed}
        + " "
        + _origins(origins["count"])
        + " "
        + _("Secondary sources only: the origin itself was not seen.")
    )


def _origins(count: int) -> str:
    return capitalised(
        ngettext("one independent origin.", "%(n)s independent origins.", count) % {"n": in_words(count)}
    )


def status_line(allegation: Face) -> str:
    """The form and the legal status in words, with its date where one is recorded."""
    return f"{word('form', allegation['form'])} · {status_in_words(allegation['status'])}"


def status_in_words(status: Face) -> str:
    told, date = word("status", status["status"]), date_text(status["date"])
    return _("%(status)s (%(date)s)") % {"status": told, "date": date} if date else told


STATUS_NOTES = {
    "alleged": gettext_lazy("An allegation is no finding."),
    "investigated": gettext_lazy("An investigation is no finding."),
    "filed": gettext_lazy("A filing is one side’s account."),
    "settled": gettext_lazy("A settlement is no admission."),
    "dismissed": gettext_lazy("A dismissal ends the case; it does not always decide what happened."),
    "withdrawn": gettext_lazy("A withdrawal does not say whether it was true."),
    "upheld": gettext_lazy("It may still be appealed, unless the record says otherwise."),
    "convicted": gettext_lazy("It may still be appealed, unless the record says otherwise."),
    "overturned": gettext_lazy("The earlier decision no longer stands."),
}


def status_note(status: str) -> str:
    """What a legal status does not mean, so that nobody reads more into it; empty where nothing has to be said."""
    return str(STATUS_NOTES.get(status, ""))


def origins_sentence(lineage: Lineage) -> str:
    """ "Five sources, two independent origins." And how many of those nobody here has seen."""
    documents = ngettext("one source", "%(n)s sources", lineage.documents) % {"n": in_words(lineage.documents)}
    origins = ngettext("one independent origin", "%(n)s independent origins", lineage.origins)
    told = capitalised(
        _("%(documents)s, %(origins)s.")
        % {"documents": documents, "origins": origins % {"n": in_words(lineage.origins)}}
    )
    if not lineage.unseen:
        return told
    if lineage.unseen == lineage.origins:
        none = ngettext("The origin itself was not seen here.", "None of the origins was seen here.", lineage.origins)
        return f"{told} {none}"
    unseen = ngettext(
        "One of the origins is known here only through others.",
        "%(n)s of the origins are known here only through others.",
        lineage.unseen,
    )
    return f"{told} {capitalised(unseen % {'n': in_words(lineage.unseen)})}"


def request_sentence(request: Face) -> str:
    """By whom the company was asked, when, and what came of it."""
    by = {"by": request["asked_by"], "date": date_text(request["asked"])}
    asked = _("Asked by %(by)s (%(date)s).") % by if by["date"] else _("Asked by %(by)s.") % by
    return f"{asked} {_what_came_of(request)}"


def _what_came_of(request: Face) -> str:
    outcome, until = request["outcome"], date_text(request["outcome_by"])
    if outcome == "no_reply":
        return _("No reply by %(date)s.") % {"date": until} if until else _("No reply is known.")
    if outcome == "pending":
        deadline = date_text(request["deadline"])
        return _("A reply is pending (until %(date)s).") % {"date": deadline} if deadline else _("A reply is pending.")
    if outcome == "declined":
        return _("It declined to answer.")
    return _("It answered.")


def reply_heading(reply: Face) -> str:
    """What became of an allegation with one company, in a few words."""
    first = reply["answers"][0] if reply["answers"] else None
    if reply["reply"] == "answered" and first and first["addressed_to"]:
        return _("Answered, to %(whom)s") % {"whom": first["addressed_to"]}
    return word("reply", reply["reply"])


def reply_sentence(reply: Face) -> str:
    """The plain fact where no answer is on record; empty where the answers speak for themselves."""
    name = reply["company"]["name"]
    if reply["answers"]:
        return ""
    if reply["requests"]:
        return " ".join(request_sentence(request) for request in reply["requests"])
    return _("It is not known whether %(name)s was asked.") % {"name": name}


def stances(answer: Face) -> str:
    """Every stance that a statement takes, each with its note."""
    return "; ".join(
        f"{word('stance', stance)}, {note}" if note else word("stance", stance) for stance, note in answer["stances"]
    )


def in_brief(face: Face) -> list[str]:
    """An allegation's replies as plain sentences, for a feed: never the one without the other."""
    return [_reply_in_brief(reply) for reply in face.get("allegation", {}).get("replies", [])]


def _reply_in_brief(reply: Face) -> str:
    stances = listed([word("stance", answer["stance"]) for answer in reply["answers"]])
    told = f"{reply_heading(reply)}: {stances}." if stances else f"{reply_heading(reply)}. {reply_sentence(reply)}"
    return f"{reply['company']['name']}: {told}"
