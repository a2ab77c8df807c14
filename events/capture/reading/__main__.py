"""The child: a line of JSON and the document come in by stdin, what was read of it goes out by stdout.

    python -m events.capture.reading
    {"content_type": "text/html", "address": "https://…", "memory": …, "seconds": …}

It binds itself to its limits before it looks at the document. What it says is checked by its parent again.
"""

import json
import resource
import sys

from events.capture.reading import Unreadable, documents


def main() -> int:
    order = json.loads(sys.stdin.buffer.readline())
    _bind(memory=order["memory"], seconds=order["seconds"], answer=order["answer"])
    content = sys.stdin.buffer.read()
    try:
        answer = documents.read(content, order["content_type"], order["address"])
    except Unreadable as refusal:
        answer = {"refused": refusal.code}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_much"}
    json.dump(answer, sys.stdout)
    return 0


def _bind(*, memory: int, seconds: int, answer: int) -> None:
    """Hard limits, which the process itself cannot lift again."""
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.exit(main())
