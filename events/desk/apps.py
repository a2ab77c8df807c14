from collections.abc import Callable
from functools import wraps

from django.apps import AppConfig
from django.contrib.admin.widgets import AutocompleteMixin
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "events.desk"
    label = "desk"
    verbose_name = _("The desk")

    def ready(self) -> None:
        """Django's boxes that choose a row look for what was sent, also where the form has refused it, and break where
        that is no number; here they show it as nothing chosen.
        """
        if not hasattr(AutocompleteMixin.optgroups, "__wrapped__"):
            AutocompleteMixin.optgroups = _of_numbers(AutocompleteMixin.optgroups)


def _of_numbers(optgroups: Callable) -> Callable:
    @wraps(optgroups)
    def answer(widget: AutocompleteMixin, name: str, value: list, attrs: dict | None = None) -> list:
        return optgroups(widget, name, [each for each in value if not each or str(each).isdecimal()], attrs)

    return answer
