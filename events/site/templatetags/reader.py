"""How templates put codes, dates and sentences into words."""

import datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.record.models import Edition
from events.site import asked, instants, language, lines, phrases, words
from events.timeline.choosing import Choice
from events.timeline.queries import Face

register = template.Library()

register.filter("here", language.spoken)
register.filter("country", words.country)
register.filter("language_name", words.language_name)
register.filter("who_says_so", phrases.who_says_so)
register.filter("rests_on", phrases.rests_on)
register.filter("status_line", phrases.status_line)
register.filter("status_note", phrases.status_note)
register.filter("origins_sentence", phrases.origins_sentence)
register.filter("reply_heading", phrases.reply_heading)
register.filter("reply_sentence", phrases.reply_sentence)
register.filter("request_sentence", phrases.request_sentence)
register.filter("group_in_words", phrases.group_in_words)
register.filter("capitalised", phrases.capitalised)
register.filter("in_words", phrases.in_words)
register.filter("date_text", phrases.date_text)
register.filter("stances", phrases.stances)
register.filter("by", lines.grouped)


@register.filter
def word(code: str, vocabulary: str) -> str:
    """{{ answer.stance|word:"stance" }}"""
    return words.word(vocabulary, code)


@register.simple_tag
def defined(vocabulary: str, code: str, text: str = "") -> SafeString:
    """A word that leads to what it means: the word of the code, or `text` for it."""
    return format_html(
        '<a class="defined" href="{}#{}-{}">{}</a>',
        reverse("method"),
        vocabulary,
        code,
        text or words.word(vocabulary, code),
    )


@register.simple_tag
def status_defined(allegation: Face) -> SafeString:
    """What `status_line` says, its status leading to what that means."""
    status = allegation["status"]
    told = defined("status", status["status"], phrases.status_in_words(status))
    return format_html("{} · {}", words.word("form", allegation["form"]), told)


@register.simple_tag
def stances_defined(answer: Face, begins: bool = False) -> SafeString:
    """What `stances` says, each leading to what it means; it `begins` a sentence or goes on with one."""
    told = [words.word("stance", stance) for stance, _note in answer["stances"]]
    if begins:
        told[0] = phrases.capitalised(told[0])
    pairs = [
        (defined("stance", stance, text), f", {note}" if note else "")
        for (stance, note), text in zip(answer["stances"], told, strict=True)
    ]
    return format_html_join("; ", "{}{}", pairs)


@register.filter
def foremost(changes: list[Edition]) -> list[Edition]:
    """Of what a publication changed: its affairs, or else the first few of whatever it was."""
    return [edition for edition in changes if edition.subject.kind == "incident"] or changes[:2]


@register.filter
def shape(kind: str) -> str:
    """The sign that stands beside the name of an event's kind."""
    return words.SHAPE.get(kind, "○")


@register.filter
def told(lag: Face | None) -> str:
    """How long an answer took, in the language of the page."""
    return lag["text"]["fr" if get_language() == "fr" else "en"] if lag else ""


@register.simple_tag
def when(date: Face | None, unknown: str = "") -> SafeString:
    """A date as precisely as it is known; `<time>` where HTML has a form for it."""
    text = phrases.date_text(date)
    if not text:
        return format_html("{}", unknown or _("date not known"))
    if not date["datetime"]:
        return format_html("{}", text)
    return format_html('<time datetime="{}">{}</time>', date["datetime"], text)


@register.simple_tag
def instant(at: str | datetime.datetime, precise: bool = False) -> SafeString:
    """A moment of the record: its day, or to the second; always UTC."""
    moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
    moment = moment.astimezone(datetime.UTC)
    text = phrases.day_in_words(moment)
    if precise:
        text = f"{text}, {moment:%H:%M:%S} UTC"
    return format_html('<time datetime="{}">{}</time>', moment.isoformat().replace("+00:00", "Z"), text)


@register.simple_tag(takes_context=True)
def current(context: dict, name: str) -> SafeString:
    """Marks the link to the page `name` in a navigation: as the page itself, or as what the page belongs to."""
    path, place = context["request"].path if "request" in context else "", reverse(name)
    if not path.startswith(place):
        return SafeString("")
    return format_html(' aria-current="{}"', "page" if path == place else "true")


@register.simple_tag
def address(kind: str, number: int) -> str:
    """Where a subject of the record is shown."""
    return reverse(kind, args=[number])


@register.simple_tag
def version_address(kind: str, number: int, version: int) -> str:
    return reverse(f"{kind}-version", args=[number, version])


@register.simple_tag
def versions_address(kind: str, number: int) -> str:
    """Where all versions of a subject stand, and any two are compared."""
    return reverse(f"{kind}-versions", args=[number])


@register.simple_tag
def bytes_address(kind: str, number: int, version: int) -> str:
    """Where the bytes are of which the hash of a version is made."""
    return reverse(f"{kind}-bytes", args=[number, version])


@register.simple_tag
def changes_address(kind: str, number: int) -> str:
    """Where it is told what changed between two days."""
    return reverse(f"{kind}-changes", args=[number])


@register.filter
def iso_day(text: str) -> str:
    """A day that the record keeps as 2026-03-03, in the language of the page."""
    return phrases.day_in_words(datetime.date.fromisoformat(text))


@register.filter
def moment(at: datetime.datetime | None) -> str:
    """A moment as an address names it; nothing for none."""
    return instants.written(at) if at else ""


@register.filter
def day(at: datetime.datetime) -> str:
    """The day of a moment, in UTC, in the language of the page."""
    return phrases.day_in_words(at.astimezone(datetime.UTC))


@register.simple_tag
def asking(**names: str | int | None) -> str:
    """A query string of those `names` that have a value: `?show=answers&order=oldest`, or nothing."""
    from_names = "&".join(f"{name}={value}" for name, value in names.items() if value)
    return f"?{from_names}" if from_names else "?"


@register.filter
def asking_for(choice: Choice) -> str:
    """The query string that asks for a part of a timeline."""
    return asked.query_of(choice)


@register.filter
def tongue_of_wording(face: Face) -> str:
    """The language in which the source words the date: that of the citation for it, or of the first one."""
    citations = [citation for citation in face["citations"] if citation["source"]]
    cited = [citation for citation in citations if "date" in citation["supports"]] or citations
    return cited[0]["source"].get("language", "") if cited else ""


@register.filter
def grouped_digits(number: int) -> str:
    """A number with its thousands apart, as newspapers of both languages print it."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
