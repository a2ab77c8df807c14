"""Entities in the hands of FollowTheMoney's own model: each is of a schema of its, and none of their values is dropped.

The package needs older versions of what we need, so this is run only where a Python beside ours has it.
"""

import gzip
import json
import os
import subprocess

import pytest
import urllib3

PYTHON = os.environ.get("FOLLOWTHEMONEY", "")
VALIDATOR = """
import json, sys
from followthemoney import model
faults = []
for line in sys.stdin:
    told = json.loads(line)
    schema = model.get(told["schema"])
    schema.validate(told)
    cleaned = model.get_proxy(told, cleaned=False)
    for name, values in told["properties"].items():
        if len(cleaned.get(name, quiet=True)) < len(values):
            faults.append([told["id"], told["schema"], name, values])
print(json.dumps(faults))
"""

pytestmark = pytest.mark.skipif(not PYTHON, reason="FOLLOWTHEMONEY names no Python that has followthemoney")


LISTS = [f"api/v1/{name}/?format=ftm" for name in ("companies", "incidents", "events", "sources")]


@pytest.mark.parametrize("address", [*LISTS, "data/latest/entities.ftm.jsonl.gz"])
def test_every_entity_is_valid(site, address) -> None:
    sent = urllib3.request("GET", f"{site}/{address}").data
    lines = gzip.decompress(sent) if address.endswith(".gz") else sent
    assert lines.count(b"\n") > 2

    ran = subprocess.run([PYTHON, "-c", VALIDATOR], input=lines, capture_output=True, timeout=120)

    assert ran.returncode == 0, ran.stderr.decode()
    assert json.loads(ran.stdout) == []
