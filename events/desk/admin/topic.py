"""Topics: the subjects that incidents share."""

from django.contrib import admin

from events.desk.saving import SavesSafely
from events.models import Topic


@admin.register(Topic)
class TopicAdmin(SavesSafely):
    prepopulated_fields = {"slug": ["name_en"]}
    fields = ["name_en", "name_fr", "slug"]
    list_display = ["name_en", "name_fr"]
    search_fields = ["name_en", "name_fr", "slug"]
