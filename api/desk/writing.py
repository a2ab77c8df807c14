"""A document into rows, and nothing else: what differs is saved, what is left out goes, what is equal stays untouched.

The whole of it is looked through before anybody is told, so that all its faults are named in one answer. Rows are
written in the order in which one may need another. Nothing here commits: whoever calls holds the transaction and the
locks (docs/decisions/0004), and a fault undoes all.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from api.desk.body import escaped
from api.desk.serializers import Related, Slugs
from api.desk.shapes import Named, Ref, RowSerializer
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
    EventKind,
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
PART_OF = {"allegation": EventKind.ALLEGATION, "statement": EventKind.STATEMENT}


@dataclass(eq=False)
class Item:
    """A row of the document: `sent` by name, `row` as it is stored or about to be."""

    serializer: RowSerializer
    sent: dict[str, Any]
    row: models.Model
    pointer: str
    is_new: bool
    is_whole: bool
    parent: "Item | None" = None
    link: str = ""
    stored: dict[str, Any] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    @property
    def model(self) -> type[models.Model]:
        return type(self.row)


class Writer:
    """Writes what `by` sent. `is_whole`: what the document leaves out goes back to nothing (PUT); otherwise what its
    first level leaves out stays (PATCH).
    """

    def __init__(self, *, by: Any, is_whole: bool, incident: Incident | None = None) -> None:
        self.by, self.is_whole, self.incident = by, is_whole, incident
        self.items: list[Item] = []
        self.faults: list[Fault] = []
        self.gone: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
        self.refs: dict[tuple[type[models.Model], str], Item] = {}
        self.shared: dict[type[models.Model], dict[int, models.Model]] = {}
        self.has_written = False

    # --- Taking the document apart ---

    def take(
        self,
        serializer: RowSerializer,
        sent: dict[str, Any],
        row: models.Model | None,
        *,
        pointer: str = "",
        parent: Item | None = None,
        link: str = "",
        is_root: bool = False,
    ) -> Item:
        """Notes a row and all that hangs on it. Without `row` it is new."""
        is_new = row is None
        row = serializer.Meta.model() if row is None else row
        is_whole = self.is_whole if is_root else True
        item = Item(serializer, sent, row, pointer, is_new, is_whole, parent, link)
        item.stored = {} if is_new else _columns(row)
        self.items.append(item)
        self._check_what_is_ours(item)
        self._note_ref(item)
        for name, column in serializer.lists.items():
            self._take_list(item, name, column)
        for name, column in serializer.parts.items():
            self._take_part(item, name, column)
        return item

    def _check_what_is_ours(self, item: Item) -> None:
        """What is not for the client to set, or only once, may come back as it stands."""
        for name, each in item.serializer.fields.items():
            is_fixed = name == item.serializer.fixed
            if name in item.sent and (each.read_only or (is_fixed and not item.is_new)):
                stands = None if item.is_new else item.serializer._represented(each, item.row)
                if item.sent[name] != stands:
                    self._fault(item, name, _("This is not for you to set: leave it out, or as it is."))

    def _note_ref(self, item: Item) -> None:
        name = item.sent.get("ref")
        if not name or not isinstance(item.serializer.fields.get("ref"), Ref):
            return
        if (item.model, name) in self.refs:
            self._fault(item, "ref", _("Another row of this document is called so."))
        self.refs[item.model, name] = item

    def _take_list(self, item: Item, name: str, column: str) -> None:
        if name not in item.sent and not item.is_whole:
            return
        rows = item.serializer.fields[name]
        stored = {} if item.is_new else {each.pk: each for each in getattr(item.row, rows.source).all()}
        for position, each in enumerate(item.sent.get(name, [])):
            pointer = f"{item.pointer}/{name}/{position}"
            row = self._paired(each, stored, pointer)
            self.take(rows.child, each, row, pointer=pointer, parent=item, link=column)
        for pk, row in stored.items():
            self.gone[type(row)][pk] = row

    def _paired(self, sent: dict[str, Any], stored: dict[int, models.Model], pointer: str) -> models.Model | None:
        """The stored row that is meant, taken out of those that are left."""
        pk = sent.get("id")
        if pk is None:
            sent.pop("id", None)
            return None
        row = stored.pop(pk, None) if isinstance(pk, int) and not isinstance(pk, bool) else None
        if row is None:
            sentence = _("There is no such row here, or it is named twice. Leave the id out for a new one.")
            self.faults.append(Fault(pointer=f"{pointer}/id", detail=sentence))
            sent.pop("id")
        return row

    def _take_part(self, item: Item, name: str, column: str) -> None:
        """The one part that the kind of an event wants; another that is there already can only be kept, or go."""
        stored = None if item.is_new else getattr(item.row, name, None)
        kind = item.sent.get("kind", item.row.kind if not (item.is_new or item.is_whole) else "")
        is_wanted = kind == PART_OF[name]
        sent = item.sent.get(name)
        if sent is None and is_wanted and (item.is_whole or stored is None or name in item.sent):
            sent = {}
        elif sent is None and (item.is_whole or name in item.sent):
            if stored is not None:
                self.gone[type(stored)][stored.pk] = stored
            return
        if sent is None:
            return
        if stored is None and not is_wanted:
            self._fault(item, name, _("Only an event of that kind has this part."))
            return
        part = item.serializer.fields[name]
        self.take(part, sent, stored, pointer=f"{item.pointer}/{name}", parent=item, link=column)

    # --- Writing ---

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
        if item.is_new or _columns(item.row) != item.stored:
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
        if not (item.is_new or _columns(item.row) != item.stored):
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
        before = _columns(item.row)
        self._set(item, "preferred", item.sent.get("preferred"))
        if item.wrong or _columns(item.row) == before:
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

    def _fault(self, item: Item, name: str, sentence: str) -> None:
        item.wrong.add(name)
        known = name in item.serializer.fields
        self.faults.append(Fault(detail=sentence, pointer=f"{item.pointer}/{escaped(name)}" if known else item.pointer))


class Missing(Exception):
    """A row that is named is not there, for this person at least."""


def _columns(row: models.Model) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


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
