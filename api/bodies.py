"""How a body may come. One that no reader here would find is refused, rather than taken for an empty one."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.problems import Refusal


def check_is_plain(request: HttpRequest) -> None:
    """Raises Refusal for a body of unsaid length, which Django reads as nothing, and for one that is packed."""
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        raise Refusal(411, _("Send the body in one piece, with its `Content-Length`: one in pieces is not read."))
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise Refusal(415, _("Send the body as it is: one that is packed (`Content-Encoding`) is not read."))
