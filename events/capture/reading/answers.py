"""What the child tells its parent."""

from typing import TypedDict

LONGEST_TEXT = 2_000_000


class Claim(TypedDict):
    """What a document says of itself in one place."""

    value: str
    place: str


class Answer(TypedDict, total=False):
    """`text` as people read it; `everything` with what stands around it; `claims` by field, the best place first."""

    kind: str
    text: str
    everything: str
    claims: dict[str, list[Claim]]
    doubt: str
    refused: str
