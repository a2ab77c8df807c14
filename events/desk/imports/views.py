"""The pages of an import: fetch what is the person's own, do one thing, say what came of it."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.models import Company
from events.desk.imports import jobs, mapping, spellings
from events.desk.imports.examples import EXAMPLES
from events.desk.imports.forms import MappingForm, NewForm, SpellingForm
from events.desk.imports.models import Fate, Import, ImportRow, Spelling, State
from events.desk.imports.reading import MAX_BYTES, FileRefused
from events.desk.imports.staging import stage_file, stage_pasted
from events.desk.readable import answers_too_large
from events.exceptions import Refused

PER_PAGE = 50
MOST_LISTED = 100
# A file of the largest size, with the fields around it.
LARGEST_REQUEST = MAX_BYTES + 4 * 2**20
SPELLINGS_PER_PAGE = 50


def _own_or_404(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.of(request.user), pk=pk)


def _page(request: HttpRequest, template: str, **context: object) -> TemplateResponse:
    return TemplateResponse(request, f"desk/imports/{template}", {**admin.site.each_context(request), **context})


def _too_large(request: HttpRequest) -> HttpResponse:
    return _front(request, NewForm({}, too_large=True))


@answers_too_large(_too_large, LARGEST_REQUEST)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What was imported before, and the form for more. A refused file leaves nothing behind but its sentences."""
    form = NewForm(request.POST or None, request.FILES or None)
    faults = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_staged(request, form.cleaned_data).get_desk_url())
        except FileRefused as refused:
            faults = refused.faults
    return _front(request, form, faults)


def _front(request: HttpRequest, form: NewForm, faults: list | tuple = ()) -> HttpResponse:
    listed = Import.objects.visible_to(request.user).select_related("author")[:MOST_LISTED]
    return _page(request, "imports.html", title=_("Import"), form=form, faults=faults, imports=listed)


def _staged(request: HttpRequest, given: dict) -> Import:
    if file := given["file"]:
        return stage_file(name=file.name, stream=file.file, by=request.user, encoding=given["encoding"])
    return stage_pasted(text=given["pasted"], name=_("pasted"), by=request.user)


@require_safe
def template(request: HttpRequest, form: str) -> HttpResponse:
    """An empty table with headers and two rows to follow."""
    if form not in EXAMPLES:
        raise Http404
    make, kind = EXAMPLES[form]
    return HttpResponse(
        make(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="answerable.{form}"'}
    )


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: its columns, its progress, or what it would do."""
    job = get_object_or_404(Import.objects.visible_to(request.user).select_related("author", "batch"), pk=pk)
    is_own = job.author_id == request.user.pk
    if job.state == State.MAPPING:
        return _page(request, "mapping.html", title=job.name, job=job, is_own=is_own, form=MappingForm(instance=job))
    context = {"title": job.name, "job": job, "is_own": is_own}
    if not job.is_job:
        context |= _preview(request, job)
    return _page(request, "progress.html" if job.is_job else "preview.html", **context)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; when the work is done, the whole page is asked for."""
    job = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    if not job.is_job:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return TemplateResponse(request, "desk/imports/bar.html", {"job": job})


def _preview(request: HttpRequest, job: Import) -> dict:
    counts = jobs.fates_of(job)
    waiting = spellings.open_questions(job)
    chosen = request.GET.get("show", "")
    filters = [(fate.value, fate.label, counts[fate]) for fate in Fate if counts.get(fate)]
    remarks = job.rows.filter(resolved__has_key="warnings").count()
    rows = _chosen_rows(job, chosen)
    return {
        "filters": filters,
        "shown": chosen,
        "remarks": remarks,
        "open": waiting.count(),
        "asked": spellings.to_ask(job).count(),
        "ambiguous": counts.get(Fate.ASK, 0),
        "refused": counts.get(Fate.REFUSED, 0),
        "written": counts.get(Fate.MAKE, 0) + counts.get(Fate.CHANGE, 0),
        "spelling_count": job.spellings.count(),
        "unmapped": mapping.unmapped(job),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "against": _against(job),
    }


def _chosen_rows(job: Import, chosen: str) -> QuerySet[ImportRow]:
    if chosen == "remarks":
        return job.rows.filter(resolved__has_key="warnings")
    if chosen == "undecided":
        return spellings.rows_waiting(job).order_by("ordinal")
    return job.rows.filter(fate=chosen) if chosen in Fate.values else job.rows.all()


def _against(job: Import) -> str:
    """Why it cannot be written yet, or nothing."""
    try:
        jobs.check_may_apply(job)
    except Refused as refused:
        return str(refused)
    return ""


@require_http_methods(["GET", "POST"])
def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which column is what, and has the rows checked."""
    job = _own_or_404(request, pk)
    form = MappingForm(request.POST or None, instance=job)
    if request.method == "POST" and form.is_valid():
        return _attempt(request, job, lambda: _map(form))
    return _page(request, "mapping.html", title=job.name, job=job, is_own=True, form=form)


def _map(form: MappingForm) -> None:
    job = form.save(commit=False)
    jobs.start_checking(job, with_changes=[*form.Meta.fields, "targets"])


@require_POST
def read_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to how 12/03/2019 is meant, once for the file; all rows are checked again."""
    job = _own_or_404(request, pk)
    order = request.POST.get("day_order", "")
    job.day_order = order if order in {"day", "month"} else ""
    return _attempt(request, job, lambda: jobs.start_checking(job, with_changes=["day_order"]))


@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    job = _own_or_404(request, pk)
    return _attempt(request, job, lambda: jobs.start_checking(job))


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes all of it, or nothing."""
    job = _own_or_404(request, pk)
    job.without_refused = "without_refused" in request.POST
    return _attempt(request, job, lambda: jobs.start_applying(job))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _own_or_404(request, pk)
    return _attempt(request, job, lambda: jobs.cancel(job))


def _attempt(request: HttpRequest, job: Import, act) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(job.get_desk_url())


@require_http_methods(["GET", "POST"])
def companies(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is meant by each spelling; those that wait for an answer come first."""
    job = _own_or_404(request, pk)
    show_all = request.GET.get("show") == "all"
    listed = (job.spellings.all() if show_all else spellings.to_ask(job)).select_related("company", "other")
    page = Paginator(listed.order_by("text", "id"), SPELLINGS_PER_PAGE).get_page(request.GET.get("page"))
    forms = _spelling_forms(job, list(page), request.POST or None)
    if request.method == "POST":
        if job.state != State.CHECKED:
            messages.error(request, _("This import is “%(state)s”.") % {"state": job.get_state_display()})
            return redirect(job.get_desk_url())
        if "rest" in request.POST:
            count = spellings.decide_rest_as_new(job)
            messages.success(request, _("%(count)d spellings became companies of their own.") % {"count": count})
            return redirect(job.get_desk_url())
        if _keep(request, forms):
            waiting = spellings.open_questions(job).exists()
            return redirect(request.get_full_path() if waiting else job.get_desk_url())
    context = {"job": job, "forms": forms, "page": page, "open": spellings.open_questions(job).count()}
    return _page(
        request, "companies.html", title=_("Companies of “%(name)s”") % {"name": job.name}, all=show_all, **context
    )


def _spelling_forms(job: Import, listed: list[Spelling], data) -> list[SpellingForm]:
    keys = {each["company"] for spelling in listed for each in spelling.candidates}
    keys |= {spelling.company_id for spelling in listed if spelling.company_id}
    texts = {each["text"] for spelling in listed for each in spelling.variants}
    known = Company.objects.standing().in_bulk(keys)
    others = {other.text: other for other in job.spellings.filter(text__in=texts)}
    return [SpellingForm(data, spelling=spelling, companies=known, others=others) for spelling in listed]


def _keep(request: HttpRequest, forms: list[SpellingForm]) -> bool:
    """Stores what was answered; says what could not be, and leaves the form as it was typed then."""
    valid = [form.is_valid() for form in forms]  # each is asked, so that each says what is wrong
    if not all(valid):
        return False
    for form in forms:
        try:
            form.keep()
        except Refused as refused:
            form.add_error("answer", str(refused))
    return not any(form.errors for form in forms)
