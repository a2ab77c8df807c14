"""Refusals that carry a sentence for the person whose wish is refused."""

from dataclasses import dataclass


class Refused(Exception):
    """Something may not be done, and the message says why, in words for the one who asked."""


class NotAllowed(Refused):
    """This person may not do it."""


class InvalidTransition(Refused):
    """Nobody may do it in this state."""


class Stale(Refused):
    """It changed in the meantime: what was approved or edited is no longer what is there."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing: at which row (`model` and `pk`), in which field, and what to do."""

    model: str
    pk: int
    title: str
    field: str
    sentence: str


class Incomplete(Refused):
    """A dossier that cannot be submitted yet; `problems` lists everything that is missing, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{problem.title}: {problem.sentence}" for problem in problems))


@dataclass(frozen=True, slots=True)
class Lacking:
    """A dossier of a batch that cannot be handed in, and what it lacks."""

    pk: int
    title: str
    problems: list[Problem]


class BatchIncomplete(Refused):
    """Dossiers of a batch that cannot be submitted yet: nothing of it was handed in."""

    def __init__(self, lacking: list[Lacking], sentence: str) -> None:
        self.lacking = lacking
        super().__init__(sentence)
