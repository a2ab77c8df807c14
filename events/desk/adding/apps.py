from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AddingConfig(AppConfig):
    name = "events.desk.adding"
    label = "adding"
    verbose_name = _("Adding articles")
