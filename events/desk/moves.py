"""The buttons of a dossier: each fetches what this person may see, does one action, and says what came of it."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from events.desk.dossier import Missing, url_of
from events.exceptions import Incomplete, Refused
from events.models import Incident, Remark, SubmissionKind, SubmissionState
from events.review import actions, holding, permissions, remarks, submissions, wording


class SubmissionForm(forms.Form):
    """What a submission says beside the dossier itself."""

    kind = forms.ChoiceField(label=gettext_lazy("This is a"), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        label=gettext_lazy("Public note"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=gettext_lazy(
            "What changes and why, for readers. A clarification, correction, retraction or redaction needs it."
        ),
    )
    words = forms.CharField(
        label=gettext_lazy("Words to redact"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("For a redaction only: these words are taken out everywhere, for good."),
    )

    def __init__(self, *args, incident: Incident, public: bool, **options) -> None:
        super().__init__(*args, **options)
        check = partial(permissions.check_kind, public=public)
        self.fields["kind"].choices = [c for c in SubmissionKind.choices if permissions.allowed(check, incident, c[0])]
        if not public:
            del self.fields["words"]


def dossier_or_404(request: HttpRequest, pk: int) -> Incident:
    return get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)


def to_page(incident: Incident) -> HttpResponse:
    return redirect(incident.get_desk_url())


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in. A refusal comes back with everything that is missing, and with the note as it was typed."""
    incident = dossier_or_404(request, pk)
    public = actions.is_public(incident)
    form = SubmissionForm(request.POST or None, incident=incident, public=public, initial=_usual_kind(incident))
    missing = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(incident=incident, by=request.user, **form.cleaned_data)
        except Incomplete as incomplete:
            missing = [Missing(problem, url_of(problem)) for problem in incomplete.problems]
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Handed in. It is the reviewer’s move."))
            return to_page(incident)
    differs = submissions.differs(incident)
    context = {"incident": incident, "form": form, "missing": missing, "title": _("Hand in for review")}
    context |= {"differs": differs, "held_back": holding.held_back(incident), "warnings": wording.warnings(incident)}
    context |= {"remarks": remarks.unresolved(incident)}
    context |= {"subtitle": incident.title, **admin.site.each_context(request)}
    return TemplateResponse(request, "desk/submit.html", context)


def _usual_kind(incident: Incident) -> dict[str, str]:
    """As it was handed in the last time, if it came back: its note has not changed by that."""
    last = incident.submissions.first()
    returned = last and last.state in {SubmissionState.RETURNED, SubmissionState.VOID}
    return {"kind": last.kind, "note": last.note} if returned else {}


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    incident = dossier_or_404(request, pk)
    act = partial(actions.withdraw, incident=incident, by=request.user)
    return attempt(request, incident, act, _("Taken back. You can go on writing."))


@require_POST
def hold(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Keeps one event out of the next publication, or lets it go with it."""
    incident = dossier_or_404(request, pk)
    row = get_object_or_404(incident.events.all(), pk=event)
    keep = request.POST.get("hold") == "1"
    done = _("Held back from the next publication.") if keep else _("It goes with the next publication.")
    try:
        actions.hold_back(event=row, by=request.user, hold=keep)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(f"{incident.get_desk_url()}#event-{row.pk}")


@require_POST
def resolve(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Tick a reviewer's remark as done."""
    incident = dossier_or_404(request, pk)
    done = get_object_or_404(Remark.objects.on(incident), pk=remark)
    act = partial(remarks.resolve, done, by=request.user)
    return attempt(request, incident, act, _("Ticked as done."))


def attempt(request: HttpRequest, incident: Incident, act: Callable | None, done: str) -> HttpResponse:
    """Does it, says what came of it, and leads back to the dossier, or to the desk from one that is closed now."""
    try:
        if act:
            act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    if Incident.objects.visible_to(request.user).filter(pk=incident.pk).exists():
        return to_page(incident)
    return redirect("admin:index")
