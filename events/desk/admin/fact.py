"""Points on which sources differ, with what each of them reports."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events.desk.admin.rows import StackedRows, TabularRows
from events.desk.dates import ReadsDatesBack
from events.models import Citation, Fact, ReportedValue


class FactForm(forms.ModelForm):
    """Only a value of the fact itself can be preferred, so there is nothing to choose before it has values."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["preferred"].queryset = ReportedValue.objects.filter(fact=self.instance.pk)


class ValueInline(ReadsDatesBack, TabularRows):
    model = ReportedValue
    extra = 0
    hide_title = True
    fields = ["citation", "text", "number_least", "number_most", "date"]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **options) -> forms.Field | None:
        if db_field.name == "citation":
            options["queryset"] = Citation.objects.filter(event=request.event).select_related("source")
        return super().formfield_for_foreignkey(db_field, request, **options)


class FactInline(StackedRows):
    model = Fact
    form = FactForm
    extra = 0
    inlines = [ValueInline]
    fields = [("label", "kind"), ("preferred", "reason")]
    verbose_name_plural = _("points on which sources may differ")
