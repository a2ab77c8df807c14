import gc
from importlib import import_module

from allauth.account.apps import AccountConfig
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "tracker.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """The Celery application has to exist in every process that sends a task, or Celery makes one up from its own
        defaults. Not in `tracker/__init__.py`, where Celery's guide puts it: the launcher runs before it is installed.

        What was loaded by now stays to the end: looking through all of it for garbage again and again took a seventh
        of the time of a large batch.
        """
        import_module("tracker.celery")
        gc.freeze()


class SignInConfig(AccountConfig):
    """The library of the sign-in pages. It looks for its middleware in MIDDLEWARE alone; ours is in DESK_MIDDLEWARE."""

    default = False

    def ready(self) -> None:
        import_module("allauth.account.checks")
