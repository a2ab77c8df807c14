"""What every form of the workbench has: a key that is used once, and the words that it is about."""

import uuid

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.desk.workbench.bench import Bench
from events.desk.workbench.passage import MOST_WORDS, CapturedText, Passage, SaidTwice, place_in
from events.exceptions import Refused
from events.models import Source
from events.models.edtf import EdtfField, EdtfFormField

PLACE = ("sha256", "start", "end")


def date_field(**options) -> EdtfFormField:
    """A box for an honest date that says under it how it is read."""
    widget = forms.TextInput(attrs={"data-reading": reverse_lazy("admin:reading"), "autocomplete": "off"})
    options = {"max_length": 100, "required": False, "help_text": EdtfField().help_text, **options}
    return EdtfFormField(widget=widget, **options)


class BenchForm(forms.Form):
    """`heading` names it, `tool` its button in short; `more` are fields of which most have no need.

    With `needs_incident` there must be a dossier to which it adds.
    """

    heading: str | Promise
    tool: str | Promise = ""
    button: str | Promise = gettext_lazy("Save")
    more: tuple[str, ...] = ()
    needs_incident = True

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, bench: Bench, initial: dict | None = None, **options) -> None:
        self.bench = bench
        super().__init__(*args, initial={"key": uuid.uuid4(), **(initial or {})}, **options)

    def main_fields(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.more]

    def more_fields(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name in self.more]

    def shows_more(self) -> bool:
        """Whether something under "More" has to be seen: it is wrong, or filled by a proposal."""
        return any(field.errors for field in self.more_fields())

    @classmethod
    def hindrance(cls, bench: Bench) -> str:
        """Why the form cannot be used on this bench yet; empty if it can."""
        if cls.needs_incident and bench.incident is None:
            return _("Begin an incident, or find the one that this belongs to, first.")
        if cls.needs_incident and not bench.may_edit:
            return _("A retracted incident stays as it was.")
        return ""

    def save(self, by) -> str:
        """Does the action, and says what was made. Raises Refused, IntegrityError, ValidationError."""
        raise NotImplementedError


class PassageForm(BenchForm):
    """Words that were selected come with their place; words that were pasted, or shortened, are looked for."""

    sha256 = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    start = forms.CharField(widget=forms.HiddenInput, required=False)
    end = forms.CharField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=gettext_lazy("The words"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Exactly as the source has them."),
    )
    nth = forms.IntegerField(label=gettext_lazy("Which of them?"), required=False, widget=forms.HiddenInput)
    passage: Passage | None = None

    @classmethod
    def hindrance(cls, bench: Bench) -> str:
        if bench.text is None:
            return _("There is no text of this source yet. Paste it first.")
        return super().hindrance(bench)

    def clean(self) -> dict:
        cleaned = super().clean()
        try:
            self.passage = self._passage(cleaned)
        except SaidTwice as refused:
            self._ask_which(refused)
        except Refused as refused:
            self._forget_place()
            self.add_error("words", str(refused))
        return cleaned

    def place(self) -> tuple[int, int] | None:
        """Where the words stand that the form is about now."""
        if self.passage:
            return self.passage.place
        if self.is_bound or not self.initial.get("words"):
            return None
        return int(self.initial["start"]), int(self.initial["end"])

    def _passage(self, cleaned: dict) -> Passage:
        text, words, nth = self.bench.text, cleaned.get("words", ""), cleaned.get("nth")
        if text is None:
            raise Refused(_("There is no text of this source yet. Paste it first."))
        if "words" in self.errors:
            raise Refused(_("So long a passage is no quotation: choose fewer words."))
        if any(self.data.get(self.add_prefix(name)) for name in PLACE):
            place = place_in(cleaned.get("start", ""), cleaned.get("end", ""))
            chosen = text.passage(*place, cleaned.get("sha256", ""))
            if words.split() in ([], chosen.words.split()):
                return chosen
            return text.search(words, within=place, nth=nth)
        if not words.strip():
            raise Refused(_("Select words in the text, or paste them here."))
        return text.search(words, nth=nth)

    def _ask_which(self, refused: SaidTwice) -> None:
        choices = [(n, _in_context(self.bench.text, *place)) for n, place in enumerate(refused.places, 1)]
        self.fields["nth"].widget = forms.RadioSelect(choices=choices)
        self.add_error("nth", str(refused))

    def _forget_place(self) -> None:
        """A place that does not fit is not sent again: saved once more, the words are looked for in the text."""
        self.data = self.data.copy()
        for name in PLACE:
            self.data[self.add_prefix(name)] = ""


def _in_context(text: CapturedText, start: int, end: int) -> str:
    before, words, after = text.around(start, end)
    return f"…{before}▸{words}◂{after}…"


class OriginField(forms.ChoiceField):
    """What the passage itself names as its source for the claim. Cleans to a source, or None."""

    def __init__(self, **options) -> None:
        super().__init__(
            label=gettext_lazy("It relays"),
            required=False,
            help_text=gettext_lazy("What this passage names as its source for the claim."),
            **options,
        )
        self.sources: dict[str, Source] = {}

    def offer(self, source: Source) -> None:
        """The source itself, and those that it draws on."""
        origins = [step.origin for step in source.origins.select_related("origin")]
        self.sources = {str(each.pk): each for each in (source, *origins)}
        first_hand = (str(source.pk), _("nobody: it speaks at first hand"))
        drawn_on = [(str(origin.pk), str(origin)) for origin in origins]
        self.choices = [("", _("as is said of the source as a whole")), first_hand, *drawn_on]

    def clean(self, value: str) -> Source | None:
        return self.sources.get(super().clean(value))
