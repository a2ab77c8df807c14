"""The server at an address. Only under its own names: a page of another site cannot reach it through a browser."""

from collections.abc import Sequence

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.mcp.server import server

LARGEST = 64 * 1024
AT_ONCE = 32
"""So many requests are answered at once; more are told to come again (503)."""


class PostsAlone:
    """Nothing is ever told unasked. A client that opens a stream for that, as the usual ones do, would hold one of the
    few places for as long as it runs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http" and scope["method"] != "POST":
            app = PlainTextResponse("Ask with POST: nothing is told unasked.", 405, {"Allow": "POST"})
        await app(scope, receive, send)


def application(names: Sequence[str]) -> Starlette:
    """Each request stands alone, so that any process can answer the next. `names` are hosts with their ports."""
    origins = [f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    app = server().streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST,
        transport_security=TransportSecuritySettings(allowed_hosts=list(names), allowed_origins=origins),
    )
    app.add_middleware(PostsAlone)
    return app


def serve(host: str, port: int, *, name: str) -> None:
    """Serves until it is told to stop. `name` is the host under which a proxy in front of it is known."""
    own = (name, f"{host}:{port}", f"localhost:{port}", f"127.0.0.1:{port}")
    uvicorn.run(application(own), host=host, port=port, log_level="warning", limit_concurrency=AT_ONCE)
