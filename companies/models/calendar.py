"""A year, a month or a day, as ISO 8601 writes it: as much as is known and no more."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SHAPE = re.compile(r"\A([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


def validate_calendar(value: str) -> None:
    """Raise ValidationError unless `value` is a year, year and month, or day that exists."""
    shape = SHAPE.match(value)
    try:
        if not shape:
            raise ValueError
        year, month, day = (int(part) if part else 1 for part in shape.groups())
        datetime.date(year, month, day)
    except ValueError:
        raise ValidationError(_("Write a year, a month or a day: 2016, 2016-01 or 2016-01-27.")) from None


class CalendarField(models.CharField):
    """An optional date of ownership or of a name; the empty string says that it is not known."""

    def __init__(self, *args, **options) -> None:
        options = {"max_length": 10, "blank": True, "validators": [validate_calendar], **options}
        options.setdefault("help_text", _("2016, 2016-01 or 2016-01-27; empty if not known."))
        super().__init__(*args, **options)
