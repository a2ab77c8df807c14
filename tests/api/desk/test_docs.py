"""The examples of docs/desk-api.md, run as they stand: in one shell, in their order, against a real server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from api.desk.models import Key, Scope
from events.models import Incident
from tests.factories import UserFactory
from tracker.accounts.models import Role
from tracker.wsgi import application

DOCS = Path(__file__).parents[3] / "docs" / "desk-api.md"
EXAMPLES = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """The test itself says what went wrong."""


@pytest.fixture
def site(committed_db, settings) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
    server.set_app(application)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq")
def test_the_examples_work_as_they_stand(site: str, tmp_path: Path) -> None:
    examples = EXAMPLES.findall(DOCS.read_text())
    _row, writer = Key.make(user=UserFactory(), name="w", scopes=[Scope.WRITE], lasts=timedelta(days=1))
    reviewer = UserFactory(role=Role.REVIEWER)
    _row, checker = Key.make(user=reviewer, name="r", scopes=[Scope.REVIEW], lasts=timedelta(days=1))

    script = "set -euo pipefail\n" + "\n".join(examples)
    environment = {"SITE": site, "KEY": writer, "REVIEWER": checker, "PATH": "/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "-x", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert len(examples) > 6
    assert Incident.objects.get(title="Pay at the works").status == "published"
    assert Incident.objects.filter(title="Once").count() == 1
