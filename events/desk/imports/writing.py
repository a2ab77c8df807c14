"""Checked rows into the desk's tables, as drafts. One entry point, `write`; the caller holds the transaction.

New rows go in by COPY, a thousand at a time, and what hangs on a row before the row itself; what is changed is compared
piece by piece, so that what stays keeps its key. Whoever calls has locked the incidents that are there already
(docs/decisions/0004).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Model
from django.utils.text import slugify

from events.desk.imports.copying import Row, copy, next_ids
from events.desk.imports.models import Import, Subject, Tie
from events.desk.imports.resolving import Content
from events.models import (
    Allegation,
    AllegationStatus,
    Citation,
    Event,
    Incident,
    Participant,
    Place,
    Role,
    Source,
    Statement,
    Topic,
)

EVENT_FIELDS = ("kind", "title", "text", "language", "date", "date_manner", "date_basis", "date_wording")
GROUP_ROLES = (Role.CLAIMANT, Role.AFFECTED)
DAYS = ("earliest", "latest")  # as `Event.save` has them; ISO dates
SOURCE_FIELDS = ("url", "canonical", "title", "publisher", "published", "kind")

VERSIONS = """
UPDATE imports_tie AS tie SET version = row.version FROM {table} AS row
WHERE tie.id = ANY(%s) AND tie.subject = '{subject}' AND row.id = tie.{subject}_id AND row.version <> tie.version
"""

Part = tuple[type[Model], Row]
"""What hangs on an event, not saved yet."""


@dataclass(slots=True)
class Written:
    """What came of it: `incidents` are the dossiers that were touched."""

    incidents: set[int] = field(default_factory=set)
    made: int = 0
    changed: int = 0


def write(
    chunks: Iterable[list[Content]],
    *,
    job: Import,
    companies: Mapping[str, int | None],
    beat: Callable[[int], None] = lambda done: None,
) -> Written:
    """Writes the rows of `chunks` for the author of `job`; `companies` says who is meant by each spelling.

    `beat` is told after each chunk how many rows are written.
    """
    writer = _Writer(job, companies)
    done = 0
    for chunk in chunks:
        writer.write(chunk)
        done += len(chunk)
        beat(done)
    writer.remember_versions()
    return writer.written


class _Writer:
    def __init__(self, job: Import, companies: Mapping[str, int | None]) -> None:
        self.job, self.companies, self.written = job, companies, Written()
        self.incidents: dict[str, int] = {}  # by the key of the incident in the file
        self.topics = dict(Topic.objects.values_list("slug", "pk"))
        self.ties: list[int] = []

    def write(self, chunk: list[Content]) -> None:
        self._make_topics(chunk)
        self._incidents(chunk)
        sources = self._sources(chunk)
        made = [content for content in chunk if content["event"]["pk"] is None]
        changed = [content for content in chunk if content["event"]["pk"] is not None and content["event"]["write"]]
        self._make(made, sources)
        for content in changed:
            self._change(content, sources)
        self._tie(chunk)
        self.written.made += len(made)
        self.written.changed += len(chunk) - len(made)

    # --- Incidents, with their topics and places ---

    def _make_topics(self, chunk: list[Content]) -> None:
        if not self.job.make_topics:
            return
        names = {topic_slug(name): name for content in chunk for name in content["incident"]["topics"]}
        new = [Topic(slug=slug, name_en=name, name_fr=name) for slug, name in names.items() if slug not in self.topics]
        if new:
            Topic.objects.bulk_create(new, ignore_conflicts=True)
            self.topics |= dict(Topic.objects.filter(slug__in=names).values_list("slug", "pk"))

    def _incidents(self, chunk: list[Content]) -> None:
        new: dict[str, Content] = {}
        for content in chunk:
            about = content["incident"]
            if about["key"] in self.incidents or about["key"] in new:
                continue
            if about["pk"] is None:
                new[about["key"]] = about
            else:
                self.incidents[about["key"]] = about["pk"]
                if about["write"]:
                    self._change_incident(about)
        ids = next_ids(Incident, len(new))
        self.incidents |= dict(zip(new, ids, strict=True))
        self._beside(new.values())
        copy(Incident, [self._incident(about) for about in new.values()])
        self._keep_ties(
            Subject.INCIDENT,
            [{"key": key, "digest": about["digest"], "incident_id": self.incidents[key]} for key, about in new.items()],
        )
        for content in chunk:
            content["incident"]["pk"] = self.incidents[content["incident"]["key"]]
            self.written.incidents.add(content["incident"]["pk"])

    def _incident(self, about: Content) -> Row:
        fields = {name: about[name] for name in ("title", "summary", "language")}
        return {"id": self.incidents[about["key"]], "author_id": self.job.author_id, **fields}

    def _beside(self, abouts: Iterable[Content]) -> None:
        """Topics and places of incidents that have none yet."""
        topics: list[Row] = []
        places: list[Row] = []
        for about in abouts:
            pk = self.incidents[about["key"]]
            topics += [{"incident_id": pk, "topic_id": topic} for topic in self._topics_of(about)]
            places += [{"incident_id": pk, "name": name} for name in about["places"]]
        copy(Incident.topics.through, topics)
        copy(Place, places)

    def _topics_of(self, about: Content) -> list[int]:
        slugs = map(topic_slug, about["topics"])
        return sorted({self.topics[slug] for slug in slugs if slug in self.topics})

    def _change_incident(self, about: Content) -> None:
        incident = Incident.objects.get(pk=about["pk"])
        for name in ("title", "summary", "language"):
            setattr(incident, name, about[name])
        incident.save(update_fields=["title", "summary", "language", "updated_at"])
        incident.topics.set(self._topics_of(about))
        _replace(
            incident.places.all(),
            [Place(incident=incident, name=name) for name in about["places"]],
            lambda row: row.name,
        )
        tie = Tie.objects.get(author=self.job.author_id, subject=Subject.INCIDENT, key=about["key"])
        tie.digest = about["digest"]
        tie.save(update_fields=["digest"])
        self.ties.append(tie.pk)

    # --- Sources: each document once ---

    def _sources(self, chunk: list[Content]) -> dict[tuple[str, ...], int]:
        """The sources that a chunk cites, by `source_key`; those that are missing are made."""
        wanted = {source_key(each): each for content in chunk for each in content["sources"]}
        found = self._sources_here(wanted)
        missing = {key: each for key, each in wanted.items() if key not in found}
        made = copy(Source, [{name: each[name] for name in SOURCE_FIELDS} for each in missing.values()])
        return found | dict(zip(missing, made, strict=True))

    def _sources_here(self, wanted: Mapping[tuple[str, ...], Content]) -> dict[tuple[str, ...], int]:
        pages = [key[0] for key in wanted if len(key) == 1]
        here = Source.objects.filter(canonical__among=pages).exclude(canonical="")  # said as the indexes say it
        found = {(page,): pk for page, pk in here.values_list("canonical", "pk")}
        urls = {each["url"]: key for key, each in wanted.items() if len(key) == 1 and key not in found}
        found |= {
            urls[url]: pk for url, pk in Source.objects.filter(url__among=urls).exclude(url="").values_list("url", "pk")
        }
        titles = [each["title"] for key, each in wanted.items() if len(key) > 1]
        told = Source.objects.filter(url="", title__among=titles).order_by("-pk")
        found |= {
            (title, by, on): pk for title, by, on, pk in told.values_list("title", "publisher", "published", "pk")
        }
        return {key: pk for key, pk in found.items() if key in wanted}

    # --- Events ---

    def _make(self, contents: list[Content], sources: Mapping) -> None:
        parts = defaultdict(list)
        events = []
        for content, pk in zip(contents, next_ids(Event, len(contents)), strict=True):
            content["event"]["pk"] = pk
            events.append({"id": pk, "incident_id": content["incident"]["pk"], **_event(content)})
            for model, row in self._parts(content, pk, sources):
                parts[model].append(row)
        for model in (Allegation, Statement, Participant, Citation, AllegationStatus):
            copy(model, parts[model])
        copy(Event, events)

    def _parts(self, content: Content, event: int, sources: Mapping) -> Iterator[Part]:
        """Everything that hangs on an event, not saved yet."""
        for row in self._participants(content, event):
            yield Participant, row
        cited = [(sources[source_key(each)], each) for each in content["sources"]]
        for pk, each in cited:
            told = {"quotation": each["quotation"], "locator": each["locator"]}
            yield Citation, {"event_id": event, "source_id": pk, **told}
        if allegation := content["allegation"]:
            yield Allegation, {"event_id": event, "form": allegation["form"]}
            if allegation["status"]:
                yield AllegationStatus, _status(content, event, cited[0][0] if cited else None)
        if content["statement"]:
            yield Statement, self._statement(content["statement"], event)

    def _participants(self, content: Content, event: int) -> list[Row]:
        """Two spellings may turn out to be one company, which takes part in a role once."""
        companies: dict[tuple[int, str], Row] = {}
        groups: list[Row] = []
        for each in content["participants"]:
            role = each["role"]
            if "company" not in each:
                counts = {"count_least": each["least"], "count_most": each["most"], "protected": each["protected"]}
                groups.append({"event_id": event, "group": each["group"], "role": role, **counts})
            elif company := self.companies[each["company"]]:
                companies[company, role] = {"event_id": event, "company_id": company, "role": role}
        return [*companies.values(), *groups]

    def _statement(self, said: Content, event: int) -> Row:
        speaker = self.companies[said["speaker"]] if said["speaker"] else None
        told = {name: text for name, text in said.items() if name != "speaker"}
        return {"event_id": event, "speaker_id": speaker, **told}

    def _change(self, content: Content, sources: Mapping) -> None:
        """What the file says now in the place of what it said before."""
        pk = content["event"]["pk"]
        event = Event.objects.get(pk=pk)
        for name, value in _told(content, event).items():
            setattr(event, name, value)
        event.save()
        rows = defaultdict(list)
        for model, row in self._parts(content, pk, sources):
            rows[model].append(row)
        _replace(_in_columns(event), [Participant(**row) for row in rows[Participant]], _participant_key)
        _replace(
            event.citations.all(),
            [Citation(**row) for row in rows[Citation]],
            lambda row: (row.source_id, row.quotation, row.locator),
        )
        for model in (Allegation, Statement):
            self._change_part(model, pk, next(iter(rows[model]), None))
        for row in rows[AllegationStatus]:
            if not AllegationStatus.objects.filter(allegation=pk, status=row["status"]).exists():
                AllegationStatus.objects.create(**row)

    def _change_part(self, model: type[Model], event: int, row: Row | None) -> None:
        """What has no column in a file, such as a translation, stays."""
        if row is None:
            model.objects.filter(event=event).delete()
            return
        part = model.objects.filter(event=event).first() or model()
        for name, value in row.items():
            setattr(part, name, value)
        part.save()

    # --- What was made of which row ---

    def _tie(self, chunk: list[Content]) -> None:
        ties = [
            {name: content[name] for name in ("key", "digest")} | {"event_id": content["event"]["pk"]}
            for content in chunk
        ]
        self._keep_ties(Subject.EVENT, ties)

    def _keep_ties(self, subject: str, ties: list[Row]) -> None:
        """A tie that is there, of a row that is changed or made again, says what is true now."""
        whose = {"author_id": self.job.author_id, "subject": subject}
        keys = [tie["key"] for tie in ties]
        here = dict(Tie.objects.filter(key__among=keys, **whose).values_list("key", "pk"))
        again = [Tie(**whose, **tie) for tie in ties if tie["key"] in here]
        Tie.objects.bulk_create(
            again,
            update_conflicts=True,
            unique_fields=["author", "subject", "key"],
            update_fields=["digest", "incident", "event"],
        )
        self.ties += here.values()
        copy(Tie, [whose | tie for tie in ties if tie["key"] not in here])

    def remember_versions(self) -> None:
        """What the triggers count up while a row is changed is not somebody's change. Nothing counts a new one up."""
        with connection.cursor() as cursor:
            for subject, table in ((Subject.EVENT, "events_event"), (Subject.INCIDENT, "events_incident")):
                cursor.execute(VERSIONS.format(subject=subject.value, table=table), [self.ties])


def topic_slug(name: str) -> str:
    """One slug for names that differ by an underscore."""
    return slugify(name.replace("_", " "))[:50]


def source_key(source: Content) -> tuple[str, ...]:
    """By what a source is found: its page, or, where it has none, its title, publisher and date."""
    if source["canonical"]:
        return (source["canonical"],)
    return source["title"], source["publisher"], source["published"]


def _event(content: Content) -> Row:
    return {name: content["event"][name] for name in (*EVENT_FIELDS, *DAYS)}


def _told(content: Content, event: Event) -> Row:
    """What a row says of an event. An export gives the date without how it is meant: unless the date is another, that
    stays too.
    """
    said = _event(content)
    if content["event"].get("is_ours") and said["date"] == event.date:
        said = {name: value for name, value in said.items() if name not in {"date", "date_manner", *DAYS}}
    return said


def _in_columns(event: Event) -> list[Participant]:
    """Those of an event that a file has columns for: all companies, and the first group of each role that has one."""
    rows = list(event.participants.order_by("pk"))
    groups = {row.role: row for row in reversed(rows) if row.group and row.role in GROUP_ROLES}
    return [row for row in rows if row.company_id or groups.get(row.role) is row]


def _status(content: Content, event: int, source: int | None) -> Row:
    step = {"status": content["allegation"]["status"], "date": content["event"]["date"]}
    return {"allegation_id": event, "source_id": source, **step}


def _participant_key(row: Participant) -> tuple:
    return row.company_id, row.group, row.role, row.count_least, row.count_most, row.protected


def _replace(rows, wanted: list[Model], key: Callable[[Model], object]) -> None:
    """Deletes what is not wanted, adds what is missing, and leaves alone what is both there and wanted."""
    here = {key(row): row for row in rows}
    kept = {key(row) for row in wanted}
    for each, row in here.items():
        if each not in kept:
            row.delete()
    for row in wanted:
        if key(row) not in here:
            row.save(force_insert=True)
