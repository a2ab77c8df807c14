"""The front page, and what the words mean."""

from django.http import HttpRequest

from events.site import instants
from events.site.meanings import MEANINGS
from events.site.pages import Context, page
from events.site.views import past
from events.site.words import VOCABULARIES
from events.timeline import queries
from events.timeline.models import PublicEvent

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


@page("site/method.html")
def method(request: HttpRequest) -> Context:
    return {"vocabularies": VOCABULARIES, "meanings": MEANINGS}
