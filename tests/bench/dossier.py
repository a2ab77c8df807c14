"""One more dossier for a loaded database, as the desk writes it: row by row, with every trigger awake."""

from django.db.transaction import atomic

from events.models import Incident, Status, Submission
from tests.bench import generate
from tests.bench.scale import SCALES
from tracker.accounts.models import User

FURTHER = 1_000_000
"""Dossiers written here get numbers beyond those of every scale."""
DISPUTED_AND_RELAYED = 15
"""Multiples of this have an allegation with its answer, and a source that relays another of their own."""


@atomic
def written(number: int) -> tuple[Incident, User, User]:
    """A draft of ten events, its author and its reviewer. It names companies and sources that every scale has."""
    place = DISPUTED_AND_RELAYED * (FURTHER + number)
    for row in [*generate.source_rows(place), *generate.incident_rows(SCALES["tiny"], place)]:
        if isinstance(row, Incident):
            row.status = Status.DRAFT
        if not isinstance(row, Submission):
            row.save(force_insert=True)
    people = User.objects.in_bulk([generate.AUTHOR, generate.REVIEWER])
    return Incident.objects.get(pk=place), people[generate.AUTHOR], people[generate.REVIEWER]
