"""The acts of publishing: the log of corrections, and each act with its place in the chain."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.site.pages import Context, NotOnRecord, page
from events.site.views.paging import after_number, paged
from events.timeline import queries


@page("site/corrections.html")
def corrections(request: HttpRequest) -> Context:
    rows, further = paged(queries.corrections(), after_number(request), "number")
    return {"publications": rows, "next": further}


@page("site/publication.html")
def publication(request: HttpRequest, number: int) -> Context:
    found = queries.publications().filter(number=number).first()
    if found is None:
        raise NotOnRecord(_("No publication has this number."))
    return {
        "publication": found,
        "imprint": found.imprint or {},
        "blanked": list(queries.blanked_by(number)) if found.kind == "redaction" else [],
    }
