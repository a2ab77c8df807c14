"""`python -m tracker.launch COMMAND`: what the Makefile's targets call."""

import os
import subprocess
import sys
from collections.abc import Callable

from tracker.launch import check, environment, requirements
from tracker.launch.manage import manage
from tracker.launch.run import run
from tracker.launch.trouble import Trouble, explained, say

Arguments = list[str]
# Files stay whole: what one prepares for its tests is prepared once.
SHARED_OUT = ["--numprocesses", "logical", "--maxprocesses", "4", "--dist", "loadfile"]


def test(arguments: Arguments) -> int:
    """All tests, a process for each core; or, with arguments of pytest's, just what they say."""
    environment.ensure(environment.DEVELOP)
    check.compile_catalogues()
    return python(["-m", "pytest", *(arguments or SHARED_OUT)])


def python(arguments: Arguments) -> int:
    """Anything else that needs the developers' environment."""
    environment.ensure(environment.DEVELOP)
    return subprocess.call([environment.PYTHON, *arguments], cwd=environment.ROOT)


COMMANDS: dict[str, Callable[[Arguments], int]] = {
    "run": lambda _: run(),
    "test": test,
    "check": lambda _: check.say_everything(),
    "fix": lambda _: check.fix(),
    "messages": lambda _: python(["-m", "tracker.launch.messages"]),
    "lock": requirements.lock,
    "manage": manage,
    "python": python,
}


def main(words: list[str]) -> int:
    os.chdir(environment.ROOT)
    if not words or words[0] not in COMMANDS:
        say(f"Say one of: {', '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[words[0]](words[1:])
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
    except OSError as error:
        sys.stderr.write(f"{explained(error)}\n")
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
