"""Words taken out of everything: the record, the public tables, the desk's rows, their history, captured text.

The chain of the record still verifies, because hashes stay; what was said then is blank. Every table of the database
is swept, so that no copy is forgotten when a table is added (docs/decisions/0005).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from events.capture import job, warc
from events.exceptions import Refused
from events.models import Contribution, Incident, Status, Submission, SubmissionKind, SubmissionState
from events.record import redact as ledger
from events.record.append import Imprint
from events.record.models import Edition, Publication
from events.review import proposals
from events.timeline import publishing

MARK = ledger.MARK
SHORTEST = 3
FEWEST_DIGITS = 7

# The record and the public tables are redacted by rooms of their own; the rest here holds nothing that anybody wrote.
NOT_SWEPT = (
    *("record_", "timeline_", "auth_", "django_content_type", "django_migrations", "django_session"),
    *("accounts_entry", "accounts_attempts", "accounts_user_groups", "accounts_user_user_permissions"),
    *("account_", "mfa_", "callers_knock", "webhooks_"),
)
# How people sign in: a word that happens to occur in a password's hash must not lock anybody out.
SIGN_IN = {"username", "password", "email", "code_hash"}
HASHES = {"digest", "sha256", "warc", "warc_sha256", "key", "incident_key"}
DAYS = {"date", "published", "asked", "deadline", "outcome_by", "due", "since", "until"}
CODES = {"publish_zone", "field", "targets", "spoken", "receipt", "begins", "scopes"}
LEFT_WHOLE = SIGN_IN | HASHES | DAYS | CODES


def check_words(words: str, note: str) -> None:
    """Raises Refused for words that cannot be redacted safely, with the reason."""
    if len(words.strip()) < max(SHORTEST, len(MARK)):
        raise Refused(_("Give at least %(count)d letters to redact.") % {"count": SHORTEST})
    if words.casefold() in note.casefold():
        raise Refused(_("The public note must not repeat the words."))
    if any(words.casefold() in code for code in _vocabulary()):
        raise Refused(_("These letters are part of the system’s own vocabulary. Redact a longer phrase."))
    if not re.search(r"[^\W\d_]", words) and len(re.findall(r"\d", words)) < FEWEST_DIGITS:
        raise Refused(_("So short a number is part of dates and counts too. Redact the phrase around it."))


def _vocabulary() -> Iterator[str]:
    """The codes that rows and documents are made of, which a redaction must leave whole."""
    for label in ("companies", "events", "accounts", "imports", "capture", "letterbox", "alerts"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                yield from (str(code) for code, _label in field.flatchoices if code)


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a table, as the desk calls both, or a part of the record, and how many rows of it hold the words."""

    what: str
    where: str
    count: int


def places_of(words: str) -> list[Place]:
    """Where a redaction will find the words, without saying in whose dossiers: counts by place, most first."""
    with connection.cursor() as cursor:
        found = list(_places_on_desk(cursor, words))
    return [*_places_on_record(words), *sorted(found, key=lambda place: (-place.count, place.what, place.where))]


def _places_on_record(words: str) -> Iterator[Place]:
    editions = Edition.objects.filter(document__isnull=False)
    holding = editions.extra(where=["record_edition.document::text ILIKE %s"], params=[ledger.containing(words)])
    found = [edition for edition in holding if ledger.holds(edition.document, words)]
    now = sum(edition.known.upper is None for edition in found)
    if now:
        yield Place(_("What is public"), _("current versions"), now)
    if len(found) > now:
        yield Place(_("The record"), _("earlier versions"), len(found) - now)
    imprints = Publication.objects.filter(imprint__isnull=False)
    noted = imprints.extra(where=["imprint::text ILIKE %s"], params=[ledger.containing(words)])
    if count := sum(ledger.holds(publication.imprint, words) for publication in noted):
        yield Place(_("The record"), _("public notes and bylines"), count)


def _places_on_desk(cursor, words: str) -> Iterator[Place]:
    """The submission that asks for it holds the words too, and is counted as little as its history is."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for table, column, kind in _columns(cursor):
        model = tables.get(table)
        if model is None or model is Submission or hasattr(model, "pgh_tracked_model"):
            continue
        test = "{0}::text ILIKE %s" if kind == "jsonb" else "{0} ~* %s"
        wanted = ledger.containing(words) if kind == "jsonb" else f"***={words}"
        where = test.format(connection.ops.quote_name(column))
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE {where}", [wanted])  # noqa: S608  quoted names of columns
        if count := cursor.fetchone()[0]:
            name = next((f.verbose_name for f in model._meta.concrete_fields if f.column == column), column)
            yield Place(str(model._meta.verbose_name_plural), str(name), count)


def hold_desk_for(incident: Incident) -> None:
    """Before a redaction: every dossier is locked, in one order, because the words may stand in any of them.

    Whoever holds a row for longer than half a second is given way to, well before PostgreSQL looks for deadlocks.
    """
    if Submission.objects.filter(incident=incident, state=SubmissionState.OPEN, kind=SubmissionKind.REDACTION).exists():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
        list(Incident.objects.locked().order_by("pk").values_list("pk"))


@atomic
def redact(incident: Incident, *, words: str, imprint: Imprint) -> Publication:
    """Takes `words` out of everything, whatever their case, and reports it in the record without repeating them.

    `incident` is the dossier in which the redaction was handed in; it leaves review. What is being fetched meanwhile
    may hold the words, and by the time it is kept nobody knows them any more: it is not kept.
    """
    job.stop_what_is_on_its_way(
        _("Words were redacted while it was fetched, and it may hold them. Look before you ask.")
    )
    warc.destroy_holding(words)
    _sweep_desk(words)
    _forget_what_was_handed_in(incident)
    publication = ledger.redact(words, imprint=imprint)
    publishing.show(publication)
    publishing.show_again_with(words)
    for touched in Incident.objects.filter(Q(pk=incident.pk) | Q(status=Status.PENDING)):
        _settle(touched)
    return publication


def _sweep_desk(words: str) -> None:
    """Rows first and their history after, because changing a row writes history."""
    wrote = list(Contribution.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        columns = sorted(_columns(cursor), key=lambda column: (column[0].endswith("change"), column))
        for table, column, kind in columns:
            sweep = _sweep_json if kind == "jsonb" else _sweep_text
            sweep(cursor, connection.ops.quote_name(table), connection.ops.quote_name(column), words)
    Contribution.objects.exclude(pk__in=wrote).delete()  # who publishes a redaction has written nothing


def _columns(cursor) -> list[tuple[str, str, str]]:
    """Every text column of whatever tables the database has, not of a list that somebody keeps."""
    cursor.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND is_updatable = 'YES' AND is_generated = 'NEVER' "
        "AND data_type IN ('text', 'character varying', 'jsonb')"
    )
    return [row for row in cursor.fetchall() if not row[0].startswith(NOT_SWEPT) and row[1] not in LEFT_WHOLE]


def _sweep_text(cursor, table: str, column: str, words: str) -> None:
    """`***=` takes the words literally."""
    cursor.execute(
        f"UPDATE {table} SET {column} = regexp_replace({column}, %(words)s, %(mark)s, 'gi') "  # noqa: S608  quoted names of columns
        f"WHERE {column} ~* %(words)s",
        {"words": f"***={words}", "mark": ledger.MARKS.get(column.strip('"'), MARK)},
    )


def _sweep_json(cursor, table: str, column: str, words: str) -> None:
    """Value by value: in its text, `\\n` and the names of its fields look like words."""
    cursor.execute(
        f"SELECT ctid, {column} FROM {table} WHERE {column}::text ILIKE %s FOR UPDATE",  # noqa: S608  quoted names of columns
        [ledger.containing(words)],
    )
    for row, value in cursor.fetchall():
        cleaned = ledger.without(json.loads(value), words, whole=HASHES)
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE ctid = %s::tid", [Jsonb(cleaned), row])  # noqa: S608  quoted names of columns


def _forget_what_was_handed_in(incident: Incident) -> None:
    """The words that were to be redacted, and the hashes by which a guess at them could be tried."""
    Submission.objects.filter(incident=incident, kind=SubmissionKind.REDACTION).update(words="", digest="")
    Submission.objects.exclude(state__in=SubmissionState.waiting()).exclude(digest="").update(digest="")
    apps.get_model("events.SubmissionChange").objects.exclude(digest="").update(digest="")


def _settle(incident: Incident) -> None:
    """A dossier that the sweep touched, and that still says what is public, has no pending changes."""
    pending = proposals.changed(proposals.proposed(incident)) or proposals.holds_something_back(incident)
    Incident.objects.filter(pk=incident.pk).update(status=Status.PENDING if pending else Status.PUBLISHED)
