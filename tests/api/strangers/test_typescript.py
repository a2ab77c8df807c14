"""A program in TypeScript, with the types that openapi-typescript makes of our descriptions: it compiles, and it works.

Nothing of ours needs Node, so this is run only where somebody has put the tools beside it.
"""

import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import urllib3

from api.desk.models import Key
from events.models import Incident
from tests.factories import UserFactory

TOOLS = os.environ.get("TYPESCRIPT_TOOLS", "")
STRICT = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--target", "es2022"]
TRIAL = Path(__file__).with_name("trial.ts")

pytestmark = pytest.mark.skipif(
    not TOOLS,
    reason="TYPESCRIPT_TOOLS names no folder with openapi-typescript, openapi-fetch, typescript and @types/node",
)


def run(folder: Path, *words: str, **environ: str) -> str:
    done = subprocess.run(words, cwd=folder, env=os.environ | environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_strict_program_compiles_and_works(site, tmp_path) -> None:
    author = UserFactory()
    _key, code = Key.make(user=author, name="trial", scopes=["read", "write"], lasts=timedelta(days=1))
    (tmp_path / "node_modules").symlink_to(Path(TOOLS) / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(TRIAL, tmp_path)
    for name, address in {"record": "/api/v1/schema/", "desk": "/api/v1/desk/schema/"}.items():
        (tmp_path / f"{name}.json").write_bytes(urllib3.request("GET", site + address).data)
        run(tmp_path, "node_modules/.bin/openapi-typescript", f"{name}.json", "--output", f"{name}.d.ts")

    run(tmp_path, "node_modules/.bin/tsc", *STRICT, "--module", "nodenext", TRIAL.name)
    told = json.loads(run(tmp_path, "node", "trial.js", SITE=site, KEY=code))

    assert len(told["timeline"]) > 2
    assert any("Marlow" in line for line in told["timeline"])
    assert told["kinds"].keys() == {"company", "event", "incident", "source"}
    assert told["position"].partition(".")[0].isdigit()
    assert told["refused"] == 404
    assert Incident.objects.get(pk=told["proposed"]).author == author
