"""What every reader's page does besides its own matter: the ETag, the language, and refusals in sentences."""

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled

from events.site import shelf
from events.site.language import in_language
from events.site.packing import pack
from events.timeline import queries

Context = dict[str, Any]
Answer = Callable[[Context], HttpResponse]
"""Makes the whole answer of what the frame of every page says."""
View = Callable[..., Context | HttpResponse | Answer]

FRESH = "public, max-age=60"


class Problem(Exception):
    """A page that cannot be shown, with the sentence that says why."""

    status = 404
    template = "site/problem.html"

    def __init__(self, sentence: str, **context: Any) -> None:
        super().__init__(sentence)
        self.context = {"sentence": sentence, **context}


class NotOnRecord(Problem):
    """Nothing public has this address, or had it at that time."""


class Unreadable(Problem):
    """The address asks for something that cannot be understood."""

    status = 400


class Gone(Problem):
    """It was public and was taken back."""

    status = 410
    template = "site/gone.html"


class TooMuch(Problem):
    """It asks for more than the database may work for one reader; somebody else waits for the same worker."""

    status = 503


def page(template: str = "") -> Callable[[View], View]:
    """Makes a page of a view that returns what `template` shows, or another that it names as `template`, an answer, or
    what makes one.

    One tiny query tells whether the reader has it already (304), or this process; the view runs only if not.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def respond(request: HttpRequest, **named: Any) -> HttpResponse:
            standing = queries.standing()
            etag = _etag(standing)
            address = request.get_full_path()
            answer = get_conditional_response(request, etag=etag) or shelf.get(etag, address)
            if answer is None:
                answer = _answer(request, template, view, named, standing)
                if answer.status_code == 200 and not answer.streaming:
                    shelf.put(etag, address, answer)
            if answer.status_code in (200, 304):
                answer["ETag"] = etag
                answer["Cache-Control"] = FRESH
            if answer.status_code == 503:
                answer["Retry-After"] = "30"
            pack(request, answer, etag=etag)
            return answer

        return respond

    return decorate


def _answer(
    request: HttpRequest, template: str, view: View, named: Context, standing: queries.Standing
) -> HttpResponse:
    try:
        context = _in_time(view, request, named)
    except Problem as problem:
        surrounding = around(request, standing) | {"status": problem.status} | problem.context
        return render(request, problem.template, surrounding, status=problem.status)
    if isinstance(context, HttpResponseBase):
        return context
    if callable(context):
        return context(around(request, standing))
    template = context.get("template", template)
    return render(request, template, around(request, standing) | {"public": True} | context)


def _in_time(view: View, request: HttpRequest, named: Context) -> Context | HttpResponse:
    """What the view says. Raises TooMuch where the server cut a statement off (`statement_timeout`)."""
    try:
        return view(request, **named)
    except OperationalError as refused:
        if not isinstance(refused.__cause__, QueryCanceled):
            raise
        raise TooMuch(
            _("This takes longer than one reader may ask for. Narrow it, or try again in half a minute.")
        ) from refused


def around(request: HttpRequest, standing: queries.Standing) -> Context:
    """What the frame of every page says: which language, which state of the record."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "standing": standing,
        "site_name": settings.SITE_NAME,
        "language": get_language(),
        "canonical": settings.SITE_ADDRESS.rstrip("/") + request.path,
        "alternates": [
            {"code": code, "path": in_language(request.path, code) + query} for code, _name in settings.LANGUAGES
        ],
        "site_address": settings.SITE_ADDRESS.rstrip("/"),
    }


def _etag(standing: queries.Standing) -> str:
    """The same page as long as record, language, day (what is overdue depends on it) and this program are the same."""
    day = timezone.now().date().toordinal()
    mark = (standing.mark or "")[:12]
    return f'W/"{standing.publication}.{standing.rendering}-{mark}-{get_language()}-{day}-{program()}"'


@lru_cache(maxsize=1)
def program() -> str:
    """A digest of everything that turns the record into pages, taken once when the process first needs it."""
    root = Path(__file__).resolve().parents[2]
    places = [
        root / "events" / "site",
        root / "events" / "timeline",
        root / "events" / "dates",
        root / "tracker/locale",
    ]
    digest = hashlib.sha256(
        f"{settings.SITE_NAME} {settings.SITE_ADDRESS} {settings.DATA_LICENCE} {settings.DATA_LICENCE_NAME}".encode()
    )
    for place in places:
        for path in sorted(path for path in place.rglob("*") if path.suffix in {".py", ".html", ".css", ".mo"}):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def row_or_problem(table: type, number: int) -> queries.PublicRow:
    """The public row with this number. Raises NotOnRecord, or Gone with the reason."""
    row = queries.find(table, number)
    if row is None:
        raise NotOnRecord(_("Nothing on the record has this number."))
    check_standing(queries.face_of(row))
    return row


def check_standing(face: queries.Face) -> None:
    """Raises Gone for a face that says nothing more."""
    if face["state"] == "retracted":
        raise Gone(_("This was retracted."), face=face)
    if face["state"] == "redacted":
        raise Gone(_("This was redacted."), face=face)
