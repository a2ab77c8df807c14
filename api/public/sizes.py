"""What is too large to be read. The longest reasonable question is a thousandth of what a server would take."""

from django.http import HttpRequest

from api.problems import Refusal

LONGEST_QUERY = 8_000
LARGEST_BODY = 8_000
"""A read has no body. Some programs send an empty object all the same: it is not looked at."""
NO_BODY = "A read takes no body. Ask by the address alone."


def check_size(request: HttpRequest, largest_body: int = LARGEST_BODY) -> None:
    """Raises Refusal for a query or a body that is too large, before either is read."""
    if len(request.META["QUERY_STRING"]) > LONGEST_QUERY:
        raise Refusal(414, f"The query has more than {LONGEST_QUERY} characters. Ask in parts.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        raise Refusal(400, "The length of the body is no number.")
    if int(length[:10]) > largest_body:
        sentence = f"Send {largest_body} bytes at most." if largest_body > LARGEST_BODY else NO_BODY
        raise Refusal(413, sentence)
