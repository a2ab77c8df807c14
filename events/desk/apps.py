import unfold.sites
from django.apps import AppConfig
from django.core.cache.backends.dummy import DummyCache
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "events.desk"
    label = "desk"
    verbose_name = _("The desk")

    def ready(self) -> None:
        """Unfold keeps what a search found for minutes, whoever may no longer see it by then; here nothing is kept."""
        unfold.sites.cache = DummyCache("", {})
