"""Companies and sources: shared by all editors, so their pages must not tell who else uses them for what."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.desk.admin.desk import DeskAdmin


class SharedAdmin(DeskAdmin):
    def get_deleted_objects(self, objs: QuerySet | list[Model], request: HttpRequest) -> tuple:
        """What else would go, and whether anything holds it; by what it is held may be somebody's draft."""
        to_delete, model_count, perms_needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            protected = [_("It is named in an incident, perhaps in one that you do not see.")]
        return to_delete, model_count, perms_needed, protected
