"""What somebody typed survives an expired sign-in: it is kept, and given back to the same person after signing in.

It is never acted upon by itself. It goes back into its form, unsaved, and the person saves it (docs/decisions/0010).
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as forged
from django.views.decorators.http import require_http_methods

from events.desk.models import KeptTyping

COOKIE = "desk_browser"
COOKIE_LASTS = 7 * 24 * 60 * 60
LONGEST = 1_000_000
MOST_KEPT = 5
SECRET = ("password", "csrfmiddlewaretoken", "code", "otp", "token", "secret", "credential")
# Forms about people and their sign-in: what is typed there is nobody's draft.
NEVER = ("accounts_", "person_", "auth_", "login", "logout", "password", "desk_kept", "desk_add_alike")
STOP_POLLING = 286


class KeepTypingMiddleware:
    """Stands behind the middleware for CSRF and for users: what they refuse, or do not know, never gets here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        _remember_browser(request, response)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            _forget(request)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or not _is_keepable(request.path):
            return None
        if _name(request.path) == "desk_presence":
            return render(request, "desk/expired.html", status=STOP_POLLING)
        return _keep_and_ask(request)


def typing_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without a valid token; but a form of our own page, whose token is of an earlier
    sign-in, is kept. Browsers say from which page a form comes, and other sites cannot say otherwise.
    """
    if _comes_from_here(request) and _is_keepable(request.path) and (answer := _keep_and_ask(request)):
        return answer
    return forged(request, reason)


def _comes_from_here(request: HttpRequest) -> bool:
    origin = request.META.get("HTTP_ORIGIN", "")
    return origin == f"{request.scheme}://{request.get_host()}"


def _keep_and_ask(request: HttpRequest) -> HttpResponse | None:
    """Keeps what was sent and leads there by way of the sign-in; None where nobody is known to have typed it."""
    user, browser = _who(request)
    if user is None:
        return None
    typed = _fields(request.POST)
    if sum(len(text) for texts in typed.values() for text in texts) > LONGEST:
        return render(request, "desk/too_long.html", {"login": reverse("admin:login")}, status=413)
    kept = KeptTyping.objects.create(user=user, browser=browser, path=_address(request), fields=typed)
    spare = KeptTyping.objects.filter(user=user).values("pk")[MOST_KEPT:]
    KeptTyping.objects.filter(pk__in=list(spare.values_list("pk", flat=True))).delete()
    address = reverse("admin:desk_kept", args=[kept.pk])
    answer = redirect(address) if request.user.is_authenticated else redirect_to_login(address)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def _fields(posted: QueryDict) -> dict[str, list[str]]:
    """What was typed, without secrets and files, and without the one character that PostgreSQL cannot hold."""
    kept = {name: posted.getlist(name) for name in posted if not any(word in name.casefold() for word in SECRET)}
    return {name.replace("\0", ""): [text.replace("\0", "") for text in texts] for name, texts in kept.items()}


def _address(request: HttpRequest) -> str:
    """The page to which it was sent; one that was filled from kept typing already is that page without it."""
    query = request.GET.copy()
    query.pop("kept", None)
    return f"{request.path}?{query.urlencode()}"[:2000] if query else request.path


# --- Whose browser it is ---


def _remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Gives the browser of a signed-in person a name, signed, that outlasts the sign-in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or _who(request)[0] == user:
        return
    response.set_signed_cookie(
        COOKIE,
        f"{user.pk}:{secrets.token_urlsafe(24)}",
        salt=COOKIE,
        max_age=COOKIE_LASTS,
        path=settings.DESK_PATHS[0],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _who(request: HttpRequest) -> tuple:
    """Who sat at this browser last, and the hash of the browser's name; (None, "") if nobody is known to have."""
    signed = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_LASTS)
    key, _colon, name = signed.partition(":")
    if not name:
        return None, ""
    user = request.user
    if not user.is_authenticated or str(user.pk) != key:
        user = get_user_model().objects.filter(pk=key, is_active=True, is_staff=True).first()
    return user, hashlib.sha256(name.encode()).hexdigest()


# --- Giving it back ---


def kept_for(request: HttpRequest) -> list[KeptTyping]:
    """What this person typed in this browser and has not saved."""
    user, browser = _who(request)
    return list(KeptTyping.objects.of(user, browser)) if user == request.user else []


def typed_into(request: HttpRequest) -> QueryDict | None:
    """What goes back into the form at this address, as it was sent; None without any."""
    key = request.GET.get("kept", "")
    found = next((kept for kept in kept_for(request) if str(kept.pk) == key), None) if key else None
    if found is None or urlsplit(found.path).path != request.path:
        return None
    posted = QueryDict(mutable=True)
    for name, texts in found.fields.items():
        posted.setlist(name, texts)
    return posted


@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """To the form, filled again; or, where a form cannot be filled from outside, what was typed, to be sent again."""
    found = next((each for each in kept_for(request) if each.pk == pk), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        KeptTyping.objects.filter(pk=found.pk).delete()
        return redirect("admin:index")
    address = f"{found.path}{'&' if '?' in found.path else '?'}{urlencode({'kept': found.pk})}"
    if _name(found.path).endswith(("_add", "_change")):
        return redirect(address)
    context = {
        **admin.site.each_context(request),
        "title": _("What you had typed"),
        "kept": found,
        "address": address,
        "texts": list(_readable(found)),
    }
    return TemplateResponse(request, "desk/kept.html", context)


def _readable(found: KeptTyping) -> Iterator[tuple[str, str]]:
    for name, texts in found.fields.items():
        yield from ((name, text) for text in texts)


def _forget(request: HttpRequest) -> None:
    """What was saved at last need not be kept."""
    key = request.GET.get("kept", "")
    if key.isdecimal() and len(key) < 19:
        user, browser = _who(request)
        if user == request.user:
            KeptTyping.objects.of(user, browser).filter(pk=key).delete()


def _is_keepable(path: str) -> bool:
    name = _name(path)
    return path.startswith(settings.DESK_PATHS[0]) and bool(name) and not name.startswith(NEVER)


def _name(path: str) -> str:
    """The name of the address within the admin, or nothing."""
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""
