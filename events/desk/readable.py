"""What no text in the database can hold is taken out before any list, box or form of the desk reads it."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]


class ReadableMiddleware:
    """NUL is taken out of what is asked and sent, so that it finds nothing more and breaks nothing. Halves of letters
    do not come so far (`tracker.wsgi`).
    """

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """A view that answers itself what is too large to be read (`csrf_exempt` until then) has it read there."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            read_form(request)


def read_form(request: HttpRequest) -> None:
    """Reads what a form sent. Raises BadRequest, or SuspiciousOperation for too much of it; both are answered with a
    sentence.
    """
    try:
        sent = request.POST
    except (LookupError, UnicodeError) as unknown:  # the name of a file in letters of its own
        raise BadRequest("a part in letters that nobody knows") from unknown
    if any(_says_too_many(name, sent) for name in sent):
        raise BadRequest("more rows than fields")
    if any("\0" in text for name, texts in sent.lists() for text in (name, *texts)):
        request.POST = _without_nul(sent)


def answers_too_large(answer: View, most: int) -> Callable[[View], View]:
    """Has `answer` say it where a request has more than `most` bytes, or more text than is read at once, before
    anything of it is read.

    The token of the form is in what is not read, so it is checked only behind this.
    """

    def decorate(view: View) -> View:
        guarded = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if _is_read(request, most):
                return guarded(request, *args, **kwargs)
            response = answer(request, *args, **kwargs)
            response.status_code = 413
            return response

        return checked

    return decorate


def _is_read(request: HttpRequest, most: int) -> bool:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            return False
        read_form(request)
    except (RequestDataTooBig, ValueError):
        return False
    return True


def _says_too_many(name: str, sent: QueryDict) -> bool:
    """Whether a table of a form says that it has more rows than the form has fields. It would be shown with as many
    empty rows as it may have at all, which takes minutes.
    """
    rows = sent[name] if name.endswith("-TOTAL_FORMS") else ""
    return rows.isdecimal() and (len(rows) > 9 or int(rows) > len(sent))


def _without_nul(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        kept.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    kept._mutable = False
    return kept
