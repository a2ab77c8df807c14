"""What is asked of who wants a key: an address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.callers.forms import CallersForm


class KeyForm(CallersForm):
    field_order = ["email", "homepage"]
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("One mail goes to it. It is not kept: of the address there stays a hash that only we can make."),
    )
