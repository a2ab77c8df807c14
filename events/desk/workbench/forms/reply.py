"""Words of the text say that a company was asked, and what came of it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.desk.workbench import actions
from events.desk.workbench.bench import Bench
from events.desk.workbench.forms.passage import PassageForm, date_field
from events.desk.workbench.picking import CompanyField
from events.models import Outcome, ReplyRequest


class ReplyForm(PassageForm):
    heading = gettext_lazy("Asked for a reply")
    tool = gettext_lazy("Asked")
    button = gettext_lazy("Keep the request")
    field_order = ("words", "nth", "allegation", "company", "asked_by", "outcome", "asked")
    more = ("asked", "outcome_by", "locator")

    allegation = forms.TypedChoiceField(label=gettext_lazy("allegation"), coerce=int)
    company = CompanyField(label=gettext_lazy("company"))
    asked_by = ReplyRequest._meta.get_field("asked_by").formfield()
    outcome = forms.ChoiceField(label=gettext_lazy("outcome"), choices=Outcome.choices, initial=Outcome.DECLINED)
    asked = date_field(label=gettext_lazy("asked on"))
    outcome_by = date_field(label=gettext_lazy("no reply by"))
    locator = ReplyRequest._meta.get_field("locator").formfield()

    @classmethod
    def hindrance(cls, bench: Bench) -> str:
        hindrance = super().hindrance(bench)
        return hindrance or ("" if bench.allegations else _("There is no allegation yet about which it was asked."))

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        allegations = self.bench.allegations
        self.fields["allegation"].choices = [(each.pk, each.event.title) for each in allegations]
        accused = self.bench.last_accused()
        defaults = {"company": accused[0] if len(accused) == 1 else "", "asked_by": self.bench.source.publisher}
        defaults["allegation"] = allegations[-1].pk if allegations else None
        self.initial = {**defaults, **self.initial}

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        names = ("asked_by", "outcome", "asked", "outcome_by", "locator")
        made = actions.ask(
            incident=self.bench.incident,
            by=by,
            key=actions.key_of(cleaned["key"], by),
            passage=self.passage,
            allegation=cleaned["allegation"],
            company=cleaned["company"][0],
            request={name: cleaned[name] for name in names},
        )
        said = {"company": made.company.name, "outcome": made.get_outcome_display()}
        return _("Kept: %(company)s was asked: %(outcome)s.") % said
