"""What this desk exported comes back: known by its keys, and never a second draft."""

import csv
import io

import pytest
from django.urls import reverse

from events.desk.imports.models import Fate
from events.models import Event, Incident, Participant
from tests.events.desk.imports.conftest import applied
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
)


@pytest.fixture
def dossier(author) -> Incident:
    incident = IncidentFactory(author=author, title="Affair", summary="Told; in parts")
    acme, source = CompanyFactory(name="Acme"), SourceFactory(url="https://news.example/a")
    allegation = AllegationFactory(incident=incident, company=acme, source=source, source__supports=["date"])
    Participant.objects.create(event=allegation, group="neighbours", role="mentioned")
    said = {"words": "Nous nions.", "words_language": "fr", "translation": "We deny.", "translation_kind": "human"}
    said |= {"translation_language": "en"}
    options = {f"statement__{name}": value for name, value in said.items()}
    StatementFactory(incident=incident, company=acme, source=source, answers=allegation, **options)
    return incident


@pytest.fixture
def exported(author, client):
    """The file of the list of events, with cells changed: `exported({"title": "…"})` of the first row."""

    def make(changes: dict | None = None, *, without: tuple = (), by=author) -> str:
        client.force_login(by)
        answer = client.get(reverse("admin:events_event_changelist") + "export.csv?o=1")
        rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
        rows[0] |= changes or {}
        for row in rows:
            for name in without:
                del row[name]
        out = io.StringIO()
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    return make


def fates(job) -> list[str]:
    return [str(row.fate) for row in job.rows.all()]


def test_an_exported_file_changes_nothing_and_makes_nothing(dossier, exported, checked):
    assert fates(checked(exported())) == [Fate.SAME, Fate.SAME]


def test_in_a_workbook_of_another_name_it_is_known_as_well(dossier, author, client, checked):
    client.force_login(author)
    answer = client.get(reverse("admin:events_event_changelist") + "export.xlsx?o=1")

    assert fates(checked(answer.getvalue(), name="renamed.xlsx")) == [Fate.SAME, Fate.SAME]


def test_a_changed_cell_changes_its_event_and_leaves_what_has_no_column(dossier, exported, checked):
    events = list(Event.objects.order_by("pk"))
    job = checked(exported({"title": "Told better"}))
    assert fates(job) == [Fate.CHANGE, Fate.SAME]

    applied(job)

    assert [event.key for event in Event.objects.order_by("pk")] == [event.key for event in events]
    event = Event.objects.get(pk=events[0].pk)
    assert event.title == "Told better"
    assert event.citations.get().supports == ["date"]
    assert sorted(event.participants.values_list("group", flat=True)) == ["", "employees", "neighbours"]
    assert fates(checked(exported())) == [Fate.SAME, Fate.SAME]


def test_changed_words_keep_their_translation(dossier, exported, checked):
    event = Event.objects.get(kind="statement")
    rows = exported().replace("Nous nions.", "Nous nions tout.")

    applied(checked(rows))

    statement = Event.objects.get(pk=event.pk).statement
    assert (statement.words, statement.translation) == ("Nous nions tout.", "We deny.")
    assert statement.answers.count() == 1


def test_what_was_changed_since_it_was_exported_is_left_alone(dossier, exported, checked):
    file = exported({"title": "Told better"})
    event = Event.objects.order_by("pk").first()
    event.title = "Told by hand"
    event.save()

    job = checked(file)

    assert fates(job) == [Fate.KEEP, Fate.SAME]
    assert "changed since it was exported" in job.rows.first().reason
    assert fates(checked(file, overwrite=True)) == [Fate.CHANGE, Fate.SAME]


def test_a_file_without_all_columns_takes_nothing_away(dossier, exported, checked):
    job = checked(exported({"title": "Told better"}, without=("text", "accused")))

    assert fates(job) == [Fate.KEEP, Fate.SAME]
    assert "text, accused" in job.rows.first().reason


def test_a_row_that_is_added_goes_into_its_dossier(dossier, exported, checked):
    file = exported()
    line = dict(zip(next(csv.reader([file.splitlines()[0]])), [""] * 99, strict=False))
    line |= {"incident_id": str(dossier.key), "title": "Another", "date": "2017", "kind": "report"}

    applied(checked(f"{file}{','.join(line.values())}\n"))

    assert Event.objects.get(title="Another").incident == dossier
    assert Incident.objects.count() == 1


def test_a_key_of_somebody_elses_draft_tells_nothing(dossier, exported, checked):
    """A row with it is one like any other: what is made of it is a draft of one's own."""
    stranger, file = UserFactory(), exported({"title": "Stolen"})
    unknown = file.replace(str(dossier.key), "0" * 8 + str(dossier.key)[8:])
    for event in Event.objects.all():
        unknown = unknown.replace(str(event.key), "0" * 8 + str(event.key)[8:])

    jobs = [checked(each, by=stranger) for each in (file, unknown)]

    assert [fates(job) for job in jobs] == [[Fate.MAKE, Fate.MAKE]] * 2
    told = [[(row.reason, row.resolved.get("warnings")) for row in job.rows.all()] for job in jobs]
    assert told[0] == told[1]
    applied(jobs[0])
    assert [event.title for event in dossier.events.order_by("pk")] == [
        event.title for event in Event.objects.filter(incident=dossier).order_by("pk")
    ]
    assert Incident.objects.exclude(pk=dossier.pk).get().author == stranger


def test_what_changed_between_looking_and_writing_is_not_written(dossier, exported, checked):
    job = checked(exported({"title": "Told better"}))
    event = Event.objects.order_by("pk").first()
    event.text = "Somebody else was quicker."
    event.save()

    applied(job)

    assert "has changed since it was checked" in job.reason
    event.refresh_from_db()
    assert event.text == "Somebody else was quicker."
