"""Dumps at their addresses. Each request asks the database, through the public role, whether it still stands."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from api.dumps import places
from api.dumps.models import KEPT, Dump, DumpState
from api.dumps.sending import KEPT as ASKED_EACH_TIME
from api.dumps.sending import OPEN, send
from api.problems import Gone, problem_response
from events.site.formats.addresses import absolute
from events.site.pages import Context, around
from events.timeline import queries
from events.timeline.statements import PUBLIC

log = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]

NONE_NOW = (
    "There is no dump to be taken at this moment. One is made as soon as something is published, and a new one "
    "whenever something is taken back. Ask again in some minutes."
)
TAKEN_BACK = (
    "This dump was taken back, because something in it was retracted or redacted since. /data/latest/ leads to the "
    "newest; /api/v1/changes/ says what is gone."
)
TOO_OLD = f"This dump is not kept any more: there are the newest {KEPT}. /data/latest/ leads to the last of them."


def for_programs(view: View) -> View:
    """Refuses as the API does, in one form."""

    @require_safe
    @wraps(view)
    def respond(request: HttpRequest, **named: Any) -> HttpResponseBase:
        try:
            return view(request, **named)
        except (Gone, Http404) as trouble:
            answer = problem_response(trouble, {"request": request})
            for name, value in OPEN.items():
                answer.headers[name] = value
            return answer

    return respond


def _dumps() -> QuerySet[Dump]:
    return Dump.objects.using(PUBLIC)


@require_safe
def dumps(request: HttpRequest) -> HttpResponse:
    """For people: what there is, how large, and how to check it. Kept by nobody: a new dump does not change the record,
    whose state says how long other pages are the same.
    """
    standing = [_told(dump) for dump in _dumps().standing()[:KEPT]]
    context = around(request, queries.standing()) | {
        "public": True,
        "latest": standing[0] if standing else None,
        "earlier": standing[1:],
        "licence": settings.DATA_LICENCE,
        "licence_name": settings.DATA_LICENCE_NAME,
        "kept": KEPT,
    }
    answer = render(request, "dumps/dumps.html", context)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _told(dump: Dump) -> Context:
    files = [file | {"path": _path(dump, file["name"])} for file in dump.files]
    return {"dump": dump, "files": files, "bytes": sum(file["bytes"] for file in files)}


def _path(dump: Dump, name: str) -> str:
    return reverse("dump-file", args=[dump.publication, dump.step, name])


@for_programs
def index(request: HttpRequest) -> HttpResponseBase:
    """What there is, the newest first."""
    standing = [_described(dump) for dump in _dumps().standing()[:KEPT]]
    body = orjson.dumps(
        {
            "licence": {"name": settings.DATA_LICENCE_NAME, "url": settings.DATA_LICENCE},
            "latest": standing[0] if standing else None,
            "dumps": standing,
        }
    )
    etag = f'"{standing[0]["position"] if standing else 0}-{len(standing)}"'
    answer = get_conditional_response(request, etag=etag) or HttpResponse(body, content_type="application/json")
    for name, value in (OPEN | {"ETag": etag, "Cache-Control": ASKED_EACH_TIME}).items():
        answer.headers[name] = value
    return answer


def _described(dump: Dump) -> dict[str, Any]:
    return {
        "position": dump.reached,
        "publication": dump.publication,
        "published": _instant(dump.published_at),
        "made": _instant(dump.made_at),
        "package": absolute(_path(dump, "datapackage.json")),
        "files": [file | {"url": absolute(_path(dump, file["name"]))} for file in dump.files],
    }


def _instant(moment) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


@for_programs
def latest(request: HttpRequest, name: str = "datapackage.json") -> HttpResponseBase:
    """Leads to the newest: whoever takes several files, or one in parts, gets them of one position."""
    newest = _dumps().standing().first()
    if newest is None:
        raise Http404(NONE_NOW)
    _file(newest, name)
    headers = OPEN | {"Location": _path(newest, name), "Cache-Control": "no-cache"}
    return HttpResponse(status=302, headers=headers, content_type="text/plain")


@for_programs
def file(request: HttpRequest, publication: int, step: int, name: str = "datapackage.json") -> HttpResponseBase:
    """One file of one dump. Raises Gone where it was taken back, or is too old."""
    dump = _dumps().finished().filter(publication=publication, step=step).order_by("-pk").first()
    if dump is None:
        raise Http404("There is no dump of this position. /data/index.json lists those there are.")
    if dump.taken_back or dump.state == DumpState.GONE:
        raise Gone(TAKEN_BACK if dump.taken_back else TOO_OLD, publication=publication)
    described = _file(dump, name)
    stem = f"{dump.position}-{name}"
    try:
        return send(
            request,
            places.path_of(dump.folder, name),
            etag=f'"{described["sha256"]}"',
            media=described["media"],
            name=f"answerable-{stem}",
            size=described["bytes"],
        )
    except FileNotFoundError:
        log.error("the file %s of dump %s is not in its place", name, dump.position)
        raise Http404("This file is not in its place. Take another dump: /data/index.json lists them.") from None


def _file(dump: Dump, name: str) -> dict[str, Any]:
    """Raises Http404 with the names that there are."""
    for described in dump.files:
        if described["name"] == name:
            return described
    names = ", ".join(described["name"] for described in dump.files)
    raise Http404(f"A dump has no file of this name. There are: {names}.")
