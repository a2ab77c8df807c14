"""Two doors into the desk: the one-time sign-in link and the set-up page of an empty newsroom."""

from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.accounts.forms import SetUpForm
from tracker.accounts.models import Entry, Role, User

BACKEND = "tracker.accounts.backends.RoleBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Signs in once. A page asks first, because programs that preview links must not use the code up."""
    if request.method == "GET":
        return render(request, "accounts/enter.html", {"entry": Entry.find(code)})
    entry = Entry.use(code)
    if entry is None or entry.user is None or not entry.user.is_editor:
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
    entry = Entry.find(code)
    if entry is None or entry.user is not None:
        return render(request, "accounts/set_up.html", {"form": None}, status=403)
    form = SetUpForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if Entry.use(code) is None:
                return redirect(reverse("set-up"))
            administrator = form.save()
        login(request, administrator, backend=BACKEND)
        return redirect("admin:index")
    return render(request, "accounts/set_up.html", {"form": form})
