"""The living page of the design: every colour, size and component, by the sheet and the templates of every page."""

import re
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.site import samples
from events.site.pages import Context, page

LINK = re.compile(r'\bhref="[^"]*"')

# The custom property, what it is for.
COLOURS: dict[str, Promise] = {
    "paper": _("The page."),
    "wash": _("What is set apart: differing accounts, the target of a link."),
    "ink": _("Text, and what is chosen."),
    "soft": _("Text about the text: sources, dates, hints."),
    "rule": _("Lines between entries; they may be overlooked."),
    "edge": _("Lines that have to be seen: fields, dashes, choices."),
    "focus": _("The ring around what the keyboard has reached."),
    "allege": _("Allegations."),
    "answer": _("Statements and answers."),
    "law": _("Legal steps and official actions."),
    "act": _("Company actions."),
    "tell": _("Reports and context."),
    "mark": _("What must not be missed: another time, a translation, a demonstration."),
    "good": _("A promise that was kept."),
    "late": _("A promise that was partly kept, or is overdue."),
    "bad": _("A promise that was broken; what is wrong with a field."),
    "in": _("Words that came in with a version."),
    "out": _("Words that went out."),
}
SIZES: dict[str, Promise] = {
    "h1": _("The title of a page."),
    "title": _("The title of an event, which is a sentence."),
    "h2": _("The parts of a page, and the years."),
    "h3": _("The title of an entry."),
    "large": _("The account in words at the head of a page."),
    "body": _("What is told."),
    "control": _("Fields and buttons; less, and a phone would zoom in."),
    "small": _("What leads there, and text about the text."),
    "tiny": _("Labels and hashes; never less."),
}
GAPS = [f"gap-{step}" for step in range(1, 9)]


@dataclass(frozen=True, slots=True)
class Component:
    """One template of site/parts, when to use it, and what a sample of it shows."""

    part: str
    use: Promise
    shows: Context = field(default_factory=dict)
    around: str = "{}"

    @property
    def html(self) -> SafeString:
        """The sample. Its links lead back to it: nobody and nothing in it exists."""
        drawn = render_to_string(f"site/parts/{self.part}.html", self.shows | {"language": get_language()})
        return SafeString(self.around.format(LINK.sub(f'href="#part-{self.part}"', drawn)))


COMPONENTS = [
    Component(
        "label",
        _("Above every title of an event: its kind by shape, word and colour, then the status in words."),
        {"face": samples.ALLEGATION},
    ),
    Component(
        "entry",
        _("One event on a timeline. An allegation never stands without what became of it, on its right or below it."),
        {"face": samples.ALLEGATION, "replies": [samples.ANSWERED], "beside": samples.COMPANY},
        around='<ol class="line">{}</ol>',
    ),
    Component(
        "reply",
        _("What became of an allegation with one company: an unbroken line for words, a broken one for silence."),
        {"reply": samples.SILENT, "named": True},
    ),
    Component(
        "answers",
        _("All allegations of an incident with the answer of each company. On a phone each row stands as a list."),
        {"allegations": [samples.ALLEGATION]},
    ),
    Component("answered", _("On the page of a statement: what it answers."), {"face": samples.STATEMENT}),
    Component("words", _("What was said, word for word, with what was done to it."), {"words": samples.EXACT}),
    Component("fact", _("A point on which sources differ; nothing is smoothed over."), {"fact": samples.COUNTED}),
    Component(
        "accounts",
        _("The same at length, account beside account, each with its words and where it is from."),
        {"fact": samples.COUNTED | {"event": samples.ALLEGATION}},
    ),
    Component(
        "differences",
        _("What changed between two versions, field by field; underlined and struck through, not coloured alone."),
        {"differences": samples.DIFFERENCES},
        around='<div class="differences">{}</div>',
    ),
    Component(
        "then",
        _("At the head of whatever is not the present version. It is the only frame on a page."),
        {"then": True, "known_on": samples.THEN, "face": samples.COMPANY},
    ),
    Component(
        "history", _("At the foot of what has versions."), {"face": samples.COMPANY | {"history": samples.HISTORY}}
    ),
    Component("demands", _("What an allegation asks for, each with its answer."), {"demands": samples.DEMANDS}),
    Component(
        "commitments",
        _("What was promised. Overdue is computed, and said in words."),
        {"commitments": samples.COMMITMENTS},
    ),
    Component("source", _("A document, wherever one is named."), {"source": samples.COURRIER}),
    Component(
        "resting",
        _("A list of events outside of a timeline; an allegation brings its answers along."),
        {"faces": [samples.ALLEGATION, samples.STATEMENT]},
    ),
    Component("who", _("Who a company is: names, owners, numbers elsewhere."), {"face": samples.COMPANY}),
    Component(
        "about_you",
        _("At the foot of every page of a subject, always in the same place."),
        {"kind": "company", "number": 1},
    ),
    Component("search", _("The one field to find everything; once a page."), {"wanted": ""}),
    Component("known_on", _("At the foot of whatever can be shown as it was known on a day.")),
    Component("next", _("The way on through a long list."), {"next": 1}),
]


@page("site/design.html")
def design(request: HttpRequest) -> Context:
    return {"colours": COLOURS, "sizes": SIZES, "gaps": GAPS, "components": COMPONENTS}
