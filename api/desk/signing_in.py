"""Who asks: the bearer of a key, or whoever is signed in at the desk in this browser.

Nothing else is a way in, and a way in is only as wide as the person: second factor, role, and the desk being open to
them are asked at each request.
"""

import hashlib
from typing import NoReturn

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from api.desk.models import MARK, Key, Scope
from api.problems import Fault, Refusal

MOST_FAILURES, WITHIN = 20, 60  # as of passwords, by address: see ACCOUNT_RATE_LIMITS
REALM = 'Bearer realm="desk"'


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ansk_…`. Wrong keys are counted by address, and locked out as wrong passwords are."""

    def authenticate(self, request: Request) -> tuple | None:
        kind, _blank, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not kind:
            return None
        if kind.lower() != "bearer" or not secret.strip():
            raise AuthenticationFailed(_("Write `Authorization: Bearer` and the key."))
        _check_not_locked_out(request)
        key = Key.find(secret.strip())
        if key is None:
            _count_failure(request)
            raise AuthenticationFailed(_("This key is not known, or not valid any more."))
        _check_second_factor(key.user)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return REALM


class DeskSession(SessionAuthentication):
    """The sign-in of the desk; whatever changes anything needs its token against forgery (`X-CSRFToken`)."""

    def authenticate(self, request: Request) -> tuple | None:
        found = super().authenticate(request)
        if found is None or not found[0].is_editor:
            return None
        _check_second_factor(found[0])
        return found

    def authenticate_header(self, request: Request) -> str:
        return REALM


def _check_not_locked_out(request: Request) -> None:
    if cache.get(_failures_of(request), 0) >= MOST_FAILURES:
        sentence = _("Too many wrong keys came from your address. Wait a minute.")
        raise Refusal(429, sentence, headers={"Retry-After": str(WITHIN)})


def _count_failure(request: Request) -> None:
    """Each failure begins the minute anew, so whoever goes on guessing stays outside."""
    place = _failures_of(request)
    cache.set(place, cache.get(place, 0) + 1, WITHIN)


def _failures_of(request: Request) -> str:
    address = get_adapter().get_client_ip(request._request)
    return f"desk_key_failed:{hashlib.sha256(str(address).encode()).hexdigest()}"


def _check_second_factor(user) -> None:
    if settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(user):
        raise PermissionDenied(_("Add a second factor first: an authenticator app or a passkey."))


def check_no_key_in_address(request: HttpRequest) -> None:
    """An address stands in logs and histories: a key that was put there is not secret any more, and ends."""
    if MARK not in request.META.get("QUERY_STRING", ""):
        return
    for name, values in request.GET.lists():
        for value in values:
            for key in Key.objects.valid().known_as(value.strip()):
                key.revoke()
            if MARK in value:
                _refuse_in_address(name)


def _refuse_in_address(name: str) -> NoReturn:
    detail = _("A key never stands in an address, which ends up in logs. It was ended: make another.")
    raise Refusal(400, detail, faults=[Fault(parameter=name, detail=detail)])


def check_scope(request: Request, scope: str) -> None:
    """Raises PermissionDenied where the key was made for less; a sign-in in the browser is as wide as the person."""
    if isinstance(request.auth, Key) and scope not in request.auth.scopes:
        sentence = _("This key may not do that: it was made without “%(scope)s”.")
        raise PermissionDenied(sentence % {"scope": Scope(scope).label})
