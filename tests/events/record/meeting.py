"""Several connections that meet in PostgreSQL: threads that start together and end in bounded time."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

LONGEST = 30


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each action returns, or the exception that ended it, each on a connection of its own, started together."""
    outcomes: list[Any] = [TimeoutError("it did not end")] * len(actions)
    start = threading.Barrier(len(actions))

    def run(place: int, action: Callable[[], Any]) -> None:
        try:
            start.wait(LONGEST)
            outcomes[place] = action()
        except Exception as ended:
            outcomes[place] = ended
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    return outcomes
