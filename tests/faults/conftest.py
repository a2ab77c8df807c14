"""No broker is asked in these tests."""

import pytest

from events.review import actions


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)
