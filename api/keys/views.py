"""A key for the read API: the form, the page to which the mail leads, and the way to end it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from api.keys import making
from api.keys.forms import KeyForm
from api.keys.models import ReaderKey
from events.callers.forms import Unreadable, posted, received
from events.callers.knocking import TooOften, address_of, knock, takes_in
from events.site.pages import Context, NotOnRecord, Problem, around
from events.site.pages import Unreadable as BadAddress
from events.timeline import queries


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form. What is sent is answered alike, whoever has keys already."""
    if not takes_in(ReaderKey):
        return _answer(request, "keys/shut.html", {}, 503)
    if request.method != "POST":
        return _form(request, KeyForm())
    try:
        form = KeyForm(posted(request))
    except Unreadable as unreadable:
        return _form(request, KeyForm(), 400, str(unreadable))
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        knock(making.FORM, address_of(request))
        making.ask(email=form.cleaned_data["email"], language=get_language())
    except TooOften as refused:
        return _form(request, form, 429, str(refused))
    return redirect("reader-key-asked")


def _form(request: HttpRequest, form: KeyForm, status: int = 200, sentence: str = "") -> HttpResponse:
    shown = {"form": form, "sentence": sentence, "usual": settings.RATE_LIMIT, "raised": settings.RATE_LIMIT_WITH_KEY}
    return _answer(request, "keys/ask.html", shown, status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return _answer(request, "keys/asked.html", {"days": ReaderKey.TIME_TO_CONFIRM.days})


@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, key: UUID) -> HttpResponse:
    """The link of the mail. Looking at it, as programs that scan mail do, changes nothing: the buttons do.

    The key is in the answer to the button, once, and nowhere else.
    """
    found = ReaderKey.objects.filter(link=key).first() if takes_in(ReaderKey) else None
    if found is None:
        sentence = _("This link does nothing any more: the key was ended, or nobody came for it in time.")
        return _problem(request, NotOnRecord(sentence))
    if request.method != "POST":
        return _answer(request, "keys/key.html", {"key": found})
    try:
        ends = "end" in received(request)
    except Unreadable:
        return _problem(request, BadAddress(_("What was sent cannot be read. Fill in the form again.")))
    if ends:
        making.end(found)
        return _answer(request, "keys/ended.html", {})
    secret = making.make(found)
    found.refresh_from_db()
    return _answer(request, "keys/key.html", {"key": found, "secret": secret})


def _answer(request: HttpRequest, template: str, context: Context, status: int = 200) -> HttpResponse:
    shown = around(request, queries.standing()) | {"newsroom": settings.NEWSROOM_EMAIL} | context
    return render(request, template, shown, status=status)


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _answer(request, problem.template, {"status": problem.status, **problem.context}, problem.status)
