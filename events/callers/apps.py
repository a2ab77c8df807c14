from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallersConfig(AppConfig):
    name = "events.callers"
    label = "callers"
    verbose_name = _("Callers")
