"""The desk's own history: every row of a tracked model as it was after each change, whoever made it and however."""

import pghistory
from django.db import models

# Columns that count, follow other columns, or say who works on a row: a change of nothing else is none that anybody
# made.
COUNTED = {"version", "updated_at", "earliest", "latest", "leased_until", "token", "attempts"}


def tracked(model: type[models.Model]) -> type[models.Model]:
    """Class decorator: triggers write a row to `<Model>Change` on each insert, update and delete."""
    counted = sorted(COUNTED & {field.name for field in model._meta.local_fields})
    changed = pghistory.AnyChange(exclude=counted) if counted else pghistory.AnyChange()
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(condition=changed), pghistory.DeleteEvent())
    return pghistory.track(*events, model_name=f"{model.__name__}Change")(model)
