"""How both halves make their OpenAPI descriptions: each once in a process, and one thread at a time.

drf-spectacular looks its extensions up in classes that it changes meanwhile, so that two first requests at once would
have one of them fail.
"""

from collections.abc import Callable
from functools import cache, wraps
from threading import Lock

ONE_AT_A_TIME = Lock()


def once(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """`make`, which is called when it is first asked for."""
    kept = cache(make)

    @wraps(make)
    def made() -> bytes:
        with ONE_AT_A_TIME:
            return kept()

    return made
