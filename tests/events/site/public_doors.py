"""Every address of the public side, and a record around which words are planted that nobody may read there."""

import datetime
import gzip
import itertools
import re
import uuid
from collections.abc import Iterable
from contextlib import nullcontext
from unittest import mock

import duckdb
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from api.dumps import jobs, places
from api.dumps.models import Dump
from api.dumps.snapshot import Position, Snapshot
from api.keys.models import ReaderKey
from companies.models import Company
from events.alerts.models import Reader
from events.letterbox.models import Letter
from events.models import Incident, Participant, Remark, Source, Statement, Submission
from events.models.capture import Capture
from events.record.models import Publication, Subject
from events.review import actions
from events.timeline.tasks import render_again
from tests.events.desk.doors import House
from tests.events.review.crawling import links_in
from tests.events.review.planting import plant
from tests.events.site import affairs
from tests.factories import AllegationFactory, UserFactory, published, submitted
from tests.routes import routes as every_route
from tracker.accounts.models import Role, User

# All of one length, so that the length of an answer tells them apart only if something else does.
SHOWN = "zzplainlysee"
REDACTED = "zztakenbacks"
DRAFT = "zzunfinished"
PENDING = "zznotyetsaid"
EMBARGOED = "zztomorrowly"
PROTECTED = "zzjanedoenow"
SHARED = "zzourlibrary"
WRITTEN = "zzdeareditor"
FOLLOWING = "zzsomereader"
HIDDEN = [WRITTEN, FOLLOWING, REDACTED, DRAFT, PENDING, EMBARGOED, PROTECTED, SHARED]
NOWHERE = "zznowheresay"
"""Said by nobody: the control for what is typed into a search."""

RECEIPT = "ZZ22-ZZ33-ZZ"
KEY = "00000000-0000-4000-8000-000000000001"

KINDS = {"companies": "company", "incidents": "incident", "events": "event", "sources": "source"}
MOST = 3000


def routes() -> list[str]:
    """Every pattern that is not below the desk's paths, as it is written in the URL configurations."""
    starts = ("api/v1/desk/", *(path.lstrip("/") for path in settings.DESK_PATHS))  # tests/api/desk/test_every_door.py
    return [route for route in every_route() if not route.startswith(starts)]


def addresses(route: str, values: dict[str, Iterable]) -> list[str]:
    """The paths of `route`: with every number of its kind there is, and each of `values` for any other parameter.

    Raises KeyError for a parameter that has no values: name them in `VALUES` of test_every_page.py.
    """
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    offered = [_numbers(route) if name == "number" else list(values[name]) for name in names]
    return [_filled(route, combination) for combination in itertools.product(*offered)]


def _filled(route: str, values: Iterable) -> str:
    parts = iter(values)
    return "/" + re.sub(r"<[^>]+>", lambda _place: str(next(parts)), route)


def _numbers(route: str) -> list[int]:
    kind = next((kind for part, kind in KINDS.items() if f"{part}/" in route), None)
    if kind:
        return list(Subject.objects.filter(kind=kind).order_by("number").values_list("number", flat=True))
    return list(range(1, Publication.objects.count() + 1))


def said(client: Client, address: str) -> tuple[int, bytes]:
    """Status, and every byte of the answer: headers, body, the address that it leads on to."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, str(dict(answer.headers)).encode() + unpacked(body)


def unpacked(body: bytes) -> bytes:
    """What a packed file says, so that words can be looked for in it."""
    if body.startswith(b"\x1f\x8b"):
        return gzip.decompress(body)
    if body.startswith(b"PAR1"):
        place = places.root() / "looked-at.parquet"
        place.write_bytes(body)
        return repr(duckdb.sql(f"SELECT * FROM '{place}'").fetchall()).encode()
    return body


def dump() -> Dump:
    """Everything as files, read through the connection of the test: another sees nothing that is not committed."""
    connection.ensure_connection()
    public = Snapshot(connection.connection, Position.of(connection.connection))
    jobs.ask()
    with mock.patch.object(jobs, "snapshot", return_value=nullcontext(public)):
        jobs.work_off()
    return Dump.objects.standing().get()


def everything_said(client: Client, asked: Iterable[str]) -> dict[str, tuple[int, bytes]]:
    """What `asked` addresses answer, and whatever they link to on our side, and so on."""
    waiting, answers = list(dict.fromkeys(asked)), {}
    while waiting:
        address = waiting.pop(0)
        if address in answers or address.startswith(tuple(settings.DESK_PATHS)):
            continue
        assert len(answers) < MOST, "The links of the public side lead on and on."
        answers[address] = said(client, address)
        waiting += [link for link in links_in(answers[address][1]) if link not in answers]
    return answers


class Planted:
    """A record of which `SHOWN` is said in public, and none of `HIDDEN`, though the database was full of them.

    Redacted words were public first. The names of protected people stand where editors need them: in our copies, in
    remarks, in what waits for review. Everything on the desk says something else than it said when it was published.
    """

    def __init__(self) -> None:
        self.incidents = list(affairs.everything().values())
        Statement.objects.filter(words="").update(words="We do not.", words_language="en")
        self.before = self._take_back(REDACTED)
        self._say(SHOWN)
        self._keep_to_ourselves(PROTECTED)
        self._change_without_publishing(PENDING)
        self.house = House(DRAFT, SHARED)
        self._appoint(EMBARGOED)
        self._write_to_the_editors(WRITTEN)
        ReaderKey.objects.create(link=KEY, mailbox=FOLLOWING)
        reader = Reader.objects.create(key=KEY, email=f"{FOLLOWING}@mail.example", language="en")
        reader.follows.create(key=KEY, kind="company", number=1, language="en", rhythm="daily", confirmed_at=Now())
        self.dump = dump()

    def _living(self) -> list[Incident]:
        return [incident for incident in self.incidents if incident.status != "retracted"]

    def _take_back(self, word: str) -> dict[str, bytes]:
        """Publishes `word` in every text there is and redacts it; returns the pages on which it stood."""
        plant(word)
        for incident in self._living():
            published(incident, note=f"About {word}.")
        render_again()
        seen = everything_said(Client(), ["/", "/api/v1/"])
        published(self.incidents[0], kind="redaction", words=word, note="Somebody's safety.")
        render_again()
        return {address: answer for address, (_status, answer) in seen.items() if word.encode() in answer.lower()}

    def _say(self, word: str) -> None:
        for company in Company.objects.all():
            Company.objects.filter(pk=company.pk).update(name=f"{word} {company.pk}", about=f"It is {word}.")
        for source in Source.objects.all():
            Source.objects.filter(pk=source.pk).update(title=f"{word} {source.pk}")
        for incident in self._living():
            incident.refresh_from_db()
            incident.title, incident.summary = f"{word} affair", f"It is {word}."
            incident.save()
            for event in incident.events.all():
                event.title, event.text = f"{word} {event.pk}", f"It happened, {word}."
                event.save()
            published(incident, kind="correction", note=f"It is {word} by now.")
        render_again()

    def _keep_to_ourselves(self, name: str) -> None:
        """The name of somebody of a protected group."""
        group = Participant.objects.get(protected=True)
        for source in Source.objects.filter(citations__event=group.event).distinct():
            Capture.objects.create(source=source, state="kept", text=f"{name} sues.", sha256="c" * 64)
        submission = Submission.objects.filter(incident=group.event.incident).first()
        by, place = UserFactory(role=Role.REVIEWER), {"about": "event", "key": group.event.key, "field": "text"}
        Remark.objects.create(submission=submission, by=by, text=f"Do not write {name}.", **place)
        # A name that an editor wrote by mistake, and that a reviewer sent back.
        event = AllegationFactory(incident=group.event.incident, title=f"{name} sues", text=f"{name} alone.")
        waiting = submitted(event.incident)
        Remark.objects.create(submission=waiting, by=by, text=f"{name} is named.", **(place | {"key": event.key}))
        actions.send_back(incident=event.incident, by=by, comment=f"{name} is named.")
        event.delete()

    def _change_without_publishing(self, word: str) -> None:
        plant(word)
        User.objects.update(first_name=word, last_name=word)
        for user in User.objects.all():
            User.objects.filter(pk=user.pk).update(username=f"{word}{user.pk}", email=f"{word}{user.pk}@desk.example")

    def _appoint(self, word: str) -> None:
        """Reviewed, approved, and to be published tomorrow."""
        event = AllegationFactory(title=f"{word} allegation", text=f"{word} text", incident__title=f"{word} affair")
        submission = submitted(event.incident)
        reviewer = UserFactory(role=Role.REVIEWER)
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        actions.schedule(
            incident=event.incident, by=reviewer, seen=submission.digest, publish_at=tomorrow, zone="Europe/Paris"
        )

    def _write_to_the_editors(self, word: str) -> None:
        texts = {name: f"{word} {name}" for name in ("words", "document", "name", "capacity", "note", "reply_to")}
        place = {"about_kind": "event", "about_number": 1, "about_version": 1}
        Letter.objects.create(kind="reply", receipt=RECEIPT, form_key=uuid.uuid4(), language="en", **texts, **place)
