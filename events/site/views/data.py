"""What can be taken away, in which forms, and under which licence."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events.site.formats import calendars, feeds, tables
from events.site.pages import Context, page
from events.timeline.search import WEIGHED

DESCRIBED = (
    *("events", "companies", "incidents", "sources", "publications", "found"),
    *("facts", "demands", "commitments"),
)


@page("site/data.html")
def data(request: HttpRequest) -> Context:
    return {
        "files": [
            (name, [(ending.upper(), reverse(f"{listing}-{ending}")) for ending in ("csv", "json")])
            for listing, name in _listings().items()
        ],
        "columns": [(_titles()[kind], tables.COLUMNS[kind]) for kind in DESCRIBED],
        "most": WEIGHED,
        "licence": settings.DATA_LICENCE,
        "licence_name": settings.DATA_LICENCE_NAME,
        "downloads": _downloads(),
    }


def _listings() -> dict[str, str]:
    return {
        "companies": _("All companies"),
        "incidents": _("All incidents"),
        "sources": _("All sources"),
        "corrections": _("All corrections"),
    }


def _titles() -> dict[str, str]:
    return {
        "events": _("Events, and so every timeline"),
        "companies": _("Companies"),
        "incidents": _("Incidents"),
        "sources": _("Sources"),
        "publications": _("Corrections"),
        "found": _("What a search finds"),
        "facts": _("What sources differ on, each value that was reported (by the API)"),
        "demands": _("Demands (by the API)"),
        "commitments": _("Commitments (by the API)"),
    }


def _downloads() -> list[tuple[str, str, str]]:
    """Name, path and media type of everything that is about the whole record."""
    media = {"csv": "text/csv", "json": tables.JSON}
    files = [
        (f"{name} ({ending.upper()})", reverse(f"{listing}-{ending}"), media[ending])
        for listing, name in _listings().items()
        for ending in media
    ]
    return [
        *files,
        (_("Everything published"), reverse("feed"), feeds.TYPES["atom"].partition(";")[0]),
        (_("What is due"), reverse("calendar"), calendars.TYPE.partition(";")[0]),
        (_("The API"), "/api/v1/", tables.JSON),
    ]
