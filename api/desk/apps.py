from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskApiConfig(AppConfig):
    name = "api.desk"
    label = "desk_api"
    verbose_name = _("Desk API")
