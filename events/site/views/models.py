"""For language models, at the address where they look for it: what this is, where its data are, how to cite it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from events.site.formats.addresses import absolute


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    told = {
        "site_name": settings.SITE_NAME,
        "address": absolute(""),
        "licence": settings.DATA_LICENCE,
        "licence_name": settings.DATA_LICENCE_NAME,
    }
    text = render_to_string("site/llms.txt", told)
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
