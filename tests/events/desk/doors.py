"""Every address below the desk and the accounts, and a draft with a canary in each of its texts to knock for."""

import io
import re
import uuid
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection

from events.capture.models import Finding, PassageState
from events.desk.imports import jobs, mapping
from events.desk.imports.staging import stage_file
from events.desk.models import KeptTyping, SavedFilter
from events.desk.workbench.models import Dismissal
from events.letterbox.models import Letter
from events.models import (
    Batch,
    Capture,
    Commitment,
    Demand,
    Fact,
    Overruling,
    Place,
    Remark,
    ReplyRequest,
    ReportedValue,
    Topic,
)
from events.review import actions
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, SourceFactory, StatementFactory
from tests.factories import UserFactory as Person
from tests.routes import routes as every_route
from tracker.accounts.models import Role

CANARY = "zzcanary"
LABELS = ("companies", "events", "desk", "imports", "capture", "workbench", "adding", "letterbox", "desk_api")


class House:
    """Somebody's draft, returned once by a reviewer, with one row of each thing that can hang on it.

    Its source and company are of the library that all editors share, and hold another word: `shared`.
    """

    def __init__(self, word: str = CANARY, shared: str = "zzlibrary") -> None:
        self.word, self.shared = word, shared
        self.author = Person(username="writer")
        self.company = CompanyFactory(name=f"{self.shared} Ltd")
        names = {"name_en": "Labour", "name_fr": "Travail"}
        self.topic = Topic.objects.get_or_create(slug="labour", defaults=names)[0]
        self.source = SourceFactory(title=f"{self.shared} article", url="https://news.example/only-there")
        self.capture = Capture.objects.create(
            source=self.source, state="kept", text=f"{self.shared}: the works are closed.", sha256="a" * 64
        )
        self.incident = IncidentFactory(
            author=self.author, title=f"{self.word} affair", summary=f"{self.word} summary of it"
        )
        self.incident.topics.add(self.topic)
        Place.objects.create(incident=self.incident, name=f"{self.word} town")
        self.event = AllegationFactory(
            incident=self.incident,
            title=f"{self.word} allegation",
            text=f"It is said that the {self.word} works are closed. Nobody would say why.",
            company=self.company,
            source=self.source,
            source__quotation=f"the {self.word} works",
            source__locator=f"{self.word} p. 3",
            date_wording=f"{self.word} of June",
        )
        self.statement = StatementFactory(
            incident=self.incident,
            title=f"{self.word} statement",
            company=self.company,
            source=self.source,
            answers=self.event,
            statement__words=f"We deny {self.word}.",
            statement__spokesperson=f"{self.word} Speaker",
        )
        self._hang_on_it()
        self._return_it()
        self._import()
        self.letter = Letter.objects.create(
            kind="source", document=f"https://{self.shared}.example/", form_key=uuid.uuid4(), language="en"
        )

    def _hang_on_it(self) -> None:
        citation = self.event.citations.get()
        Demand.objects.create(allegation=self.event.allegation, text=f"{self.word} demand", addressee=self.company)
        Commitment.objects.create(statement=self.statement.statement, text=f"{self.word} promise", due="2016-05-01")
        fact = Fact.objects.create(event=self.event, kind="number", label=f"{self.word} number")
        ReportedValue.objects.create(fact=fact, citation=citation, text=f"{self.word} 14")
        self.asked = ReplyRequest.objects.create(
            allegation=self.event.allegation,
            company=self.company,
            asked_by=f"{self.word} asker",
            deadline="2016-05-01",
            source=self.source,
        )
        day = "2020-01-02"
        Finding.objects.create(citation=citation, state=PassageState.GONE, since=day, seen_on=day)
        Dismissal.objects.create(capture=self.capture, user=self.author, sha256="a" * 64, kind="date", start=0, end=5)
        self.kept = KeptTyping.objects.create(
            user=self.author,
            browser="b" * 64,
            path=self.incident.get_desk_url(),
            fields={"title": [f"{self.word} typed"]},
        )

        self.filter = SavedFilter.objects.create(
            user=self.author, name=f"{self.word} filter"[:60], subject="events.incident", query="q=x"
        )

    def _return_it(self) -> None:
        self.submission = actions.submit(incident=self.incident, by=self.author)
        self.remark = Remark.objects.create(
            submission=self.submission,
            about="incident",
            key=self.incident.key,
            field="summary",
            text=f"{self.word} remark",
            by=Person(role=Role.REVIEWER, username="earlier"),
        )
        reviewer = self.remark.by
        place = {"about": "event", "key": self.event.key, "field": "text", "sentence": f"{self.word} did it."}
        decision = {"by": reviewer, "at": self.submission.submitted_at, "reason": f"{self.word} may stand"}
        self.overruling = Overruling.objects.create(incident=self.incident, **place, **decision)
        actions.send_back(incident=self.incident, by=reviewer, comment=f"{self.word} comment")
        self.incident.refresh_from_db()

    def _import(self) -> None:
        quoted = self.word.replace('"', '""')
        table = f'title,company,date\n"{quoted} row","{quoted} Corp",2016\n'.encode()
        self.job = stage_file(name=f"{self.word}.csv", stream=io.BytesIO(table), by=self.author)
        mapping.check(self.job.targets)
        jobs.start_checking(self.job)
        if claimed := jobs.claim(self.job.pk):
            jobs.work_on(claimed)
        self.job.refresh_from_db()
        self.batch = Batch.objects.create(name=f"{self.word} batch", author=self.author)
        self.batch.incidents.add(self.incident)

    def address(self, route: str) -> str:
        """The path of `route` with this house's ids."""
        ids = self._ids(route)
        path = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda name: str(ids[name[1]]), route)
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(ids[name[1]]), path)
        return "/" + path.replace("^", "").replace("$", "")

    def _ids(self, route: str) -> dict[str, object]:
        kinds = {
            "desk/kept/": self.kept,
            "desk/letters/": self.letter,
            "desk/workbench/": self.source,
            "desk/import/": self.job,
            "desk/batches/": self.batch,
            "desk/filters/": self.filter,
            "desk/wording/": self.overruling,
            "desk/companies/company/": self.company,
            "desk/events/event/": self.event,
            "desk/events/incident/": self.incident,
            "desk/events/source/": self.source,
            "desk/events/topic/": self.topic,
            "desk/accounts/user/": self.author,
        }
        pk = next((row.pk for start, row in kinds.items() if route.startswith(start)), 1)
        others = {"event": self.event.pk, "asked": self.asked.pk, "copy": self.capture.pk, "remark": self.remark.pk}
        others |= {"submission": self.submission.pk, "batch": self.batch.pk}
        words = {"code": "nonsense", "key": "nonsense", "uidb36": "1", "url": "nowhere/at/all", "form": "csv"}
        words |= {"app_label": "events", "address": f"en/incidents/{pk}/", "content_type_id": 1}
        return {"pk": pk, "id": pk, "object_id": pk, **others, **words}


def routes() -> list[str]:
    """Every pattern below the desk's paths, as it is written in the URL configurations."""
    starts = tuple(path.lstrip("/") for path in settings.DESK_PATHS)
    return [route for route in every_route() if route.startswith(starts)]


def rows() -> dict[tuple[str, int], str]:
    """Every row of the desk as text, by table and key."""
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT {connection.ops.quote_name(model._meta.pk.column)}, t::text FROM {table} t")
            found |= {(model._meta.label, pk): text for pk, text in cursor.fetchall()}
    return found


def _models() -> Iterator[type]:
    for label in LABELS:
        if label in apps.app_configs:
            for model in apps.get_app_config(label).get_models():
                if not hasattr(model, "pgh_tracked_model"):
                    yield model
