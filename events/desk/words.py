"""Dates of the desk's rows in the words of the person at the desk."""

from django.utils.translation import get_language

from events.dates import describe, reading_of


def date_said(edtf: str, manner: str = "") -> str:
    """A stored date as precisely as it is known; nothing for none."""
    if not edtf:
        return ""
    return describe(edtf, manner=manner or reading_of(edtf).manner, language=get_language() or "en")
