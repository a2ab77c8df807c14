"""The table of states: complete, drawn in the docs, and what the actions really do."""

import os
from pathlib import Path

import pytest

from events.models import Status
from events.review.states import OWNERS, TRANSITIONS, Action, after, diagram

PAGE = Path(__file__).parents[3] / "docs" / "states.md"
TEXT = """# The states of a dossier

Drawn from `events/review/states.py`, which the code, the buttons and the tests read too. After a change of that table:
`REWRITE=1 make test ARGS=tests/events/review/test_states.py` writes this page again.

```mermaid
{diagram}
```
"""


def test_drawing_in_the_docs_is_up_to_date():
    if os.environ.get("REWRITE"):
        PAGE.write_text(TEXT.format(diagram=diagram()))
    assert PAGE.read_text() == TEXT.format(diagram=diagram())


def test_every_state_has_its_moves_and_an_owner():
    assert set(TRANSITIONS) == set(OWNERS) == set(Status)


def test_every_state_is_reached_from_a_draft():
    reached, waiting = set(), [Status.DRAFT]
    while waiting:
        status = waiting.pop()
        if status not in reached:
            reached.add(status)
            waiting += [
                target for action in Action for public in (True, False) if (target := moved(status, action, public))
            ]
    assert reached == set(Status)


def moved(status: Status, action: Action, public: bool) -> Status | None:
    target = after(status, action, public=public)
    return Status(target) if target else None


@pytest.mark.parametrize(
    ("status", "action", "public", "target"),
    [
        ("in_review", Action.WITHDRAW, False, "draft"),
        ("in_review", Action.WITHDRAW, True, "pending"),
        ("in_review", Action.EDIT, True, "pending"),
        ("published", Action.EDIT, True, "pending"),
        ("retracted", Action.EDIT, True, None),
        ("draft", Action.PUBLISH, False, None),
    ],
)
def test_action_leads_to_a_state(status, action, public, target):
    assert after(status, action, public=public) == target
