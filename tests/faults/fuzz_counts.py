"""For the hooks: which values exist, and the count of what was answered to each operation."""

import atexit
import json
import os
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from schemathesis import Case
from schemathesis.generation import GenerationMode

known: dict[str, Any] = json.loads(Path(os.environ["FUZZ_KNOWN"]).read_text())
chance = random.Random(1)  # noqa: S311  which value is taken
counts: dict[str, dict[str, Counter[int]]] = {"positive": defaultdict(Counter), "all": defaultdict(Counter)}


def is_positive(case: Case) -> bool:
    """Whether the description allows this request."""
    return bool(case.meta) and case.meta.generation.mode is GenerationMode.POSITIVE


def count(case: Case, status: int) -> None:
    if case.method.upper() != case.operation.method.upper():
        return  # asked by a method that the address does not have, which is no operation
    counts["all"][case.operation.label][status] += 1
    if is_positive(case):
        counts["positive"][case.operation.label][status] += 1


@atexit.register
def _keep() -> None:
    Path(os.environ["FUZZ_TALLY"]).write_text(json.dumps(counts))
