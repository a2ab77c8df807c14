"""Webhooks at the desk: each editor's own; administrators see everybody's."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from api.webhooks import subscriptions
from api.webhooks.forms import CodeForm, SubscriptionForm
from api.webhooks.models import Subscription, SubscriptionState
from events.exceptions import Refused

LOG = 50


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """Those that there are, and the form for one more."""
    form = SubscriptionForm(request.POST or None, instance=Subscription(owner=request.user))
    if request.method == "POST" and form.is_valid():
        try:
            secret = subscriptions.subscribe(form.instance)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _page(request, form.instance, secret=secret)
    context = {
        **admin.site.each_context(request),
        "title": _("Webhooks"),
        "form": form,
        "webhooks": _own(request).exclude(state=SubscriptionState.ENDED).order_by("-pk"),
    }
    return TemplateResponse(request, "webhooks/webhooks.html", context)


@require_safe
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One, what can be done with it, and what was sent."""
    return _page(request, _found(request, pk))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), CodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the code that was sent to the address."))
        return redirect(found.get_desk_url())
    return _done(request, found, lambda: subscriptions.confirm(found, form.cleaned_data["code"]), _("Confirmed."))


@require_POST
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _done(request, found, lambda: subscriptions.send_code(found), _("Another code is on its way."))


@require_POST
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _done(request, found, lambda: subscriptions.send_test(found), _("A test is on its way."))


@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        secret = subscriptions.rotate(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found.get_desk_url())
    return _page(request, _found(request, pk), secret=secret)


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _done(request, found, lambda: subscriptions.pause(found, _("Paused by hand.")), _("Paused."))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _done(request, found, lambda: subscriptions.resume(found), _("Resumed."))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _done(request, found, lambda: subscriptions.end(found, _("Ended by hand.")), _("Ended."))


def _own(request: HttpRequest) -> QuerySet[Subscription]:
    rows = Subscription.objects.select_related("owner")
    return rows if request.user.is_administrator else rows.filter(owner=request.user)


def _found(request: HttpRequest, pk: int) -> Subscription:
    """Of somebody else's one does not learn that there is one."""
    return get_object_or_404(_own(request), pk=pk)


def _done(request: HttpRequest, found: Subscription, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(found.get_desk_url())


def _page(request: HttpRequest, found: Subscription, *, secret: str = "") -> HttpResponse:
    """`secret` is shown this once."""
    context = {
        **admin.site.each_context(request),
        "title": _("Webhook"),
        "webhook": found,
        "secret": secret,
        "form": CodeForm() if found.state == SubscriptionState.UNCONFIRMED else None,
        "deliveries": found.deliveries.order_by("-pk")[:LOG],
    }
    return TemplateResponse(request, "webhooks/webhook.html", context)
