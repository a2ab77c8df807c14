"""The server at an address. Only under its own names: a page of another site cannot reach it through a browser."""

from collections.abc import Sequence

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette

from api.mcp.server import server

LARGEST = 64 * 1024
AT_ONCE = 32
"""So many requests are answered at once; more are told to come again (503)."""


def application(names: Sequence[str]) -> Starlette:
    """Each request stands alone, so that any process can answer the next. `names` are hosts with their ports."""
    origins = [f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    return server().streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST,
        transport_security=TransportSecuritySettings(allowed_hosts=list(names), allowed_origins=origins),
    )


def serve(host: str, port: int, *, name: str) -> None:
    """Serves until it is told to stop. `name` is the host under which a proxy in front of it is known."""
    own = (name, f"{host}:{port}", f"localhost:{port}", f"127.0.0.1:{port}")
    uvicorn.run(application(own), host=host, port=port, log_level="warning", limit_concurrency=AT_ONCE)
