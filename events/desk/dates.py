"""What we understood of a date, in a sentence, while it is being typed."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from unfold.widgets import UnfoldAdminTextInputWidget

from events.dates import DateRefused, Manner, describe_reading, read
from events.models.edtf import EdtfField


def sentence(text: str, manner: str) -> str:
    """ "We read this as …", or what to mend."""
    language = (get_language() or "en")[:2]
    try:
        return describe_reading(read(text, manner=manner if manner in set(Manner) else None), language)
    except DateRefused as refused:
        return refused.sentence(language)


@require_GET
def reading(request: HttpRequest) -> HttpResponse:
    text, manner = request.GET.get("text", "").strip(), request.GET.get("manner", "")
    return HttpResponse(sentence(text, manner) if text else "", content_type="text/plain; charset=utf-8")


class ReadsDatesBack:
    """Mixed into pages and tables with date boxes: each box says under it how it is read."""

    formfield_overrides = {
        EdtfField: {"widget": UnfoldAdminTextInputWidget(attrs={"data-reading": reverse_lazy("admin:reading")})}
    }

    class Media:
        js = ["desk/dates.js"]
