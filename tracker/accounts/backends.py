"""What each role may do in the admin: one table, asked by Django's own permission checks."""

from allauth.account.auth_backends import AuthenticationBackend

from tracker.accounts.models import Role

DESK_APPS = {"companies", "events"}
# Rows that actions write, never a form.
WRITTEN_BY_ACTIONS = {"submission", "contribution"}
EDIT = {"add", "change", "delete", "view"}


class RoleBackend(AuthenticationBackend):
    """Editors edit the desk; administrators manage people too. Which dossier, `events.review.permissions` says.

    Signs in by user name or by e-mail address.
    """

    def has_perm(self, user, permission: str, obj=None) -> bool:
        if not getattr(user, "is_editor", False):
            return False
        app, _, codename = permission.partition(".")
        action, _, model = codename.partition("_")
        if app in DESK_APPS:
            return action == "view" or (action in EDIT and model not in WRITTEN_BY_ACTIONS)
        return app == "accounts" and user.role == Role.ADMINISTRATOR and action in EDIT and model == "user"

    def has_module_perms(self, user, app_label: str) -> bool:
        if not getattr(user, "is_editor", False):
            return False
        return app_label in DESK_APPS or (app_label == "accounts" and user.role == Role.ADMINISTRATOR)
