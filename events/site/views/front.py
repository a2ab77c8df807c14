"""The front page, the search, and what the words mean."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.site import instants
from events.site.pages import Context, Unreadable, page
from events.site.views import past
from events.site.words import VOCABULARIES
from events.timeline import queries
from events.timeline.models import PublicEvent
from events.timeline.search import LONGEST, search

NEWEST = 8
ACTS = 5
COMPANIES = 24


@page("site/home.html")
def home(request: HttpRequest) -> Context:
    if at := instants.asked_for(request):
        return past.home(at)
    newest = queries.living(PublicEvent).order_by("-publication", "-number")[:NEWEST]
    return {
        "publications": list(queries.publications()[:ACTS]),
        "events": [queries.face_of(event) for event in newest],
        "companies": list(queries.companies().only("number", "title")[:COMPANIES]),
    }


@page("site/search.html")
def found(request: HttpRequest) -> Context:
    wanted = request.GET.get("q", "").strip()
    if "\0" in wanted or len(wanted) > LONGEST:
        raise Unreadable(_("Search for a few words, at most %(longest)s characters.") % {"longest": LONGEST})
    return {"wanted": wanted, "results": search(wanted) if wanted else None}


@page("site/method.html")
def method(request: HttpRequest) -> Context:
    return {"vocabularies": VOCABULARIES}
