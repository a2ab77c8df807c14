"""Following by e-mail: the form, the answer to the question in the first mail, and the way out."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.alerts import following
from events.alerts.forms import FollowForm
from events.alerts.models import Follow, Reader
from events.alerts.subjects import Subject
from events.callers.forms import Unreadable, posted, received
from events.callers.knocking import TooOften, address_of, knock, takes_in
from events.site.pages import Context, NotOnRecord, Problem, around
from events.site.pages import Unreadable as BadAddress
from events.timeline import queries


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The form for one thing to follow; what is sent is answered alike, whoever follows what already."""
    try:
        subject = _subject(request)
        name = subject.name()
    except (ValueError, LookupError) as unknown:
        return _problem(request, _refusal(unknown))
    shown = {"subject": subject, "name": name}
    if not takes_in(Follow):
        return _answer(request, "alerts/shut.html", shown, 503)
    if request.method != "POST":
        return _answer(request, "alerts/follow.html", shown | {"form": FollowForm()})
    return _take_in(request, subject, shown)


def _subject(request: HttpRequest) -> Subject:
    return Subject.read(request.GET.get("what") or "everything", request.GET.get("q", ""))


def _refusal(unknown: Exception) -> Problem:
    if isinstance(unknown, LookupError):
        return NotOnRecord(_("Nothing of this name or number is on the record, so it cannot be followed."))
    return BadAddress(
        _("Follow one of these: everything, corrections, company-3, incident-5, topic-labour, search with words.")
    )


def _take_in(request: HttpRequest, subject: Subject, shown: Context) -> HttpResponse:
    try:
        form = FollowForm(posted(request))
    except Unreadable as unreadable:
        return _answer(request, "alerts/follow.html", shown | {"form": FollowForm(), "sentence": str(unreadable)}, 400)
    if not form.is_valid():
        return _answer(request, "alerts/follow.html", shown | {"form": form}, 422)
    given = form.cleaned_data
    try:
        knock(following.FORM, address_of(request))
        following.ask(email=given["email"], subject=subject, rhythm=given["rhythm"], language=get_language())
    except TooOften as refused:
        return _answer(request, "alerts/follow.html", shown | {"form": form, "sentence": str(refused)}, 429)
    return redirect("follow-asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return _answer(request, "alerts/asked.html", {"days": Follow.TIME_TO_CONFIRM.days})


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, key: UUID) -> HttpResponse:
    """The link of the first mail. Looking at it, as programs that scan mail do, changes nothing: the button does."""
    found = _found(Follow.objects.select_related("reader"), key)
    if found is None:
        return _problem(
            request, NotOnRecord(_("This link does nothing any more: it was stopped, or not confirmed in time."))
        )
    if request.method == "POST":
        following.confirm(found)
        return redirect("alert", found.key)
    return _answer(request, "alerts/alert.html", {"follow": found, "reader": found.reader, **_told(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everything that a reader follows, and the buttons to stop it. What a mail program sends by itself at one click
    (RFC 8058) stops everything; so does our own button, and one for each thing stops that alone.
    """
    reader = _found(Reader.objects, key)
    if reader is None:
        if request.method == "POST":
            return _answer(request, "alerts/stopped.html", {"left": None})
        return _problem(request, NotOnRecord(_("Nothing is followed with this link any more.")))
    if request.method == "POST":
        return _stop(request, reader)
    follows = [{"follow": each, **_told(each)} for each in reader.follows.confirmed()]
    return _answer(request, "alerts/alerts.html", {"reader": reader, "follows": follows})


def _stop(request: HttpRequest, reader: Reader) -> HttpResponse:
    try:
        one = _which(request)
    except (Unreadable, ValueError):
        return _problem(request, BadAddress(_("What was sent cannot be read. Fill in the form again.")))
    if one is None:
        following.stop_all(reader)
        return _answer(request, "alerts/stopped.html", {"left": None})
    follow = reader.follows.filter(key=one).first()
    if follow:
        following.stop(follow)
    left = reader.follows.confirmed().exists()
    return _answer(request, "alerts/stopped.html", {"left": reader if left else None})


def _which(request: HttpRequest) -> UUID | None:
    """The one thing that is to be stopped; None for all. Raises Unreadable or ValueError for what is neither."""
    text = received(request).get("follow", "")
    return UUID(text) if text else None


def _found(rows, key: UUID):
    return rows.filter(key=key).first() if takes_in(Follow) else None


def _told(follow: Follow) -> Context:
    subject = following.subject_of(follow)
    try:
        return {"subject": subject, "name": subject.name()}
    except LookupError:
        return {"subject": subject, "name": follow.words or str(follow)}


def _answer(request: HttpRequest, template: str, context: Context, status: int = 200) -> HttpResponse:
    shown = around(request, queries.standing()) | {"newsroom": settings.NEWSROOM_EMAIL} | context
    return render(request, template, shown, status=status)


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return _answer(request, problem.template, {"status": problem.status, **problem.context}, problem.status)
