from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LetterboxConfig(AppConfig):
    name = "events.letterbox"
    label = "letterbox"
    verbose_name = _("Letters")
