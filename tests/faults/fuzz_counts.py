"""For the hooks: which values exist, and the count of what was answered to each operation."""

import atexit
import json
import os
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

known: dict[str, Any] = json.loads(Path(os.environ["FUZZ_KNOWN"]).read_text())
chance = random.Random(1)  # noqa: S311  which value is taken
AS_DRAWN = float(os.environ["FUZZ_AS_DRAWN"])
"""Such a part of the requests that the description allows is sent as it was drawn."""
counts: dict[str, dict[str, Counter]] = {name: defaultdict(Counter) for name in ("statuses", "refusals")}
asked: set[str] = set()
"""Operations."""


def is_positive(case: Case) -> bool:
    """Whether the description allows this request."""
    return bool(case.meta) and case.meta.generation.mode is GenerationMode.POSITIVE


def is_first_of(case: Case) -> bool:
    """Whether its operation was not asked before: of few requests one at least should be answered."""
    is_first = case.operation.label not in asked
    asked.add(case.operation.label)
    return is_first


def count(case: Case, response: Response) -> None:
    """By operation, and of what was refused in which words."""
    if case.method.upper() != case.operation.method.upper():
        return  # asked by a method that the address does not have, which is no operation
    counts["statuses"][case.operation.label][response.status_code] += 1
    if response.status_code >= 400 and is_positive(case):
        counts["refusals"][case.operation.label][_why(response)] += 1


def _why(response: Response) -> str:
    try:
        problem = response.json()
        words = [f"{each.get('pointer', each.get('parameter', ''))} {each['detail']}" for each in problem["errors"]]
    except (ValueError, KeyError, TypeError):
        words = [response.text[:300]]
    return f"{response.status_code} {'; '.join(words)[:300]}"


@atexit.register
def _keep() -> None:
    Path(os.environ["FUZZ_TALLY"]).write_text(json.dumps(counts))
