"""What stands before the data: who you are here, the description of the desk API, and its page."""

import orjson
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.describing import once
from api.desk import schema
from api.desk.models import Key, Scope
from api.desk.views.base import DeskView

DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class WhoSerializer(serializers.Serializer):
    """Who asks, by what, and what that may do."""

    username = serializers.CharField()
    role = serializers.CharField()
    key = serializers.CharField(allow_null=True, help_text="Its first letters; null in a browser.")
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    expires_at = serializers.DateTimeField(allow_null=True)


class WhoOne(DeskView):
    """Who you are here, and what this key may do."""

    serializer_class = WhoSerializer

    @extend_schema(operation_id="whoAmI")
    def get(self, request: Request) -> Response:
        key = request.auth if isinstance(request.auth, Key) else None
        return Response(
            {
                "username": request.user.get_username(),
                "role": request.user.role,
                "key": key.begins if key else None,
                "scopes": key.scopes if key else Scope.values,
                "expires_at": serializers.DateTimeField().to_representation(key.expires_at) if key else None,
            }
        )


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The desk API in OpenAPI 3.1; it says nothing of what is at the desk, so anybody may read it."""
    return HttpResponse(_description(), content_type="application/json")


@once
def _description() -> bytes:
    return orjson.dumps(schema.description())


@require_safe
@ensure_csrf_cookie
def docs(request: HttpRequest) -> HttpResponse:
    """Every address, to be tried in the browser by whoever is signed in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    response = render(request, "desk_api/docs.html")
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    return response
