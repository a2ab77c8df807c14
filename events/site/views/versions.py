"""A subject's versions: each at its own address, all in a list, and what changed from any one to any other."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from events.record import chain
from events.record.models import Edition
from events.site import differences
from events.site.pages import Context, Gone, NotOnRecord, Unreadable, page
from events.site.views import companies, events, incidents, sources
from events.timeline import queries

AS_KNOWN = {
    "company": companies.as_known,
    "incident": incidents.as_known,
    "event": events.as_known,
    "source": sources.as_known,
}


LISTED = 100
"""So many versions stand on one page; older ones are a page further."""


def versions_of(kind: str):
    """The view of all versions of a subject, and of what differs between two of them."""

    @page("site/versions.html")
    def versions(request: HttpRequest, number: int) -> Context:
        rows = queries.versions_of(kind, number).defer("document")
        if before := _version(request, "before"):
            rows = rows.filter(version__lt=before)
        listed = list(rows[: LISTED + 1])
        if not listed:
            raise NotOnRecord(_("There is no such version.") if before else _("Nothing on the record has this number."))
        asked = _asked(request, newest=listed[0].version)
        editions = {edition.version: edition for edition in queries.editions_of(kind, number, versions=asked)}
        if len(editions) < len(asked):
            raise NotOnRecord(_("There is no such version."))
        return {
            "kind": kind,
            "number": number,
            "listed": listed[:LISTED],
            "further": listed[LISTED - 1].version if len(listed) > LISTED else None,
            "compared": _compared([editions[version] for version in asked]),
            **_addresses(kind, number),
        }

    return versions


def _version(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Unreadable(_("Name two versions by their numbers."))
    return int(text)


def _asked(request: HttpRequest, *, newest: int) -> list[int]:
    """The two versions to compare, the older first: those asked for, or the newest with the one before; none of one."""
    to = _version(request, "to")
    since = _version(request, "from") or (to or newest) - 1
    to = to or (newest if since < newest else since)
    if since == to:
        raise Unreadable(_("Choose two different versions."))
    return sorted([since, to]) if since else []


def _compared(editions: list[Edition]) -> Context | None:
    """What differs between two versions; where one of them has no words any more, only which."""
    if not editions:
        return None
    old, new = editions
    speaking = all(edition.document and edition.state == "live" for edition in editions)
    return {
        "old": old,
        "new": new,
        "silent": [edition for edition in editions if not (edition.document and edition.state == "live")],
        "differences": differences.between(old, new) if speaking else [],
    }


def _addresses(kind: str, number: int) -> Context:
    return {"present": reverse(kind, args=[number]), "whole": reverse(f"{kind}-versions", args=[number])}


def bytes_of(kind: str):
    """The view of what the hash of a version is made of: whoever has the bytes can make the hash."""

    @page()
    def content(request: HttpRequest, number: int, version: int) -> HttpResponse:
        found = queries.editions_of(kind, number, versions=[version])
        if not found:
            raise NotOnRecord(_("There is no such version."))
        edition = found[0]
        if edition.document is None:
            raise Gone(_("This version was redacted."), face=_stub(kind, number, edition))
        answer = HttpResponse(
            bytes.fromhex(edition.salt) + chain.canonical(edition.document), content_type="application/octet-stream"
        )
        answer["Content-Disposition"] = f'attachment; filename="{kind}-{number}-v{version}.bin"'
        return answer

    return content


def version_of(kind: str):
    """The view of the versions of one kind of subject."""

    @page(f"site/{kind}.html")
    def version(request: HttpRequest, number: int, version: int) -> Context:
        editions = {
            edition.version: edition for edition in queries.editions_of(kind, number, versions=[version - 1, version])
        }
        asked = editions.get(version)
        if asked is None:
            raise NotOnRecord(_("There is no such version."))
        about = _about(asked, editions.get(version - 1))
        if asked.state != "live" or asked.document is None:
            raise Gone(_sentence(asked), face=_stub(kind, number, asked), **about)
        return AS_KNOWN[kind](number, asked.publication.at) | about | _addresses(kind, number)

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
