"""A version's own address: what was said then, what changed from the one before, and who published it when."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.record.models import Edition
from events.site import differences
from events.site.pages import Context, Gone, NotOnRecord, page
from events.site.views import companies, events, incidents, sources
from events.timeline import queries

AS_KNOWN = {
    "company": companies.as_known,
    "incident": incidents.as_known,
    "event": events.as_known,
    "source": sources.as_known,
}


def version_of(kind: str):
    """The view of the versions of one kind of subject."""

    @page(f"site/{kind}.html")
    def version(request: HttpRequest, number: int, version: int) -> Context:
        editions = {edition.version: edition for edition in queries.editions_of(kind, number, around=version)}
        asked = editions.get(version)
        if asked is None:
            raise NotOnRecord(_("There is no such version."))
        about = _about(asked, editions.get(version - 1))
        if asked.state != "live" or asked.document is None:
            raise Gone(_sentence(asked), face=_stub(kind, number, asked), **about)
        return AS_KNOWN[kind](number, asked.publication.at) | about

    return version


def _about(asked: Edition, before: Edition | None) -> Context:
    comparable = before and before.document and asked.document
    return {
        "edition": asked,
        "before": before,
        "versions": asked.versions,
        "differences": differences.between(before, asked) if comparable else [],
    }


def _sentence(edition: Edition) -> str:
    if edition.document is None:
        return _("This version was redacted.")
    return _("This was merged into another.") if edition.state == "merged" else _("This was retracted.")


def _stub(kind: str, number: int, edition: Edition) -> queries.Face:
    redacted = edition.document is None
    return {
        "type": kind,
        "id": number,
        "state": "redacted" if redacted else edition.state,
        "redacted_in": edition.redacted_in_id,
        "publication": edition.publication_id,
        "changed": edition.publication.at.isoformat(),
        "reason": "" if redacted else edition.publication.note,
    }
