"""Our copies of a source as its page shows them: where each stands, how it came, what it says of the document."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.models import Capture, Source
from events.models.capture import CaptureState

WAITING = {CaptureState.QUEUED, CaptureState.FETCHING}
# What a document says of itself, and the field of the source that it fills.
FILLS = {
    "title": "title",
    "publisher": "publisher",
    "authors": "authors",
    "published": "published",
    "language": "language",
    "canonical": "url",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a document says of itself for one field of its source, and where it says it."""

    field: str
    value: str
    place: str

    @property
    def label(self) -> str:
        return capfirst(str(Source._meta.get_field(self.field).verbose_name))


class Copies:
    """All copies of `source`, the newest first; their texts are not read."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def all(self) -> list[Capture]:
        return list(self.source.captures.select_related("asked_by").defer("text"))

    @property
    def latest(self) -> Capture | None:
        return self.all[0] if self.all else None

    @property
    def kept(self) -> Capture | None:
        return next((each for each in self.all if each.state == CaptureState.KEPT), None)

    @property
    def is_waiting(self) -> bool:
        return any(each.state in WAITING for each in self.all)

    @property
    def failed(self) -> Capture | None:
        """The copy that was asked for last, if nothing came of it."""
        return self.latest if self.latest and self.latest.state == CaptureState.FAILED else None

    @property
    def needs_text(self) -> bool:
        """Whether the page asks for the text: there is none, or it may not be the whole."""
        return not self.is_waiting and (not self.kept or bool(self.kept.doubt) or bool(self.failed))

    @cached_property
    def found(self) -> dict[str, Found]:
        """By field of the source, from the newest copy that says anything."""
        telling = next((each.found for each in self.all if each.state == CaptureState.KEPT and each.found), {})
        said = [(field, telling[name]) for name, field in FILLS.items() if isinstance(telling.get(name), dict)]
        return {
            field: Found(field, str(each["value"]), str(each.get("place", "")))
            for field, each in said
            if each.get("value")
        }

    @property
    def seen(self) -> str:
        """Changes whenever a copy comes or moves on: who has seen this much need not be told again."""
        return "-".join(f"{each.pk}{each.state}" for each in self.all[:3])

    @property
    def stored(self) -> dict:
        """What a form that was opened before a copy came has to know: what is stored by now, and what was found."""
        fields = {field: getattr(self.source, field) for field in FILLS.values()}
        found = {field: each.value for field, each in self.found.items()}
        return {"fields": fields, "found": found, "version": self.source.version}

    @property
    def workbench(self) -> str:
        """The address of the page where its words are selected, as soon as there are words and the page exists."""
        try:
            return reverse("admin:desk_workbench", args=[self.source.pk]) if self.kept else ""
        except NoReverseMatch:
            return ""


def provenance(found: Found, stands: str) -> SafeString:
    """Beside a field: where its value was found, or what else was found there, with a button that takes it."""
    if found.value == stands:
        return format_html('<span class="desk-found">{}</span>', _("found in: %(place)s") % {"place": found.place})
    return format_html(
        '<span class="desk-found">{} <q>{}</q> <span class="desk-quiet">({})</span> '
        '<button class="desk-take" name="_take" value="{}" formnovalidate data-value="{}">{}</button></span>',
        _("The document says:"),
        found.value,
        found.place,
        found.field,
        found.value,
        _("take it"),
    )
