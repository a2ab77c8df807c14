"""What reading a date costs: `python tests/bench/dates.py` prints microseconds for each form.

The best of several rounds, without any cache. The target is 20 µs for a common form; it is no test,
because a busy machine would fail it.
"""

import sys
import timeit
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from events.dates import describe, read, reading_of

COMMON = (
    "2016",
    "2016-01",
    "2016-01-05",
    "27 December 2017",
    "27 décembre 2017",
    "between 2014 and 2016",
    "since 2015",
)
OTHERS = (
    *("about March 2019", "early January 2016", "from May 2016 to July 2017", "Q3 2021", "the 1940s", "[2014,2016]"),
    *("2014-XX-25", "Sunday, March 4, 2018", "2014, 2015 or 2016"),
)
CALLS, ROUNDS = 10_000, 7


def microseconds(call: partial[object]) -> float:
    """The best round, per call."""
    return min(timeit.repeat(call, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def main() -> None:
    sys.stdout.write(f"{'':28}{'read':>8}{'rebuild':>9}{'describe':>10}  (µs, best of {ROUNDS} x {CALLS})\n")
    for text in COMMON + OTHERS:
        reading = read(text)
        costs = (
            microseconds(partial(read, text)),
            microseconds(partial(reading_of, reading.edtf, reading.manner)),
            microseconds(partial(describe, reading.edtf, manner=reading.manner, language="fr")),
        )
        sys.stdout.write(f"{text:28}{costs[0]:8.1f}{costs[1]:9.1f}{costs[2]:10.1f}\n")


if __name__ == "__main__":
    main()
