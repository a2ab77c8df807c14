"""Reads a million characters of pieces, each repeated: a program that the kernel ends in time.

`python -m tests.events.intake.hostile SECONDS LANGUAGE`. What grows with the square of the text takes hours here.
"""

import resource
import sys

from events.intake import DeskCompany, propose

LENGTH = 35_000
DESK = [DeskCompany(1, "Aa", ("A B C D E F",)), DeskCompany(2, "The The"), DeskCompany(3, "Amazon.com, Inc.")]
PIECES = (
    *("a", "A", "Aa ", "A.", "a, ", "A B C D E F G ", "Aa, ", "Aa (AA) ", "Aa’s ", "“", '"a" ', "‘a’ ", "« ", "\n“"),
    *("“Aa,” said Aa. ", "said that ", "he told Aa ", "according to Aa of ", "did not declined to ", "1 ", "1,000 "),
    *(
        "one hundred and ",
        "2015 ",
        "May 1, ",
        "Dalton 1, ",
        "between May and ",
        "selon Aa de ",
        "n’a pas ",
        "deux cent ",
        "\xa0",
    ),
)


def main(seconds: str, language: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    text = "\n".join([*((piece * LENGTH)[:LENGTH] for piece in PIECES), "…" * 10 * LENGTH])
    propose(text, language, DESK)
    print("done")  # noqa: T201 - a program


if __name__ == "__main__":
    main(*sys.argv[1:])
