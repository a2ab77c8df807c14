"""Words of the text become an allegation."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.desk.workbench import actions
from events.desk.workbench.forms.entry import EntryForm, made
from events.desk.workbench.picking import PARTED_BY, WHO_HELP, CompanyField
from events.models import Demand, Form, Participant

MOST_PEOPLE = 2**31 - 1


def _count(**options) -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE, **options)


class AllegationForm(EntryForm):
    heading = gettext_lazy("Allegation")
    button = gettext_lazy("Make the allegation")
    field_order = ("words", "nth", "title", "claimant", "accused", "date", "as_published", "form", "demand")
    more = ("count_least", "count_most", "protected", "date_wording", "text", "origin")

    claimant = CompanyField(
        label=gettext_lazy("Who alleges it"),
        or_group=True,
        max_length=Participant._meta.get_field("group").max_length,
        help_text=gettext_lazy("A company, or a group as you describe it: “fifty women”."),
    )
    accused = CompanyField(label=gettext_lazy("Against"), several=True, help_text=WHO_HELP)
    form = forms.ChoiceField(label=gettext_lazy("form"), choices=Form.choices, initial=Form.ACCUSATION)
    demand = forms.CharField(
        label=gettext_lazy("What is demanded"), required=False, max_length=Demand._meta.get_field("text").max_length
    )
    count_least = _count(label=gettext_lazy("the group: at least"))
    count_most = _count(label=gettext_lazy("the group: at most"))
    protected = forms.BooleanField(label=gettext_lazy("the group is of people who must not be named"), required=False)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("accused", f"{PARTED_BY} ".join(self.bench.last_accused()))

    def clean(self) -> dict:
        cleaned = super().clean()
        least, most = cleaned.get("count_least"), cleaned.get("count_most")
        if least is not None and most is not None and least > most:
            self.add_error("count_most", _("The lower count must not exceed the upper one."))
        return cleaned

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        event = actions.allege(
            incident=self.bench.incident,
            by=by,
            key=actions.key_of(cleaned["key"], by),
            passage=self.passage,
            event=self.event_fields(),
            form=cleaned["form"],
            accused=cleaned["accused"],
            claimant=cleaned["claimant"],
            group={name: cleaned[name] for name in ("count_least", "count_most", "protected")},
            demand=cleaned["demand"],
            origin=cleaned["origin"],
        )
        return made(_("Allegation"), event)
