"""People: who may work at the desk, and as what. For administrators only (tracker.accounts.backends)."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as PeopleAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tracker.accounts.models import User

admin.site.unregister(Group)


def is_administrator(request: HttpRequest) -> bool:
    return getattr(request.user, "is_administrator", False)


@admin.register(User)
class UserAdmin(PeopleAdmin, ModelAdmin):
    """What a role may do is one table in code, so there are no single permissions and no groups to hand out."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    fieldsets = [
        (None, {"fields": ["username", "password", "role", "byline", "is_active"]}),
        (_("Personal info"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "usable_password", "password1", "password2", "role", "byline"]})]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["username", "role", "byline", "is_active"]
    list_filter = ["role", "is_active"]
    filter_horizontal = []
    warn_unsaved_form = True

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Everybody here works at the desk."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Somebody who leaves is no longer active; what they wrote and reviewed keeps their name."""
        return False
