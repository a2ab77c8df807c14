"""Words of the text support what is there: a reported value, a date, or one more citation."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.desk.workbench import actions
from events.desk.workbench.bench import Bench
from events.desk.workbench.forms.passage import OriginField, PassageForm, date_field
from events.models import Citation, DateBasis, Fact, FactKind, ReportedValue, Supports
from events.models.edtf import canonical


class EventField(forms.TypedChoiceField):
    """An event of the dossier; the one that was made last is offered."""

    def __init__(self, **options) -> None:
        super().__init__(label=gettext_lazy("event"), coerce=int, **options)

    def offer(self, bench: Bench) -> None:
        self.choices = [(event.pk, event.title) for event in bench.events]
        self.initial = max((event.pk for event in bench.events), default=None)


class SupportForm(PassageForm):
    """Supports an event of the dossier, so there has to be one."""

    @classmethod
    def hindrance(cls, bench: Bench) -> str:
        hindrance = super().hindrance(bench)
        return hindrance or ("" if bench.events else _("There is no event yet that these words could support."))


class FactForm(SupportForm):
    heading = gettext_lazy("Fact")
    button = gettext_lazy("Keep what it reports")
    field_order = ("words", "nth", "onto", "label", "kind", "text", "number_least", "number_most")

    onto = forms.ChoiceField(label=gettext_lazy("of"))
    label = forms.CharField(
        label=gettext_lazy("what it is about"),
        required=False,
        max_length=Fact._meta.get_field("label").max_length,
        help_text=gettext_lazy("For a new point: “people arrested”."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=FactKind.choices, initial=FactKind.NUMBER)
    text = forms.CharField(
        label=gettext_lazy("as reported"), max_length=ReportedValue._meta.get_field("text").max_length
    )
    number_least = ReportedValue._meta.get_field("number_least").formfield()
    number_most = ReportedValue._meta.get_field("number_most").formfield()

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.facts = Fact.objects.filter(event__incident=self.bench.incident).prefetch_related("values")
        self.fields["onto"].choices = [(event.title, self._points(event.pk)) for event in self.bench.events]
        newest = max((event.pk for event in self.bench.events), default=None)
        self.initial.setdefault("onto", f"e{newest}")
        if len(words := self.initial.get("words", "")) <= 60:
            self.initial.setdefault("text", words)

    def _points(self, event: int) -> list[tuple[str, str]]:
        """The facts of an event with what is reported of each, and a new one."""
        facts = [
            (f"f{fact.pk}", f"{fact.label} ({' / '.join(value.text for value in fact.values.all())})")
            for fact in self.facts
            if fact.event_id == event
        ]
        return [(f"e{event}", _("a new point")), *facts]

    def clean(self) -> dict:
        cleaned = super().clean()
        chosen = next((fact for fact in self.facts if f"f{fact.pk}" == cleaned.get("onto")), None)
        cleaned["kind"] = chosen.kind if chosen else cleaned.get("kind")
        if not chosen and not cleaned.get("label"):
            self.add_error("label", _("Say what the value is of: “people arrested”."))
        if cleaned["kind"] == FactKind.DATE and cleaned.get("text"):
            cleaned["date"] = self._date(cleaned["text"])
        self._clean_number(cleaned)
        return cleaned

    def _date(self, text: str) -> str:
        try:
            return canonical(text)
        except ValidationError as refused:
            self.add_error("text", refused)
            return ""

    def _clean_number(self, cleaned: dict) -> None:
        least, most = cleaned.get("number_least"), cleaned.get("number_most")
        if cleaned["kind"] != FactKind.NUMBER:
            cleaned["number_least"] = cleaned["number_most"] = None
        elif least is None and most is None:
            cleaned["number_least"] = cleaned["number_most"] = number_in(cleaned.get("text", ""))
        elif least is not None and most is not None and least > most:
            self.add_error("number_most", _("The lower number must not exceed the upper one."))

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        value = {name: cleaned[name] for name in ("text", "number_least", "number_most")}
        made = actions.report_value(
            incident=self.bench.incident,
            by=by,
            key=actions.key_of(cleaned["key"], by),
            passage=self.passage,
            onto=cleaned["onto"],
            kind=cleaned["kind"],
            label=cleaned["label"],
            value={**value, "date": cleaned.get("date", "")},
        )
        return _("Kept: %(label)s: %(value)s.") % {"label": made.fact.label, "value": made.text}


class DateForm(SupportForm):
    heading = gettext_lazy("Date")
    button = gettext_lazy("Date the event")
    field_order = ("words", "nth", "event", "date", "basis", "replace")

    event = EventField()
    date = date_field(label=gettext_lazy("date"), required=True)
    basis = forms.ChoiceField(
        label=gettext_lazy("basis of the date"), choices=DateBasis.choices, initial=DateBasis.STATED
    )
    replace = forms.BooleanField(
        label=gettext_lazy("in the place of the date that the event has"),
        required=False,
        help_text=gettext_lazy("Otherwise another date is kept beside it, as what this source reports."),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["event"].offer(self.bench)
        if len(words := self.initial.get("words", "")) <= 60:
            self.initial.setdefault("date", words)

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in ("event", "date", "basis", "replace")}
        key = actions.key_of(cleaned["key"], by)
        event, is_set = actions.date_event(incident=self.bench.incident, by=by, key=key, passage=self.passage, **given)
        if is_set:
            return _("Dated: %(title)s.") % {"title": event.title}
        return _("Kept beside the date that it has: %(title)s.") % {"title": event.title}


class CitationForm(SupportForm):
    heading = gettext_lazy("Cite for …")
    button = gettext_lazy("Cite it")
    field_order = ("words", "nth", "event", "supports", "locator", "origin")
    more = ("locator", "origin")

    event = EventField()
    supports = forms.MultipleChoiceField(
        label=gettext_lazy("supports"),
        choices=Supports.choices,
        initial=[Supports.FACT],
        widget=forms.CheckboxSelectMultiple,
    )
    locator = Citation._meta.get_field("locator").formfield()
    origin = OriginField()

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["event"].offer(self.bench)
        self.fields["origin"].offer(self.bench.source)

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in ("event", "supports", "locator", "origin")}
        key = actions.key_of(cleaned["key"], by)
        made = actions.cite(incident=self.bench.incident, by=by, key=key, passage=self.passage, **given)
        return _("Cited for: %(title)s.") % {"title": made.event.title}


def number_in(text: str) -> Decimal | None:
    """The number that a text is, if there is no doubt how it is written: 67, 125,000, 125 000, 3.5."""
    plain = "".join(text.split())
    groups = plain.split(",")
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3:
        plain = "".join(groups)
    whole, dot, rest = plain.partition(".")
    sure = whole.isdecimal() and (not dot or (rest.isdecimal() and len(rest) in {1, 2}))
    return Decimal(plain) if sure and plain.isascii() and len(plain) <= 16 else None
