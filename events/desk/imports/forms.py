"""The forms of an import: what comes in, which column is what, who is meant by a spelling."""

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from events.desk.imports import mapping, spellings
from events.desk.imports.mapping import TARGETS
from events.desk.imports.models import Decision, Import, Spelling
from events.desk.imports.reading import MAX_BYTES, MAX_ROWS
from events.desk.imports.reading.delimited import ENCODINGS
from events.exceptions import Refused

MOST_PASTED = 2_000_000
SEPARATORS = [(";", _("semicolon ;")), ("|", _("bar |")), (",", _("comma ,")), ("/", _("stroke /"))]


class NewForm(forms.Form):
    """A file, or cells that were copied in a spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_(
            "CSV, XLSX, JSON, JSON Lines, or TimelineJS’s spreadsheet or JSON; up to %(rows)s rows and %(size)s MiB."
        )
        % {"rows": f"{MAX_ROWS:,}", "size": MAX_BYTES // 2**20},
    )
    pasted = forms.CharField(
        label=_("or paste cells from a spreadsheet"),
        required=False,
        strip=False,
        max_length=MOST_PASTED,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("With the line of headers."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[("", _("find it out")), *((each, each) for each in ENCODINGS)],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Only for CSV files whose accents came out wrong."),
    )

    def __init__(self, *args, too_large: bool = False, **options) -> None:
        """`too_large`: so much was sent that nothing of it was read."""
        super().__init__(*args, **options)
        self.too_large = too_large

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.too_large:
            sentence = say(
                "That was too large to be read: up to %(count)s characters can be pasted. Send it as a file."
            )
            self.add_error("pasted", sentence % {"count": f"{MOST_PASTED:,}"})
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("pasted")):
            raise forms.ValidationError(say("Choose a file, or paste some cells: one of the two."))
        return cleaned


class MappingForm(forms.ModelForm):
    """Which field each column is, and what holds for all rows."""

    class Meta:
        model = Import
        fields = ["series", "kind", "role", "language", "separator", "day_order", "make_topics", "overwrite"]
        widgets = {
            "series": UnfoldAdminTextInputWidget,
            "kind": UnfoldAdminSelectWidget,
            "role": UnfoldAdminSelectWidget,
            "language": UnfoldAdminTextInputWidget,
            "separator": UnfoldAdminSelectWidget(choices=SEPARATORS),
            "day_order": UnfoldAdminSelectWidget,
            "make_topics": UnfoldBooleanWidget,
            "overwrite": UnfoldBooleanWidget,
        }
        help_texts = {
            "kind": _("Where a row does not say it."),
            "role": _("Of companies whose column does not say it."),
        }

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        for place, header in enumerate(self.instance.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header,
                required=False,
                choices=target_choices(),
                initial=self.instance.targets[place],
                widget=UnfoldAdminSelectWidget,
            )

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column's field, with what stands in the first rows."""
        first = [row.raw for row in self.instance.rows.all()[:3]]
        return [
            (self[f"column_{place}"], [_shown(raw[place]) for raw in first if raw[place]])
            for place in range(len(self.instance.headers))
        ]

    def choices_for_all(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    def clean_separator(self) -> str:
        separator = self.cleaned_data["separator"]
        if separator not in dict(SEPARATORS):
            raise forms.ValidationError(say("Choose one of those that are offered."))
        return separator

    def clean_language(self) -> str:
        language = self.cleaned_data["language"].strip()
        try:
            return mapping.language(language)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors:
            targets = [cleaned[f"column_{place}"] for place in range(len(self.instance.headers))]
            try:
                mapping.check(targets)
            except Refused as refused:
                raise forms.ValidationError(str(refused)) from None
            self.instance.targets = targets
        return cleaned


def target_choices() -> list:
    """Every field that a column can be, by group."""
    groups: dict[str, list] = {}
    for name, target in TARGETS.items():
        groups.setdefault(str(target.group), []).append((name, target.label))
    return [("", _("— left out —")), *groups.items()]


def _shown(cell: str | list[str]) -> str:
    text = cell if isinstance(cell, str) else " · ".join(cell)
    return text if len(text) <= 90 else f"{text[:89]}…"


class SpellingForm(forms.Form):
    """Who is meant by one spelling: one of the candidates, another spelling of the file, a new company, or nobody."""

    answer = forms.ChoiceField(label=_("who is meant"), required=False, widget=UnfoldAdminSelectWidget)
    name = forms.CharField(
        label=_("name of the new company"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args, spelling: Spelling, companies: dict, others: dict[str, Spelling], **options) -> None:
        super().__init__(*args, prefix=f"s{spelling.pk}", **options)
        self.spelling, self.companies, self.others = spelling, companies, others
        self.fields["answer"].choices = list(self._choices())
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{spelling.text}: {field.label}"
        self.initial = {"answer": self._answer(), "name": spelling.new_name}

    def _choices(self):
        yield "", _("— to be decided —")
        for each in self.spelling.candidates:
            if company := self.companies.get(each["company"]):
                score = round(100 * each["score"])
                yield f"same:{company.pk}", f"{company} ({score} %, {each['why']})"
        for each in self.spelling.variants:
            if other := self.others.get(each["text"]):
                yield (
                    f"like:{other.pk}",
                    say("the same as “%(name)s”, %(why)s") % {"name": other.text, "why": each["why"]},
                )
        yield "new:", say("a new company")
        for each in self.spelling.variants:
            if other := self.others.get(each["text"]):
                yield f"part:{other.pk}", say("a new company that belongs to “%(name)s”") % {"name": other.text}
        yield "skip:", say("no company: leave it out")

    def _answer(self) -> str:
        spelling = self.spelling
        if spelling.decision == Decision.OPEN:
            return ""
        of = {Decision.SAME: spelling.company_id, Decision.LIKE: spelling.other_id, Decision.PART: spelling.other_id}
        return f"{spelling.decision}:{of.get(spelling.decision) or ''}"

    def keep(self) -> None:
        """Stores the answer, if there is one. Raises Refused."""
        answer = self.cleaned_data["answer"]
        if not answer or (answer == self._answer() and self.cleaned_data["name"] == self.spelling.new_name):
            return
        decision, _colon, key = answer.partition(":")
        by_pk = {other.pk: other for other in self.others.values()}
        pk = int(key) if key else None
        spellings.decide(
            self.spelling,
            decision,
            company=self.companies.get(pk) if decision == Decision.SAME else None,
            other=by_pk.get(pk) if decision in {Decision.LIKE, Decision.PART} else None,
            name=self.cleaned_data["name"].strip(),
        )
