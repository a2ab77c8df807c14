"""What people do with a dossier, by a program: the same actions, permissions and sentences as the desk's buttons."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.lists import by
from api.desk.models import Scope
from api.desk.refusals import as_problem, missing, with_places
from api.desk.serializers import EventSerializer, IncidentSerializer, SubmissionSerializer
from api.desk.shapes import Words, no_such_fields
from api.desk.views.base import FetchedView, ListView
from api.desk.views.dossiers import visible_incidents
from api.problems import Fault, Refusal
from events.exceptions import Incomplete, Stale
from events.models import Event, Incident, Submission, SubmissionKind, SubmissionState
from events.record.append import Change
from events.record.models import State
from events.review import actions, checklist, checks, embargo, permissions, proposals, remarks, submissions, wording


class Given(serializers.Serializer):
    """What an action is told, with its types checked."""

    def run_validation(self, data: Any = None) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError([_("This is no object.")])
        if errors := no_such_fields(data, self.fields):
            raise serializers.ValidationError(errors)
        return super().run_validation(data)


class SubmitGiven(Given):
    """`note` is public. A clarification, correction, retraction or redaction needs it; `words` are what a redaction
    takes out.
    """

    kind = serializers.ChoiceField(SubmissionKind.choices, required=False, help_text="Found out if it is left out.")
    note = Words(required=False, allow_blank=True, default="")
    words = Words(required=False, allow_blank=True, default="")


class NoteGiven(Given):
    note = Words(help_text="What changes and why, for readers.")


class RedactGiven(NoteGiven):
    words = Words(help_text="They are taken out everywhere, for good.")


class RemarkGiven(Given):
    about = serializers.ChoiceField(["incident", "event", "company", "source"])
    key = serializers.UUIDField()
    field = Words(required=False, allow_blank=True, default="")
    text = Words()


class ReturnGiven(Given):
    comment = Words(required=False, allow_blank=True, default="")
    remarks = RemarkGiven(many=True, required=False)


class PublishGiven(Given):
    """`seen` is the digest of what was reviewed, `ticked` the codes of its checklist."""

    seen = serializers.CharField(max_length=64)
    ticked = serializers.ListField(child=serializers.CharField(max_length=50), required=False, max_length=50)


class ScheduleGiven(PublishGiven):
    at = serializers.CharField(max_length=19, help_text="What the clock of that zone shows then: 2027-01-31T09:00.")
    zone = serializers.CharField(max_length=64, help_text="Europe/Paris")
    which = serializers.ChoiceField(["earlier", "later"], required=False, help_text="Of a time that comes twice.")


class HoldGiven(Given):
    hold = serializers.BooleanField()


class NothingGiven(Given):
    pass


class PublishedSerializer(serializers.Serializer):
    """What was published, and the dossier as it stands now."""

    publication = serializers.IntegerField(help_text="The number of the publication, in public.")
    incident = IncidentSerializer()


class ActionView(FetchedView):
    """An action on an incident that this person may see."""

    serializer_class = NothingGiven
    answers: type[serializers.Serializer] = IncidentSerializer
    status = 200

    def get_queryset(self) -> QuerySet[Incident]:
        return visible_incidents(self.request.user)

    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            incident = self.row(pk)
            self._check_is_current(request, incident)
            return self.done(incident, self.act(incident, given))

        try:
            return actions.when_rows_are_free(lambda: self.change(request, act))
        except Incomplete as incomplete:
            raise with_places(as_problem(incomplete), self.row(pk)) from None
        except Stale:
            actions.void_if_changed(self.row(pk))
            raise

    @staticmethod
    def _check_is_current(request: Request, incident: Incident) -> None:
        """Whoever names a version means it."""
        if request.META.get("HTTP_IF_MATCH"):
            dossier = versions.of_dossier(incident)
            named = [each.strip() for each in request.META["HTTP_IF_MATCH"].split(",")]
            etag = dossier if dossier in named else versions.etag_of(incident)
            versions.check_is_current(request, etag, None)

    def act(self, incident: Incident, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    def done(self, incident: Incident, result: Any) -> Response:
        """The dossier as it stands now, for whoever may still see it."""
        found = self.get_queryset().filter(pk=incident.pk).first()
        if found is None:
            return Response({"status": Incident.objects.values_list("status", flat=True).get(pk=incident.pk)})
        document = IncidentSerializer(context=self.get_serializer_context()).to_representation(found)
        return Response(document, status=self.status, headers={"ETag": versions.etag_of(found)})


class Submit(ActionView):
    """Hands a dossier in for review. A refusal names everything that is missing."""

    serializer_class = SubmitGiven
    answers = SubmissionSerializer
    done_is = 201

    def act(self, incident: Incident, given: dict[str, Any]) -> Submission:
        return actions.submit(incident=incident, by=self.request.user, **given)

    def done(self, incident: Incident, result: Submission) -> Response:
        return Response(SubmissionSerializer().to_representation(result), status=self.done_is)


class Correct(Submit):
    """Hands in a correction of what is public."""

    serializer_class = NoteGiven
    kind = SubmissionKind.CORRECTION

    def act(self, incident: Incident, given: dict[str, Any]) -> Submission:
        return super().act(incident, {**given, "kind": self.kind})


class Retract(Correct):
    """Hands in that all of it is taken back."""

    kind = SubmissionKind.RETRACTION


class Redact(Correct):
    """Hands in that words are taken out of everything, for good."""

    serializer_class = RedactGiven
    kind = SubmissionKind.REDACTION


class Withdraw(ActionView):
    """Takes back what was handed in, to go on writing."""

    def act(self, incident: Incident, given: dict[str, Any]) -> None:
        actions.withdraw(incident=incident, by=self.request.user)


class SendBack(ActionView):
    """Returns a dossier to its writers with what has to change."""

    serializer_class = ReturnGiven
    scope = Scope.REVIEW

    def act(self, incident: Incident, given: dict[str, Any]) -> None:
        said = [remarks.Said(**each) for each in given.get("remarks", [])]
        actions.send_back(incident=incident, by=self.request.user, comment=given["comment"], at_places=said)


class Publish(ActionView):
    """Publishes what was handed in, exactly as it was seen. The checklist is asked as on the page."""

    serializer_class = PublishGiven
    answers = PublishedSerializer
    scope = Scope.REVIEW

    def act(self, incident: Incident, given: dict[str, Any]) -> Any:
        return actions.publish(
            incident=incident, by=self.request.user, seen=given["seen"], ticked=given.get("ticked", [])
        )

    def done(self, incident: Incident, result: Any) -> Response:
        return Response({"publication": result.number, "incident": super().done(incident, result).data})


class Schedule(ActionView):
    """Approves for a time to come, as the clock of a zone shows it."""

    serializer_class = ScheduleGiven
    answers = SubmissionSerializer
    scope = Scope.REVIEW

    def act(self, incident: Incident, given: dict[str, Any]) -> Submission:
        return actions.schedule(
            incident=incident,
            by=self.request.user,
            seen=given["seen"],
            publish_at=_instant(given),
            zone=given["zone"],
            ticked=given.get("ticked", []),
        )

    def done(self, incident: Incident, result: Submission) -> Response:
        return Response(SubmissionSerializer().to_representation(result))


def _instant(given: dict[str, Any]) -> datetime.datetime:
    try:
        wall = datetime.datetime.fromisoformat(given["at"])
    except ValueError:
        wall = None
    if wall is None or wall.tzinfo is not None or "T" not in given["at"]:
        detail = _("Write the time as that clock shows it, without an offset: 2027-01-31T09:00.")
        raise Refusal(422, detail, faults=[Fault(pointer="/at", detail=detail)])
    return embargo.instant_of(wall, given["zone"], which=given.get("which", ""))


class CallOff(ActionView):
    """Takes the appointed time away: the dossier is in review again."""

    scope = Scope.REVIEW

    def act(self, incident: Incident, given: dict[str, Any]) -> None:
        actions.call_off(incident=incident, by=self.request.user)


class Hold(FetchedView):
    """Keeps an event out of the next publication, or lets it go with it."""

    serializer_class = HoldGiven
    answers = EventSerializer

    def get_queryset(self) -> QuerySet[Event]:
        return Event.objects.filter(incident__in=Incident.objects.visible_to(self.request.user)).with_document()

    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            actions.hold_back(event=self.row(pk), by=request.user, hold=given["hold"])
            fresh = self.row(pk)
            document = EventSerializer().to_representation(fresh)
            return Response(document, headers={"ETag": versions.etag_of(fresh)})

        return self.change(request, act)


class GapSerializer(serializers.Serializer):
    """What a row lacks: in which field, what to do, and where in the dossier's document that is."""

    subject = serializers.CharField()
    id = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True)
    detail = serializers.CharField()
    pointer = serializers.CharField(allow_blank=True)


class MissingSerializer(serializers.Serializer):
    missing = GapSerializer(many=True)


class MissingView(ActionView):
    """What a dossier still lacks before it can be handed in, each at its place."""

    http_method_names = ["get", "head", "options"]
    answers = MissingSerializer

    @extend_schema(responses={200: MissingSerializer})
    def get(self, request: Request, pk: int) -> Response:
        incident = self.row(pk)
        found = [*checks.missing(incident), *wording.problems(incident)]
        refusal = with_places(Refusal(422, "", missing=[missing(each) for each in found]), incident)
        places = [fault.pointer for fault in refusal.faults]
        return Response(
            {"missing": [{**each, "pointer": p} for each, p in zip(refusal.members["missing"], places, strict=True)]}
        )


class ProposedSerializer(serializers.Serializer):
    """A document as it would become public."""

    state = serializers.ChoiceField(State.choices)
    document = serializers.DictField()


class ChecklistItemSerializer(serializers.Serializer):
    """What a reviewer confirms; what `is_known` was found out by the program."""

    code = serializers.CharField()
    label = serializers.CharField()
    is_known = serializers.BooleanField()
    found = serializers.ListField(child=serializers.CharField())


class ReviewSerializer(serializers.Serializer):
    """`seen` is what a reviewer approves; it `is_stale` where it is not what was handed in."""

    submission = SubmissionSerializer()
    words = serializers.CharField(allow_blank=True)
    seen = serializers.CharField()
    is_stale = serializers.BooleanField()
    changes = ProposedSerializer(many=True)
    checklist = ChecklistItemSerializer(many=True)


class ReviewView(ActionView):
    """What a reviewer is asked to approve: every document that would change, the checklist, the digest of it all."""

    http_method_names = ["get", "head", "options"]
    wants_a_state = True

    @extend_schema(responses={200: ReviewSerializer})
    def get(self, request: Request, pk: int) -> Response:
        incident = self.row(pk)
        permissions.check_can_review(request.user, incident)
        submission = submissions.the_open_submission(incident)
        proposed = proposals.proposed(incident)
        seen = submissions.digest_now(proposed, submission)
        asked = checklist.items(incident, submission)
        return Response(
            {
                "submission": SubmissionSerializer().to_representation(submission),
                "words": submission.words,
                "seen": seen,
                "is_stale": seen != submission.digest,
                "changes": [shown(change) for change in _changes(incident, submission, proposed)],
                "checklist": [
                    {"code": item.code, "label": str(item.label), "is_known": item.is_known, "found": list(item.found)}
                    for item in asked
                ],
            }
        )


def _changes(incident: Incident, submission: Submission, proposed: list[Change]) -> list[Change]:
    """Nothing of the proposal itself, if it only takes something back."""
    if submission.kind == SubmissionKind.RETRACTION:
        return proposals.tombstones(incident)
    return [] if submission.kind == SubmissionKind.REDACTION else proposals.changed(proposed)


def shown(change: Change) -> dict[str, Any]:
    """What would become public of one subject."""
    return {"state": str(State(change.state).value), "document": change.document}


class SubmissionList(ListView):
    """What was handed in, of the dossiers that you may see."""

    serializer_class = SubmissionSerializer
    filters = [
        by("incident", "incident", "Of this incident.", "id"),
        by("state", "state", "What became of it.", choices=SubmissionState.values),
        by("kind", "kind", "What the publication will be.", choices=SubmissionKind.values),
        by("batch", "batch", "Handed in with this batch.", "id"),
    ]

    def get_queryset(self) -> QuerySet[Submission]:
        return submissions_of(self.request.user)


class SubmissionOne(FetchedView):
    """What was handed in once."""

    serializer_class = SubmissionSerializer

    def get_queryset(self) -> QuerySet[Submission]:
        return submissions_of(self.request.user)

    def get(self, request: Request, pk: int) -> Response:
        document = self.get_serializer().to_representation(self.row(pk))
        return Response(document, headers={"ETag": versions.of_content(document)})


def submissions_of(user: Any) -> QuerySet[Submission]:
    visible = Incident.objects.visible_to(user)
    return Submission.objects.filter(incident__in=visible).select_related("submitted_by", "decided_by")
