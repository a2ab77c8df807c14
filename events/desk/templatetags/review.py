"""Where a dossier stands at the door, for its page."""

from django import template
from django.utils.translation import gettext as _

from events.desk.remarks import placed
from events.models import Event, Incident, Submission, SubmissionState
from events.review import embargo, permissions, remarks, wording

register = template.Library()


@register.inclusion_tag("desk/scheduled.html", takes_context=True)
def appointment(context: template.Context, incident: Incident) -> dict:
    """The time at which `incident` is to be published, or why it was not; nothing for any other dossier."""
    last = incident.submissions.select_related("decided_by", "submitted_by").first()
    told = {"incident": incident, "request": context["request"], "csrf_token": context.get("csrf_token")}
    if last is None or last.publish_at is None:
        return told
    at = embargo.Appointment(last.publish_at, last.publish_zone)
    if last.state == SubmissionState.SCHEDULED:
        user = context["request"].user
        may_call_off = permissions.allowed(permissions.check_can_call_off, user, incident)
        return told | {"appointment": at, "waiting": last, "may_call_off": may_call_off}
    return told | {"lapsed": _lapsed(last), "lapsed_at": at, "edited": _("It was edited before its time.")}


def _lapsed(last: Submission) -> Submission | None:
    return last if last.state == SubmissionState.VOID else None


@register.inclusion_tag("desk/door.html", takes_context=True)
def at_the_door(
    context: template.Context, incident: Incident, event: Event | None = None, events: list[Event] | None = None
) -> dict:
    """What keeps `incident`, or one event of it, from being published: remarks to answer, and sentences to reword.
    `events` are those of the incident with their documents, where the page has them already.
    """
    said = remarks.unresolved(incident)
    marked = wording.warnings(incident, events)
    if event:
        said = [remark for remark in said if remark.key == event.key]
        marked = [warning for warning in marked if warning.key == event.key]
    user = context["request"].user
    return {
        "incident": incident,
        "remarks": placed(said),
        "warnings": marked,
        "may_edit": permissions.allowed(permissions.check_can_edit, user, incident),
        "may_overrule": permissions.allowed(permissions.check_can_overrule, user, incident),
        "csrf_token": context.get("csrf_token"),
    }
