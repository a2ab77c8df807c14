"""A model field for honest dates: stores canonical EDTF, accepts what editors type."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.dates import DateRefused, read


def canonical(text: str) -> str:
    """The EDTF text of a typed date; raises ValidationError with the sentence that says what to mend."""
    try:
        return read(text).edtf
    except DateRefused as refused:
        raise ValidationError(refused.sentence((get_language() or "en")[:2])) from None


class EdtfFormField(forms.CharField):
    """Takes `early January 2016` or `début janvier 2016` and gives EDTF."""

    def clean(self, value: str) -> str:
        text = super().clean(value)
        return canonical(text) if text else ""


class EdtfField(models.CharField):
    """A date as EDTF (ISO 8601-2); the empty string says that none is known."""

    def __init__(self, *args, **options) -> None:
        options = {"max_length": 100, **options}
        options.setdefault("help_text", _("For example: 27 December 2017, early January 2016, since 2015, 2016-01."))
        super().__init__(*args, **options)

    def formfield(self, **options) -> forms.Field:
        return super().formfield(**{"form_class": EdtfFormField, **options})

    def clean(self, value: str, instance: models.Model | None) -> str:
        text = super().clean(value, instance)
        edtf = canonical(text) if text else ""
        self.run_validators(edtf)  # a list of dates can be longer as EDTF than it was typed
        return edtf
