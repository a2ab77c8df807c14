"""What is asked of who wants to follow something: an address, and how often."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.alerts.models import Rhythm
from events.callers.forms import CallersForm


class FollowForm(CallersForm):
    field_order = ["email", "rhythm", "homepage"]
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("It is used for this and nothing else, shown to nobody, and deleted when you stop."),
    )
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[(Rhythm.WEEKLY, _("every Monday")), (Rhythm.DAILY, _("every morning"))],
        initial=Rhythm.WEEKLY,
        widget=forms.Select,
    )
