"""The form of the set-up page."""

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
