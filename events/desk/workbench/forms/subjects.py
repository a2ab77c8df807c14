"""What the text is about: a new incident, a new company."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Company, CompanyKind
from events.desk.workbench import actions
from events.desk.workbench.forms.passage import BenchForm
from events.desk.workbench.picking import named
from events.models import Incident

COUNTRY = Company._meta.get_field("country")


class IncidentForm(BenchForm):
    """A title, a summary and a language; everything else comes from the text or can wait."""

    heading = gettext_lazy("New incident")
    button = gettext_lazy("Begin the incident")
    needs_incident = False

    title = Incident._meta.get_field("title").formfield(help_text=gettext_lazy("Worded as alleged."))
    summary = forms.CharField(
        label=gettext_lazy("summary"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=Incident._meta.get_field("summary").help_text,
        required=False,
    )
    language = Incident._meta.get_field("language").formfield()

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("language", self.bench.source.language or "en")

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        fields = {name: cleaned[name] for name in ("title", "summary", "language")}
        incident = actions.begin(by=by, key=actions.key_of(cleaned["key"], by), **fields)
        self.bench.incident = incident
        return _("Incident begun: %(title)s.") % {"title": incident.title}


class CompanyForm(BenchForm):
    heading = gettext_lazy("New company")
    button = gettext_lazy("Make the company")
    needs_incident = False

    name = Company._meta.get_field("name").formfield()
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=CompanyKind.choices)
    country = COUNTRY.formfield(widget=forms.TextInput(attrs={"size": 2, "autocapitalize": "characters"}))

    def clean_name(self) -> str:
        if named(self.cleaned_data["name"]):
            raise forms.ValidationError(_("A company of this name is here already."))
        return self.cleaned_data["name"]

    def save(self, by) -> str:
        company = Company(**{name: self.cleaned_data[name] for name in ("name", "kind", "country")})
        company.full_clean()
        company.save()
        return _("Company made: %(name)s.") % {"name": company.name}
