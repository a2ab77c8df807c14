"""What each row would do: compared with what the desk has, in a fixed number of queries for a thousand rows.

Nothing is changed here but the staged rows themselves, so that what is shown is what is written later.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from events.desk.imports import ours, spellings
from events.desk.imports.models import Fate, Import, ImportRow, Subject, Tie
from events.desk.imports.reading import Cell
from events.desk.imports.resolving import Content, Resolved, Resolver
from events.desk.imports.writing import topic_slug
from events.models import Event, Incident, Status, Topic
from events.record.models import Subject as OnRecord
from events.record.models import SubjectKind


@dataclass(slots=True)
class Checked:
    """A row with its fate, and why."""

    row: ImportRow
    content: Content
    fate: Fate
    reason: str


def check(job: Import, rows: list[ImportRow]) -> None:
    """Gives each row its fate, and counts the spellings of companies. Part of the caller's transaction."""
    resolver = Resolver(job)
    resolved = [(row, resolver.resolve(row.raw)) for row in rows]
    desk = Desk(job, [each.content for _row, each in resolved])
    before = _earlier(job, rows, [each.content["key"] for _row, each in resolved])
    first_of = _first_rows(job, rows, [each.content["incident"]["key"] for _row, each in resolved])
    checked = []
    for row, each in resolved:
        about = each.content["incident"]
        _mark_first(each.content, first_of.setdefault(about["key"], (row.ordinal, about["digest"])), row)
        one = _with_its_fate(desk, row, each, before)
        before.setdefault(one.content["key"], (row.line, one.content["digest"]))
        checked.append(one)
    _store(checked)
    spellings.count(job, _named(checked))


def _with_its_fate(desk: "Desk", row: ImportRow, resolved: Resolved, before: dict) -> Checked:
    content = resolved.content
    if resolved.refusals:
        return Checked(row, content, Fate.REFUSED, "\n".join(resolved.refusals + resolved.questions))
    if resolved.questions:
        return Checked(row, content, Fate.ASK, "\n".join(resolved.questions))
    if content["key"] in before:
        return Checked(row, content, *_twice(content, *before[content["key"]]))
    fate, reason = desk.fate_of(content, row.raw)
    return Checked(row, content, fate, reason)


def _twice(content: Content, line: int, digest: str) -> tuple[Fate, str]:
    if digest == content["digest"]:
        return Fate.SAME, _("It stands on line %(line)d already.") % {"line": line}
    if content["line_id"]:
        sentence = _("The id “%(id)s” stands on line %(line)d already, with other content.")
        return Fate.REFUSED, sentence % {"id": content["line_id"], "line": line}
    sentence = _("Line %(line)d tells the same event otherwise: put both in one row, or give each an id.")
    return Fate.REFUSED, sentence % {"line": line}


def _earlier(job: Import, rows: list[ImportRow], keys: list[str]) -> dict[str, tuple[int, str]]:
    """Rows further up in the file that are the same rows: their lines and digests."""
    earlier = ImportRow.objects.filter(job=job, ordinal__lt=rows[0].ordinal, key__in=keys).order_by("-ordinal")
    return {key: (line, digest) for key, line, digest in earlier.values_list("key", "line", "resolved__digest")}


def _first_rows(job: Import, rows: list[ImportRow], keys: list[str]) -> dict[str, tuple[int, str]]:
    """For each incident that was named further up in the file: the place and digest of its first row."""
    earlier = ImportRow.objects.filter(job=job, ordinal__lt=rows[0].ordinal, incident_key__in=keys)
    first = earlier.order_by("incident_key", "ordinal").distinct("incident_key")
    return {
        key: (place, digest)
        for key, place, digest in first.values_list("incident_key", "ordinal", "resolved__incident__digest")
    }


def _mark_first(content: Content, first: tuple[int, str], row: ImportRow) -> None:
    """Title, summary, topics and places of an incident are those of its first row."""
    about = content["incident"]
    about["first"] = first[0] == row.ordinal
    if not about["first"] and first[1] != about["digest"] and (about["summary"] or about["topics"] or about["places"]):
        sentence = _("Summary, topics and places of an incident are taken from its first row; here they differ.")
        content.setdefault("warnings", []).append(sentence)


def _named(checked: Iterable[Checked]) -> Counter:
    """How often each company is named, in rows that will be written."""
    counts: Counter = Counter()
    for one in checked:
        if one.fate in {Fate.MAKE, Fate.CHANGE, Fate.ASK}:
            counts.update((name, tuple(map(tuple, known))) for name, known in one.content["spellings"])
    return counts


class Desk:
    """What the desk has of what a chunk of rows names, as the importer may see it."""

    def __init__(self, job: Import, contents: list[Content]) -> None:
        self.job = job
        self.ties = self._ties(Subject.EVENT, {content["key"] for content in contents})
        self.incident_ties = self._ties(Subject.INCIDENT, {content["incident"]["key"] for content in contents})
        self.ours = ours.events_named(job, contents)
        self.found = self._found(contents)
        self.topics = set(Topic.objects.values_list("slug", flat=True))
        wanted = {tie.incident_id for tie in self.incident_ties.values()}
        wanted |= {tie.event.incident_id for tie in self.ties.values() if tie.event}
        wanted |= {incident.pk for incidents in self.found.values() for incident in incidents}
        wanted |= {event.incident_id for event in self.ours.values()}
        visible = Incident.objects.visible_to(job.author).filter(pk__among=wanted - {None})
        self.incidents = {incident.pk: incident for incident in visible}

    def _ties(self, subject: str, keys: set[str]) -> dict[str, Tie]:
        ties = Tie.objects.filter(author=self.job.author_id, subject=subject, key__among=keys)
        return {tie.key: tie for tie in ties.select_related("event")}

    def _found(self, contents: list[Content]) -> dict[tuple[str, str], list[Incident]]:
        """The visible incidents that rows name by public number, key or title."""
        named = {by: {c["incident"]["value"] for c in contents if c["incident"]["by"] == by} for by in BY}
        visible = Incident.objects.visible_to(self.job.author)
        found: dict[tuple[str, str], list[Incident]] = {}
        numbers = {int(value) for value in named["number"] if value.isdecimal() and len(value) < 10}
        subjects = OnRecord.objects.filter(kind=SubjectKind.INCIDENT, number__in=numbers)
        by_key = {str(key): str(number) for number, key in subjects.values_list("number", "key")}
        keys = {value.lower() for by in BY_KEY for value in named[by] if ours.is_key(value)} | set(by_key)
        for incident in visible.filter(key__in=keys):
            for by in BY_KEY:
                found.setdefault((by, str(incident.key)), []).append(incident)
            found.setdefault(("number", by_key.get(str(incident.key), "")), []).append(incident)
        for incident in visible.filter(title__among=named["title"]).exclude(status=Status.RETRACTED):
            found.setdefault(("title", incident.title), []).append(incident)
        return found

    def fate_of(self, content: Content, raw: list[Cell] | None = None) -> tuple[Fate, str]:
        """What a row would do; says in `content` which rows of the desk it means, and what of them it writes. Without
        `raw` it was asked before, and is asked once more before it is written.
        """
        self._warn_of_topics(content)
        if event := self.ours.get(content["line_id"].lower()):
            return self._ours(content, event, raw) if raw is not None else self._still_ours(content, event)
        tie = self.ties.get(content["key"])
        if tie is None:
            return self._new(content)
        if tie.event is None:
            if not self.job.overwrite:
                return Fate.KEEP, _("It was imported before and deleted by hand since: it is not made again.")
            return self._new(content)
        return self._known(content, tie)

    def _new(self, content: Content) -> tuple[Fate, str]:
        incident, refusal = self._incident_of(content)
        if refusal:
            return Fate.REFUSED, refusal
        about = content["incident"]
        about["pk"] = incident.pk if incident else None
        about["write"] = self._may_write_incident(content, incident) if incident else True
        content["event"]["pk"], content["event"]["write"] = None, True
        return Fate.MAKE, ""

    def _incident_of(self, content: Content) -> tuple[Incident | None, str]:
        """The incident that a row is put into, None for a new one; or why it cannot be."""
        about = content["incident"]
        tie = self.incident_ties.get(about["key"])
        if tie and tie.incident_id:
            return self._to_write(tie.incident_id)
        value = about["value"].lower() if about["by"] in BY_KEY else about["value"]
        found = self.found.get((about["by"], value), [])
        if len(found) > 1:
            sentence = _("Several incidents are called “%(title)s”: give its number or key.")
            return None, sentence % {"title": about["value"]}
        if found:
            return self._to_write(found[0].pk)
        if about["by"] in {"number", "key"}:
            return None, _("There is no incident %(value)s that you may see.") % {"value": about["value"][:60]}
        return None, ""

    def _to_write(self, pk: int) -> tuple[Incident | None, str]:
        incident = self.incidents.get(pk)
        if incident is None:
            return None, _("The incident is not yours to see any more.")
        if incident.status == Status.RETRACTED:
            return None, _("The incident “%(title)s” is retracted, and stays as it was.") % {"title": incident.title}
        if incident.status == Status.IN_REVIEW:
            return None, _("The incident “%(title)s” is in review: take it back first.") % {"title": incident.title}
        return incident, ""

    def _ours(self, content: Content, event: Event, raw: list[Cell]) -> tuple[Fate, str]:
        """A row that this desk exported: compared with what it would export now."""
        now = ours.said_now(event, self.job, raw)
        about = content["incident"]
        about["pk"], about["write"] = event.incident_id, False
        is_same = now is not None and now["digest"] == content["digest"]
        content["event"] |= {"pk": event.pk, "write": not is_same, "is_ours": True, "version": event.version}
        if now and about["first"] and now["incident"]["digest"] != about["digest"]:
            sentence = _("Title, summary, topics and places of an incident that is here are changed on its own page.")
            content.setdefault("warnings", []).append(sentence)
        if is_same:
            return Fate.SAME, ""
        if lacking := ours.lacking(self.job):
            sentence = _("It is here already. To change it, the file needs the columns %(names)s too.")
            return Fate.KEEP, sentence % {"names": ", ".join(lacking)}
        _incident, refusal = self._to_write(event.incident_id)
        if refusal:
            return Fate.REFUSED, refusal
        if content["version"] != str(event.version) and not self.job.overwrite:
            return Fate.KEEP, _("The file says something else, but the event was changed since it was exported.")
        return Fate.CHANGE, ""

    def _still_ours(self, content: Content, event: Event) -> tuple[Fate, str]:
        _incident, refusal = self._to_write(event.incident_id)
        if refusal:
            return Fate.REFUSED, refusal
        return (Fate.CHANGE if content["event"].get("version") == event.version else Fate.KEEP), ""

    def _known(self, content: Content, tie: Tie) -> tuple[Fate, str]:
        event: Event = tie.event
        content["event"]["pk"], content["event"]["write"] = event.pk, tie.digest != content["digest"]
        about = content["incident"]
        incident = self.incidents.get(event.incident_id)
        about["pk"] = event.incident_id
        about["write"] = bool(incident) and self._may_write_incident(content, incident)
        if not content["event"]["write"] and not about["write"]:
            return Fate.SAME, ""
        _incident, refusal = self._to_write(event.incident_id)
        if refusal:
            return Fate.REFUSED, refusal
        if content["event"]["write"] and event.version != tie.version and not self.job.overwrite:
            return Fate.KEEP, _("The file says something else than before, but the event was changed by hand since.")
        return Fate.CHANGE, ""

    def _may_write_incident(self, content: Content, incident: Incident) -> bool:
        """Whether the file says something else of the incident than before, and nobody changed it by hand since."""
        about = content["incident"]
        tie = self.incident_ties.get(about["key"])
        if tie is None or tie.incident_id != incident.pk or tie.digest == about["digest"] or not about["first"]:
            return False
        if incident.version != tie.version and not self.job.overwrite:
            content.setdefault("warnings", []).append(
                _("Title, summary, topics and places of the incident were changed by hand since, and are left alone.")
            )
            return False
        return True

    def _warn_of_topics(self, content: Content) -> None:
        unknown = [name for name in content["incident"]["topics"] if topic_slug(name) not in self.topics]
        if unknown and not self.job.make_topics:
            sentence = _("There is no topic %(names)s; left out.")
            names = ", ".join(f"“{name}”" for name in unknown)
            content.setdefault("warnings", []).append(sentence % {"names": names})


BY = ("number", "key", "id", "title")
BY_KEY = ("key", "id")  # the id of an incident in a file that this desk exported is its key


STORE = """
UPDATE imports_importrow AS kept SET resolved = new.resolved, key = new.key,
    incident_key = new.resolved->'incident'->>'key', fate = new.fate, reason = new.reason
FROM unnest(%s::bigint[], %s::jsonb[], %s::text[], %s::text[], %s::text[]) AS new(id, resolved, key, fate, reason)
WHERE kept.id = new.id
"""


def _store(checked: list[Checked]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            STORE,
            [
                [one.row.pk for one in checked],
                [Jsonb(one.content) for one in checked],
                [one.content["key"] for one in checked],
                [one.fate.value for one in checked],
                [one.reason for one in checked],
            ],
        )
