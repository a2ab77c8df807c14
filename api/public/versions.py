"""What was said before: the versions of a subject, and each as it was."""

import datetime
from typing import ClassVar

import orjson
from django.http import Http404, HttpRequest, HttpResponse

from api.problems import Gone
from api.public import parameters
from api.public.answers import answer, not_modified, unchanged
from api.public.filters import Values
from api.public.lists import PAGING, Asked, ListView
from api.public.reading import ReadView, elsewhere, name_of
from events.timeline import publications, subjects, then
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.subjects import Standing


class VersionsView(ListView):
    listing, sends = publications.VERSIONS, "VersionPage"
    takes = (parameters.COUNT, *PAGING)

    def closed(self, number: int, standing: Standing, request: HttpRequest, values: Values) -> None:
        """A subject that was taken back or merged has its versions all the same; none of them tells words."""
        if not standing.state:
            raise Http404(f"There is no {name_of(self.owner)} {number}.")

    def asked(self, values: Values, number: int = 0) -> Asked:
        return Asked(self.listing, (name_of(self.owner), str(number)))


class CompanyVersionsView(VersionsView):
    """All versions of a company, the oldest first, with the publications that made them; of a merged one too."""

    owner = PublicCompany


class IncidentVersionsView(VersionsView):
    """All versions of an incident, the oldest first, with the publications that made them; of a retracted one too."""

    owner = PublicIncident


class EventVersionsView(VersionsView):
    """All versions of an event, the oldest first, with the publications that made them; of a retracted one too."""

    owner = PublicEvent


class SourceVersionsView(VersionsView):
    """All versions of a source, the oldest first, with the publications that made them; of a retracted one too."""

    owner = PublicSource


class VersionView(ReadView):
    table: ClassVar[type[PublicRow]]
    sends = "VersionOf"

    def get(self, request: HttpRequest, number: int, version: int) -> HttpResponse:
        self.values(request)
        standing = subjects.standing(self.table, number)
        if standing.state != "merged":
            elsewhere(self.table, number, standing, request)
        told = publications.version(name_of(self.table), number, version)
        if not told:
            raise Http404(f"The {name_of(self.table)} {number} has no version {version}.")
        if unchanged(request, standing):
            return not_modified(standing)
        said = orjson.loads(told)
        if said["redacted"]:
            raise Gone(f"Version {version} was redacted.", publication=said["publication"], at=said["at"])
        body = then.body(said["type"], number, datetime.datetime.fromisoformat(said["at"]))
        return answer(told[:-1] + b', "body":' + body + b"}", standing)


class CompanyVersionView(VersionView):
    """What one version of a company said, whole, with the hash under which it is chained in the record."""

    table = PublicCompany


class IncidentVersionView(VersionView):
    """What one version of an incident said, with the hash under which it is chained in the record."""

    table = PublicIncident


class EventVersionView(VersionView):
    """What one version of an event said, whole, with the hash under which it is chained in the record."""

    table = PublicEvent


class SourceVersionView(VersionView):
    """What one version of a source said, whole, with the hash under which it is chained in the record."""

    table = PublicSource
