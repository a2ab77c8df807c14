from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "tracker.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """The Celery application has to exist in every process that sends a task, or Celery makes one up from its own
        defaults. Not in `tracker/__init__.py`, where Celery's guide puts it: the launcher runs before it is installed.
        """
        import_module("tracker.celery")
