"""Requests that nobody would think of, made from our own descriptions of both halves of the API (Schemathesis)."""

import pytest
from django.core.wsgi import get_wsgi_application

from api.public.schema import description
from events.record.models import Subject
from events.timeline.tasks import render_again
from tests.events.site import affairs
from tests.faults.fuzzer import FLOOR, WANTED, Outcome, Tally, fuzz, share
import os
import json

READING = """
[parameters]
wait = 0  # whoever waits holds up all others here

[checks.positive_data_acceptance]
# A description cannot say that a topic is unknown, or that one parameter needs another: such a refusal is right.
expected-statuses = ["2xx", "3xx", 400, 404, 406, 409, 410]
"""

def lowest(outcome, which="operations"):
    rows = sorted((share(statuses), label, dict(statuses)) for label, statuses in getattr(outcome, which).items())
    return rows


def test_no_request_surprises_the_read_api(committed_db, settings, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(render_again, "delay", lambda: None)  # no worker here
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    affairs.everything()
    numbers = {f"{'companie' if kind == 'company' else kind}s": sorted(Subject.objects.filter(kind=kind).values_list("number", flat=True)) for kind in ("company", "incident", "event", "source")}
    known = {"numbers": numbers | {"publications": [1, 2, 3]}, "live": {name: each[:2] for name, each in numbers.items()} | {"publications": [1]}, "topics": ["labour"], "words": ["emails", "staff", "Marlow"]}
    tally = Tally(get_wsgi_application())
    options = os.environ.get("OPTS", "--mode positive --max-examples 10").split()
    outcome = fuzz(tally, description(), hooks="likely_reads", known=known, folder=tmp_path, options=options, more=READING)
    with open("/tmp/wt/fuzz-out.txt", "w") as out:
        print(outcome.requests, dict(outcome.statuses), outcome.code, file=out)
        for row in lowest(outcome): print(*row, file=out)
        print("ALL", file=out)
        for row in lowest(outcome, "all_operations"): print(*row, file=out)
        print(outcome.said, file=out)
    assert not outcome.server_errors, outcome.said
