"""Pages of rows that are ordered by their numbers."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.site.pages import Unreadable
from events.timeline.queries import PAGE


def after_number(request: HttpRequest) -> int | None:
    """The number in `?after=`. Raises Unreadable for anything else."""
    text = request.GET.get("after")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unreadable(_("No page begins there. Go back to the beginning of the list."))
    return int(text)


def paged(rows: QuerySet, after: int | None, name: str) -> tuple[list, int | None]:
    """One page of rows in falling order of the field `name`, and the number after which the next one begins."""
    if after is not None:
        rows = rows.filter(**{f"{name}__lt": after})
    found = list(rows[: PAGE + 1])
    return found[:PAGE], getattr(found[PAGE - 1], name) if len(found) > PAGE else None
