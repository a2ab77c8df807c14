"""What a reviewer looks at of a batch that waits: its numbers, every warning, what is stale, a fixed sample in full."""

import random
from collections import Counter
from dataclasses import dataclass, field

from events.models import Batch, Incident, Submission
from events.record.append import Change
from events.review import checklist, proposals, submissions
from events.review.checklist import Item

SAMPLE = 5
MOST_WARNINGS = 500


@dataclass(slots=True)
class Look:
    """What a reviewer sees of a batch that waits; `counts` are changes by kind and state, `warned` items by label."""

    waiting: list[Submission]
    counts: Counter = field(default_factory=Counter)
    warnings: list[tuple[Incident, Item]] = field(default_factory=list)
    warned: Counter = field(default_factory=Counter)
    stale: list[Incident] = field(default_factory=list)
    sample: list[tuple[Incident, list[Change]]] = field(default_factory=list)


def look_at(batch: Batch, waiting: list[Submission]) -> Look:
    """Goes through the batch once, some dossiers at a time; the sample is by chance, and the same at each look."""
    look = Look(waiting)
    of = {submission.incident_id: submission for submission in waiting}
    sampled = set(random.Random(batch.pk).sample(sorted(of), min(SAMPLE, len(of))))  # noqa: S311  chance, not secrecy
    counted: set = set()
    incidents = [submission.incident for submission in waiting]
    for proposal, changed in proposals.changed_by(proposals.proposed_by(incidents)):
        incident = proposal.incident
        if submissions.digest_now(proposal.changes, of[incident.pk]) != of[incident.pk].digest:
            look.stale.append(incident)
        new = [change for change in changed if change.key not in counted]
        counted |= {change.key for change in new}
        look.counts.update((change.kind, change.state) for change in new)
        if incident.pk in sampled:
            look.sample.append((incident, changed))
        for item in checklist.items(incident, of[incident.pk], proposal.events):
            if not item.is_known and item.found:
                look.warned[item.label] += 1
                if len(look.warnings) < MOST_WARNINGS:
                    look.warnings.append((incident, item))
    return look
