"""Words of the text become a statement, and the statement an answer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.desk.workbench import actions
from events.desk.workbench.bench import accused_in
from events.desk.workbench.forms.entry import EntryForm, made
from events.desk.workbench.picking import CompanyField
from events.models import Answer, Channel, Stance, Statement, TranslationKind


def _box(name: str, **options) -> forms.Field:
    return Statement._meta.get_field(name).formfield(**options)


class StatementForm(EntryForm):
    heading = gettext_lazy("Statement")
    button = gettext_lazy("Make the statement")
    field_order = (
        *("words", "nth", "title", "speaker", "capacity", "addressed_to", "date", "as_published", "answers", "stance"),
        "indirect",
    )
    more = (
        *("spokesperson", "channel", "words_language", "words_translated", "note", "date_wording", "text", "origin"),
    )

    speaker = CompanyField(label=gettext_lazy("Whose words"), help_text=gettext_lazy("Any of the company’s names."))
    spokesperson = _box("spokesperson")
    capacity = _box("capacity")
    channel = forms.ChoiceField(label=gettext_lazy("channel"), choices=Channel.choices, initial=Channel.TO_MEDIA)
    addressed_to = _box("addressed_to")
    answers = forms.ChoiceField(label=gettext_lazy("It answers"), required=False)
    stance = forms.ChoiceField(label=gettext_lazy("stance"), required=False)
    note = Answer._meta.get_field("note").formfield(label=gettext_lazy("note to the answer"))
    indirect = forms.CharField(
        label=gettext_lazy("Or in your words what it said"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only where the source reports the statement without quoting it."),
    )
    words_language = forms.CharField(label=gettext_lazy("language of the words"), required=False, max_length=10)
    words_translated = forms.ChoiceField(
        label=gettext_lazy("the words are a translation"),
        required=False,
        choices=[("", gettext_lazy("no")), *TranslationKind.choices],
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("words_language", self.bench.source.language or self.bench.incident.language)
        self._offer_answers()

    def _offer_answers(self) -> None:
        """What it most likely answers is chosen, and who is accused there speaks, if it is one company."""
        allegations = self.bench.allegations
        if not allegations:
            del self.fields["answers"], self.fields["stance"], self.fields["note"]
            return
        self.fields["answers"].choices = [("", "–"), *_answerable(allegations)]
        self.fields["stance"].choices = [("", "–"), *Stance.choices]
        likely = self.bench.likely_answered(self.initial.get("speaker") or self._beside())
        accused = accused_in(likely) if likely else []
        self.initial.setdefault("answers", str(likely.pk) if likely else "")
        self.initial.setdefault("speaker", accused[0].name if len(accused) == 1 else "")

    def _beside(self) -> str:
        """The paragraph of the words that were chosen, which most often says whose words they are."""
        place = self.initial.get("start")
        return self.bench.beside(int(place)) if place else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("stance") and not cleaned.get("answers"):
            self.add_error("answers", _("Say which allegation it answers."))
        if cleaned.get("answers") and not cleaned.get("stance"):
            self.add_error("stance", _("Say in what stance it answers; if it answers nothing, choose “–” above."))
        if not (cleaned.get("indirect") or cleaned.get("words_language")):
            self.add_error("words_language", _("Say in which language the words are."))
        return cleaned

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        event = actions.state(
            incident=self.bench.incident,
            by=by,
            key=actions.key_of(cleaned["key"], by),
            passage=self.passage,
            event=self.event_fields(),
            speaker=cleaned["speaker"][0],
            said=self._said(),
            answers=_pair(cleaned["answers"]) if cleaned.get("answers") else None,
            stance=cleaned.get("stance", ""),
            note=cleaned.get("note", ""),
            origin=cleaned["origin"],
        )
        return made(_("Statement"), event)

    def _said(self) -> dict[str, str]:
        """The words of the passage, or the report of what was said."""
        cleaned = self.cleaned_data
        about = {name: cleaned[name] for name in ("spokesperson", "capacity", "channel", "addressed_to")}
        if cleaned["indirect"]:
            return {**about, "indirect": cleaned["indirect"]}
        language = {name: cleaned[name] for name in ("words_language", "words_translated")}
        return {**about, **language, "words": self.passage.unquoted}


def _answerable(allegations) -> list[tuple[str, str]]:
    """Each allegation, and after it each demand of it: "12" and "12/3"."""
    choices = []
    for allegation in allegations:
        choices.append((str(allegation.pk), allegation.event.title))
        demands = allegation.demands.all()
        choices += [
            (f"{allegation.pk}/{demand.pk}", _("only its demand: %(text)s") % {"text": demand.text})
            for demand in demands
        ]
    return choices


def _pair(choice: str) -> tuple[int, int | None]:
    allegation, _slash, demand = choice.partition("/")
    return int(allegation), int(demand) if demand else None
