"""What the requests to the desk need to be there, made by the real models and actions: a dossier in the state that an
action wants, a row that may be edited, and what else stands in the same dossier, for references.

Each operation of the description is told by its method and its address: `post incidents/{id}/publish/`.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from companies.models import Company
from events import models
from events.desk.imports import jobs
from events.desk.imports.staging import stage_pasted
from events.review import actions, checklist, proposals, submissions
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    published,
    submitted,
)
from tests.faults.prepared_desk import Beside
from tracker.accounts.models import Role, User

Found = dict[str, Any]
ABOVE = ("event", "fact", "allegation", "statement", "commitment")
ENOUGH = 4
FOR_ALL = {"series": "pay", "kind": "report", "role": "accused", "language": "en", "separator": ";", "day_order": ""}
TABLE = "title\tcompany\tdate\tsource_url\nStaff were not paid\tAcme\t2016\thttps://news.example/{0}\n"
TOLD = {
    "submit": ("kind",),
    "correct": ("note",),
    "retract": ("note",),
    "redact": ("note", "words"),
    "return": ("comment", "remarks"),
    "publish": ("seen", "ticked"),
    "schedule": ("seen", "ticked", "at", "zone"),
}
"""What an action has to be told."""
WAY = {
    "incidents": "",
    "dossiers": "",
    "events": "incident",
    **dict.fromkeys(("participants", "citations", "facts", "allegations", "statements"), "event__incident"),
    "reported-values": "fact__event__incident",
    **dict.fromkeys(("legal-steps", "demands", "reply-requests"), "allegation__event__incident"),
    **dict.fromkeys(("answers", "commitments"), "statement__event__incident"),
    "commitment-updates": "commitment__statement__event__incident",
}
"""From a row that belongs to a dossier to its incident."""
KINDS: dict[str, type[Model]] = {
    "companies": Company,
    "sources": models.Source,
    "captures": models.Capture,
    "topics": models.Topic,
    "submissions": models.Submission,
    "incidents": models.Incident,
    "dossiers": models.Incident,
    "events": models.Event,
    "participants": models.Participant,
    "citations": models.Citation,
    "facts": models.Fact,
    "reported-values": models.ReportedValue,
    "allegations": models.Allegation,
    "legal-steps": models.AllegationStatus,
    "demands": models.Demand,
    "reply-requests": models.ReplyRequest,
    "statements": models.Statement,
    "answers": models.Answer,
    "commitments": models.Commitment,
    "commitment-updates": models.CommitmentUpdate,
}


class Prepared:
    """For the requests of `editor`, who reviews what `other` wrote."""

    def __init__(self, editor: User) -> None:
        self.editor, self.other = editor, UserFactory(username="other", role=Role.REVIEWER)
        self.numbers, self.chance = count(1), Random(1)  # noqa: S311  which row is taken
        self.beside = Beside(self)
        models.Topic.objects.create(slug="labour", name_en="Work", name_fr="Travail")
        self.states: dict[str, Callable[[], Found]] = {
            "submit": self.complete,
            "withdraw": self.handed_in_by_editor,
            "correct": self.public,
            "retract": self.public,
            "redact": self.public,
            "return": self.in_review,
            "publish": self.in_review,
            "schedule": self.in_review,
            "review": self.in_review,
            "call-off": self.scheduled,
        }

    def __call__(self, operation: str) -> Found:
        """What a request may name: `path`, `query`, `given` for its body, and `here`, rows by kind."""
        method, address = operation.split("/", 1)
        address = address.removeprefix("api/v1/desk/").strip("/")
        if address in self.beside.histories:
            return self.beside.histories[address]()
        with transaction.atomic():
            way = self.beside.ways.get(address)
            return way() if way else self.among(method, address.split("/"))

    def among(self, method: str, parts: list[str]) -> Found:
        """A dossier, a row of one, a source, an import."""
        if parts[0] == "imports" and len(parts) > 1:
            return self.an_import(parts[-1])
        if len(parts) == 3 and parts[2] in self.states:
            found = self.states[parts[2]]()
            return found | {"given": {name: found["told"][name] for name in TOLD.get(parts[2], ())}}
        if parts[-1] == "captures" and len(parts) == 3:
            return {"path": {"id": SourceFactory().pk}, "given": {"text": "Overtime was never paid, staff said."}}
        if parts[0] not in KINDS:
            return {"here": self.around(self.rich())}
        if len(parts) == 1:
            return {"here": self.around(self.one_of("events").incident)}
        return self.a_row(parts[0], method)

    # --- Rows ---

    def rich(self, author: User | None = None) -> models.Incident:
        """A whole affair with a row of each kind."""
        incident = IncidentFactory(author=author or self.editor)
        company, source = CompanyFactory(), SourceFactory()
        incident.topics.add(models.Topic.objects.get(slug="labour"))
        models.Place.objects.create(incident=incident, name="Lyon", country="FR")
        claim = AllegationFactory(incident=incident, company=company, source=source, date="2016-01")
        reply = StatementFactory(incident=incident, company=company, source=source, date="2016-03", answers=claim)
        models.Demand.objects.create(allegation=claim.allegation, text="Say why", addressee=company)
        models.ReplyRequest.objects.create(
            allegation=claim.allegation, company=company, asked_by="The Example", asked="2016-01-20", source=source
        )
        models.AllegationStatus.objects.create(
            allegation=claim.allegation, status="alleged", date="2016-01", source=source
        )
        promise = models.Commitment.objects.create(statement=reply.statement, text="To look into it", due="2030")
        models.CommitmentUpdate.objects.create(commitment=promise, status="kept", date="2016-11", source=source)
        fact = models.Fact.objects.create(event=claim, label="people", kind="number")
        models.ReportedValue.objects.create(fact=fact, citation=claim.citations.first(), text="14")
        return incident

    def one_of(self, kind: str) -> Any:
        """Any row of this kind in a draft of the editor's; there are always some."""
        model, way = KINDS[kind], WAY[kind]
        start = f"{way}__" if way else ""
        rows = model._default_manager.filter(
            **{f"{start}author": self.editor, f"{start}status": models.Status.DRAFT}
        ).order_by("-pk")
        pks = list(rows.values_list("pk", flat=True)[:20])
        if len(pks) < ENOUGH:
            self.rich()
            pks = list(rows.values_list("pk", flat=True)[:20])
        return model._default_manager.get(pk=self.chance.choice(pks))

    def a_row(self, kind: str, method: str) -> Found:
        if kind in WAY:
            row = self.one_of(kind)
            incident = row
            for step in filter(None, WAY[kind].split("__")):
                incident = getattr(incident, step)
            if kind == "citations" and method == "delete":
                row.values.all().delete()  # they need it
            return {"path": {"id": row.pk}, "here": self.around(incident, row)}
        number = next(self.numbers)
        if method == "delete" and kind == "companies":
            row = CompanyFactory()
        elif method == "delete" and kind == "sources":
            row = SourceFactory()
        elif kind == "topics":
            row = models.Topic.objects.create(
                slug=f"topic-{number}", name_en=f"Topic {number}", name_fr=f"Sujet {number}"
            )
        elif kind == "captures":
            row = models.Capture.objects.last() or self.captured()
        elif kind == "submissions":
            row = models.Submission.objects.last() or submitted(self.rich())
        else:
            row = self.around_any()[kind]
            return {"path": {"id": row}, "here": self.around(self.one_of("events").incident)}
        return {"path": {"id": row.pk}, "here": self.around(self.one_of("events").incident)}

    def around_any(self) -> dict[str, int]:
        return {"companies": CompanyFactory().pk, "sources": SourceFactory().pk}

    def captured(self) -> models.Capture:
        from events.capture import job  # noqa: PLC0415

        return job.keep_text(SourceFactory(), "Overtime was never paid, staff said.", self.editor)

    def around(self, incident: models.Incident, row: Model | None = None) -> dict[str, int]:
        """The rows of a dossier by which a body may name them; those that go with `row` first. What may be named once
        only is new: a company, a source, a citation.
        """
        in_it = {"event__incident": incident}
        of_claims, of_replies = ({f"{above}__event__incident": incident} for above in ("allegation", "statement"))
        fact = row if isinstance(row, models.Fact) else models.Fact.objects.filter(**in_it).first()
        found = {
            "incident": incident,
            "event": fact.event if fact else incident.events.first(),
            "allegation": models.Allegation.objects.filter(**in_it).first(),
            "statement": models.Statement.objects.filter(**in_it).first(),
            "demand": models.Demand.objects.filter(**of_claims).first(),
            "commitment": models.Commitment.objects.filter(**of_replies).first(),
            "company": CompanyFactory(),
            "source": SourceFactory(),
        }
        found |= {name: getattr(row, name) for name in ABOVE if hasattr(row, f"{name}_id")}
        fact = found.setdefault("fact", fact)
        if event := fact.event if fact else found["event"]:
            found["citation"] = models.Citation.objects.create(event=event, source=SourceFactory())
        return {name: each and each.pk for name, each in found.items()}

    # --- Dossiers in a state ---

    def complete(self) -> Found:
        return self.in_state(self.rich(), kind="first")

    def handed_in_by_editor(self) -> Found:
        return self.in_state(submitted(self.rich()).incident)

    def public(self) -> Found:
        incident = self.rich()
        published(incident, reviewer=self.other)
        event = incident.events.first()
        event.title = "Staff say that they were not paid"
        event.save()
        return self.in_state(incident, note="It was another month.", words="employees")

    def in_review(self) -> Found:
        submission = submitted(self.rich(author=UserFactory()))
        incident = submission.incident
        return self.in_state(
            incident,
            seen=submissions.digest_now(proposals.proposed(incident), submission),
            ticked=[item.code for item in checklist.items(incident, submission) if not item.is_known],
            at=f"{timezone.now() + timedelta(days=30):%Y-%m-%dT%H:%M}",
            zone="Europe/Paris",
            comment="Not yet.",
            remarks=[{"about": "incident", "key": str(incident.key), "field": "summary", "text": "Who says so?"}],
        )

    def scheduled(self) -> Found:
        found = self.in_review()
        actions.schedule(
            incident=models.Incident.objects.get(pk=found["path"]["id"]),
            by=self.other,
            seen=found["told"]["seen"],
            publish_at=timezone.now() + timedelta(days=30),
            zone="Europe/Paris",
            ticked=found["told"]["ticked"],
        )
        return found

    @staticmethod
    def in_state(incident: models.Incident, **told: Any) -> Found:
        return {"path": {"id": incident.pk}, "told": told}

    # --- Imports ---

    def an_import(self, step: str) -> Found:
        number = next(self.numbers)
        CompanyFactory(name=f"Acme {number} Ltd")
        job = stage_pasted(
            text=TABLE.format(number).replace("Acme", f"Acme {number}"), name=f"pay {number}", by=self.editor
        )
        if step != "mapping":
            job.kind = "report"
            jobs.start_checking(job, with_changes=["kind"])
        spelling = job.spellings.first()
        if spelling and step == "take":
            spelling.decision = "new"
            spelling.save()
        told = {"mapping": {"targets": job.targets, **FOR_ALL}}.get(step, {})
        if step == "{spelling}":
            told = {"decision": "new", "company": None, "other": None}
        return {"path": {"id": job.pk, "spelling": spelling and spelling.pk}, "given": told}
