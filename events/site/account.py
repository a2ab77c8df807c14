"""What a company's record comes to, in words before numbers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from events.site.phrases import capitalised, in_words
from events.timeline.statistics import Tally

REPLIES = {
    "answered": gettext_lazy("It answered %(n)s."),
    "declined": gettext_lazy("It declined to comment on %(n)s."),
    "no_reply": gettext_lazy("It was asked about %(n)s, and no reply is known."),
    "asked": gettext_lazy("It was asked about %(n)s, and a reply is pending."),
    "unknown": gettext_lazy("For %(n)s no answer is on record, and it is not known whether it was asked."),
}


def account_of(name: str, tally: Tally) -> str:
    """A short paragraph: how many allegations, and what became of them; nothing that a count does not carry."""
    if not tally.total:
        return _("Nothing about %(name)s is on record.") % {"name": name}
    if not tally.allegations:
        return _("No allegation against %(name)s is on record.") % {"name": name}
    replies = [
        capitalised(sentence % {"n": _allegations(tally.replies[reply])})
        for reply, sentence in REPLIES.items()
        if tally.replies[reply]
    ]
    return " ".join([_opening(name, tally.allegations), *replies])


def _opening(name: str, count: int) -> str:
    sentence = ngettext(
        "%(n)s allegation against %(name)s is on record.", "%(n)s allegations against %(name)s are on record.", count
    )
    return capitalised(sentence % {"n": _allegations(count), "name": name})


def _allegations(count: int) -> str:
    """The number as a word that agrees with allegations: une, deux, trois in French."""
    return pgettext("allegation", "one") if count == 1 else in_words(count)
