"""Back to what the history holds: one row as it was, one step undone, an event that was removed brought back.

Each is an ordinary edit: asked of the same permissions, locked in the same order, counted and noted by the same
triggers, in one transaction. What was redacted is blank in the history too, so nothing here can bring it back: the
history is read only when no redaction can be under way any more (docs/decisions/0014).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.db.models import Model, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from companies.history import COUNTED
from companies.models import Company, CompanyName, Identifier, Ownership
from events import models
from events.desk.history import PARENTS, predecessor_of, row_of, rows_of, tracked
from events.desk.refusals import GONE, known_sentence
from events.exceptions import InvalidTransition, Refused, Stale
from events.record.append import hold_publishing_lock
from events.record.known_on import editions_of
from events.record.models import State
from events.review import permissions

# What can be put back, in the order in which one row may need another. Copies and submissions stay as they are.
RESTORABLE: list[type[Model]] = [
    models.Incident,
    models.Place,
    models.Event,
    models.Citation,
    models.Participant,
    models.Fact,
    models.ReportedValue,
    models.Allegation,
    models.AllegationStatus,
    models.Demand,
    models.ReplyRequest,
    models.Statement,
    models.Answer,
    models.Commitment,
    models.CommitmentUpdate,
    models.Source,
    models.Lineage,
    Company,
    CompanyName,
    Identifier,
    Ownership,
]
# What an edit does not decide: where a dossier stands, whose it is, what a row is called in the record.
DECIDED_ELSEWHERE = {
    models.Incident: {"status", "author"},
    models.Event: {"incident"},
    Company: {"merged_into"},
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A row of the desk and what it goes back to: `before` is a row of its history, or None where it was not there.

    `last` is the row of its history that says how it is now; anything later stands in the way.
    """

    model: type[Model]
    pk: int
    before: Model | None
    last: Model


@atomic
def undo(*, subject: Model, context: UUID | None, at: datetime.datetime, seen: int | None, by) -> None:
    """Takes back all that one person changed of `subject` in one go. `seen` is the version that the history showed.

    Raises NotAllowed, Stale, or Refused with the reason: something later stands in the way, or it fits no more.
    """
    _hold(subject, seen, by)
    rows = [row for row in rows_of(subject, context=context, at=at) if row.pgh_tracked_model in RESTORABLE]
    turns = _turns(rows)
    for turn in turns:
        if turn.before is None and turn.model is type(subject):
            raise Refused(_("So it began. To take it away altogether, delete it."))
        _check_nothing_later(turn)
    _turn(turns)


@atomic
def restore(*, subject: Model, model: type[Model], row: int, seen: int | None, by) -> None:
    """Makes one row of `subject` what the row `row` of its history says that it was. Raises as `undo` does."""
    _hold(subject, seen, by)
    wanted = row_of(subject, model, row)
    if wanted is None or model not in RESTORABLE:
        raise Refused(_("This is not in its history any more."))
    newest = _newest(model, wanted.pgh_obj_id)
    if newest.pgh_label == "delete":
        _check_may_return(model, wanted)
    _turn([Turn(model, wanted.pgh_obj_id, wanted, newest)])


@atomic
def bring_back(*, incident: models.Incident, row: int, by) -> models.Event:
    """An event that was removed comes back with all that went with it, as it was before. Returns it.

    Raises as `undo` does.
    """
    _hold(incident, None, by)
    wanted = tracked(models.Event).filter(incident_id=incident.pk, pgh_label="delete", pgh_id=row).first()
    if wanted is None or _newest(models.Event, wanted.pgh_obj_id).pgh_id != row:
        raise Refused(_("This is not in its history any more."))
    _check_may_return(models.Event, wanted)
    event = models.Event(pk=wanted.pgh_obj_id)
    step = {"context": wanted.pgh_context_id, "at": wanted.pgh_created_at}
    rows = [*rows_of(event, **step), *_answers_to(event, **step)]
    turns = [turn for turn in _turns(rows) if turn.before is not None]
    for turn in turns:
        _check_nothing_later(turn)
    _turn([turn for turn in turns if _has_place(turn, turns)])
    return models.Event.objects.get(pk=event.pk)


def removed_events(incident: models.Incident) -> list[Model]:
    """The last that the history says of each event that is not there any more, the latest first. One query."""
    gone = tracked(models.Event).filter(incident_id=incident.pk, pgh_label="delete")
    return list(gone.exclude(pgh_obj_id__in=models.Event.objects.values("pk")).order_by("-pgh_id"))


# --- What has to be true first ---


def _hold(subject: Model, seen: int | None, by) -> None:
    """Locks in the order of docs/decisions/0004; a redaction is over by then, or waits."""
    if isinstance(subject, models.Incident | models.Event):
        incident = subject if isinstance(subject, models.Incident) else subject.incident
        permissions.check_can_edit(by, models.Incident.objects.locked().get(pk=incident.pk))
    else:
        hold_publishing_lock()
    now = type(subject)._default_manager.select_for_update(no_key=True, of=("self",)).filter(pk=subject.pk).first()
    if now is None or (seen is not None and now.version != seen):
        raise Stale(_("It was changed while you were looking at its history. Look again."))


def _check_nothing_later(turn: Turn) -> None:
    newest = _newest(turn.model, turn.pk)
    if newest.pgh_id != turn.last.pgh_id:
        raise Refused(
            _("“%(what)s” was changed again afterwards, by %(who)s. Undo that first.")
            % {"what": _called(turn), "who": _writer(newest)}
        )


def _check_may_return(model: type[Model], row: Model) -> None:
    if model is models.Event and any(edition.state == State.RETRACTED for edition in editions_of([row.key])):
        raise InvalidTransition(
            _("It was published and then withdrawn, and readers were told so. Write it as a new event.")
        )


def _has_place(turn: Turn, turns: list[Turn]) -> bool:
    """An answer that went with the allegation comes back only if the statement that gave it is there."""
    if turn.model is not models.Answer:
        return True
    coming = {each.pk for each in turns if each.model is models.Statement}
    said = turn.before.statement_id
    return said in coming or models.Statement.objects.filter(pk=said).exists()


def _answers_to(event: models.Event, *, context: UUID | None, at: datetime.datetime) -> QuerySet:
    """The answers of other events' statements, which went because the allegation did."""
    answers = tracked(models.Answer).filter(allegation_id=event.pk).exclude(statement_id=event.pk)
    return answers.filter(pgh_context_id=context, pgh_created_at=at)


# --- From rows of the history to what each goes back to ---


def _turns(rows: Iterable[Model]) -> list[Turn]:
    """One for each row of the desk that a step touched, however often."""
    lines = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pgh_id):
        lines[row.pgh_tracked_model, row.pgh_obj_id].append(row)
    return [Turn(model, pk, _before(line[0]), line[-1]) for (model, pk), line in lines.items()]


def _before(first: Model) -> Model | None:
    """What a row was before its `first` change of a step: a removal holds it itself."""
    if first.pgh_label == "insert":
        return None
    if first.pgh_label == "delete":
        return first
    older = predecessor_of(first)
    if older is None:
        raise Refused(_("Its history does not reach back far enough."))
    return older


def _newest(model: type[Model], pk: int) -> Model:
    return tracked(model).filter(pgh_obj_id=pk).order_by("-pgh_id").first()


# --- Turning back ---


def _turn(turns: list[Turn]) -> None:
    """What came goes, what went comes, the rest is changed. Raises Refused where that does not fit, or is nothing."""
    turns = sorted(turns, key=lambda turn: RESTORABLE.index(turn.model))
    try:
        changed = [_away(turn) for turn in reversed(turns) if turn.before is None]
        changed += [_back(turn) for turn in turns if turn.before is not None and turn.last.pgh_label == "delete"]
        changed += [_as_before(turn) for turn in turns if turn.before is not None and turn.last.pgh_label != "delete"]
        _check_names_no_merged(turns)
        connection.check_constraints()
    except IntegrityError as error:
        raise Refused(_reason(error)) from error
    if not any(changed):
        raise Refused(_("It stands so already: nothing changes."))


def _check_names_no_merged(turns: list[Turn]) -> None:
    """What stood before a merger named the company that went; its survivor has the rows now."""
    named = {
        getattr(turn.before, column.attname)
        for turn in turns
        if turn.before is not None
        for column in _columns(turn.model)
        if column.related_model is Company and column.name not in DECIDED_ELSEWHERE.get(turn.model, ())
    }
    merged = Company.objects.filter(pk__in=named - {None}).exclude(merged_into=None).first()
    if merged:
        raise Refused(_("“%(name)s” became another company: name that one.") % {"name": merged})


def _away(turn: Turn) -> bool:
    """Removes a row, and nothing with it: what hangs on it by now keeps it."""
    return turn.last.pgh_label != "delete" and bool(
        turn.model._default_manager.filter(pk=turn.pk)._raw_delete("default")
    )


def _back(turn: Turn) -> bool:
    values = {column.attname: getattr(turn.before, column.attname) for column in _columns(turn.model)}
    values |= {"version": turn.before.version + 1} if hasattr(turn.before, "version") else {}
    turn.model(**values).save(force_insert=True)
    return True


def _as_before(turn: Turn) -> bool:
    row = turn.model._default_manager.get(pk=turn.pk)
    parent = PARENTS.get(turn.model)
    if parent and getattr(row, f"{parent}_id") != getattr(turn.before, f"{parent}_id"):
        raise Refused(
            _("“%(what)s” came here from elsewhere, as by a merger, which is not undone here.") % {"what": row}
        )
    kept = DECIDED_ELSEWHERE.get(turn.model, set()) | COUNTED | {"key"}
    changes = {
        column.attname: getattr(turn.before, column.attname)
        for column in _columns(turn.model)
        if column.name not in kept and getattr(row, column.attname) != getattr(turn.before, column.attname)
    }
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.save()
    return bool(changes)


def _columns(model: type[Model]) -> list:
    """The columns that the history keeps too."""
    kept = {field.attname for field in model.history.rel.related_model._meta.concrete_fields}
    return [column for column in model._meta.concrete_fields if column.attname in kept]


def _called(turn: Turn) -> str:
    row = turn.model._default_manager.filter(pk=turn.pk).first()
    return str(row) if row else str(turn.model._meta.verbose_name)


def _writer(row: Model) -> str:
    metadata = row.pgh_context.metadata if row.pgh_context else {}
    person = get_user_model().objects.filter(pk=metadata.get("user")).first()
    return str(person) if person else _("somebody not from this site")


def _reason(error: IntegrityError) -> str:
    if known := known_sentence(error):
        return known
    if getattr(error.__cause__, "sqlstate", "") == GONE:
        return _("It hangs together with something that is not there any more, or that came since. Nothing changed.")
    return _("It does not fit with what stands there now. Nothing changed.")
