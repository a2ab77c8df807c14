"""The addresses at which anybody writes to the editors, in both languages."""

from django.urls import path, register_converter

from events.letterbox import views
from events.letterbox.models import ALPHABET
from events.site.urls import in_both_languages


class ReceiptConverter:
    """A receipt number as it is written, in capitals or not; anything else is no address."""

    regex = "-".join(f"[{ALPHABET}{ALPHABET.lower()}]{{{length}}}" for length in (4, 4, 2))
    to_python = staticmethod(str.upper)
    to_url = staticmethod(str)


register_converter(ReceiptConverter, "receipt")

urlpatterns = in_both_languages(
    [
        path("reply/", views.reply, name="reply"),
        path("report/", views.report, name="report"),
        path("suggest/", views.suggest, name="suggest"),
        path("letters/<receipt:receipt>/", views.receipt, name="letter"),
    ]
)
