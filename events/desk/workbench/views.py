"""The page of the workbench. With JavaScript its parts are exchanged in place; without, each step is a page."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from events.desk.refusals import sentence_for
from events.desk.workbench.actions import AlreadyMade
from events.desk.workbench.bench import MOST_FOUND, Bench, incidents_found
from events.desk.workbench.forms import FORMS, FROM_WORDS, BenchForm, PassageForm
from events.desk.workbench.forms.dismissal import DismissalForm
from events.desk.workbench.passage import place_in
from events.desk.workbench.proposals import chosen, filled_by
from events.exceptions import Refused
from events.models import Incident, Source

LONGEST_KEY = 18  # digits
LONGEST_SEARCH = 200


@require_http_methods(["GET", "POST"])
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a source beside a dossier; `add` in the address opens a form, and takes what it sends."""
    bench = bench_or_404(request, pk)
    form, kind = None, request.GET.get("add", "")
    if request.method == "POST" or kind:
        form = _form(request, bench, kind)
    if form is not None and form.is_bound and form.is_valid() and (said := _saved(request, form)):
        messages.success(request, said)
        return redirect(bench.url)
    return TemplateResponse(request, "desk/workbench/page.html", _context(request, bench, form, kind))


def bench_or_404(request: HttpRequest, pk: int) -> Bench:
    """The bench with a source, and with the incident that the address names, if this person sees it."""
    if not request.user.has_perm("events.view_source"):
        raise PermissionDenied
    source = get_object_or_404(Source, pk=pk)
    key = request.GET.get("incident", "")
    if not key:
        return Bench(source=source, incident=None, user=request.user)
    if not (key.isdecimal() and len(key) <= LONGEST_KEY):
        raise Http404
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=int(key))
    return Bench(source=source, incident=incident, user=request.user)


def _form(request: HttpRequest, bench: Bench, kind: str) -> BenchForm | None:
    """The form that the address names, as it was sent or as it is opened; None, and a sentence, if it cannot be."""
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind]
    if hindrance := form.hindrance(bench):
        messages.error(request, hindrance)
        return None
    if request.method == "POST":
        return form(request.POST, bench=bench)
    return form(bench=bench, initial=_chosen(request, bench, kind))


def _chosen(request: HttpRequest, bench: Bench, form: str) -> dict[str, object]:
    """The words that the address names by their place, and what a proposal says of them, if they are there."""
    place = {name: request.GET.get(name, "") for name in ("start", "end", "sha256")}
    if bench.text is None or not any(place.values()):
        return {}
    try:
        start, end = place_in(place["start"], place["end"])
        passage = bench.text.passage(start, end, place["sha256"])
        filled = _proposed(bench, form, request.GET.get("proposal", ""), start, end)
    except Refused as refused:
        messages.error(request, str(refused))
        return {}
    return {**place, "words": passage.words, **filled}


def _proposed(bench: Bench, form: str, kind: str, start: int, end: int) -> dict[str, object]:
    if not kind:
        return {}
    return filled_by(chosen(bench.proposals, kind, start, end), form, bench.companies)


def _saved(request: HttpRequest, form: BenchForm) -> str:
    """What was made; nothing, and the reason in the form, if it was refused."""
    try:
        with atomic():
            said = form.save(request.user)
            connection.check_constraints()
    except AlreadyMade as again:
        return str(again)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
    except (IntegrityError, Refused) as refused:
        form.add_error(None, sentence_for(refused))
    else:
        return said
    return ""


def _context(request: HttpRequest, bench: Bench, form: BenchForm | None, kind: str) -> dict[str, object]:
    bench.chosen = form.place() if isinstance(form, PassageForm) else None
    find = request.GET.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    return {
        **admin.site.each_context(request),
        "title": _("Workbench"),
        "subtitle": bench.source.title,
        "bench": bench,
        "form": form,
        "form_url": bench.url_with(add=kind),
        "tools": [(name, form.tool or form.heading, letter) for name, (letter, form) in FROM_WORDS.items()],
        "find": find,
        "found": incidents_found(find, request.user)[:MOST_FOUND] if find else [],
    }


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a proposal aside, for this person."""
    bench = bench_or_404(request, pk)
    form = DismissalForm(request.POST, bench=bench)
    if form.is_valid():
        form.save(request.user)
        messages.success(request, _("Put aside."))
    else:
        messages.error(request, _("The text is not the one that proposed this. Look at it once more."))
    return redirect(f"{bench.url}#proposals")
