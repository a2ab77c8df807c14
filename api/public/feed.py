"""The history: the publications in order. Who has read up to a number has missed nothing at or below it."""

from django.http import Http404, HttpRequest, HttpResponse

from api.public import parameters
from api.public.answers import answer, envelope, links, not_modified, unchanged
from api.public.reading import ReadView
from events.timeline import publications, subjects

MOST = 1000
"""More than on other lists: a copy that has fallen behind catches up in few requests."""


class PublicationsView(ReadView):
    """The acts of publishing after a number, oldest first, each with the editions that it made."""

    takes = (
        parameters.number("after", "Only publications with a higher number.", least=0, default=0),
        parameters.number("limit", "How many at most.", most=MOST, default=100),
    )
    sends = "PublicationPage"

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        standing = subjects.standing()
        if unchanged(request, standing):
            return not_modified(standing)
        limit = values.get("limit", 100)
        page = publications.after(values.get("after", 0), limit=limit)
        following = ""
        if page.more:
            here = f"{request.scheme}://{request.get_host()}{request.path}"
            following = f"{here}?after={page.last[0]}&limit={limit}"
        around = {"following": following, "preceding": ""}
        return answer(envelope(page.bodies, **around), standing, link=links(**around))


class PublicationView(ReadView):
    """One act of publishing."""

    sends = "Publication"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        self.values(request)
        standing = subjects.standing()
        body = publications.publication(number)
        if not body:
            raise Http404(f"There is no publication {number}.")
        return not_modified(standing) if unchanged(request, standing) else answer(body, standing)
