"""The record for language models, over the Model Context Protocol."""

from importlib import import_module
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serves the public record over MCP (streamable HTTP), read-only, below /mcp."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen at")
        parser.add_argument("--port", type=int, default=8001, help="the port to listen at")

    def handle(self, *args: str, **options) -> None:
        if find_spec("mcp") is None:
            raise CommandError("This needs the library: pip install -r requirements-mcp.txt")
        host, port = options["host"], options["port"]
        self.stdout.write(f"http://{host}:{port}/mcp")
        import_module("api.mcp.serving").serve(host, port, name=urlsplit(settings.SITE_ADDRESS).netloc)
