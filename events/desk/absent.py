"""What is not there for a person, said on a page of the desk: the same for a draft of others and for nothing."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def said_if_absent(wrap: Callable[[View], View]) -> Callable[[View], View]:
    """`wrap`, the admin's own wrapping of views, and inside it an answer of the desk to whatever is not found."""
    return lambda view: wrap(_said(view))


def _said(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args, **options) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except Http404:
            context = {**admin.site.each_context(request), "title": _("Not found")}
            return TemplateResponse(request, "desk/absent.html", context, status=404)

    return answer
