"""English without a prefix, French below /fr/: the address alone says the language, for nobody has a cookie here."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

# Their answers are the same in every language, so they do not pay for choosing one.
WORDLESS = ("/api/", "/static/", "/healthz", "/readyz")


class LanguageMiddleware:
    """Speaks the language of the address for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WORDLESS):
            return self.get_response(request)
        with translation.override(language_of(request.path_info)):
            return self.get_response(request)


def language_of(path: str) -> str:
    first = path.split("/", 2)[1]
    return first if first in _prefixed() else settings.LANGUAGE_CODE


def in_language(path: str, language: str) -> str:
    """The address of the same page in `language`."""
    bare = path[len(own) + 1 :] if (own := language_of(path)) != settings.LANGUAGE_CODE else path
    return f"/{language}{bare}" if language in _prefixed() else bare


def spoken(path: str) -> str:
    """The address of the same page in the language that is spoken now."""
    return in_language(path, translation.get_language() or settings.LANGUAGE_CODE)


def _prefixed() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
