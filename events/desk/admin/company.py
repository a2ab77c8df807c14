"""Companies: shared by all editors."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from companies.family import family_of
from companies.models import Company, CompanyName, Identifier, Ownership
from events.desk import merging
from events.desk.admin.rows import TabularRows
from events.desk.admin.shared import SharedAdmin
from events.desk.saving import VersionedForm


class NameInline(TabularRows):
    model = CompanyName
    extra = 0
    hide_title = True


class IdentifierInline(TabularRows):
    model = Identifier
    extra = 0
    hide_title = True


class OwnerInline(TabularRows):
    model = Ownership
    fk_name = "child"
    extra = 0
    hide_title = True
    autocomplete_fields = ["parent"]


@admin.register(Company)
class CompanyAdmin(SharedAdmin):
    form = VersionedForm
    change_form_template = "desk/company.html"
    fieldsets = [(None, {"fields": ["name", "kind", "country", "about"]})]
    inlines = [NameInline, IdentifierInline, OwnerInline]
    list_display = ["name", "kind", "country"]
    list_filter = ["kind"]
    search_fields = ["name", "names__name", "identifiers__value"]
    forgiving = "name"
    search_help_text = _("Any of its names, or an identifier.")

    def get_urls(self) -> list[URLPattern]:
        merge = path("<int:pk>/merge/", self.admin_site.admin_view(merging.merging), name="desk_merge")
        return [merge, *super().get_urls()]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple:
        """Boxes that choose a company offer none that became another; its list and the search of the desk do."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.standing()
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        if obj:
            context |= {"family": family_of(obj), "may_merge": request.user.is_reviewer}
        return super().render_change_form(request, context, *args, obj=obj, **options)
