"""Where REQUIRE_SECOND_FACTOR is set, the desk opens only to those who have one."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


class SecondFactorMiddleware:
    """Sends whoever signed in without a second factor to the page on which one is added, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_lacking(request):
            messages.info(request, _("Add a second factor first: an authenticator app or a passkey."))
            return redirect("mfa_index")
        return self.get_response(request)

    def _is_lacking(self, request: HttpRequest) -> bool:
        return (
            settings.REQUIRE_SECOND_FACTOR
            and request.path_info.startswith(reverse("admin:index"))
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        )
