"""How much of what an annotator found is proposed, and how much of what is proposed he found.

`python -m tests.events.intake.measure` prints the table of docs/intake.md. The labels stand beside this file, the
articles in `../shared/articles` beside the repository.

A proposal and a label of one kind are the same finding if they overlap enough: by half of what both cover together for
quotations and dates, at all for the rest, where a label is a name or a few words. Each counts once.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from events.intake import DeskCompany, Kind, Proposal, propose

LABELS = Path(__file__).parent / "labels"
ARTICLES = Path(__file__).resolve().parents[4] / "shared" / "articles"
HALF = {Kind.QUOTATION, Kind.DATE}

Label = dict[str, object]


@dataclass
class Score:
    found: int = 0
    missed: list[Label] = field(default_factory=list)
    wrong: list[Proposal] = field(default_factory=list)
    told: int = 0
    """Labels with details that were found, and `right` those of them whose details are the same."""
    right: int = 0

    @property
    def precision(self) -> float:
        return self.found / max(self.found + len(self.wrong), 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + len(self.missed), 1)

    @property
    def labels(self) -> int:
        return self.found + len(self.missed)

    def add(self, other: "Score") -> None:
        self.found += other.found
        self.missed += other.missed
        self.wrong += other.wrong
        self.told += other.told
        self.right += other.right


def desk() -> list[DeskCompany]:
    rows = json.loads((LABELS / "desk.json").read_text())
    return [DeskCompany(row["id"], row["name"], tuple(row["aliases"]), row.get("media", False)) for row in rows]


def labelled() -> Iterator[tuple[str, dict]]:
    """Each article's file name with its labels."""
    for path in sorted(LABELS.glob("0*.json")):
        yield path.stem + ".txt", json.loads(path.read_text())


def text_of(name: str, sha256: str) -> str | None:
    """The article that the labels were made on; None if it is not here."""
    path = ARTICLES / name
    if not path.exists():
        return None
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{name} is not the text that was labelled.")
    return content.decode()


def measured() -> dict[str, dict[Kind, Score]]:
    """The scores of each article that is here, by kind."""
    scores = {}
    for name, labels in labelled():
        text = text_of(name, labels["sha256"])
        if text is not None:
            proposals = propose(text, labels["language"], desk())
            scores[name] = {kind: _score(kind, proposals, labels["labels"]) for kind in Kind}
    return scores


def by_kind(scores: dict[str, dict[Kind, Score]]) -> dict[str, Score]:
    """The kinds over all articles, and "overall"."""
    total = {kind.value: Score() for kind in Kind} | {"overall": Score()}
    for article in scores.values():
        for kind, score in article.items():
            total[kind.value].add(score)
            total["overall"].add(score)
    return total


def _score(kind: Kind, proposals: list[Proposal], labels: list[Label]) -> Score:
    open_labels = [label for label in labels if label["kind"] == kind]
    score = Score()
    for proposal in (one for one in proposals if one.kind == kind):
        best = max(open_labels, key=lambda label: _overlap(kind, proposal, label), default=None)
        if best is None or not _overlap(kind, proposal, best):
            score.wrong.append(proposal)
            continue
        open_labels.remove(best)
        score.found += 1
        verdict = _details_agree(proposal, best)
        score.told += verdict is not None
        score.right += bool(verdict)
    score.missed = open_labels
    return score


def _overlap(kind: Kind, proposal: Proposal, label: Label) -> float:
    """The share of what both cover together; 0 if they are no one finding."""
    ours = getattr(proposal.details, "mentions", None) or [(proposal.start, proposal.end)]
    theirs = [(label["start"], label["end"]), *map(tuple, label.get("also", ()))]
    share = max(_share(one, other) for one in ours for other in theirs)
    return share if share >= 0.5 or kind not in HALF else 0


def _share(one: tuple[int, int], other: tuple[int, int]) -> float:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(both, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def _details_agree(proposal: Proposal, label: Label) -> bool | None:
    """Whether what is parsed is what the annotator says; None where he says nothing."""
    details = proposal.details
    names = {company.id: company.name for company in desk()}
    match proposal.kind:
        case Kind.QUOTATION:
            by = label.get("by")
            named = details.by is not None and _share(details.by, by) > 0 if by else details.by is None
            whose = details.direct == label["direct"] and names.get(details.company.id) == label["company"]
            return whose and (named or label["company"] is not None)
        case Kind.DECLINED:
            return (details.outcome, names.get(details.company.id)) == (label["outcome"], label["company"])
        case Kind.COMPANY_KNOWN:
            return names[details.company.id] == label["company"]
        case Kind.DATE:
            return details.reading is not None and details.reading.edtf == label["edtf"] if "edtf" in label else None
        case Kind.NUMBER:
            return details.low == label["value"] and (label["of"] or "").casefold() in details.of.casefold()
        case Kind.RELAYS:
            return label["source"] in details.source if "source" in label else None
    return None


def table(total: dict[str, Score]) -> str:
    lines = [
        "| kind | labels | proposed | precision | recall | details right |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, score in total.items():
        proposed = score.found + len(score.wrong)
        details = f"{score.right} of {score.told}" if score.told else "—"
        lines.append(
            f"| {kind} | {score.labels} | {proposed} | {score.precision:.2f} | {score.recall:.2f} | {details} |"
        )
    return "\n".join(lines)


def main(words: list[str]) -> None:
    scores = measured()
    if not scores:
        sys.exit(f"The articles are not in {ARTICLES}.")
    print(table(by_kind(scores)))  # noqa: T201 - a command
    if "--show" in words:
        _show(scores)


def _show(scores: dict[str, dict[Kind, Score]]) -> None:
    """What is missed and what is wrong, with words, for whoever mends it; not for any file."""
    for name, kinds in scores.items():
        text = (ARTICLES / name).read_bytes().decode()
        for kind, score in kinds.items():
            for label in score.missed:
                print(f"{name[:3]} {kind}: missed “{text[label['start'] : label['end']][:90]}”")  # noqa: T201
            for one in score.wrong:
                print(f"{name[:3]} {kind}: wrong “{one.words[:90]}” {one.details}"[:330])  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
