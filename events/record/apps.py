from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    name = "events.record"
    label = "record"
    verbose_name = _("The record")

    def ready(self) -> None:
        from events.record import lookups  # noqa: PLC0415  once models can be loaded

        lookups.register()
