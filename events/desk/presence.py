"""Who else has a dossier open, so that two people do not write the same thing.

A page tells that somebody is there when it is opened, and again every few seconds as long as it is open.
"""

from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from events.desk.models import Presence
from events.models import Incident


def arrive(incident: Incident, user) -> list[str]:
    """Notes that `user` is at `incident`; returns the names of the others who are. Two queries."""
    Presence.objects.bulk_create(
        [Presence(incident=incident, user=user, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["incident", "user"],
        update_fields=["seen_at"],
    )
    others = Presence.objects.here().filter(incident=incident).exclude(user=user.pk).select_related("user")
    return sorted(each.user.get_short_name() or each.user.get_username() for each in others)


@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """The line that an open page asks for again and again."""
    incident = get_object_or_404(Incident.objects.visible_to(request.user), pk=pk)
    context = {"incident": incident, "others": arrive(incident, request.user)}
    return render(request, "desk/presence.html", context)
