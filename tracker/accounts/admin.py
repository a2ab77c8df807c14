"""People: who may work at the desk, and as what. For administrators only (tracker.accounts.backends)."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as PeopleAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.db.models.functions import Now
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm

from api.desk.models import Key
from tracker.accounts import invitations
from tracker.accounts.models import Role, User

admin.site.unregister(Group)
admin.site.login = secure_admin_login(admin.site.login)


def is_administrator(request: HttpRequest) -> bool:
    return getattr(request.user, "is_administrator", False)


class PersonForm(UserChangeForm):
    def clean(self) -> dict:
        """Somebody has to be left who can let others in."""
        cleaned = super().clean()
        stays = cleaned.get("is_active") and cleaned.get("role") == Role.ADMINISTRATOR
        others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, is_staff=True).exclude(
            pk=self.instance.pk
        )
        if self.instance.is_administrator and not stays and not others.exists():
            raise ValidationError(_("This is the only administrator. Make somebody else one first."))
        return cleaned


class InvitationForm(ModelForm):
    class Meta:
        model = User
        fields = ["email", "role", "byline", "first_name", "last_name"]

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["email"].required = True


@admin.register(User)
class UserAdmin(PeopleAdmin, ModelAdmin):
    """What a role may do is one table in code, so there are no single permissions and no groups to hand out."""

    form = PersonForm
    add_form = InvitationForm
    change_password_form = AdminPasswordChangeForm
    change_form_template = "accounts/person.html"
    add_form_template = None
    fieldsets = [
        (None, {"fields": ["username", "password", "role", "byline", "is_active"]}),
        (_("Personal info"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "role", "byline", "first_name", "last_name"],
                "description": _("They get an e-mail with a link, by which they choose a name and a password."),
            },
        ),
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["username", "email", "role", "byline", "is_active"]
    list_filter = ["role", "is_active"]
    filter_horizontal = []
    warn_unsaved_form = True

    def get_urls(self) -> list[URLPattern]:
        doors = {
            "invite": invite_again,
            "sign-out": sign_out,
            "forget-factors": forget_second_factors,
            "end-keys": end_keys,
        }
        wrap = self.admin_site.admin_view
        own = [path(f"<int:pk>/{name}/", wrap(view), name=f"person_{name}") for name, view in doors.items()]
        return [*own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Everybody here works at the desk."""
        obj.is_staff = True
        super().save_model(request, obj if change else invitations.prepare(obj), form, change)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        _send(request, obj)
        return _to_page(obj)

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": bool(obj)}
        if obj:
            context["key_count"] = Key.objects.valid().filter(user=obj).count()
            context |= {"is_invited": invitations.is_pending(obj), "has_second_factor": is_mfa_enabled(obj)}
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Somebody who leaves is no longer active; what they wrote and reviewed keeps their name."""
        return False


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    if invitations.is_pending(person):
        _send(request, person)
    else:
        messages.info(request, say("They accepted already."))
    return _to_page(person)


@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    person.sign_out_everywhere()
    messages.success(request, say("Signed out everywhere."))
    return _to_page(person)


@require_POST
def forget_second_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody who lost phone, keys and recovery codes. Ends their sessions too."""
    person = _person(request, pk)
    Authenticator.objects.filter(user=person).delete()
    person.sign_out_everywhere()
    messages.success(request, say("Their second factors are gone; they sign in with the password and add a new one."))
    return _to_page(person)


@require_POST
def end_keys(request: HttpRequest, pk: int) -> HttpResponse:
    """All keys of their programs; their own sign-ins stay."""
    person = _person(request, pk)
    Key.objects.filter(user=person, revoked_at=None).update(revoked_at=Now())
    messages.success(request, say("All their keys are ended."))
    return _to_page(person)


def _person(request: HttpRequest, pk: int) -> User:
    if not is_administrator(request):
        raise PermissionDenied
    return get_object_or_404(User, pk=pk)


def _send(request: HttpRequest, person: User) -> None:
    try:
        invitations.send(person, by=request.user)
    except OSError:
        messages.error(request, say("The mail could not be sent. Look at the mail settings, then send it again."))
    else:
        messages.success(request, say("Invitation sent to %(address)s.") % {"address": person.email})


def _to_page(person: User) -> HttpResponse:
    return redirect("admin:accounts_user_change", person.pk)
