"""A document taken apart into rows: which are new, which are stored already, and which go."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from api.desk.body import escaped
from api.desk.shapes import Ref, RowSerializer
from api.problems import Fault
from events.models import EventKind, Incident

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


class Taker:
    """Looks through what `by` sent. `is_whole`: what the document leaves out goes back to nothing (PUT); otherwise what
    its first level leaves out stays (PATCH). `items` are its rows, `gone` those that it leaves out, `faults` what is
    wrong with it.
    """

    def __init__(self, *, by: Any, is_whole: bool, incident: Incident | None = None) -> None:
        self.by, self.is_whole, self.incident = by, is_whole, incident
        self.items: list[Item] = []
        self.faults: list[Fault] = []
        self.gone: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)
        self.refs: dict[tuple[type[models.Model], str], Item] = {}

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
        item.stored = {} if is_new else columns_of(row)
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

    def _fault(self, item: Item, name: str, sentence: str) -> None:
        item.wrong.add(name)
        known = name in item.serializer.fields
        self.faults.append(Fault(detail=sentence, pointer=f"{item.pointer}/{escaped(name)}" if known else item.pointer))


def columns_of(row: models.Model) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
