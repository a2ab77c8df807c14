"""Two wings in one process: which middleware a request meets, and which database a query may reach.

The public side has no session, no user and no cookie, so none can end up in what it sends (docs/decisions/0003).
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

Handler = Callable[[HttpRequest], HttpResponse]

API_PATH = "/api/v1/"
API_MIDDLEWARE = ["tracker.wings.PublicHeadersMiddleware"]
"""The read API brings its own policy and depends on no language: making a policy for each answer, and looking for a
static file of that name, cost as much as a query (docs/api.md)."""

DESK_API_PATH = "/api/v1/desk/"

NO_DEVICES = ", ".join(f"{device}=()" for device in ("camera", "geolocation", "microphone", "payment", "usb"))
"""No page of ours, and no frame in one, asks for any of these."""

_TOO_MUCH = _("The form holds more than is read at once. Go back: what you typed is still there. Save it in parts.")
UNREADABLE = {
    TooManyFieldsSent: _TOO_MUCH,
    TooManyFilesSent: _TOO_MUCH,
    RequestDataTooBig: _TOO_MUCH,
    Exception: _("The request is not one that this site understands."),
}


class Wing:
    """A list of middleware as one: called in order, asked in order before a view runs (CSRF refuses there), and told
    in reverse order what a view raised (the sign-in library asks for the password again there)."""

    def __init__(self, names: list[str], handler: Handler) -> None:
        self.before_view = []
        self.on_exception = []
        for name in reversed(names):
            middleware = import_string(name)(handler)
            if hasattr(middleware, "process_view"):
                self.before_view.insert(0, middleware.process_view)
            if hasattr(middleware, "process_exception"):
                self.on_exception.append(middleware.process_exception)
            handler = convert_exception_to_response(middleware)
        self.handler = handler


class TwoWingsMiddleware:
    """Sends a request through the desk's middleware below the desk's paths, through the short public list elsewhere;
    the public wing's API, whose every millisecond counts, through the shortest."""

    def __init__(self, get_response: Handler) -> None:
        self.public = Wing(settings.PUBLIC_MIDDLEWARE, get_response)
        self.desk = Wing(settings.DESK_MIDDLEWARE, get_response)
        self.api = Wing(API_MIDDLEWARE, get_response)
        self.desk_api = Wing(settings.DESK_API_MIDDLEWARE, get_response)
        self.desk_paths = tuple(settings.DESK_PATHS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._wing(request).handler(request)

    def process_view(self, request: HttpRequest, view: Handler, args: tuple, kwargs: dict) -> HttpResponse | None:
        refusals = (check(request, view, args, kwargs) for check in self._wing(request).before_view)
        return next((refusal for refusal in refusals if refusal is not None), None)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        answers = (answer(request, raised) for answer in self._wing(request).on_exception)
        return next((answer for answer in answers if answer is not None), None)

    def _wing(self, request: HttpRequest) -> Wing:
        path = request.path_info
        if path.startswith(DESK_API_PATH):
            return self.desk_api
        if path.startswith(API_PATH):
            return self.api
        return self.desk if path.startswith(self.desk_paths) else self.public


class PublicHeadersMiddleware:
    """What every public answer carries."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.https_only = f"max-age={settings.SECURE_HSTS_SECONDS}" if settings.SECURE_HSTS_SECONDS else ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self.https_only and request.is_secure():
            response["Strict-Transport-Security"] = self.https_only
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "no-referrer"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Permissions-Policy"] = NO_DEVICES
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class DeskApiHeadersMiddleware:
    """Nothing of the desk is kept by anybody, runs as a page, or tells where it was read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        response["X-Frame-Options"] = "DENY"
        response.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        return response


class DeskHeadersMiddleware:
    """Nothing of the desk is kept by anybody, and its pages carry the policy that the admin's widgets need."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        response._csp_replace = settings.DESK_CONTENT_SECURITY_POLICY
        return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read, and what to do about it."""
    sentence = next((said for kind, said in UNREADABLE.items() if isinstance(exception, kind)), UNREADABLE[Exception])
    context = {"status": 400, "sentence": sentence}
    return HttpResponseBadRequest(render_to_string("400.html", context, request=request))


class OneSchemaRouter:
    """`public` is the same schema seen through a lesser role: nothing is ever migrated through it."""

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool | None:
        return False if db == "public" else None

    def allow_relation(self, first, second, **hints) -> bool:
        return True
