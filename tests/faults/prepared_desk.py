"""What the requests to the desk need beside a dossier in a state: companies to merge, batches, marked wording, remarks,
letters, a history to go back to. Made by the real models and actions, as in `prepared`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pghistory
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from events import models
from events.capture.models import Finding, PassageState
from events.desk import restoring
from events.desk.history import steps_of
from events.letterbox.models import Letter
from events.review import actions, batches, wording
from events.review.remarks import Said
from tests.factories import CompanyFactory, EventFactory, SourceFactory, UserFactory, submitted

if TYPE_CHECKING:
    from tests.faults.prepared import Prepared

Found = dict[str, Any]
GUILTY = "The company committed fraud."


class Beside:
    """By the address of the operation without its start: `companies/{id}/merge`. `rows` makes the dossiers.

    `ways` are made in one transaction; `histories` in several, for what is made in one is one step of them.
    """

    def __init__(self, rows: "Prepared") -> None:
        self.rows, self.editor, self.other = rows, rows.editor, rows.other
        self.ways: dict[str, Callable[[], Found]] = {
            "companies/{id}/merge": self.two_companies,
            "batches": self.two_dossiers,
            "batches/{id}": self.a_batch,
            "batches/{id}/dossiers": self.a_batch,
            "batches/{id}/submit": self.a_batch,
            "batches/{id}/review": self.a_waiting_batch,
            "batches/{id}/return": self.a_batch_to_return,
            "batches/{id}/publish": self.a_waiting_batch,
            "incidents/{id}/wording": self.marked,
            "incidents/{id}/wording/ask": self.marked,
            "incidents/{id}/wording/overrule": self.marked_by_another,
            "overrulings/{id}": self.asked_and_reworded,
            "overrulings/{id}/overrule": self.asked,
            "remarks": self.remarked,
            "remarks/{id}/resolve": self.remarked,
            "findings": self.found,
            "letters": self.a_letter,
            "letters/{id}": self.a_letter,
            "letters/{id}/move": self.a_letter,
        }
        self.histories = dict.fromkeys(("incidents/{id}/removed", "incidents/{id}/bring-back"), self.removed)
        for kind in ("companies", "sources", "incidents", "events"):
            self.histories[f"{kind}/{{id}}/history"] = lambda kind=kind: self.changed(kind)
            self.histories[f"{kind}/{{id}}/history/undo"] = lambda kind=kind: self.to_undo(kind)
            self.histories[f"{kind}/{{id}}/history/restore"] = lambda kind=kind: self.to_restore(kind)

    # --- Companies and batches ---

    def two_companies(self) -> Found:
        loser, survivor = CompanyFactory(), CompanyFactory()
        EventFactory(company=loser)
        return {"path": {"id": loser.pk}, "query": {"survivor": survivor.pk}, "given": {"survivor": survivor.pk}}

    def two_dossiers(self) -> Found:
        return {"given": {"name": "Overtime", "incidents": [self.rows.rich().pk, self.rows.rich().pk]}}

    def a_batch(self) -> Found:
        return {"path": {"id": self._batch(self.editor).pk}, "given": {}}

    def a_waiting_batch(self) -> Found:
        author = UserFactory()
        batch = self._batch(author)
        batches.submit_batch(batch=batch, by=author)
        seen = batches.digest_of(batches.open_submissions(batch))
        return {"path": {"id": batch.pk}, "given": {"seen": seen, "ticked": sorted(batches.BATCH_TICKS)}}

    def a_batch_to_return(self) -> Found:
        return {**self.a_waiting_batch(), "given": {"comment": "Not yet."}}

    def _batch(self, author: Model) -> models.Batch:
        incidents = [self.rows.rich(author=author) for _number in range(2)]
        return batches.make_batch(name="Overtime", incidents=incidents, by=author)

    # --- Wording and remarks ---

    def marked(self, author: Model | None = None) -> Found:
        incident = self.rows.rich(author=author)
        event = incident.events.first()
        event.text = GUILTY
        event.save()
        [warning] = wording.warnings(incident)
        place = {"key": str(warning.key), "field": warning.field, "sentence": warning.sentence}
        return {"path": {"id": incident.pk}, "given": place}

    def marked_by_another(self) -> Found:
        found = self.marked(UserFactory())
        found["given"]["reason"] = "The court said so."
        return found

    def asked(self) -> Found:
        author = UserFactory()
        marked = self.marked(author)
        incident = models.Incident.objects.get(pk=marked["path"]["id"])
        asked = wording.ask(incident=incident, by=author, **marked["given"] | {"key": UUID(marked["given"]["key"])})
        return {"path": {"id": asked.pk}, "given": {"reason": "The court said so."}}

    def asked_and_reworded(self) -> Found:
        found = self.asked()
        event = models.Overruling.objects.get(pk=found["path"]["id"]).incident.events.first()
        event.text = "It was said that it did."
        event.save()
        return found

    def remarked(self) -> Found:
        incident = submitted(self.rows.rich()).incident
        said = Said("incident", incident.key, "summary", "Who says so?")
        actions.send_back(incident=incident, by=self.other, comment="", at_places=[said])
        return {"path": {"id": models.Remark.objects.latest("pk").pk}, "given": {}}

    # --- Letters, and words that left their page ---

    def a_letter(self) -> Found:
        said = {"words": "We were never asked.", "name": "A. Person", "reply_to": "a@example.org"}
        return {"path": {"id": Letter.objects.create(kind="reply", form_key=uuid4(), language="en", **said).pk}}

    def found(self) -> Found:
        citation = self.rows.rich().events.first().citations.first()
        as_of = models.Citation.history.rel.related_model.objects.filter(pgh_obj=citation.pk).latest("pgh_id").pgh_id
        day = timezone.now().date() - timedelta(days=1)
        Finding.objects.create(citation=citation, state=PassageState.GONE, since=day, seen_on=day, as_of=as_of)
        return {}

    # --- History ---

    def changed(self, kind: str) -> Found:
        return {"path": {"id": self._changed(kind).pk}}

    def to_undo(self, kind: str) -> Found:
        row = self._changed(kind)
        step = steps_of(row)[0]
        return {"path": {"id": row.pk}, "given": {"context": str(step.context), "at": step.at.isoformat()}}

    def to_restore(self, kind: str) -> Found:
        row = self._changed(kind)
        began = next(each for each in steps_of(row)[-1].rows if each.model == row._meta.label_lower)
        return {"path": {"id": row.pk}, "given": {"model": began.model, "row": began.row}}

    def removed(self) -> Found:
        with transaction.atomic():
            incident = self.rows.rich()
            event = EventFactory(incident=incident)
        with transaction.atomic(), pghistory.context(user=self.editor.pk):
            event.delete()
        [removed] = restoring.removed_events(incident)
        return {"path": {"id": incident.pk}, "given": {"row": removed.pgh_id}}

    def _changed(self, kind: str) -> Model:
        """A row that the editor changed after it was made."""
        with transaction.atomic():
            row = {
                "companies": CompanyFactory,
                "sources": SourceFactory,
                "incidents": self.rows.rich,
                "events": lambda: self.rows.rich().events.first(),
            }[kind]()
        with transaction.atomic(), pghistory.context(user=self.editor.pk):
            field = "name" if kind == "companies" else "title"
            setattr(row, field, f"{getattr(row, field)} and more")
            row.save()
        return row
