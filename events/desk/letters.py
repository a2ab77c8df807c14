"""What readers and companies wrote. Every editor may read it; only administrators may delete it early."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from events.exceptions import Refused
from events.letterbox import letters
from events.letterbox.models import LONGEST, Letter, LetterKind, LetterState
from events.models import Event, Incident
from events.record.models import Subject, SubjectKind

PER_PAGE = 50
LONGEST_LINK = 6000
WAITING = "waiting"
LISTS = {WAITING: gettext_lazy("waiting"), **dict(LetterState.choices), "all": gettext_lazy("all")}


class HandleForm(forms.Form):
    """`seen` is the state in which the letter was when the page was opened."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=LetterState.choices, widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=LONGEST,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy("For the newsroom alone: what was found out, who wrote back and when."),
    )
    seen = forms.ChoiceField(choices=LetterState.choices, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with a letter, and where."""

    text: str
    url: str


@require_safe
def letters_list(request: HttpRequest) -> HttpResponse:
    """By state and kind; a right of reply stands before all that waits."""
    shown, kind = request.GET.get("state") or WAITING, request.GET.get("kind", "")
    if shown not in LISTS or kind not in ["", *LetterKind.values]:
        messages.error(request, _("There is no such list. This is what waits."))
        return redirect("admin:desk_letters")
    found = _listed(shown, kind)
    page = Paginator(found.select_related("handled_by"), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": _("Letters"),
        "page": page,
        "letters": [(letter, _about(letter)) for letter in page],
        "states": [(code, label, _query(code, kind), code == shown) for code, label in LISTS.items()],
        "kinds": [
            (code, label, _query(shown, code), code == kind) for code, label in [("", _("any")), *LetterKind.choices]
        ],
        "query": _query(shown, kind),
    }
    return TemplateResponse(request, "desk/letters.html", context)


def _listed(shown: str, kind: str) -> QuerySet[Letter]:
    found = Letter.objects.waiting() if shown == WAITING else Letter.objects.all()
    if shown in LetterState.values:
        found = found.filter(state=shown)
    return found.filter(kind=kind) if kind else found


def _query(shown: str, kind: str) -> str:
    return "?" + urlencode({name: text for name, text in (("state", shown), ("kind", kind)) if text})


def _about(letter: Letter) -> str:
    """The address at which readers find what it is about, in the version that its writer read."""
    if not letter.about_kind:
        return ""
    bare = reverse(letter.about_kind, args=[letter.about_number])
    return f"{bare}v/{letter.about_version}/" if letter.about_version else bare


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, what can be done with it, and how far it is."""
    found = get_object_or_404(Letter.objects.select_related("handled_by"), pk=pk)
    form = HandleForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid() and _moved(request, found, form):
        return redirect(found.get_desk_url())
    if form is None or not form.is_valid():
        form = form or HandleForm(initial={"state": found.state, "note": found.note, "seen": found.state})
    context = {
        **admin.site.each_context(request),
        "title": found.get_kind_display().capitalize(),
        "subtitle": found.receipt,
        "letter": found,
        "about": _about(found),
        "steps": _steps(request, found),
        "form": form,
        "may_delete": request.user.is_administrator,
    }
    return TemplateResponse(request, "desk/letter.html", context)


def _moved(request: HttpRequest, found: Letter, form: HandleForm) -> bool:
    given = form.cleaned_data
    try:
        letters.move(letter=found, to=given["state"], note=given["note"], by=request.user, seen=given["seen"])
    except Refused as refused:
        form.data = form.data.copy()  # saving again is then meant
        form.data["seen"] = Letter.objects.values_list("state", flat=True).get(pk=found.pk)
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Saved."))
    return True


def _steps(request: HttpRequest, found: Letter) -> list[Step]:
    """From a letter to the rows that it may become: a source, and what it says about an entry of a dossier."""
    steps = [Step(_("Add it as a source"), f"{reverse('admin:desk_add')}?{_as_source(found)}")]
    event = _event_of(found)
    if event and event.incident in Incident.objects.visible_to(request.user):
        steps.append(Step(_("Open the dossier"), f"{event.incident.get_desk_url()}#event-{event.pk}"))
        if found.kind == LetterKind.REPLY and event.kind == "allegation":
            asked = reverse("admin:desk_ask", args=[event.incident_id, event.pk])
            steps.append(Step(_("Note that the company was asked, or answered"), asked))
    return steps


def _as_source(found: Letter) -> str:
    """The document that it names; or else its own words, if they fit into an address."""
    if found.document:
        return urlencode({"url": found.document})
    title = _("Letter %(receipt)s") % {"receipt": found.receipt}
    query = urlencode({"title": title, "text": found.words})
    return query if len(query) < LONGEST_LINK else urlencode({"title": title})


def _event_of(found: Letter) -> Event | None:
    if found.about_kind != SubjectKind.EVENT:
        return None
    keys = Subject.objects.filter(kind=SubjectKind.EVENT, number=found.about_number).values("key")
    return Event.objects.filter(key__in=keys).select_related("incident").first()


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """At the wish of whoever wrote it, before its time is over. Nothing of it is left."""
    if not request.user.is_administrator:
        raise PermissionDenied
    found = get_object_or_404(Letter, pk=pk)
    receipt = found.receipt
    found.delete()
    messages.success(request, _("Letter %(receipt)s is deleted.") % {"receipt": receipt})
    return redirect("admin:desk_letters")
