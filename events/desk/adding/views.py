"""The page "Add an article": what is typed is stored at once, and then one is on the page of its source."""

import json
from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.capture import job
from events.desk.adding import storing
from events.desk.adding.forms import AddForm
from events.desk.adding.lookalikes import Lookalike, of_typed
from events.desk.adding.typed import Typed, judge, title_of
from events.desk.adding.uploads import LARGEST, MEGABYTE
from events.desk.kept import typed_into
from events.desk.readable import View, answers_too_large
from events.exceptions import Refused
from events.models import Source

# A file of the largest size, with the fields around it.
LARGEST_REQUEST = LARGEST + 4 * MEGABYTE
# Runs on the page that somebody reads. A long selection stays behind: servers take addresses of some thousand letters.
BOOKMARKLET = """(()=>{let u=new URL(%s),s=String(getSelection()).trim();\
u.searchParams.set("url",location.href);u.searchParams.set("title",document.title.slice(0,300));\
if(s&&encodeURIComponent(s).length<6000)u.searchParams.set("text",s);open(u)})()"""


def says_too_large(page: View) -> Callable[[View], View]:
    """Answers with `page` and a sentence what is too large to be read."""

    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        messages.error(request, _("That was too large: a file may have 20 MB, a pasted text 2 MB. Nothing was kept."))
        return page(request, *args, **kwargs)

    return answers_too_large(answer, LARGEST_REQUEST)


def _empty_page(request: HttpRequest) -> HttpResponse:
    return _page(request, AddForm())


@says_too_large(_empty_page)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """GET shows the form, filled with what a bookmarklet sends, and makes nothing."""
    if request.method != "POST":
        return _prefilled(request)
    form = AddForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, _alike(request.POST))
    typed, upload = form.cleaned_data["typed"], form.cleaned_data["document"]
    try:
        if kept_with := _source(request, "with"):
            return _keep_with(request, kept_with, typed)
        source = storing.add(
            typed=typed,
            title=storing.one_line(form.cleaned_data["title"]),
            upload=upload,
            by=request.user,
            anyway="anyway" in request.POST,
            origin=_source(request, "origin"),
        )
    except storing.AlreadyHere as already:
        if already.found.source == _page_of(typed) and not typed.text and not upload:
            messages.info(request, str(already))
            return redirect(already.found.source.get_desk_url())
        return _ask_back(request, form, already)
    except Refused as refused:
        form.add_error("document" if upload else "typed", str(refused))
        return _page(request, form, _alike(request.POST))
    return redirect(source.get_desk_url())


def _ask_back(request: HttpRequest, form: AddForm, already: storing.AlreadyHere) -> HttpResponse:
    """The form as it was typed, and what can be done with a text or a page that is here already."""
    typed, has_file = form.cleaned_data["typed"], bool(form.cleaned_data["document"])
    is_page = already.found.source == _page_of(typed)
    others = [each for each in _alike(request.POST) if each.source != already.found.source]
    more = {"already": already, "is_page": is_page, "has_text": bool(typed.text), "has_file": has_file}
    return _page(request, form, others, **more)


def _page_of(typed: Typed) -> Source | None:
    found = storing.page_of(typed.address)
    return found and found.source


def _keep_with(request: HttpRequest, source: Source, typed: Typed) -> HttpResponse:
    """The text that was typed goes to a source that is here already."""
    job.keep_text(source, typed.text, request.user)
    messages.success(request, _("The text is kept with this source."))
    return redirect(source.get_desk_url())


def _prefilled(request: HttpRequest) -> HttpResponse:
    """By what a bookmark brings, or by what was typed before a sign-in expired."""
    if kept := typed_into(request):
        return _page(request, AddForm(initial=kept.dict()), _alike(kept))
    url, text = (request.GET.get(name, "").replace("\0", "").strip() for name in ("url", "text"))
    typed = "\n\n".join(filter(None, [url, text]))
    given = {"typed": typed, "title": storing.one_line(request.GET.get("title", ""))}
    return _page(request, AddForm(initial=given), _alike(given), has_selection=bool(url and text))


def _page(request: HttpRequest, form: AddForm, alike: list[Lookalike] | tuple = (), **more) -> HttpResponse:
    context = {"title": _("Add an article"), "form": form, "alike": alike, **more}
    return TemplateResponse(request, "adding/add.html", {**admin.site.each_context(request), **context})


@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """What is already here of what is being typed; shown below the field while it is."""
    return TemplateResponse(request, "adding/alike.html", {"alike": _alike(request.POST)})


def _alike(given: dict) -> list[Lookalike]:
    """By what stands in the form, whether or not it could be added as it stands."""
    raw = given.get("typed", "").replace("\0", "")
    try:
        typed = judge(raw)
    except Refused:
        typed = Typed()
    line = "" if typed.address and not typed.text else title_of(typed.text or raw)
    return of_typed(typed, storing.one_line(given.get("title", "")), line)


def _source(request: HttpRequest, name: str) -> Source | None:
    """The source that a button names; none if it is gone by now."""
    key = request.POST.get(name, "")
    return Source.objects.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None


@require_safe
def bookmarklet(request: HttpRequest) -> HttpResponse:
    script = BOOKMARKLET % json.dumps(request.build_absolute_uri(reverse("admin:desk_add")))
    context = {"title": _("The bookmark that adds"), "script": f"javascript:{script}"}
    return TemplateResponse(request, "adding/bookmarklet.html", {**admin.site.each_context(request), **context})
