"""The doors into the desk beside the sign-in page, and the page of one's own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts import invitations
from tracker.accounts.forms import AcceptanceForm, OwnDetailsForm, SetUpForm
from tracker.accounts.models import Entry, Purpose, Role, User

BACKEND = "tracker.accounts.backends.RoleBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Signs in once. A page asks first, because programs that preview links must not use the code up."""
    if request.method == "GET":
        return render(request, "accounts/enter.html", {"entry": Entry.find(code, Purpose.SIGN_IN)})
    entry = Entry.use(code, Purpose.SIGN_IN)
    if entry is None or not entry.user.is_editor:
        return render(request, "accounts/enter.html", {"entry": None}, status=410)
    login(request, entry.user, backend=BACKEND)
    return redirect("admin:index")


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The first administrator's account; 404 as soon as there is one, 403 without the code from the server's output."""
    if User.objects.filter(role=Role.ADMINISTRATOR).exists():
        raise Http404
    code = request.POST.get("code") or request.GET.get("code", "")
    if Entry.find(code, Purpose.SET_UP) is None:
        return render(request, "accounts/set_up.html", {"form": None}, status=403)
    form = SetUpForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if Entry.use(code, Purpose.SET_UP) is None:
                return redirect(reverse("set-up"))
            administrator = form.save()
        login(request, administrator, backend=BACKEND)
        return redirect("admin:index")
    return render(request, "accounts/set_up.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Where somebody who was invited chooses a name and a password."""
    entry = Entry.find(code, Purpose.INVITATION)
    if entry is None:
        return render(request, "accounts/invitation.html", {"form": None}, status=410)
    form = AcceptanceForm(request.POST or None, instance=entry.user)
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        if not invitations.accept(code, person):
            return redirect(request.path)
        login(request, person, backend=BACKEND)
        return redirect("admin:index")
    return render(request, "accounts/invitation.html", {"form": form, "entry": entry})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own names, and the ways to password, second factor and signing out."""
    form = OwnDetailsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    context = {"form": form, "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/account.html", context)


@never_cache
@login_required
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """Ends all sessions of this person but the one that asks."""
    request.user.sign_out_everywhere()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Signed out everywhere else. Your keys for programs ended, too."))
    return redirect("account")
