"""The WSGI application that the web server runs."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


class Request(WSGIRequest):
    """A request in UTF-8, whatever letters it says it is in. Django takes its word, and then breaks on a name that is
    no letters' (`rot13`), before any of our pages could answer, or reads halves of letters, which no text can hold.
    """

    def _set_content_type_params(self, meta: dict) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            self.content_type, self.content_params = "", {}


class Application(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Application()
