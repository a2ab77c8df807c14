"""The forms of the set-up page and of an invitation."""

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from tracker.accounts.models import Role, User


class SetUpForm(BaseUserCreationForm):
    """Makes the first administrator; the code proves that whoever types it can read the server's output."""

    code = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ["username", "email"]
        labels = {"username": _("user name"), "email": _("e-mail")}

    def save(self, commit: bool = True) -> User:
        self.instance.role, self.instance.is_staff = Role.ADMINISTRATOR, True
        return super().save(commit)


class AcceptanceForm(BaseUserCreationForm):
    """Name and password of somebody who was invited; `instance` is the account that waits for them."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name"]
        labels = {"username": _("user name"), "first_name": _("first name"), "last_name": _("last name")}

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial["username"] = ""


class OwnDetailsForm(forms.ModelForm):
    """What everybody may change of their own account; their role is not theirs to change."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "byline"]
        labels = {"first_name": _("first name"), "last_name": _("last name"), "byline": _("byline")}
