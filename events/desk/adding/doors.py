"""The doors of a source's page to its copies: where they stand, a new attempt, a pasted text, the text, the file."""

from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.transaction import atomic
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.capture import job, warc
from events.desk.adding.copies import Copies
from events.desk.adding.forms import KeepForm
from events.desk.adding.views import says_too_large
from events.desk.refusals import sentence_for
from events.exceptions import Refused
from events.models import Capture, Lineage, Source
from events.models.capture import CaptureState
from events.models.lineage import Relation

# What strangers wrote is shown as letters or saved as a file, and never runs.
CLOSED = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@require_safe
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the copies stand, for a page that looks again by itself; nothing, if it has `seen` that already."""
    source = get_object_or_404(Source, pk=pk)
    copies = Copies(source)
    if request.GET.get("seen") == copies.seen:
        return HttpResponse(status=204)
    context = {"source": source, "copies": copies, "has_come": not copies.is_waiting}
    return TemplateResponse(request, "adding/standing.html", context)


def _to_page(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(get_object_or_404(Source, pk=pk).get_desk_url())


@require_POST
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for a copy, once more or for the first time."""
    source = get_object_or_404(Source, pk=pk)
    failed = Copies(source).failed
    try:
        if failed and failed.address == source.url:
            job.retry(failed, request.user)
        else:
            job.ask(source, source.url, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(source.get_desk_url())


@says_too_large(_to_page)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps a text that was pasted or came as a file."""
    source = get_object_or_404(Source, pk=pk)
    form = KeepForm(request.POST, request.FILES)
    if not form.is_valid():
        return _said(request, source, form)
    text, upload = form.cleaned_data["text"], form.cleaned_data["document"]
    try:
        if text:
            job.keep_text(source, text, request.user)
        if upload:
            job.keep_file(source, upload.name, upload.content, request.user)
    except Refused as refused:
        form.add_error("document" if upload and not text else "text", str(refused))
        return _said(request, source, form)
    messages.success(request, _("Kept."))
    return redirect(source.get_desk_url())


def _said(request: HttpRequest, source: Source, form: KeepForm) -> HttpResponse:
    """What was pasted, with what is wrong with it."""
    context = {"title": _("Its text"), "subtitle": str(source), "source": source, "keep_form": form}
    return TemplateResponse(request, "adding/keep.html", {**admin.site.each_context(request), **context})


@require_POST
def syndicated(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that a source carries the text of another one."""
    source = get_object_or_404(Source, pk=pk)
    origin = request.POST.get("origin", "")
    if not (origin.isascii() and origin.isdecimal() and len(origin) < 19):
        raise Http404
    try:
        with atomic():
            Lineage.objects.create(
                source=source, origin=get_object_or_404(Source, pk=origin), relation=Relation.SYNDICATES
            )
    except IntegrityError as refused:
        messages.error(request, sentence_for(refused))
    return redirect(source.get_desk_url())


@require_safe
def text(request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    kept = get_object_or_404(Capture, pk=copy, source=pk, state=CaptureState.KEPT)
    return HttpResponse(kept.text, content_type="text/plain; charset=utf-8", headers=CLOSED)


@require_safe
def file(request: HttpRequest, pk: int, copy: int) -> FileResponse:
    """The file as it was kept, to be saved and opened elsewhere."""
    kept = get_object_or_404(Capture.objects.exclude(warc=""), pk=copy, source=pk)
    place = warc.path_of(kept.warc).resolve()
    if not place.is_relative_to(warc.folder().resolve()) or not place.is_file():
        raise Http404
    name = f"source-{pk}-copy-{copy}.warc.gz"
    kind = "application/octet-stream"
    return FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type=kind, headers=CLOSED)
