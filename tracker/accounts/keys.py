"""Keys by which a person's programs work at the desk: made and ended on the page of the own account."""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from api.desk.models import Key, Scope

LASTS = {"7": gettext_lazy("a week"), "30": gettext_lazy("30 days"), "90": gettext_lazy("90 days")}
LASTS |= {"365": gettext_lazy("a year")}
USUAL = "90"
MOST = 50
BEYOND_READING = [(scope.value, scope.label) for scope in Scope if scope != Scope.READ]


class KeyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Beside reading, it may"),
        choices=BEYOND_READING,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lasts = forms.ChoiceField(label=gettext_lazy("Valid for"), choices=list(LASTS.items()), initial=USUAL)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required
def keys(request: HttpRequest) -> HttpResponse:
    """One's own keys, and the form for another, which is shown once and never again."""
    _check_is_editor(request)
    form = KeyForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        if settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(request.user):
            form.add_error(None, _("Add a second factor first: an authenticator app or a passkey."))
        elif Key.objects.valid().filter(user=request.user).count() >= MOST:
            form.add_error(None, _("You have %(most)d keys already: end one first.") % {"most": MOST})
        else:
            given = form.cleaned_data
            lasts = timedelta(days=int(given["lasts"]))
            _row, secret = Key.make(user=request.user, name=given["name"], scopes=given["scopes"], lasts=lasts)
            form = KeyForm()
    context = {"form": form, "secret": secret, "keys": Key.objects.filter(user=request.user)[: 2 * MOST]}
    return render(request, "accounts/keys.html", context)


@never_cache
@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of one's own keys."""
    _check_is_editor(request)
    get_object_or_404(Key, pk=pk, user=request.user).revoke()
    messages.success(request, _("This key is ended: whoever has it cannot use it any more."))
    return redirect("keys")


def _check_is_editor(request: HttpRequest) -> None:
    if not request.user.is_editor:
        raise PermissionDenied
