"""A document into rows, and nothing else: what differs is saved, what is left out goes, what is equal stays untouched.

The whole of it is looked through before anybody is told, so that all its faults are named in one answer. Rows are
written in the order in which one may need another. Nothing here commits: whoever calls holds the transaction and the
locks (docs/decisions/0004), and a fault undoes all.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from api.desk.serializers import Related, Slugs
from api.desk.shapes import Named
from api.desk.taking import Item, Taker, columns_of
from api.problems import Fault, Refusal
from companies.models import Company, CompanyName, Identifier, Ownership
from events.anchoring import Anchor, anchor, find
from events.capture import job
from events.desk.refusals import sentence_for
from events.exceptions import Refused
from events.models import (
    Allegation,
    AllegationStatus,
    Answer,
    Capture,
    CaptureState,
    Citation,
    Commitment,
    CommitmentUpdate,
    Demand,
    Event,
    Fact,
    Incident,
    Lineage,
    Participant,
    Place,
    ReplyRequest,
    ReportedValue,
    Source,
    Statement,
    Topic,
)

# One row may need those before it. What nothing else needs goes first, so that another may take its place.
ORDER: list[type[models.Model]] = [
    Company,
    CompanyName,
    Identifier,
    Ownership,
    Source,
    Lineage,
    Topic,
    Incident,
    Place,
    Event,
    Citation,
    Participant,
    Allegation,
    AllegationStatus,
    Demand,
    ReplyRequest,
    Statement,
    Commitment,
    CommitmentUpdate,
    Fact,
    ReportedValue,
    Answer,
]
LEAVES: list[type[models.Model]] = [
    Answer,
    CommitmentUpdate,
    ReportedValue,
    AllegationStatus,
    ReplyRequest,
    Participant,
    Place,
    Lineage,
    Ownership,
    Identifier,
    CompanyName,
]
LATER: list[type[models.Model]] = [Fact, Citation, Demand, Commitment, Allegation, Statement, Event]
INCIDENT_OF = {
    Citation: "event__incident",
    Demand: "allegation__event__incident",
    Allegation: "event__incident",
    ReportedValue: "fact__event__incident",
}


class Writer(Taker):
    """Writes what was taken apart. What all dossiers share is fetched once."""

    def __init__(self, *, by: Any, is_whole: bool, incident: Incident | None = None) -> None:
        super().__init__(by=by, is_whole=is_whole, incident=incident)
        self.shared: dict[type[models.Model], dict[int, models.Model]] = {}
        self.has_written = False

    def write(self) -> bool:
        """Whether anything was written. Raises Refusal with every fault that was found."""
        self._fetch_what_all_share()
        self._remove(LEAVES)
        for item in sorted(self.items, key=lambda item: ORDER.index(item.model)):
            self._write(item)
        for item in self.items:
            if item.model is Fact:
                self._prefer(item)
        if not self.faults:
            self._remove(LATER)
        if self.faults:
            faults = list(dict.fromkeys(self.faults))
            raise Refusal(422, _("Nothing was saved: `errors` says what to mend, and where."), faults=faults)
        return self.has_written

    def _fetch_what_all_share(self) -> None:
        wanted: dict[type[models.Model], set[int]] = {Company: set(), Source: set()}
        for item in self.items:
            for name, each in item.serializer.fields.items():
                value = item.sent.get(name)
                if isinstance(each, Named) and each.kind in wanted and isinstance(value, int):
                    wanted[each.kind].add(value)
        self.shared = {kind: kind._default_manager.in_bulk(pks) if pks else {} for kind, pks in wanted.items()}

    def _remove(self, kinds: list[type[models.Model]]) -> None:
        for kind in kinds:
            for pk, row in self.gone[kind].items():
                try:
                    with atomic():
                        kind._default_manager.get(pk=pk).delete()
                except kind.DoesNotExist:
                    continue  # it went with another
                except IntegrityError as refused:
                    self.faults.append(Fault(detail=f"{row}: {sentence_for(refused)}", pointer=""))
                else:
                    self._forget(row)
                self.has_written = True

    def _forget(self, gone: models.Model) -> None:
        """The database has forgotten which value was preferred; so do the rows in memory."""
        if isinstance(gone, ReportedValue):
            for item in self.items:
                if item.model is Fact and item.row.preferred_id == gone.pk:
                    item.row.preferred = None
                    item.stored["preferred_id"] = None

    def _write(self, item: Item) -> None:
        if item.link:
            setattr(item.row, item.link, item.parent.row)
        for name, value in self._values(item):
            self._set(item, name, value)
        _keep_manner_honest(item)
        if item.model is Citation:
            _place(item)
        if item.model is Source:
            self._check_page(item)
        if item.is_new or columns_of(item.row) != item.stored:
            self._clean(item)
        self._save(item)
        if item.model is Incident and not item.row._state.adding:
            self._link(item)

    def _values(self, item: Item) -> Iterator[tuple[str, Any]]:
        """What is to be set: what was sent, and for a whole row the rest as it is on an empty form."""
        columns = {column.name: column for column in item.model._meta.concrete_fields}
        for name, each in item.serializer.fields.items():
            column = columns.get(each.source)
            if each.read_only or column is None or column.primary_key or name == item.serializer.fixed:
                continue
            if name == "preferred" and item.sent.get(name) is not None:
                continue  # its values come first (`_prefer`)
            if name in item.sent:
                yield name, item.sent[name]
            elif item.is_whole and not item.is_new:
                yield name, None if isinstance(each, Named) else column.get_default()

    def _set(self, item: Item, name: str, value: Any) -> None:
        each = item.serializer.fields[name]
        if isinstance(each, Named):
            try:
                value = self._found(each, value, item)
            except Missing as missing:
                self._fault(item, name, str(missing))
                return
        elif isinstance(value, str) and value != getattr(item.row, name):
            value = value.strip()  # as the forms do
        setattr(item.row, name, value)

    def _found(self, named: Named, value: int | str | None, item: Item) -> models.Model | None:
        """The row that is named. Raises Missing."""
        if value is None:
            return None
        kind = Event if named.kind is Allegation else named.kind
        if isinstance(value, str):
            found = self.refs.get((kind, value))
            if found is None or (named.kind is Allegation and not hasattr(found.row, "allegation")):
                raise Missing(_("Nothing in this document is called “%(ref)s”.") % {"ref": value[:64]})
            return found.row.allegation if named.kind is Allegation else found.row
        row = self._within(named.kind, value) if named.within else self.shared[named.kind].get(value)
        if row is None:
            what = named.kind._meta.verbose_name
            raise Missing(_("There is no %(what)s %(id)s here.") % {"what": what, "id": value})
        return row

    def _within(self, kind: type[models.Model], pk: int) -> models.Model | None:
        """A row of this very dossier that stays in it."""
        for item in self.items:
            if item.model is kind and not item.is_new and item.row.pk == pk:
                return item.row
        if self.incident is None or self.incident.pk is None:
            return None
        row = kind._default_manager.filter(pk=pk, **{INCIDENT_OF[kind]: self.incident}).first()
        return None if row is None or self._goes(row) else row

    def _goes(self, row: models.Model) -> bool:
        pk = row.pk
        if pk in self.gone[type(row)]:
            return True
        if isinstance(row, Demand):
            pk = row.allegation_id
            return pk in self.gone[Allegation] or pk in self.gone[Event]
        if isinstance(row, Citation):
            return row.event_id in self.gone[Event]
        return isinstance(row, Allegation) and pk in self.gone[Event]

    def _check_page(self, item: Item) -> None:
        """Names the source that has the address already; the database would only say that there is one."""
        url = item.row.url
        if url and url != item.stored.get("url"):
            other = Source.objects.at(url).exclude(pk=item.row.pk).first()
            if other:
                sentence = _("A source with this address is already here:")
                self._fault(item, "url", f"{sentence} {other.pk} ({other})")

    def _clean(self, item: Item) -> None:
        exclude = {item.link, "author", *item.wrong} - {""}
        exclude |= {f.name for f in item.model._meta.concrete_fields if _is_unsaved(item.row, f)}
        try:
            item.row.full_clean(exclude=exclude)
        except ValidationError as refused:
            for name, sentences in refused.message_dict.items():
                for sentence in sentences:
                    self._fault(item, "" if name == NON_FIELD_ERRORS else name, sentence)

    def _save(self, item: Item) -> None:
        """Saves what differs from what is stored, and has no fault of its own; with others it will all be undone."""
        if not (item.is_new or columns_of(item.row) != item.stored):
            return
        if item.wrong or any(_is_unsaved(item.row, column) for column in item.model._meta.concrete_fields):
            return
        try:
            with atomic():
                item.row.save(force_insert=item.is_new)
        except (IntegrityError, Refused) as refused:
            self._fault(item, "", sentence_for(refused))
        else:
            self.has_written = True
            self._ask_for_copy(item)

    def _ask_for_copy(self, item: Item) -> None:
        """A new source is fetched, and its pasted text is kept."""
        if item.model is not Source:
            return
        try:
            if item.sent.get("text"):
                job.keep_text(item.row, item.sent["text"], self.by)
            if item.is_new and item.row.url and item.sent.get("capture", True):
                job.ask(item.row, item.row.url, self.by)
        except Refused as refused:
            self._fault(item, "text", str(refused))

    def _prefer(self, item: Item) -> None:
        """Once the values of a fact have their ids, one of them can be preferred."""
        if "preferred" not in item.sent and not (item.is_whole and not item.is_new):
            return
        before = columns_of(item.row)
        self._set(item, "preferred", item.sent.get("preferred"))
        if item.wrong or columns_of(item.row) == before:
            return
        if item.row.preferred and item.row.preferred.fact_id != item.row.pk:
            self._fault(item, "preferred", _("The preferred value is one of the fact itself."))
            return
        item.stored, item.is_new = before, False
        self._clean(item)
        self._save(item)

    def _link(self, item: Item) -> None:
        """Topics and related incidents. What is linked without being this person's to see stays linked."""
        incident = item.row
        for name, each in item.serializer.fields.items():
            if isinstance(each, Slugs | Related) and (name in item.sent or (item.is_whole and not item.is_new)):
                wanted = set(item.sent.get(name, []))
                stands = set(each.get_attribute(incident)) if not item.is_new else set()
                if wanted != stands:
                    self._link_one(item, name, wanted)

    def _link_one(self, item: Item, name: str, wanted: set) -> None:
        if name == "topics":
            rows = {topic.slug: topic for topic in Topic.objects.filter(slug__in=wanted)}
            kept: list = []
        else:
            visible = Incident.objects.visible_to(self.by)
            rows = visible.filter(pk__in=wanted).exclude(pk=item.row.pk).in_bulk()
            kept = list(
                item.row.related.through.objects.filter(from_incident=item.row).values_list("to_incident", flat=True)
            )
            kept = [pk for pk in kept if not visible.filter(pk=pk).exists()]
        for missing in sorted(wanted - rows.keys(), key=str):
            self._fault(item, name, _("There is no “%(name)s” here.") % {"name": str(missing)[:64]})
        if name not in item.wrong:
            getattr(item.row, name).set([*rows.values(), *kept])
            self.has_written = True


class Missing(Exception):
    """A row that is named is not there, for this person at least."""


def _is_unsaved(row: models.Model, column: models.Field) -> bool:
    """A row that is named and could not be saved: its own fault was noted already."""
    if not (column.is_relation and column.is_cached(row)):
        return False
    named = getattr(row, column.name, None)  # what must be named and is null has no row at all
    return named is not None and named._state.adding


def _keep_manner_honest(item: Item) -> None:
    """A new date whose manner was left as it stood is read by its own wording, as on the form."""
    if item.model is Event and not item.is_new:
        stored = item.stored
        if item.row.date != stored["date"] and item.row.date_manner == stored["date_manner"]:
            item.row.date_manner = ""


def _place(item: Item) -> None:
    """Where the quotation stands in our copy: found when it is new, or other words, or of another source."""
    row, stored = item.row, item.stored
    if not item.is_new and (row.quotation, row.source_id) == (stored["quotation"], stored["source_id"]):
        return
    row.prefix, row.suffix, row.position = "", "", None
    if not row.quotation or not row.source_id:
        return
    kept = Capture.objects.filter(source=row.source_id, state=CaptureState.KEPT).first()
    found = find(kept.text, Anchor(row.quotation)) if kept else None
    if found and found.how != "changed":
        placed = anchor(kept.text, found.start, found.end)
        row.prefix, row.suffix, row.position = placed.prefix, placed.suffix, placed.position
