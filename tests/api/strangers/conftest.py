"""A real server over the record of the affairs, with a dump of it, for programs that know nothing of ours."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from api.dumps import jobs
from events.review import actions
from tests.events.site import affairs


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """What a program was answered, its test says."""


@pytest.fixture
def site(committed_db, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the server, served from threads of their own with connections of their own."""
    settings.ALLOWED_HOSTS, settings.DUMPS_DIR = ["127.0.0.1"], tmp_path / "dumps"
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)  # no broker is asked
    affairs.everything()
    jobs.ask()
    jobs.work_off()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.SITE_ADDRESS = address
    yield address
    server.shutdown()
    server.server_close()
    thread.join()
