"""Every address of the desk API, and who gets what behind it.

A new address fails here until somebody writes down what a stranger is answered there.
"""

import json
import uuid

import pytest
from django.test import Client

from api.desk.models import Scope
from api.desk.urls import urlpatterns
from tests.api.desk.conftest import START, Asking
from tests.events.desk.doors import CANARY, House, rows
from tests.factories import UserFactory
from tracker.accounts.models import Role, User

METHODS = ("get", "post", "put", "patch", "delete")
LIST, ONE, PART = (200, 422, 405, 405, 405), (404, 405, 404, 404, 404), (404, 405, 404, 404, 405)
ACTION, READ_ONLY = (405, 404, 405, 405, 405), (200, 405, 405, 405, 405)
# Shared rows: anybody may read and change them, with the version that this test does not name.
SHARED = (200, 405, 428, 428, 428)
GUARDED = (405, 428, 405, 405, 405)
HIDDEN = (404, 405, 405, 405, 405)

# Route → what an editor gets who has no part in the draft whose ids are asked for, by METHODS.
DOORS = {
    "": READ_ONLY,
    "companies/": LIST,
    "companies/<int:pk>/": SHARED,
    "companies/<int:pk>/merge/": (403, 403, 405, 405, 405),
    "sources/": LIST,
    "sources/<int:pk>/": SHARED,
    "sources/<int:pk>/captures/": (405, 422, 405, 405, 405),
    "captures/": READ_ONLY,
    "captures/<int:pk>/": READ_ONLY,
    "topics/": LIST,
    "topics/<int:pk>/": SHARED,
    "incidents/": LIST,
    "incidents/<int:pk>/": ONE,
    "incidents/<int:pk>/submit/": ACTION,
    "incidents/<int:pk>/correct/": ACTION,
    "incidents/<int:pk>/retract/": ACTION,
    "incidents/<int:pk>/redact/": ACTION,
    "incidents/<int:pk>/withdraw/": ACTION,
    "incidents/<int:pk>/return/": ACTION,
    "incidents/<int:pk>/publish/": ACTION,
    "incidents/<int:pk>/schedule/": ACTION,
    "incidents/<int:pk>/call-off/": ACTION,
    "incidents/<int:pk>/missing/": HIDDEN,
    "incidents/<int:pk>/review/": HIDDEN,
    "incidents/<int:pk>/wording/": HIDDEN,
    "incidents/<int:pk>/wording/ask/": ACTION,
    "incidents/<int:pk>/wording/overrule/": ACTION,
    "incidents/<int:pk>/removed/": HIDDEN,
    "incidents/<int:pk>/bring-back/": ACTION,
    "companies/<int:pk>/history/": READ_ONLY,
    "companies/<int:pk>/history/undo/": GUARDED,
    "companies/<int:pk>/history/restore/": GUARDED,
    "sources/<int:pk>/history/": READ_ONLY,
    "sources/<int:pk>/history/undo/": GUARDED,
    "sources/<int:pk>/history/restore/": GUARDED,
    "incidents/<int:pk>/history/": HIDDEN,
    "incidents/<int:pk>/history/undo/": ACTION,
    "incidents/<int:pk>/history/restore/": ACTION,
    "events/<int:pk>/history/": HIDDEN,
    "events/<int:pk>/history/undo/": ACTION,
    "events/<int:pk>/history/restore/": ACTION,
    "remarks/": READ_ONLY,
    "remarks/<int:pk>/resolve/": ACTION,
    "findings/": READ_ONLY,
    "letters/": READ_ONLY,
    "letters/<int:pk>/": READ_ONLY,
    "letters/<int:pk>/move/": GUARDED,
    "overrulings/": READ_ONLY,
    "overrulings/<int:pk>/": (404, 405, 405, 405, 404),
    "overrulings/<int:pk>/overrule/": ACTION,
    "events/": LIST,
    "events/<int:pk>/": ONE,
    "events/<int:pk>/hold/": ACTION,
    "dossiers/": LIST,
    "dossiers/<int:pk>/": ONE,
    "submissions/": READ_ONLY,
    "submissions/<int:pk>/": HIDDEN,
    "batches/": (200, 422, 405, 405, 405),
    "batches/<int:pk>/": HIDDEN,
    "batches/<int:pk>/dossiers/": READ_ONLY,
    "batches/<int:pk>/submit/": ACTION,
    "batches/<int:pk>/review/": HIDDEN,
    "batches/<int:pk>/return/": ACTION,
    "batches/<int:pk>/publish/": ACTION,
    "imports/": LIST,
    "imports/<int:pk>/": HIDDEN,
    "imports/<int:pk>/mapping/": ACTION,
    "imports/<int:pk>/check/": ACTION,
    "imports/<int:pk>/take/": ACTION,
    "imports/<int:pk>/cancel/": ACTION,
    "imports/<int:pk>/rows/": READ_ONLY,
    "imports/<int:pk>/spellings/": READ_ONLY,
    "imports/<int:pk>/spellings/<int:spelling>/": ACTION,
    "participants/": LIST,
    "participants/<int:pk>/": ONE,
    "citations/": LIST,
    "citations/<int:pk>/": ONE,
    "facts/": LIST,
    "facts/<int:pk>/": ONE,
    "reported-values/": LIST,
    "reported-values/<int:pk>/": ONE,
    "allegations/": READ_ONLY,
    "allegations/<int:pk>/": PART,
    "legal-steps/": LIST,
    "legal-steps/<int:pk>/": ONE,
    "demands/": LIST,
    "demands/<int:pk>/": ONE,
    "reply-requests/": LIST,
    "reply-requests/<int:pk>/": ONE,
    "statements/": READ_ONLY,
    "statements/<int:pk>/": PART,
    "answers/": LIST,
    "answers/<int:pk>/": ONE,
    "commitments/": LIST,
    "commitments/<int:pk>/": ONE,
    "commitment-updates/": LIST,
    "commitment-updates/<int:pk>/": ONE,
    "schema/": READ_ONLY,
    "docs/": (302, 405, 405, 405, 405),
}
OPEN = {"schema/", "docs/"}
# What an address needs to be told before it looks at what it is about.
GIVEN = {
    "correct": {"note": "Nonsense"},
    "retract": {"note": "Nonsense"},
    "redact": {"note": "Nonsense", "words": "nobody at all"},
    "return": {"comment": "Nonsense"},
    "publish": {"seen": "a" * 64},
    "schedule": {"seen": "a" * 64, "at": "2027-01-31T09:00", "zone": "Europe/Paris"},
    "hold": {"hold": True},
    "spellings": {"decision": "new"},
    "captures": {"text": ""},
    "merge": {"survivor": 10**9},
    "undo": {"context": None, "at": "2026-01-01T00:00:00Z"},
    "restore": {"model": "events.event", "row": 1},
    "bring-back": {"row": 1},
    "move": {"state": "closed"},
    "ask": {"key": str(uuid.uuid4()), "field": "text", "sentence": "Nonsense"},
    "overrule": {"key": str(uuid.uuid4()), "field": "text", "sentence": "Nonsense", "reason": "Nonsense"},
    "batches": {"name": "Nonsense", "incidents": [10**9]},
}
# What a reviewer is answered where an author is not.
OF_REVIEWERS = {
    "incidents/<int:pk>/return/": ACTION,
    "companies/<int:pk>/merge/": (400, 422, 405, 405, 405),
}


@pytest.fixture
def house(db) -> House:
    return House()


def ids_of(house: House) -> dict[str, int]:
    event, statement = house.event, house.statement
    return {
        "companies": house.company.pk,
        "sources": house.source.pk,
        "captures": house.capture.pk,
        "topics": house.topic.pk,
        "incidents": house.incident.pk,
        "dossiers": house.incident.pk,
        "events": event.pk,
        "submissions": house.submission.pk,
        "batches": house.batch.pk,
        "overrulings": house.overruling.pk,
        "remarks": house.remark.pk,
        "letters": house.letter.pk,
        "imports": house.job.pk,
        "participants": event.participants.first().pk,
        "citations": event.citations.get().pk,
        "facts": event.facts.get().pk,
        "reported-values": event.facts.get().values.get().pk,
        "allegations": event.pk,
        "legal-steps": event.allegation.statuses.create(status="alleged", note=f"{house.word} step").pk,
        "demands": event.allegation.demands.get().pk,
        "reply-requests": house.asked.pk,
        "statements": statement.pk,
        "answers": statement.statement.answers.get().pk,
        "commitments": statement.statement.commitments.get().pk,
        "commitment-updates": statement.statement.commitments.get()
        .updates.create(status="kept", source=house.source, note=f"{house.word} progress")
        .pk,
    }


def address(route: str, ids: dict[str, int], house: House) -> str:
    first = route.partition("/")[0]
    return route.replace("<int:pk>", str(ids.get(first, 1))).replace(
        "<int:spelling>", str(house.job.spellings.first().pk)
    )


def given(route: str) -> dict:
    if route == "overrulings/<int:pk>/overrule/":
        return {"reason": "Nonsense"}
    return next((body for name, body in GIVEN.items() if route.rstrip("/").split("/")[-1] == name), {})


def knocked(program: Asking, route: str, method: str, ids: dict[str, int], house: House):
    words = route.split("/")
    body = GIVEN["spellings"] if words[-3:-2] == ["spellings"] else given(route)
    return program(method, address(route, ids, house), None if method in {"get", "delete"} else body)


def said(answer) -> bytes:
    return (str(dict(answer.headers)).encode() + answer.content).lower()


def test_every_address_has_its_line_here() -> None:
    assert {str(route.pattern) for route in urlpatterns[:-1]} == set(DOORS)


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_who_has_no_part_in_a_draft_gets_nothing_of_it(house: House, role: Role) -> None:
    """All shared rows are answered, all of the draft is not there, and by asking nothing is changed or made."""
    program = Asking(UserFactory(role=role))
    ids, answers, leaks = ids_of(house), {}, []
    before = rows()

    for route in DOORS:
        got = [knocked(program, route, method, ids, house) for method in METHODS]
        leaks += [route] if any(CANARY.encode() in said(answer) for answer in got) else []
        answers[route] = tuple(answer.status_code for answer in got)

    expected = DOORS | (OF_REVIEWERS if role == Role.REVIEWER else {})
    assert answers == expected
    assert leaks == []
    now = rows()
    assert {place for place in before.keys() | now.keys() if before.get(place) != now.get(place)} <= {
        ("desk_api.Key", program.row.pk)
    }


def test_its_author_is_shown_the_words_that_nobody_else_is(house: House) -> None:
    """Or the test above would pass because nothing shows them."""
    program, ids = Asking(house.author), ids_of(house)

    shown = {route for route in DOORS if CANARY.encode() in said(knocked(program, route, "get", ids, house))}

    assert len(shown) > 25


@pytest.mark.parametrize("who", ["anonymous", "suspended", "wrong"])
def test_without_an_account_there_is_only_the_description(house: House, who: str) -> None:
    program, ids = Asking(house.author), ids_of(house)
    before = rows()
    if who == "suspended":
        User.objects.filter(pk=house.author.pk).update(is_active=False)
    secret = {"anonymous": {}, "suspended": {"authorization": f"Bearer {program.secret}"}, "wrong": {"cookie": "x=y"}}
    answers, leaks = set(), []

    for route in DOORS.keys() - OPEN:
        for method in METHODS:
            path = START + address(route, ids, house)
            answer = Client().generic(method.upper(), path, b"{}", "application/json", headers=secret[who])
            answers.add(answer.status_code)
            leaks += [route] if any(word.encode() in said(answer) for word in (CANARY, house.shared)) else []

    assert answers <= {401, 429}
    assert leaks == []
    if who != "suspended":
        assert rows() == before


def test_a_key_that_reads_changes_nothing(house: House) -> None:
    """Not even what is its owner's own."""
    program, ids = Asking(house.author, [Scope.READ]), ids_of(house)
    before, answers = rows(), set()

    for route in DOORS.keys() - OPEN:
        for method in METHODS[1:]:
            answers.add(knocked(program, route, method, ids, house).status_code)

    assert answers <= {403, 405}
    now = rows()
    assert {place for place in before.keys() | now.keys() if before.get(place) != now.get(place)} <= {
        ("desk_api.Key", program.row.pk)
    }


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("events/", {"incident": "incidents", "kind": "report", "title": "Planted"}),
        ("citations/", {"event": "events", "source": "sources"}),
        ("participants/", {"event": "events", "role": "mentioned", "group": "x"}),
        ("legal-steps/", {"allegation": "allegations", "status": "filed"}),
        (
            "answers/",
            {"statement": "statements", "allegation": "allegations", "company": "companies", "stance": "denies"},
        ),
        ("reported-values/", {"fact": "facts", "citation": "citations", "text": "x"}),
        ("commitment-updates/", {"commitment": "commitments", "status": "kept", "source": "sources"}),
    ],
)
def test_nothing_is_hung_on_a_draft_of_others(house: House, stranger: Asking, route: str, body: dict) -> None:
    ids = ids_of(house)
    before = rows()
    real = stranger.post(route, {name: ids.get(value, value) for name, value in body.items()})
    absent = stranger.post(route, {name: 10**9 if value in ids else value for name, value in body.items()})

    assert (real.status_code, absent.status_code) == (422, 422)
    assert CANARY.encode() not in said(real)
    hidden, nowhere = (json.dumps(each.json()["errors"]) for each in (real, absent))
    for pk in sorted(set(ids.values()), reverse=True):
        hidden = hidden.replace(f" {pk} here", " N here")
    assert hidden == nowhere.replace(" 1000000000 here", " N here")
    assert {place for place in before if before[place] != rows().get(place)} <= {("desk_api.Key", stranger.row.pk)}


def test_a_filter_tells_nothing_of_what_is_not_seen(house: House, stranger: Asking) -> None:
    ids = ids_of(house)
    asked = [
        f"events/?q={CANARY}",
        f"events/?incident={ids['incidents']}",
        f"events/?company={ids['companies']}",
        f"events/?source={ids['sources']}",
        f"incidents/?q={CANARY}",
        f"incidents/?company={ids['companies']}",
        "incidents/?topic=labour",
        "incidents/?author=writer",
        f"dossiers/?company={ids['companies']}",
        f"citations/?source={ids['sources']}",
        f"batches/{ids['batches']}/dossiers/",
        "batches/",
        "remarks/",
        "findings/",
        "overrulings/",
        f"answers/?company={ids['companies']}",
        "submissions/",
        "imports/",
        f"imports/{ids['imports']}/rows/",
        f"imports/{ids['imports']}/spellings/",
    ]

    assert {path: stranger.get(path).json()["results"] for path in asked} == {path: [] for path in asked}
