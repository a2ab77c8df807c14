"""Companies: shared by all editors."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from companies.models import Company, CompanyName, Identifier, Ownership
from events.desk.admin.shared import SharedAdmin
from events.desk.saving import VersionedForm


class NameInline(TabularInline):
    model = CompanyName
    extra = 0
    hide_title = True


class IdentifierInline(TabularInline):
    model = Identifier
    extra = 0
    hide_title = True


class OwnerInline(TabularInline):
    model = Ownership
    fk_name = "child"
    extra = 0
    hide_title = True
    autocomplete_fields = ["parent"]


@admin.register(Company)
class CompanyAdmin(SharedAdmin):
    form = VersionedForm
    fieldsets = [(None, {"fields": ["name", "kind", "country", "about"]})]
    inlines = [NameInline, IdentifierInline, OwnerInline]
    list_display = ["name", "kind", "country"]
    list_filter = ["kind"]
    search_fields = ["name", "names__name", "identifiers__value"]
    search_help_text = _("Any of its names, or an identifier.")
