"""One act of publishing, with its place in the chain."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events.site import instants
from events.site.pages import Context, NotOnRecord, page
from events.timeline import queries


@page("site/publication.html")
def publication(request: HttpRequest, number: int) -> Context:
    found = queries.publications().filter(number=number).first()
    if found is None:
        raise NotOnRecord(_("No publication has this number."))
    if (at := instants.asked_for(request)) and found.at > at:
        raise NotOnRecord(_("This was not on record on that day."))
    return {
        "publication": found,
        "known_on": at,
        "present": reverse("publication", args=[number]),
        "imprint": found.imprint or {},
        "blanked": list(queries.blanked_by(number)) if found.kind == "redaction" else [],
    }
