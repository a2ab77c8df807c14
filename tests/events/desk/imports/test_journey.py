"""From a file to drafts, as the pages do it: read, map, check, decide, write; and the same file again."""

import io

import pytest
from django.urls import reverse

from companies.models import Company
from events.dates import read
from events.desk.imports import jobs
from events.desk.imports.models import Fate, Import, State
from events.models import Batch, Citation, Event, Incident, Participant, Source
from tests.events.desk.imports.conftest import applied
from tests.factories import CompanyFactory

LIST = """id,date,headline,description,company,source
1,2016-01,Letter is signed,Fifty people sign.,Acme,https://news.example/1
2,early January 2017,Letter is answered,Acme answers.,Acme; Globex,https://news.example/2?utm_source=x
"""


def rows_written() -> dict[str, int]:
    models = (Incident, Event, Participant, Citation, Source, Company)
    return {model.__name__: model.objects.count() for model in models}


def test_file_becomes_drafts(at_desk, author):
    CompanyFactory(name="Acme")
    page = at_desk.post(reverse("admin:imports"), {"file": named("list.csv", LIST)}, follow=True)
    job = Import.objects.get()
    assert page.redirect_chain == [(job.get_desk_url(), 302)]
    assert job.targets == ["id", "date", "title", "text", "companies", "source_url"]
    assert rows_written()["Event"] == 0

    send = {f"column_{place}": target for place, target in enumerate(job.targets)}
    send |= {"series": "list", "kind": "report", "role": "mentioned", "language": "en", "separator": ";"}
    page = at_desk.post(reverse("admin:imports_columns", args=[job.pk]), send, follow=True)
    assert "Write 2 rows as drafts" in page.content.decode()
    assert jobs.fates_of(job) == {Fate.MAKE: 2}
    assert rows_written()["Event"] == 0

    page = at_desk.post(reverse("admin:imports_apply", args=[job.pk]), follow=True)
    job.refresh_from_db()
    assert job.state == State.APPLIED
    assert rows_written() == {"Incident": 2, "Event": 2, "Participant": 3, "Citation": 2, "Source": 2, "Company": 2}
    assert set(Incident.objects.values_list("status", "author")) == {("draft", author.pk)}
    assert Event.objects.get(title="Letter is answered").date == read("early January 2017").edtf
    assert Batch.objects.get().incidents.count() == 2


def named(name: str, content: str | bytes) -> io.BytesIO:
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = name
    return file


def test_same_file_twice_makes_nothing_new(checked):
    applied(checked(LIST))
    before = rows_written()
    again = checked(LIST)
    assert jobs.fates_of(again) == {Fate.SAME: 2}
    with pytest.raises(jobs.Refused, match="nothing to write"):
        jobs.start_applying(again)
    assert rows_written() == before
