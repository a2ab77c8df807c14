"""Topics: the subjects that incidents share."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.desk.saving import SavesSafely
from events.models import Incident, Topic


@admin.register(Topic)
class TopicAdmin(SavesSafely):
    prepopulated_fields = {"slug": ["name_en"]}
    fields = ["name_en", "name_fr", "slug"]
    list_display = ["name_en", "name_fr"]
    search_fields = ["name_en", "name_fr", "slug"]

    def get_deleted_objects(self, objs: QuerySet | list[Model], request: HttpRequest) -> tuple:
        """A topic in use stays: without it dossiers would be other than their writers left them."""
        to_delete, model_count, perms_needed, protected = super().get_deleted_objects(objs, request)
        if Incident.objects.filter(topics__in=objs).exists():
            protected = [_("It is named in an incident, perhaps in one that you do not see.")]
        return to_delete, model_count, perms_needed, protected
