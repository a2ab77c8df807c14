"""That a company was asked: recorded in a minute from the dossier, followed up from a list."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from companies.models import Company
from events.desk.dates import ReadsDatesBack
from events.desk.due import SOON, commitments_due, pending_replies, today
from events.desk.entries import concerned
from events.desk.refusals import sentence_for
from events.exceptions import Refused
from events.models import Event, Incident, Outcome, ReplyRequest, Source
from events.models.edtf import EdtfField
from events.review import permissions

DATE = ReadsDatesBack.formfield_overrides[EdtfField]["widget"]


class RequestForm(forms.ModelForm):
    """`seen` is the version of the event that the form was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Media:
        js = ["desk/dates.js"]

    class Meta:
        model = ReplyRequest
        fields = ["source", "locator"]
        widgets = {
            "company": UnfoldAdminSelectWidget,
            "asked_by": UnfoldAdminTextInputWidget,
            "asked": DATE,
            "deadline": DATE,
            "outcome": UnfoldAdminSelectWidget,
            "outcome_by": DATE,
            "source": UnfoldAdminSelectWidget,
            "locator": UnfoldAdminTextInputWidget,
        }

    def __init__(self, *args, event: Event, **options) -> None:
        super().__init__(*args, **options)
        self.event = event
        self.initial["seen"] = event.version
        cited = Source.objects.filter(citations__event__incident=event.incident_id) | Source.objects.filter(
            pk=self.instance.source_id
        )
        self.fields["source"].queryset = cited.distinct()
        self.fields["source"].help_text = _("A source that the dossier cites; another is chosen on the event’s page.")

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen") != self.event.version:
            self.data = self.data.copy()  # saving again is then meant
            self.data["seen"] = self.event.version
            raise forms.ValidationError(
                _("Somebody else changed this event while you were writing: look, and save again.")
            )
        return cleaned


class AskForm(RequestForm):
    class Meta(RequestForm.Meta):
        fields = ["company", "asked_by", "asked", "deadline", "source", "locator"]

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        taking_part = Company.objects.filter(participations__event__incident=self.event.incident_id)
        named = [company.pk for company in concerned(self.event)]
        self.fields["company"].queryset = (taking_part | Company.objects.filter(pk__in=named)).distinct()


class OutcomeForm(RequestForm):
    class Meta(RequestForm.Meta):
        fields = ["outcome", "outcome_by", "deadline", "source", "locator"]
        labels = {"outcome_by": gettext_lazy("no reply by, or replied on")}


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Records that a company was asked about an allegation."""
    row = _allegation_or_404(request, pk, event)
    blank = ReplyRequest(allegation=row.allegation)
    named = request.GET.get("company", "")
    initial = {"company": named if named.isdecimal() else None, "asked_by": request.user.get_full_name()}
    make = partial(AskForm, instance=blank, initial=initial)
    return _answer(request, row, make, title=_("A company was asked"), done=_("Noted that it was asked."))


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, pk: int, event: int, asked: int) -> HttpResponse:
    """Records what came of a request."""
    row = _allegation_or_404(request, pk, event)
    found = get_object_or_404(row.allegation.reply_requests.select_related("company"), pk=asked)
    make = partial(OutcomeForm, instance=found)
    title = _("What came of asking %(company)s") % {"company": found.company.name}
    return _answer(request, row, make, title=title, done=_("Noted what came of it."))


def _allegation_or_404(request: HttpRequest, pk: int, event: int) -> Event:
    events = Event.objects.filter(incident__in=Incident.objects.visible_to(request.user), allegation__isnull=False)
    return get_object_or_404(events.with_document(), incident=pk, pk=event)


def _answer(request: HttpRequest, event: Event, make, *, title: str, done: str) -> HttpResponse:
    form = make(event=event)
    if request.method == "POST":
        form = _saved(request, event, make)
        if form.is_valid():
            messages.success(request, done)
            if request.GET.get("from") == "replies":
                return redirect("admin:desk_replies")
            return redirect(f"{event.incident.get_desk_url()}#event-{event.pk}")
    context = {
        **admin.site.each_context(request),
        "title": title,
        "subtitle": event.title,
        "event": event,
        "incident": event.incident,
        "form": form,
        "media": form.media,
    }
    template = "desk/ask_form.html" if request.headers.get("HX-Request") else "desk/ask.html"
    return TemplateResponse(request, template, context)


def _saved(request: HttpRequest, event: Event, make) -> forms.ModelForm:
    """The form, saved if it is valid; whatever refuses it, the form says so and holds what was typed."""
    try:
        with transaction.atomic():
            incident = Incident.objects.locked().get(pk=event.incident_id)
            permissions.check_can_edit(request.user, incident)
            event.version = Event.objects.values_list("version", flat=True).get(pk=event.pk)
            form = make(request.POST, event=event)
            if form.is_valid():
                form.save()
                connection.check_constraints()
            return form
    except (IntegrityError, Refused) as refused:
        form = make(request.POST, event=event)
        form.full_clean()
        form.add_error(None, sentence_for(refused))
        return form


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """Who has not replied: overdue, due soon, pending; and the promises that fall due."""
    waiting = pending_replies(request.user)
    soon = today() + SOON
    context = {
        **admin.site.each_context(request),
        "title": _("Replies and promises"),
        "piles": [
            (_("Overdue"), [due for due in waiting if due.days_over > 0]),
            (_("Due within a week"), [due for due in waiting if due.day and today() <= due.day <= soon]),
            (_("Pending"), [due for due in waiting if due.day is None or due.day > soon]),
        ],
        "commitments": commitments_due(request.user),
        "pending": Outcome.PENDING,
    }
    return TemplateResponse(request, "desk/replies.html", context)
