"""What the database holds: nothing, the demonstration, or a newsroom's work. Nothing is done before this is known."""

from django.apps import apps
from django.db.models import QuerySet

from companies.models import Company
from events.models import Incident, Source
from events.record.models import Publication
from tracker.accounts.models import User
from tracker.demo.people import AUTHOR, BYLINES

BEGUN_BY_HAND = {"dossiers": Incident, "organisations": Company, "sources": Source}


def is_empty() -> bool:
    """Whether neither the record nor the desk holds anything."""
    return not any(table.objects.exists() for table in (Publication, *BEGUN_BY_HAND.values()))


def is_demonstration() -> bool:
    """Whether the record began with the demonstration."""
    first = Publication.objects.order_by("number").first()
    return first is not None and first.authors == [_author()] and _byline(first) == [BYLINES[AUTHOR]]


def published_by_others() -> bool:
    return Publication.objects.exclude(authors=[_author()]).exists()


def begun_by_others() -> list[str]:
    """What the demonstration did not put on the desk, in words: "dossiers: 2", "sources: 1"."""
    counts = {name: _not_by(_author(), model).count() for name, model in BEGUN_BY_HAND.items()}
    return [f"{name}: {count}" for name, count in counts.items() if count]


def _author() -> int | None:
    return User.objects.filter(username=AUTHOR).values_list("pk", flat=True).first()


def _byline(publication: Publication) -> list[str]:
    return (publication.imprint or {}).get("written_by", [BYLINES[AUTHOR]])  # redacted: the authors have to do


def _not_by(author: int | None, model: type) -> QuerySet:
    """The rows that the desk's history does not show to have been begun by `author`."""
    changes = apps.get_model(model._meta.app_label, f"{model.__name__}Change").objects
    begun = changes.filter(pgh_label="insert", pgh_context__metadata__user=author)
    return model.objects.exclude(pk__in=begun.values("pgh_obj_id"))
