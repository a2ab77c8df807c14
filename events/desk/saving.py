"""Forms that lose nothing: a refusal or somebody else's change comes back to the form, with all that was typed.

The row is locked before it is compared and saved (docs/decisions/0004), so of two people who save at once exactly one
is told that the other was first.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import IntegrityError, connection, models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from events.desk.kept import typed_into
from events.desk.refusals import sentence_for
from events.exceptions import Refused


class DeskForm(forms.ModelForm):
    """`refusal` is what the database said when the same form was saved a moment ago."""

    refusal = ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.refusal:
            raise forms.ValidationError(self.refusal)
        return cleaned


class VersionedForm(DeskForm):
    """Carries the version that it was filled from, and refuses once when the row has another one by now."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_stale = False

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial["version"] = self.instance.version

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("version") != self.instance.version:
            self.is_stale = True
            self.data = self.data.copy()  # saving again is then meant: over the version that is shown beside it
            self.data[self.add_prefix("version")] = self.instance.version
            raise forms.ValidationError(_("Somebody else saved this while you were writing. Nothing of yours is lost."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose stored value is not what stands in the form."""

    place: str
    label: str
    stored: str
    typed: str


def differences(form: forms.ModelForm, formsets: list[forms.BaseModelFormSet]) -> Iterator[Difference]:
    """Where the form and its rows differ from what is stored now."""
    yield from _in_form(form, "")
    for rows in formsets:
        for row in rows.initial_forms:
            yield from _in_form(row, str(row.instance) if row.instance.pk else "")


def _in_form(form: forms.ModelForm, place: str) -> Iterator[Difference]:
    for name in form.changed_data:
        field = form.fields[name]
        if name != "version" and not field.widget.is_hidden:
            stored, typed = form.get_initial_for_field(field, name), form[name].value()
            yield Difference(place, str(field.label), _in_words(field, stored), _in_words(field, typed))


def _in_words(field: forms.Field, value: object) -> str:
    """A value as the person reads it: the names of rows and choices, not their keys."""
    if isinstance(field, forms.ModelChoiceField):
        chosen = value if isinstance(value, list | tuple | models.QuerySet) else [value]
        keys = [key.pk if isinstance(key, models.Model) else key for key in chosen if key]
        return ", ".join(str(row) for row in field.queryset.filter(pk__in=_keys(field.queryset.model, keys)))
    choices = dict(getattr(field, "choices", None) or {})
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, "" if value is None else value))


def _keys(model: type[models.Model], sent: list) -> list:
    """Those of `sent` that can be keys at all: what is no key names nothing."""
    keys = []
    for each in sent:
        with suppress(forms.ValidationError):
            keys.append(model._meta.pk.to_python(each))
    return keys


class SavesSafely(ModelAdmin):
    """An admin page whose saves are locked, compared and, where the database refuses, explained at the form."""

    form = DeskForm

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """On the page of the row itself, and not from a box of another page that happens to name it."""
        return obj is not None and super().has_delete_permission(request, obj)

    def lock(self, row: models.Model) -> None:
        """Holds `row` to the end of the transaction; rows that refer to it may still be added."""
        type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).first()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """The row; on a save, as it is once nobody else can change it."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST":
            self.lock(found)
            found = super().get_object(request, object_id, from_field)
        return found

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, **options) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **options)
        form.refusal = getattr(request, "refusal", "")
        return form

    def save_related(self, request: HttpRequest, form, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        connection.check_constraints()  # what would only be refused at the commit is refused here, where it can be said

    def construct_change_message(self, request: HttpRequest, form, formsets: list, add: bool = False) -> list:
        """Nothing: the history that the database keeps says it, and better."""
        return []

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        super().delete_model(request, obj)
        connection.check_constraints()

    def _changeform_view(self, request: HttpRequest, object_id, form_url: str, extra_context) -> HttpResponse:
        if request.method != "POST":
            if typed := typed_into(request):
                return self._filled_again(request, typed, object_id, form_url, extra_context)
            return super()._changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                return super()._changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, Refused) as refused:
            request.refusal = sentence_for(refused)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _filled_again(self, request: HttpRequest, typed: QueryDict, *place) -> HttpResponse:
        """The form with what was kept, as after a refusal: it cannot be saved so, and whatever it did is undone."""
        request.FILES.clear()  # read first: reading it later would read the body of this request instead
        request.method, request.POST = "POST", typed
        request.refusal = _("Your sign-in had expired. Nothing was saved yet, and nothing was lost: save now.")
        with transaction.atomic():
            page = super()._changeform_view(request, *place)
            transaction.set_rollback(True)
        request.method = "GET"
        return page

    def delete_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except (IntegrityError, Refused) as refused:
            messages.error(request, sentence_for(refused))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)
