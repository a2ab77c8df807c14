"""Words taken out of everything: the record, the public tables, the desk's rows, their history, captured text.

The chain of the record still verifies, because hashes stay; what was said then is blank. Every table of the database
is swept, so that no copy is forgotten when a table is added (docs/decisions/0005).
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from events.exceptions import Refused
from events.models import Incident, Status
from events.record import redact as ledger
from events.record.append import Imprint
from events.record.models import Publication
from events.review import documents
from events.timeline import publishing

MARK = ledger.MARK
SHORTEST = 3
OWN_TABLES = ("companies_", "events_", "accounts_", "pghistory_", "django_admin_log")


def check_words(words: str, note: str) -> None:
    """Raises Refused for words that cannot be redacted safely, with the reason."""
    if len(words.strip()) < max(SHORTEST, len(MARK)):
        raise Refused(_("Give at least %(count)d letters to redact.") % {"count": SHORTEST})
    if words.casefold() in note.casefold():
        raise Refused(_("The public note must not repeat the words."))
    if any(words.casefold() in code for code in _vocabulary()):
        raise Refused(_("These letters are part of the system’s own vocabulary. Redact a longer phrase."))


def _vocabulary() -> Iterator[str]:
    """The codes that rows and documents are made of, which a redaction must leave whole."""
    for label in ("companies", "events", "accounts"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                yield from (str(code) for code, _label in field.flatchoices if code)


@atomic
def redact(incident: Incident, *, words: str, imprint: Imprint) -> Publication:
    """Takes `words` out of everything, whatever their case, and reports it in the record without repeating them.

    `incident` is the dossier in which the redaction was handed in; it leaves review.
    """
    publication = ledger.redact(words, imprint=imprint)
    _sweep_desk(words)
    publishing.show(publication)
    publishing.show_again_with(words)
    for touched in Incident.objects.filter(Q(pk=incident.pk) | Q(status=Status.PENDING)):
        _settle(touched)
    return publication


def _sweep_desk(words: str) -> None:
    """Rows first and their history after, because changing a row writes history."""
    with connection.cursor() as cursor:
        columns = sorted(_columns(cursor), key=lambda column: (column[0].endswith("change"), column))
        for table, column, kind in columns:
            cursor.execute(_replacement(table, column, kind), {"words": _pattern(words, kind), "mark": MARK})


def _columns(cursor) -> list[tuple[str, str, str]]:
    """Every text column of the desk's tables, of whatever the database has, not of a list that somebody keeps."""
    cursor.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND is_updatable = 'YES' AND is_generated = 'NEVER' "
        "AND data_type IN ('text', 'character varying', 'jsonb')"
    )
    return [row for row in cursor.fetchall() if row[0].startswith(OWN_TABLES)]


def _replacement(table: str, column: str, kind: str) -> str:
    name, place = connection.ops.quote_name(column), connection.ops.quote_name(table)
    text, back = (f"{name}::text", "::jsonb") if kind == "jsonb" else (name, "")
    return (
        f"UPDATE {place} SET {name} = regexp_replace({text}, %(words)s, %(mark)s, 'gi'){back} WHERE {text} ~* %(words)s"  # noqa: S608  quoted names of columns
    )


def _pattern(words: str, kind: str) -> str:
    """The words taken literally (`***=`), in JSON as JSON writes them."""
    return "***=" + (ledger.in_json(words) if kind == "jsonb" else words)


def _settle(incident: Incident) -> None:
    """A dossier that the sweep touched, and that still says what is public, has no pending changes."""
    pending = documents.changed(documents.proposed(incident))
    Incident.objects.filter(pk=incident.pk).update(status=Status.PENDING if pending else Status.PUBLISHED)
