"""How to cite a company, an incident, an event, or a version of one: BibTeX, RIS and CSL-JSON."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from events.site.formats import citations
from events.site.formats.citations import Cited
from events.site.pages import Gone, NotOnRecord, page, row_or_problem
from events.site.sending import check_present, moved, sent
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow

TABLES: dict[str, type[PublicRow]] = {"company": PublicCompany, "incident": PublicIncident, "event": PublicEvent}


def citation_of(kind: str, ending: str) -> Callable[..., HttpResponse]:
    """The view of the citations of one kind of subject in one form."""

    @page()
    def citation(request: HttpRequest, number: int, version: int | None = None) -> HttpResponse:
        check_present(request)
        row = row_or_problem(TABLES[kind], number)
        if row.state == "merged":
            return moved(request, number, row.successor)
        face = queries.face_of(row)
        cited = _version(face, version) if version else _present(face)
        return sent(citations.written(cited, ending), citations.ENDINGS[ending])

    return citation


def _present(face: queries.Face) -> Cited:
    standing = queries.standing()
    return citations.cited_now(face, record=standing.publication, at=standing.at)


def _version(face: queries.Face, version: int) -> Cited:
    """Raises NotOnRecord for a version that never was, Gone for one that says nothing more."""
    edition = next(iter(queries.editions_of(face["type"], face["id"], versions=[version])), None)
    if edition is None:
        raise NotOnRecord(_("There is no such version."))
    if edition.state != "live" or edition.document is None:
        raise Gone(_("This version was taken back."), face=face | {"state": "redacted"}, edition=edition)
    return citations.cited_version(face | edition.document | {"version": version}, edition.publication.at)
