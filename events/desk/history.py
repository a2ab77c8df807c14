"""Who changed what, and when: read from the history that the database itself keeps of every row of the desk."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Field, Model, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from companies.history import COUNTED
from companies.models import Company, CompanyName, Identifier, Ownership
from events import models

MOST_SHOWN = 300
DEEDS = {"insert": _lazy("added"), "update": _lazy("changed"), "delete": _lazy("removed")}
# Rows that actions write and no form.
WRITTEN_BY_ACTIONS = {"events.submission", "events.capture"}
STATUS = models.Incident._meta.get_field("status").verbose_name
UNSAID = COUNTED | {"id", "key", "sha256", "digest"}

# What belongs to the history of a subject beside its own row: the model, and how its rows lead to the subject.
BESIDE: dict[type[Model], dict[type[Model], str]] = {
    models.Incident: {models.Place: "incident", models.Submission: "incident"},
    models.Event: {
        models.Participant: "event",
        models.Citation: "event",
        models.Fact: "event",
        models.ReportedValue: "fact__event",
        models.Allegation: "event",
        models.AllegationStatus: "allegation",
        models.Demand: "allegation",
        models.ReplyRequest: "allegation",
        models.Statement: "event",
        models.Answer: "statement",
        models.Commitment: "statement",
        models.CommitmentUpdate: "commitment__statement",
    },
    models.Source: {models.Lineage: "source", models.Capture: "source"},
    Company: {CompanyName: "company", Identifier: "company", Ownership: "child"},
}
# The column by which a row hangs on what it belongs to: it tells nothing that its place does not.
PARENTS = {model: path.partition("__")[0] for paths in BESIDE.values() for model, path in paths.items()}


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """`what` is the kind of row, `deed` what was done to it; `model` and `row` name the row of the history."""

    what: str
    deed: str
    fields: list[FieldChange]
    model: str
    row: int
    is_current: bool

    @property
    def is_removal(self) -> bool:
        return self.deed == DEEDS["delete"]

    @property
    def is_writing(self) -> bool:
        """Whether somebody wrote something: not a submission or a copy, and not only the move to another status."""
        moved = self.model == "events.incident" and {change.label for change in self.fields} == {str(STATUS)}
        return self.model not in WRITTEN_BY_ACTIONS and not moved

    @property
    def can_restore(self) -> bool:
        """Whether the row is, or may be, another by now."""
        return self.is_writing and not self.is_current


@dataclass(slots=True)
class Step:
    """What one person changed in one go; `context` and `at` name it."""

    at: datetime.datetime
    who: str
    context: UUID | None = None
    rows: list[RowChange] = field(default_factory=list)

    @property
    def can_undo(self) -> bool:
        return any(row.is_writing for row in self.rows)


def steps_of(subject: Model) -> list[Step]:
    """The history of a subject and of what hangs on it, newest first."""
    rows = sorted(_rows(subject), key=lambda row: (row.pgh_created_at, row.pgh_id), reverse=True)[:MOST_SHOWN]
    before = _predecessors(rows)
    names = _names(rows)
    people = names[get_user_model()]
    current = {_place(line[0]) for line in _lines(rows).values() if line[0].pgh_label != "delete"}
    steps = []
    for (context, at), together in groupby(rows, key=lambda row: (row.pgh_context_id, row.pgh_created_at)):
        together = list(together)
        changes = [_row_change(row, before.get(_place(row)), names, _place(row) in current) for row in together]
        step = Step(at, people.get(_user(together[0])) or _("not from this site"), context)
        step.rows = [change for change in changes if change.fields or change.deed != DEEDS["update"]]
        if step.rows:
            steps.append(step)
    return steps


def last_writer(subject: Model) -> str:
    """Who changed the subject last, or nobody's name."""
    steps = steps_of(subject)
    return steps[0].who if steps else ""


@dataclass(frozen=True, slots=True)
class LastChange:
    at: datetime.datetime
    who: str


def last_change(incident: models.Incident) -> LastChange | None:
    """Who wrote anything of a dossier last, and when. Three queries; handing in and publishing write nothing."""
    events = tracked(models.Event).filter(incident_id=incident.pk)
    parts = [_of(model, path, events.values("pgh_obj_id")) for model, path in BESIDE[models.Event].items()]
    own = [_written(incident), _of(models.Place, "incident", [incident.pk])]
    newest, *others = [
        rows.order_by("-pgh_id").values_list("pgh_created_at", "pgh_context__metadata")[:1]
        for rows in (*own, events, *parts)
    ]
    found = newest.union(*others, all=True).order_by("-pgh_created_at").first()
    if found is None:
        return None
    at, metadata = found
    person = get_user_model().objects.filter(pk=(metadata or {}).get("user")).first()
    return LastChange(at, str(person) if person else _("somebody not from this site"))


def _written(incident: models.Incident) -> QuerySet:
    """The history of an incident's own row, without the steps in which only its status moved."""
    rows = list(tracked(models.Incident).filter(pgh_obj_id=incident.pk).order_by("-pgh_id")[:MOST_SHOWN])
    texts = [(row.title, row.summary, row.language) for row in rows]
    kept = [row.pgh_id for row, text, older in zip(rows, texts, [*texts[1:], None], strict=True) if text != older]
    return tracked(models.Incident).filter(pgh_id__in=kept)


def _rows(subject: Model) -> Iterator[Model]:
    for model in (type(subject), *BESIDE[type(subject)]):
        yield from _rows_in(subject, model)


def _rows_in(subject: Model, model: type[Model]) -> QuerySet:
    """What the history of one `model` says of a subject."""
    if model is type(subject):
        return tracked(model).filter(pgh_obj_id=subject.pk)
    return _of(model, BESIDE[type(subject)][model], [subject.pk])


def rows_of(subject: Model, *, context: UUID | None, at: datetime.datetime) -> Iterator[Model]:
    """The rows of one step."""
    for model in (type(subject), *BESIDE[type(subject)]):
        yield from _rows_in(subject, model).filter(pgh_context_id=context, pgh_created_at=at)


def row_of(subject: Model, model: type[Model], row: int) -> Model | None:
    """The row of the history of `model` with that number, if it belongs to the subject."""
    if model is not type(subject) and model not in BESIDE[type(subject)]:
        return None
    return _rows_in(subject, model).filter(pgh_id=row).first()


def predecessor_of(row: Model) -> Model | None:
    older = tracked(row.pgh_tracked_model).filter(pgh_obj_id=row.pgh_obj_id, pgh_id__lt=row.pgh_id)
    return older.order_by("-pgh_id").first()


def _of(model: type[Model], path: str, keys: QuerySet | list[int]) -> QuerySet:
    """The history rows of `model` that lead to `keys`; through the history of what lies between, which may be gone."""
    step, _dot, rest = path.partition("__")
    if not rest:
        return tracked(model).filter(**{f"{step}_id__in": keys})
    between = model._meta.get_field(step).related_model
    return tracked(model).filter(**{f"{step}_id__in": _of(between, rest, keys).values("pgh_obj_id")})


def tracked(model: type[Model]) -> QuerySet:
    return model.history.rel.related_model.objects.select_related("pgh_context")


def _place(row: Model) -> tuple[type[Model], int]:
    return type(row), row.pgh_id


def _predecessors(rows: Iterable[Model]) -> dict:
    """For each history row the one before it of the same desk row."""
    return {_place(row): older for line in _lines(rows).values() for row, older in pairwise(line)}


def _lines(rows: Iterable[Model]) -> dict[tuple, list[Model]]:
    """The rows of each desk row by themselves, in the order given."""
    lines = defaultdict(list)
    for row in rows:
        lines[type(row), row.pgh_obj_id].append(row)
    return lines


def _user(row: Model) -> int | None:
    return (row.pgh_context.metadata if row.pgh_context else {}).get("user")


def _names(rows: list[Model]) -> dict[type[Model], dict[int, str]]:
    """What companies, sources, incidents and people that the rows mention are called now: one query for each kind."""
    wanted = defaultdict(set, {get_user_model(): {_user(row) for row in rows}})
    for row in rows:
        for column in row.pgh_tracked_model._meta.concrete_fields:
            if column.is_relation:
                wanted[column.related_model].add(getattr(row, column.attname))
    return {model: _called(model, keys) for model, keys in wanted.items()}


def _called(model: type[Model], keys: set) -> dict[int, str]:
    if model not in {get_user_model(), Company, models.Source, models.Incident}:
        return {}
    return {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys - {None})}


def _row_change(row: Model, older: Model | None, names: dict, is_current: bool) -> RowChange:
    model = row.pgh_tracked_model
    before, after = (row, None) if row.pgh_label == "delete" else (older, row)
    fields = list(_field_changes(model, before, after, names))
    label = model._meta.label_lower
    return RowChange(str(model._meta.verbose_name), DEEDS[row.pgh_label], fields, label, row.pgh_id, is_current)


def _field_changes(model: type[Model], before: Model | None, after: Model | None, names: dict) -> Iterator[FieldChange]:
    unsaid = UNSAID | {PARENTS.get(model)}
    for column in model._meta.concrete_fields:
        old, new = (getattr(row, column.attname) if row else None for row in (before, after))
        if column.name not in unsaid and not column.primary_key and old != new and (old or new):
            yield FieldChange(str(column.verbose_name), _said(column, old, names), _said(column, new, names))


def _said(column: Field, value: object, names: dict) -> str:
    if value in (None, "", []):
        return ""
    if column.is_relation:
        return names[column.related_model].get(value, f"№ {value}")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said_within(each)}" for name, each in value.items())
    if isinstance(value, datetime.datetime):
        return date_format(localtime(value), "j F Y, H:i")
    return str(dict(column.flatchoices).get(value, value))


def _said_within(value: object) -> str:
    """What a document says of itself for one field, and where it says it."""
    return f"{value.get('value')} ({value.get('place')})" if isinstance(value, dict) else str(value)
