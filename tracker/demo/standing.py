"""What the database holds: nothing, the demonstration, or a newsroom's work. Nothing is done before this is known."""

from django.db.models import Model

from companies.models import Company
from events.models import Event, Incident, Source
from events.record.models import Publication
from tracker.accounts.models import User
from tracker.demo.people import AUTHOR, BYLINES

ADDED_BY_HAND = {"dossiers": Incident, "events": Event, "organisations": Company, "sources": Source}
MADE_OF_SLUGS = 5


def is_empty() -> bool:
    """Whether neither the record nor the desk holds anything."""
    return not any(table.objects.exists() for table in (Publication, *ADDED_BY_HAND.values()))


def is_demonstration() -> bool:
    """Whether the record began with the demonstration."""
    first = Publication.objects.order_by("number").first()
    return first is not None and first.authors == [_author()] and _byline(first) == [BYLINES[AUTHOR]]


def published_by_others() -> bool:
    return Publication.objects.exclude(authors=[_author()]).exists()


def added_by_hand() -> list[str]:
    """What the demonstration did not put on the desk, whoever did, in words: "dossiers: 2", "sources: 1".

    Its own rows have keys made of their slugs (UUID version 5), those of a form have random ones.
    """
    counts = {name: _by_hand(table) for name, table in ADDED_BY_HAND.items()}
    return [f"{name}: {count}" for name, count in counts.items() if count]


def _by_hand(table: type[Model]) -> int:
    return sum(key.version != MADE_OF_SLUGS for key in table.objects.values_list("key", flat=True))


def _author() -> int | None:
    return User.objects.filter(username=AUTHOR).values_list("pk", flat=True).first()


def _byline(publication: Publication) -> list[str]:
    return (publication.imprint or {}).get("written_by", [BYLINES[AUTHOR]])  # redacted: the authors have to do
