"""Who changed what, and when: read from the history that the database itself keeps of every row of the desk."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from django.contrib.auth import get_user_model
from django.db.models import Field, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from companies.history import COUNTED
from companies.models import Company, CompanyName, Identifier, Ownership
from events import models

MOST_SHOWN = 300
DEEDS = {"insert": _lazy("added"), "update": _lazy("changed"), "delete": _lazy("removed")}
UNSAID = COUNTED | {"id", "key", "sha256"}

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
    """`what` is the kind of row, `deed` what was done to it."""

    what: str
    deed: str
    fields: list[FieldChange]


@dataclass(slots=True)
class Step:
    """What one person changed in one go."""

    at: datetime.datetime
    who: str
    rows: list[RowChange] = field(default_factory=list)


def steps_of(subject: Model) -> list[Step]:
    """The history of a subject and of what hangs on it, newest first."""
    rows = sorted(_rows(subject), key=lambda row: (row.pgh_created_at, row.pgh_id), reverse=True)[:MOST_SHOWN]
    before = _predecessors(rows)
    names = _names(rows)
    people = names[get_user_model()]
    steps = []
    for (_context, at), together in groupby(rows, key=lambda row: (row.pgh_context_id, row.pgh_created_at)):
        together = list(together)
        changes = [_row_change(row, before.get(_place(row)), names) for row in together]
        step = Step(at, people.get(_user(together[0])) or _("not from this site"))
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
    events = _tracked(models.Event).filter(incident_id=incident.pk)
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
    return LastChange(at, str(person) if person else _("not from this site"))


def _written(incident: models.Incident) -> QuerySet:
    """The history of an incident's own row, without the steps in which only its status moved."""
    rows = list(_tracked(models.Incident).filter(pgh_obj_id=incident.pk).order_by("-pgh_id")[:MOST_SHOWN])
    texts = [(row.title, row.summary, row.language) for row in rows]
    kept = [row.pgh_id for row, text, older in zip(rows, texts, [*texts[1:], None], strict=True) if text != older]
    return _tracked(models.Incident).filter(pgh_id__in=kept)


def _rows(subject: Model) -> Iterator[Model]:
    yield from _tracked(type(subject)).filter(pgh_obj_id=subject.pk)
    for model, path in BESIDE[type(subject)].items():
        yield from _of(model, path, [subject.pk])


def _of(model: type[Model], path: str, keys: QuerySet | list[int]) -> QuerySet:
    """The history rows of `model` that lead to `keys`; through the history of what lies between, which may be gone."""
    step, _dot, rest = path.partition("__")
    if not rest:
        return _tracked(model).filter(**{f"{step}_id__in": keys})
    between = model._meta.get_field(step).related_model
    return _tracked(model).filter(**{f"{step}_id__in": _of(between, rest, keys).values("pgh_obj_id")})


def _tracked(model: type[Model]) -> QuerySet:
    return model.history.rel.related_model.objects.select_related("pgh_context")


def _place(row: Model) -> tuple[type[Model], int]:
    return type(row), row.pgh_id


def _predecessors(rows: Iterable[Model]) -> dict:
    """For each history row the one before it of the same desk row."""
    lines = defaultdict(list)
    for row in rows:
        lines[type(row), row.pgh_obj_id].append(row)
    return {_place(row): older for line in lines.values() for row, older in pairwise(line)}


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


def _row_change(row: Model, older: Model | None, names: dict) -> RowChange:
    fields = [] if row.pgh_label == "delete" else list(_field_changes(row, older, names))
    return RowChange(str(row.pgh_tracked_model._meta.verbose_name), DEEDS[row.pgh_label], fields)


def _field_changes(row: Model, older: Model | None, names: dict) -> Iterator[FieldChange]:
    unsaid = UNSAID | {PARENTS.get(row.pgh_tracked_model)}
    for column in row.pgh_tracked_model._meta.concrete_fields:
        after = getattr(row, column.attname)
        before = getattr(older, column.attname) if older else None
        if column.name not in unsaid and not column.primary_key and before != after and (older or after):
            yield FieldChange(str(column.verbose_name), _said(column, before, names), _said(column, after, names))


def _said(column: Field, value: object, names: dict) -> str:
    if value in (None, "", []):
        return ""
    if column.is_relation:
        return names[column.related_model].get(value, f"№ {value}")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said_within(each)}" for name, each in value.items())
    return str(dict(column.flatchoices).get(value, value))


def _said_within(value: object) -> str:
    """What a document says of itself for one field, and where it says it."""
    return f"{value.get('value')} ({value.get('place')})" if isinstance(value, dict) else str(value)
