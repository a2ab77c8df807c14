"""What readers would see if a dossier were published now: the public pages themselves, for those who may see it.

The publication is made, what the page shows is read, and all of it is undone (docs/decisions/0009). So the preview
cannot differ from the page, and nothing is stored, numbered, kept in a cache or told to anybody.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from inspect import unwrap

from django.contrib import messages
from django.db import DatabaseError, connection, connections, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.desk.moves import dossier_or_404, to_page
from events.exceptions import Refused
from events.models import Incident, SubmissionKind
from events.record.append import Change, Imprint, append, hold_publishing_lock
from events.record.models import Edition, State, Subject, SubjectKind
from events.review import actions, proposals
from events.site import pages
from events.site.language import in_language, language_of
from events.timeline import publishing, queries

TEMPLATES = {kind: f"site/{kind}.html" for kind in SubjectKind}
# The pages that can be previewed, as links name them; everything else that a link may lead to is public already.
SUBJECT = re.compile(r'href="((?:/[a-z]{2})?/(?:incidents|events|companies|sources)/[1-9][0-9]*/)(?=["#?])')
# A publication waits a few seconds at most for a preview, and a preview for a publication.
PATIENCE = ("SET LOCAL lock_timeout = '3s'", "SET LOCAL statement_timeout = '10s'")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, `left_out` the titles that could not be published yet, `not_yet` the addresses that only the publication
    would bring.
    """

    html: str
    left_out: list[str]
    not_yet: list[str]


@require_safe
def preview(request: HttpRequest, pk: int, address: str = "") -> HttpResponse:
    """The public page at `address` as it would be; without one, the page of the incident in the language asked for."""
    incident = dossier_or_404(request, pk)
    asked = request.GET.get("language") or get_language() or ""
    language = language_of(f"/{address}" if address else f"/{asked[:2]}/")
    try:
        with translation.override(language):
            shown = _shown(request, incident, f"/{address}" if address else "")
            answer = HttpResponse(_marked(shown, incident))
    except Refused as refused:
        messages.error(request, str(refused))
        return to_page(incident)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _shown(request: HttpRequest, incident: Incident, address: str) -> Shown:
    try:
        with as_if_published(incident, request.user) as (editions, left_out):
            address = address or _address_of(incident)
            html = _page_at(address, request)
            return Shown(html, left_out, [path for each in editions for path in _brought_by(each)])
    except DatabaseError as error:
        raise Refused(_("It cannot be shown at this moment, perhaps because somebody publishes. Try again.")) from error


@contextmanager
def as_if_published(incident: Incident, user) -> Iterator[tuple[list[Edition], list[str]]]:
    """Within it, public queries of this thread find the record as if `incident` were published; afterwards nothing is.

    Gives the editions that it would have, and the titles of the events that nothing bears out yet.
    """
    public, connections[queries.PUBLIC] = connections[queries.PUBLIC], connections["default"]
    try:
        with transaction.atomic():
            yield _publish(incident, user)
            transaction.set_rollback(True)
    finally:
        connections[queries.PUBLIC] = public


def _publish(incident: Incident, user) -> tuple[list[Edition], list[str]]:
    with connection.cursor() as cursor:
        for setting in PATIENCE:
            cursor.execute(setting)
    hold_publishing_lock()
    kind, changes = _proposed(incident)
    uncited = [change for change in changes if _is_uncited(change)]
    changes = [change for change in changes if change not in uncited]
    if changes:
        imprint = Imprint(authors=(user.pk,), reviewer=None, note=_note(incident))
        publication = append(changes, kind=kind, imprint=imprint)
        publishing.show(publication)
        editions = list(publication.editions.select_related("subject", "publication"))
    else:
        editions = []
    return editions, [change.document["title"] for change in uncited]


def _proposed(incident: Incident) -> tuple[str, list[Change]]:
    """What is handed in, or would be."""
    submission = actions.open_submission(incident)
    kind = submission.kind if submission else ""
    if kind == SubmissionKind.REDACTION:
        raise Refused(_("A redaction takes words out and shows nothing new."))
    if kind == SubmissionKind.RETRACTION:
        return kind, proposals.tombstones(incident)
    usual = SubmissionKind.UPDATE if actions.is_public(incident) else SubmissionKind.FIRST
    return kind or usual, proposals.changed(proposals.proposed(incident))


def _note(incident: Incident) -> str:
    submission = actions.open_submission(incident)
    return submission.note if submission else ""


def _is_uncited(change: Change) -> bool:
    """The record refuses an event without a citation."""
    return change.kind == SubjectKind.EVENT and change.state == State.LIVE and not change.document["citations"]


def _address_of(incident: Incident) -> str:
    subject = Subject.objects.filter(key=incident.key).first()
    if subject is None:
        raise Refused(_("There is nothing to show yet."))
    return reverse("incident", args=[subject.number])


def _page_at(address: str, request: HttpRequest) -> str:
    """A public page, made by its own view, with nothing to take away from it yet."""
    try:
        found = resolve(address)
    except Resolver404:
        raise Http404 from None
    if found.url_name not in TEMPLATES:
        raise Http404
    reader = _reader(address, request)
    standing = queries.standing()
    surrounding = pages.around(reader, standing)
    unlike = {"public": False} if found.url_name == "company" else {}
    try:
        context = unwrap(found.func)(reader, **found.kwargs, **unlike)
    except pages.Gone as gone:
        return render_to_string(gone.template, surrounding | {"status": gone.status} | gone.context)
    except pages.Problem:
        raise Http404 from None
    if isinstance(context, HttpResponse):
        raise Http404
    if callable(context):
        return context(surrounding).content.decode()
    return render_to_string(TEMPLATES[found.url_name], surrounding | context)


def _reader(address: str, request: HttpRequest) -> HttpRequest:
    """The request of somebody who is nobody: what a public page is made for."""
    reader = HttpRequest()
    reader.method = "GET"
    reader.path = reader.path_info = address
    reader.GET = request.GET.copy()
    return reader


# --- The marks of a preview on the page ---


def _brought_by(edition: Edition) -> list[str]:
    """The addresses of a version, of what lists and compares it, and of its publication, which do not exist yet; and
    at which somebody writes about what has none but this version, compares or follows it.
    """
    subject = edition.subject
    page = reverse(f"{subject.kind}-version", args=[subject.number, edition.version])
    lists = [reverse(f"{subject.kind}-{name}", args=[subject.number]) for name in ("versions", "changes")]
    publication = reverse("publication", args=[edition.publication_id])
    about = f"?about={subject.kind}-{subject.number}"
    first = [f"{reverse(name)}{about}" for name in ("reply", "report", "suggest")]
    first.append(f"{reverse('compare')}?company={subject.number}")
    first.append(f"{reverse('follow')}?what={subject.kind}-{subject.number}")
    brought = [page, *lists, publication, *(first if edition.version == 1 else [])]
    return [in_language(each, code) for each in brought for code in ("en", "fr")]


def _marked(shown: Shown, incident: Incident) -> str:
    """The page with a banner, links that stay within the preview, and none to what does not exist yet."""
    start = reverse("admin:desk_preview", args=[incident.pk]).rstrip("/")
    html = shown.html
    for path in shown.not_yet:
        html = html.replace(f' href="{path}"', "")
    html = SUBJECT.sub(partial(_inside, start), html)
    held = list(incident.events.filter(held_back=True).values_list("title", flat=True))
    banner = render_to_string("desk/banner.html", {"incident": incident, "left_out": shown.left_out, "held": held})
    html = html.replace("<head>", '<head>\n<meta name="robots" content="noindex">', 1)
    return html.replace("<body>", f"<body>\n{banner}", 1)


def _inside(start: str, link: re.Match) -> str:
    return f'href="{start}{link[1]}'
