"""What goes in by COPY is what saving one by one would have stored, with its history; and exports come back whole."""

import csv
import io
import uuid

import pytest
from django.urls import reverse

from events.addresses import canonical
from events.desk.imports import jobs, spellings
from events.desk.imports.copying import copy
from events.desk.imports.models import State, Tie
from events.desk.imports.staging import stage_file
from events.models import (
    Allegation,
    Citation,
    Contribution,
    Event,
    Incident,
    Participant,
    Place,
    Source,
    Statement,
    Topic,
)
from tests.events.desk.imports.conftest import applied, finish
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
)

LIST = """id,incident_id,incident_title,topics,places,kind,date,title,accused,claimant_group,speakers,words,source_url
1,a,One affair,work,Paris,allegation,between 2014 and 2016,It is alleged,Acme,fifty women,,,https://news.example/1?utm_source=x#p
2,a,One affair,work,Paris,statement,2017~,It answers,,,Acme,"We \\ ""disagree"" here",https://news.example/2
3,b,Another,,,report,,It has no date,,,Acme,,https://news.example/1
"""


@pytest.fixture
def written(checked, author):
    Topic.objects.create(slug="work", name_en="work", name_fr="travail")
    CompanyFactory(name="Acme")
    job = applied(checked(LIST))
    assert job.state == State.APPLIED, job.reason
    return job


def stored(model, *without):
    names = [field.attname for field in model._meta.concrete_fields if field.name not in {"updated_at", *without}]
    return list(model.objects.order_by("pk").values(*names))


def test_rows_are_what_saving_them_would_store(written):
    assert (Incident.objects.count(), Event.objects.count(), Source.objects.count()) == (2, 3, 2)
    for model in (Incident, Event, Source, Allegation, Statement, Participant, Citation, Place):
        before = stored(model, "version")
        assert before, model
        for row in model.objects.order_by("pk"):
            row.full_clean()
            row.save()
        assert stored(model, "version") == before
    assert set(Source.objects.values_list("canonical")) == {(canonical(s.url),) for s in Source.objects.all()}


def test_each_row_is_written_once_by_its_importer(written, author):
    for model in (Incident, Event, Source, Allegation, Statement, Participant, Citation, Place):
        history = model.pgh_event_models["insert"].objects.values_list("pgh_label", "pgh_context__metadata__user")
        assert list(history) == [("insert", author.pk)] * model.objects.count(), model
    assert set(Event.objects.values_list("version")) == set(Incident.objects.values_list("version")) == {(1,)}
    assert set(Tie.objects.values_list("version")) == {(1,)}
    assert sorted(Contribution.objects.values_list("incident", "user")) == sorted(
        (incident.pk, author.pk) for incident in Incident.objects.all()
    )


def test_keys_are_random_uuids(written):
    keys = [key for model in (Incident, Event, Source, Citation) for key in model.objects.values_list("key", flat=True)]
    assert len(set(keys)) == len(keys) == 2 + 3 + 2 + 3
    assert {(key.version, key.variant) for key in keys} == {(4, uuid.RFC_4122)}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exported_events_come_back_whole(form, author, at_desk, sit_down):
    acme, globex = CompanyFactory(name="-Acme, Ltd"), CompanyFactory(name="Globex")
    incident = IncidentFactory(author=author, title="=1+1", summary="'Told; in parts\nand lines")
    incident.places.create(name="@Paris")
    source = SourceFactory(title="'=A1; more", url="https://news.example/a", published="2016-01", publisher="+News")
    allegation = AllegationFactory(incident=incident, company=acme, source=source, title="\u200b=5", date="2014/2016")
    Participant.objects.create(event=allegation, company=globex, role="accused")
    Citation.objects.create(event=allegation, source=SourceFactory(title="#N/A"), quotation="''=x", locator="p. 2")
    StatementFactory(incident=incident, company=acme, title="It said so", source=source, text="")
    EventFactory(incident__author=author, company=globex, date="", title="+44 is no number")
    sent = b"".join(at_desk.get(reverse(f"admin:events_event_export_{form}")).streaming_content)

    other = UserFactory()
    job = stage_file(name=f"events.{form}", stream=io.BytesIO(sent), by=other)
    assert "" not in job.targets
    jobs.start_checking(job)
    finish(job)
    spellings.decide_rest_as_new(job)
    applied(job)
    assert job.state == State.APPLIED, job.reason

    assert exported(sit_down(other)) == exported(at_desk) != []


def exported(client):
    """The rows of the list as CSV, but for keys and versions, which are everybody’s own."""
    sent = b"".join(client.get(reverse("admin:events_event_export_csv")).streaming_content).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(sent, newline=""))
    return sorted(
        ({name: text for name, text in row.items() if name not in {"id", "version", "incident_id"}} for row in rows),
        key=lambda row: row["title"],
    )


@pytest.mark.django_db
def test_a_column_that_is_none_is_not_left_out_in_silence():
    with pytest.raises(TypeError, match="Place has no nmae"):
        copy(Place, [{"incident_id": 1, "name": "Paris"}, {"incident_id": 1, "nmae": "Paris"}])
    assert not Place.objects.exists()
