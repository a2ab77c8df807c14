"""An incident as its page shows it: where it stands, its events, what is missing, what this person can do now."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode

from events.desk.entries import Entry, Reply, entries_of
from events.desk.evidence import Evidence, evidence_of
from events.desk.history import LastChange, last_change
from events.desk.restoring import removed_events
from events.desk.sheets import Sheet, sheets_of
from events.desk.words import date_said
from events.exceptions import Problem
from events.models import Event, EventKind, Incident, Status, Submission, SubmissionState
from events.record.append import Change
from events.review import actions, checks, permissions, proposals
from events.review.states import OWNERS

PAGES = {"incident": "events_incident", "event": "events_event", "source": "events_source"}
# Fields of parts that are edited as a row on the page of their event.
ROWS_OF = {"speaker": "statement", "words": "statement"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A problem, and the address of the field where it is mended."""

    problem: Problem
    url: str


@dataclass(frozen=True, slots=True)
class Removed:
    """An event that is gone; `row` is what the history says of it last."""

    row: int
    title: str
    at: datetime.datetime


class Dossier:
    """What `user` sees of `incident`. Asks the rules of `events.review`, and has none of its own."""

    def __init__(self, incident: Incident, user) -> None:
        self.incident, self.user = incident, user

    @property
    def owner(self) -> str:
        return str(OWNERS[self.incident.status])

    @cached_property
    def is_public(self) -> bool:
        return actions.is_public(self.incident)

    @cached_property
    def missing(self) -> list[Missing]:
        return [Missing(problem, url_of(problem)) for problem in checks.missing(self.incident, self.events)]

    @cached_property
    def events(self) -> list[Event]:
        return list(self.incident.events.in_order().with_document())

    @cached_property
    def evidence(self) -> Evidence:
        return evidence_of(self.events)

    @cached_property
    def entries(self) -> list[Entry]:
        missing = defaultdict(list)
        for each in self.missing:
            if each.problem.model == "event":
                missing[each.problem.pk].append(each)
        return entries_of(self.events, self.evidence.of_event, missing)

    @property
    def unasked(self) -> list[tuple[Event, Reply]]:
        """Nothing that stops a publication, but what one would want to know: was the company asked?"""
        return [(entry.event, reply) for entry in self.entries for reply in entry.replies if reply.is_unknown]

    @property
    def differing(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.differing]

    @property
    def owing(self) -> list[Entry]:
        """Where something is asked or promised."""
        return [entry for entry in self.entries if entry.demands or entry.promises]

    @cached_property
    def changes(self) -> list[Sheet]:
        """What would change in public, against what is public; nothing for what was never public: all of it is new."""
        if not self.is_public or self.incident.status in {Status.PUBLISHED, Status.RETRACTED}:
            return []
        return sheets_of(self._changed)

    @cached_property
    def _changed(self) -> list[Change]:
        return proposals.changed(proposals.proposed(self.incident))

    @property
    def differs(self) -> bool:
        """Whether there is anything to hand in but taking it back."""
        return not self.is_public or bool(self._changed)

    @cached_property
    def removed(self) -> list[Removed]:
        """Events that can be brought back."""
        return [Removed(row.pgh_id, row.title, row.pgh_created_at) for row in removed_events(self.incident)]

    @cached_property
    def last_change(self) -> LastChange | None:
        return last_change(self.incident)

    @cached_property
    def submission(self) -> Submission | None:
        return actions.open_submission(self.incident)

    @cached_property
    def returned(self) -> Submission | None:
        """What the reviewer said, as long as it is the last word."""
        last = self.incident.submissions.select_related("decided_by").first()
        return last if last and last.state == SubmissionState.RETURNED else None

    @property
    def additions(self) -> list[tuple[str, str]]:
        """Each kind of event with the address of its empty form."""
        page = reverse("admin:events_event_add")
        return [(k.label, f"{page}?{urlencode({'incident': self.incident.pk, 'kind': k})}") for k in EventKind]

    def _may(self, check) -> bool:
        return permissions.allowed(check, self.user, self.incident)

    @cached_property
    def may_edit(self) -> bool:
        return self._may(permissions.check_can_edit)

    @cached_property
    def may_submit(self) -> bool:
        return self._may(permissions.check_can_submit)

    @cached_property
    def may_withdraw(self) -> bool:
        return self._may(permissions.check_can_withdraw)

    @cached_property
    def may_return(self) -> bool:
        return self._may(permissions.check_can_return)

    @cached_property
    def may_review(self) -> bool:
        return self._may(permissions.check_can_review)


def url_of(problem: Problem) -> str:
    """The page and the field or table on it where a problem is mended."""
    page = reverse(f"admin:{PAGES[problem.model]}_change", args=[problem.pk])
    if problem.model == "incident" and problem.field == "events":
        return f"{page}#events"
    if problem.model == "event" and problem.field not in {"date", "kind", "title", "text", "held_back"}:
        return f"{page}#{ROWS_OF.get(problem.field, problem.field)}-group"
    return f"{page}#id_{problem.field}"


def date_in_words(event: Event) -> str:
    return date_said(event.date, event.date_manner)
