"""The desk's own history: every row of a tracked model as it was after each change, whoever made it and however.

One statement writes its history in one go, because a trigger for each row costs more than the rows themselves: beside
it, an import of 100,000 events took fifty times as long (docs/decisions/0011).
"""

from collections.abc import Callable

import pghistory
import pgtrigger
from django.db import models
from pghistory.trigger import Event

# Columns that count, follow other columns, or say who works on a row: a change of nothing else is none that anybody
# made.
COUNTED = {"version", "updated_at", "earliest", "latest", "leased_until", "token", "attempts"}


def tracked(*parents: str) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: triggers write a row to `<Model>Change` on each insert, update and delete.

    `parents` are the foreign keys by which somebody asks for the history of what a row belongs to. Beside the row's own
    key they alone are indexed there: whatever is saved is written to each index of its history, too.
    """

    def track(model: type[models.Model]) -> type[models.Model]:
        counted = sorted(COUNTED & {field.name for field in model._meta.local_fields})
        changed = pghistory.AnyChange(exclude=counted) if counted else pghistory.AnyChange()
        added = pghistory.InsertEvent(level=pgtrigger.Statement)
        gone = pghistory.DeleteEvent(level=pgtrigger.Statement)
        trackers = (added, ChangeEvent(condition=changed), gone)
        history = pghistory.create_event_model(model, *trackers, model_name=f"{model.__name__}Change", abstract=False)
        for field in history._meta.local_fields:
            field.db_index = field.name in {"pgh_obj", *parents}
        return model

    return track


class ChangeEvent(pghistory.UpdateEvent):
    """As pghistory's, but for `ChangeTrigger`."""

    def add_event_trigger(self, event_model: type[models.Model]) -> None:
        trigger = ChangeTrigger(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=pgtrigger.Statement,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


class ChangeTrigger(Event):
    """Old rows beside new ones. A row whose primary key changed has no old one, and changed for certain.

    EXECUTE plans the join for each statement: a plan kept from an update of one row would compare each of a hundred
    thousand with each.
    """

    def get_func(self, model: type[models.Model]) -> pgtrigger.Func:
        written = str(super().get_func(model).func).removesuffix("RETURN NULL;")
        return pgtrigger.Func(
            f"IF EXISTS (SELECT FROM new_values) THEN EXECUTE $history${written}$history$; END IF; RETURN NULL;"
        )

    def get_func_template_kwargs(self, model: type[models.Model]) -> dict[str, object]:
        written = super().get_func_template_kwargs(model)
        joined = written["cond_new_values"].replace("old_values JOIN new_values", "old_values RIGHT JOIN new_values", 1)
        return {**written, "cond_new_values": joined}
