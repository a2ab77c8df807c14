"""What every address of the desk API does first, and how a change is made: in one transaction, once, or not at all."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import check_is_plain
from api.desk import repeating, versions
from api.desk.body import StrictJSONParser, check_is_utf8
from api.desk.lists import ById, Filter, Narrowed, check_parameters
from api.desk.models import Scope
from api.desk.refusals import as_problem
from api.desk.schema import DeskSchema
from api.desk.shapes import RowSerializer
from api.desk.signing_in import DeskSession, KeyAuthentication, check_no_key_in_address, check_scope
from api.desk.writing import Writer
from api.problems import Refusal, problem_response, request_id_of
from events.models import Incident

LONGEST_STATEMENT = "10s"
LONGEST_WAIT = "5s"
Act = Callable[[], Response]


class DeskView(GenericAPIView):
    """`scope` is what a key needs for a change here; reading needs the scope to read. `is_guarded`: a POST says in
    `If-Match` from which version it is made. `is_one_go`: all of it is one transaction, done once for each
    `Idempotency-Key`. `wants_a_state`: reading it is a conflict (409) in another.
    `parameters` are those that it takes beside a list's.
    """

    authentication_classes = [KeyAuthentication, DeskSession]
    permission_classes: ClassVar[list] = []
    parser_classes = [StrictJSONParser]
    renderer_classes = [JSONRenderer]
    filter_backends: ClassVar[list] = []
    pagination_class = None
    schema = DeskSchema()
    scope: str = Scope.WRITE
    is_list = False
    is_one_go = True
    is_guarded = False
    wants_a_state = False
    parameters: ClassVar[tuple[str, ...]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Reads are made in one transaction as well: a page is of one moment, and no statement lasts for ever."""
        if request.method not in SAFE_METHODS:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            limit_time()
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_no_key_in_address(request._request)
        super().initial(request, *args, **kwargs)
        if request.user is None:
            raise NotAuthenticated(_("Sign in, or send a key: `Authorization: Bearer …`."))
        check_scope(request, Scope.READ if request.method in SAFE_METHODS else self.scope)
        if request.method not in SAFE_METHODS:
            check_is_plain(request)
        check_is_utf8(request.content_type or "")
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(request.method)  # rather than what is wrong with a query that nobody reads
        if not (self.is_list and request.method in SAFE_METHODS):
            check_parameters(request, self.parameters if request.method in SAFE_METHODS else ())

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, DatabaseError) and connection.in_atomic_block:
            transaction.set_rollback(True)
        return super().handle_exception(as_problem(exc))

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("X-Request-ID", request_id_of(request))
        return response

    def change(self, request: Request, act: Act) -> Response:
        """`act` and what it answers, committed together, and once for each `Idempotency-Key`."""
        key = repeating.key_of(request)
        digest = repeating.digest_of(request, _content(request)) if key else ""
        with transaction.atomic():
            limit_time()
            if key and (before := repeating.answer_before(request, key, digest)):
                return before
            response = act()
            connection.check_constraints()  # what would only be refused at the commit is refused here
            if key:
                repeating.keep(request, key, digest, response)
        return response

    def sent(self, request: Request) -> dict[str, Any]:
        """The body with its types checked."""
        return self.get_serializer().run_validation(request.data)


def limit_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL statement_timeout = '{LONGEST_STATEMENT}'; SET LOCAL lock_timeout = '{LONGEST_WAIT}'"
        )


def _content(request: Request) -> bytes:
    """What was sent, the same for the same content: the parts of a form have another border each time."""
    if not request.FILES:
        return json.dumps(request.data, sort_keys=True).encode()
    content = hashlib.sha256(repr(sorted(request.POST.items())).encode())
    for name, file in sorted(request.FILES.items()):
        content.update(f"{name} {file.name}".encode())
        for chunk in file.chunks():
            content.update(chunk)
        file.seek(0)
    return content.digest()


class ListView(DeskView):
    """`filters` is the table of what narrows the list."""

    filter_backends = [Narrowed]
    pagination_class = ById
    is_list = True
    filters: ClassVar[list[Filter]] = []

    def get(self, request: Request, **where: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([self.represented(row) for row in rows])

    def represented(self, row: Model) -> dict[str, Any]:
        return self.get_serializer().to_representation(row)


class FetchedView(DeskView):
    """One row, of those that `get_queryset` says may be known of. The others are not there."""

    def row(self, pk: int) -> Model:
        rows: QuerySet = self.get_queryset()
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404(absent(rows.model, pk))
        return found

    def answer(self, row: Model, etag: str, *, status: int = 200, **headers: str) -> Response:
        serializer: RowSerializer = self.get_serializer()
        return Response(serializer.to_representation(row), status=status, headers={"ETag": etag, **headers})


class OneView(FetchedView):
    """One row: read, made what is sent, or changed in part. `held` and `etag` are what its kind says they are."""

    etag: Callable[[Model], str] = staticmethod(versions.etag_of)

    def get(self, request: Request, pk: int) -> Response:
        return self.answered(pk)

    def put(self, request: Request, pk: int) -> Response:
        """Makes it what is sent; what is left out goes. An edit of a dossier takes its submission back."""
        return self._write(request, pk, is_whole=True)

    def patch(self, request: Request, pk: int) -> Response:
        """Changes what is sent. A list or a part that is sent takes the place of the whole."""
        return self._write(request, pk, is_whole=False)

    def _write(self, request: Request, pk: int, *, is_whole: bool) -> Response:
        sent = self.sent(request)

        def act() -> Response:
            self.rewrite(self.held(request, pk, request.data), sent, is_whole=is_whole)
            return self.answered(pk)

        return self.change(request, act)

    def held(self, request: Request, pk: int, sent: Any = None) -> Model:
        """The row, locked, if it may be changed and is still what the sender saw. Raises Refusal or Http404."""
        raise NotImplementedError

    def rewrite(self, row: Model, sent: dict[str, Any], *, is_whole: bool) -> None:
        writer = Writer(by=self.request.user, is_whole=is_whole, incident=self.incident_of(row))
        writer.take(self.get_serializer(), sent, row, is_root=True)
        writer.write()

    def incident_of(self, row: Model) -> Incident | None:
        """The dossier that it belongs to; none of what all editors share."""
        return None

    def answered(self, pk: int) -> Response:
        row = self.row(pk)
        return self.answer(row, self.etag(row))


def absent(model: type[Model], pk: object) -> str:
    """The same sentence for what is not there and for what one may not know of."""
    return _("There is no %(what)s %(id)s, or it is not yours to see.") % {"what": model._meta.verbose_name, "id": pk}


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Every other address below the desk API."""
    return problem_response(
        Refusal(404, _("There is nothing at this address. /api/v1/desk/ lists what there is.")), {"request": request}
    )
