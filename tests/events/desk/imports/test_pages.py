"""The pages of imports: whose they are, what they cost, and that they say what is."""

import io

import pytest
from django.urls import reverse

from events.desk.imports import jobs
from events.desk.imports.examples import EXAMPLES
from events.desk.imports.models import Fate, Import, State
from events.desk.imports.staging import stage_file
from events.models import Event, EventKind, Incident
from tests.events.desk.imports.conftest import applied
from tests.events.desk.imports.test_journey import LIST, named

DOORS = ["import", "progress", "columns", "companies"]
DEEDS = ["columns", "dates", "check", "companies", "apply", "cancel"]


def url(door: str, job: Import) -> str:
    return reverse(f"admin:imports_{door}", args=[job.pk])


@pytest.mark.parametrize("door", DOORS)
def test_import_is_its_authors_own(door, checked, sit_down, stranger, reviewer):
    job = checked(LIST)
    for person in (stranger, reviewer):
        assert sit_down(person).get(url(door, job)).status_code == 404


def test_administrator_may_look_and_not_touch(checked, sit_down, administrator):
    job = checked(LIST)
    client = sit_down(administrator)
    assert client.get(url("import", job)).status_code == 200
    assert "Write" not in client.get(url("import", job)).content.decode()
    assert {client.post(url(deed, job)).status_code for deed in DEEDS} == {404}
    job.refresh_from_db()
    assert (job.state, Event.objects.count()) == (State.CHECKED, 0)


@pytest.mark.parametrize("deed", DEEDS)
def test_somebody_elses_import_cannot_be_moved(deed, checked, sit_down, stranger):
    assert sit_down(stranger).post(url(deed, checked(LIST))).status_code == 404


def test_list_shows_the_own_imports(checked, sit_down, stranger, at_desk, administrator):
    checked(LIST, name="mine.csv")
    page = reverse("admin:imports")
    assert "mine.csv" in at_desk.get(page).content.decode()
    assert "mine.csv" in sit_down(administrator).get(page).content.decode()
    assert "mine.csv" not in sit_down(stranger).get(page).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_preview_costs_the_same_for_any_number_of_rows(count, checked, at_desk, django_assert_num_queries):
    job = checked("id,title\n" + "".join(f"{n},Event {n}\n" for n in range(count)))
    at_desk.get(url("import", job))
    with django_assert_num_queries(12):
        assert at_desk.get(url("import", job)).content.decode().count("Makes an event</td>") == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(count, author, at_desk, django_assert_num_queries):
    for _each in range(count):
        stage_file(name="a.csv", stream=io.BytesIO(b"title\nA\n"), by=author)
    at_desk.get(reverse("admin:imports"))
    with django_assert_num_queries(3):
        assert at_desk.get(reverse("admin:imports")).content.decode().count("a.csv</a>") == count


def test_preview_filters_and_pages(checked, at_desk):
    job = checked("id,title\n" + "".join(f"{n},{'' if n == 7 else 'Event'}\n" for n in range(120)))
    refused = at_desk.get(url("import", job), {"show": "refused"}).content.decode()
    assert "It has neither a title nor a text." in refused
    assert "Line </span>9</td>" in refused  # its line in the file
    assert "Page 3 of 3" in at_desk.get(url("import", job), {"page": 3}).content.decode()
    for odd in ("nonsense", "<script>", "undecided", "remarks"):
        assert at_desk.get(url("import", job), {"show": odd, "page": "x"}).status_code == 200


def test_refused_row_keeps_all_from_being_written_unless_left_out(checked, at_desk):
    job = checked("id,title\n1,A\n2,\n3,C\n")
    at_desk.post(url("apply", job))
    assert Event.objects.count() == 0
    at_desk.post(url("apply", job), {"without_refused": "on"})
    assert sorted(Event.objects.values_list("title", flat=True)) == ["A", "C"]


def test_ambiguous_dates_are_asked_once_for_the_file(checked, at_desk):
    job = checked("id,title,date\n1,A,12/03/2019\n2,B,01/02/2019\n3,C,25/03/2019\n")
    assert jobs.fates_of(job) == {Fate.ASK: 2, Fate.MAKE: 1}
    assert "What is 12/03/2019" in at_desk.get(url("import", job)).content.decode()
    at_desk.post(url("apply", job))
    assert Event.objects.count() == 0
    at_desk.post(url("dates", job), {"day_order": "day"})
    job.refresh_from_db()
    applied(job)
    assert list(Event.objects.order_by("title").values_list("date", flat=True)) == [
        "2019-03-12",
        "2019-02-01",
        "2019-03-25",
    ]


def test_job_shows_its_progress_and_refreshes_when_done(author, at_desk, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    job = stage_file(name="a.csv", stream=io.BytesIO(b"title\nA\nB\n"), by=author)
    jobs.start_checking(job)
    assert "0 of 2 rows" in at_desk.get(url("import", job)).content.decode()
    bar = at_desk.get(url("progress", job))
    assert "<progress" in bar.content.decode()
    jobs.work_on_due()
    assert at_desk.get(url("progress", job)).headers["HX-Refresh"] == "true"
    assert "Write 2 rows as drafts" in at_desk.get(url("import", job)).content.decode()


def test_cancelled_import_writes_nothing_and_can_be_taken_up_again(checked, at_desk):
    job = checked(LIST)
    at_desk.post(url("cancel", job))
    at_desk.post(url("apply", job))
    job.refresh_from_db()
    assert (job.state, Event.objects.count()) == (State.CANCELLED, 0)
    at_desk.post(url("check", job))
    job.refresh_from_db()
    assert job.state == State.CHECKED


def test_mapping_is_refused_with_its_sentence(author, at_desk):
    job = stage_file(name="a.csv", stream=io.BytesIO(b"one,two\nA,B\n"), by=author)
    rest = {"series": "a", "kind": "report", "role": "mentioned", "language": "en", "separator": ";"}
    nothing = at_desk.post(url("columns", job), rest)
    assert "Say which column is the title" in nothing.content.decode()
    twice = at_desk.post(url("columns", job), rest | {"column_0": "title", "column_1": "title"})
    assert "only one can be" in twice.content.decode()
    odd = at_desk.post(
        url("columns", job), rest | {"column_0": "title", "separator": "xx", "language": "\0", "kind": "?"}
    )
    assert odd.status_code == 200
    job.refresh_from_db()
    assert job.state == State.MAPPING


def test_mapping_is_remembered_for_the_same_headers(checked, author):
    checked("one,two\nA,B\n", targets=["title", "places"])
    again = stage_file(name="b.csv", stream=io.BytesIO(b"one,two\nC,D\n"), by=author)
    assert again.targets == ["title", "places"]


@pytest.mark.parametrize("form", sorted(EXAMPLES))
def test_example_imports_as_it_is(form, at_desk, checked):
    answer = at_desk.get(reverse("admin:imports_template", args=[form]))
    job = checked(answer.content, name=f"answerable.{form}")
    assert jobs.fates_of(job) == {Fate.MAKE: 2}
    applied(job)
    assert Incident.objects.count() == 1
    assert set(Event.objects.values_list("kind", flat=True)) == {EventKind.ALLEGATION, EventKind.STATEMENT}
    statement = Event.objects.get(kind=EventKind.STATEMENT).statement
    assert (statement.speaker.name, statement.words) == ("Example Foods", "We pay what we owe.")


def test_example_of_another_form_does_not_exist(at_desk):
    assert at_desk.get(reverse("admin:imports_template", args=["exe"])).status_code == 404


@pytest.mark.parametrize("send", [{}, {"file": "", "pasted": ""}, {"pasted": "\0"}, {"pasted": "x" * 2_000_001}])
def test_nothing_useful_was_sent(send, at_desk):
    page = at_desk.post(reverse("admin:imports"), send)
    assert page.status_code in {200, 400}
    assert Import.objects.count() == 0


def test_pasted_cells_are_staged(at_desk):
    at_desk.post(reverse("admin:imports"), {"pasted": 'title\tdate\n"A\nB"\t2016\nC; D\t2017\n'})
    job = Import.objects.get()
    assert [(row.line, row.raw) for row in job.rows.all()] == [(2, ["A\nB", "2016"]), (4, ["C; D", "2017"])]


def test_file_and_paste_together_are_refused(at_desk):
    page = at_desk.post(reverse("admin:imports"), {"file": named("a.csv", "title\nA\n"), "pasted": "title\nA"})
    assert "one of the two" in page.content.decode()
