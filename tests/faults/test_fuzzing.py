"""Requests that nobody would think of, made from our own descriptions of both halves of the API (Schemathesis).

No answer is a 5xx, none is one that the description does not know, and every warning of Schemathesis fails. Each half
is asked twice: what its description allows (of that at least 30 % is answered with 2xx, for each operation), and then
everything, what it forbids too. A modest number by default, without the phase that tries every bound of every
parameter; `FUZZING=50000` asks for about that many, in all phases, `FUZZING_SEED` for others.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.wsgi import get_wsgi_application

from api.desk import signing_in
from api.desk.models import Key, Scope
from api.desk.schema import description as description_of_the_desk
from api.public.schema import description
from events.capture.tasks import fetch_due
from events.record.models import Publication, Subject
from events.timeline.tasks import render_again
from tests.events.site import affairs
from tests.factories import UserFactory
from tests.faults.fuzzer import FLOOR, IS_LONG, WANTED, Fuzzer, Outcome, Tally, share
from tests.faults.prepared import Prepared
from tracker.accounts.models import Role

READ_RULES = """
[parameters]
wait = 0  # whoever waits holds up all others here

[checks.positive_data_acceptance]
# A description cannot say that a topic is unknown, or that one parameter needs another: such a refusal is right.
expected-statuses = ["2xx", "3xx", 400, 404, 406, 409, 410]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 404, 405, 406, 410, 413, 414]
"""
EDIT_RULES = """
[generation]
allow-x00 = false  # no text may hold a NUL, which no pattern of ours says of each; test_bodies has them

[checks.positive_data_acceptance]
# That a row exists, is in the right state and keeps the rules of the desk, no description can say either.
expected-statuses = ["2xx", 400, 403, 404, 409, 412, 422]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 411, 412, 413, 415, 422, 428]

[checks.missing_required_header]
expected-statuses = [400, 401, 422, 428]
"""
OF_READS = 0.8
"""So much of all that is wanted goes to the read API: a request to the desk needs rows that are made for it."""
ENOUGH = 10
"""Of fewer requests a share says nothing."""
KINDS = {"companies": "company", "incidents": "incident", "events": "event", "sources": "source"}


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """No worker is there, and whoever tries wrong keys is not locked out, for it is always the same address."""
    monkeypatch.setattr(render_again, "delay", lambda: None)
    monkeypatch.setattr(fetch_due, "delay", lambda: None)
    monkeypatch.setattr(signing_in, "MOST_FAILURES", 10**9)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]


def test_no_request_surprises_the_read_api(committed_db, tmp_path: Path) -> None:
    affairs.everything()
    numbers = {
        name: sorted(Subject.objects.filter(kind=kind).values_list("number", flat=True)) for name, kind in KINDS.items()
    }
    numbers["publications"] = sorted(Publication.objects.values_list("number", flat=True))
    known = {
        "numbers": numbers,
        "live": {name: each[:2] for name, each in numbers.items()},
        "topics": ["labour"],
        "words": ["emails", "staff", "Marlow"],
    }
    fuzzer = Fuzzer(
        Tally(get_wsgi_application()),
        description(),
        hooks="likely_reads",
        rules=READ_RULES,
        folder=tmp_path,
        known=known,
    )

    _check(fuzzer, wanted=int(WANTED * OF_READS))


def test_no_request_surprises_the_desk_api(committed_db, tmp_path: Path) -> None:
    editor = UserFactory(username="fuzzer", role=Role.ADMINISTRATOR)
    _key, secret = Key.make(user=editor, name="Fuzz", scopes=Scope.values, lasts=timedelta(days=1))
    fuzzer = Fuzzer(
        Tally(get_wsgi_application(), Prepared(editor)),
        description_of_the_desk(),
        hooks="likely_edits",
        rules=EDIT_RULES,
        folder=tmp_path,
        options=("--header", f"Authorization: Bearer {secret}"),
    )

    _check(fuzzer, wanted=int(WANTED * (1 - OF_READS)))


def _check(fuzzer: Fuzzer, *, wanted: int) -> None:
    """Runs until so many were asked, and holds each run to what this file says at its top."""
    allowed = fuzzer.run(mode="positive", wanted=int(wanted * 0.75))
    everything = fuzzer.run(mode="all", wanted=wanted - allowed.requests)
    for line in _told(allowed, everything):
        print(line)  # noqa: T201  how many there were, and how many were answered, is the result

    for outcome in (allowed, everything):
        assert not {status: times for status, times in outcome.statuses.items() if status >= 500}, outcome.said
        assert outcome.code == 0, outcome.said
    low = {label: statuses for label, statuses in allowed.operations.items() if share(statuses) < FLOOR}
    low = {label: statuses for label, statuses in low.items() if sum(statuses.values()) >= ENOUGH}
    assert not low, (low, {label: allowed.refusals.get(label) for label in low})
    assert allowed.operations.keys() == fuzzer.operations
    if IS_LONG:
        assert allowed.requests + everything.requests >= wanted


def _told(allowed: Outcome, everything: Outcome) -> Iterator[str]:
    for name, outcome in (("allowed", allowed), ("everything", everything)):
        of_all = sum(outcome.operations.values(), Counter())
        yield f"{name}: {outcome.requests} requests, {share(of_all):.0%} of 2xx, {dict(sorted(of_all.items()))}"
    for label, statuses in sorted(allowed.operations.items(), key=lambda each: share(each[1]))[:8]:
        refused = allowed.refusals.get(label, Counter()).most_common(3)
        yield f"{share(statuses):.0%} of 2xx: {label} {dict(statuses)} {refused}"
