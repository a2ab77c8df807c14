"""A batch by a program: brought together, handed in whole or not at all, looked through, one publication or none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company
from events.models import Batch, Contribution, Incident, Status, Submission, SubmissionState
from events.record.models import Edition, Publication
from tests.api.desk.conftest import Asking
from tests.factories import CompanyFactory, EventFactory, IncidentFactory


@pytest.fixture
def dossiers(author) -> list[Incident]:
    company = CompanyFactory(name="Acme")
    return [EventFactory(incident=IncidentFactory(author=author), company=company).incident for _ in range(3)]


@pytest.fixture
def batch(writer: Asking, dossiers: list[Incident]) -> str:
    """The address of a batch of the writer's."""
    answer = writer.post("batches/", {"name": "Overtime", "incidents": [each.pk for each in dossiers]})
    assert answer.status_code == 201, answer.json()
    return answer["Location"]


def approved(checker: Asking, batch: str):
    look = checker.get(f"{batch}review/").json()
    return checker.post(f"{batch}publish/", {"seen": look["seen"], "ticked": look["ticked"]})


def test_from_dossiers_to_one_publication(writer: Asking, checker: Asking, batch: str) -> None:
    handed_in = writer.post(f"{batch}submit/", {"note": "Three cases."})
    look = checker.get(f"{batch}review/").json()

    answer = approved(checker, batch)

    assert (handed_in.status_code, handed_in.json()["waiting"]) == (200, 3)
    assert {(each["kind"], each["state"]): each["count"] for each in look["counts"]} == {
        ("company", "live"): 1,
        ("event", "live"): 3,
        ("incident", "live"): 3,
        ("source", "live"): 3,
    }
    assert len(look["sample"]) == 3
    kinds = {change["document"]["kind"] for each in look["sample"] for change in each["changes"]}
    assert kinds == {"company", "event", "incident", "source"}
    assert look["warnings"][0]["incident"].keys() == {"id", "title"}
    assert answer.status_code == 200, answer.json()
    assert answer.json()["batch"]["waiting"] == 0
    assert Publication.objects.get().number == answer.json()["publication"]
    assert Edition.objects.count() == 10
    again = checker.get(f"{batch}review/")
    assert (again.status_code, again.json()["detail"]) == (409, "Nothing of this batch waits for a review.")


def test_a_batch_lacks_what_one_of_it_lacks(writer: Asking, batch: str, dossiers: list[Incident]) -> None:
    Incident.objects.filter(pk=dossiers[1].pk).update(summary="")

    answer = writer.post(f"{batch}submit/")

    assert answer.status_code == 422
    lacks = [(each["incident"], each["field"]) for each in answer.json()["missing"]]
    assert lacks == [(dossiers[1].pk, "summary")]
    assert not Submission.objects.exists()


def test_what_is_returned_goes_back_whole(writer: Asking, checker: Asking, batch: str, dossiers) -> None:
    writer.post(f"{batch}submit/")

    empty = checker.post(f"{batch}return/", {"comment": " "})
    answer = checker.post(f"{batch}return/", {"comment": "Not yet."})

    assert (empty.status_code, answer.status_code) == (422, 200)
    assert set(Incident.objects.values_list("status", flat=True)) == {Status.CHANGES_REQUESTED}
    assert (writer.get(batch).json()["dossiers"], checker.get(batch).json()["dossiers"]) == (3, 0)


def test_what_changed_leaves_review_and_nothing_is_published(writer: Asking, checker: Asking, batch: str) -> None:
    """The company is edited beside the dossiers, which only the approval notices."""
    writer.post(f"{batch}submit/")
    look = checker.get(f"{batch}review/").json()
    Company.objects.update(name="Acme Holding")
    assert len(checker.get(f"{batch}review/").json()["stale"]) == 3

    answer = checker.post(f"{batch}publish/", {"seen": look["seen"], "ticked": look["ticked"]})

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("These changed after they were handed in")
    assert set(Submission.objects.values_list("state", flat=True)) == {SubmissionState.VOID}
    assert not Publication.objects.exists()


def test_a_batch_is_reviewed_by_another_and_ticked_whole(writer: Asking, checker: Asking, batch: str) -> None:
    writer.post(f"{batch}submit/")
    seen = checker.get(f"{batch}review/").json()["seen"]

    own = writer.post(f"{batch}publish/", {"seen": seen, "ticked": ["people", "sample", "warnings"]})
    unticked = checker.post(f"{batch}publish/", {"seen": seen, "ticked": ["sample"]})
    other = checker.post(f"{batch}publish/", {"seen": "a" * 64, "ticked": ["people", "sample", "warnings"]})

    assert (own.status_code, own.json()["detail"]) == (403, "Publishing is for reviewers.")
    assert (unticked.status_code, other.status_code) == (422, 409)
    assert not Publication.objects.exists()


def test_only_what_one_writes_is_brought_together(writer: Asking, stranger: Asking, batch: str, dossiers) -> None:
    secret = IncidentFactory()
    named = [dossiers[0].pk, secret.pk, 10**9]

    answer = writer.post("batches/", {"name": "Mine", "incidents": named})
    unnamed = writer.post("batches/", {"name": " ", "incidents": [dossiers[0].pk]})

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/incidents/1", "/incidents/2"]
    hidden, nowhere = (fault["detail"] for fault in answer.json()["errors"])
    assert hidden.replace(str(secret.pk), "N") == nowhere.replace(str(10**9), "N")
    assert unnamed.json()["errors"][0]["pointer"] == "/name"
    assert Batch.objects.count() == 1
    assert [stranger.get(path).status_code for path in (batch, f"{batch}review/")] == [404, 404]
    assert stranger.get(f"{batch}dossiers/").json()["results"] == []
    assert [each["id"] for each in writer.get(f"{batch}dossiers/").json()["results"]] == [each.pk for each in dossiers]


def test_many_are_brought_together_in_as_many_statements_as_few(writer: Asking, author) -> None:
    """Dossiers of others that this person edited too: whether they may is not asked one by one."""
    theirs = [IncidentFactory() for _n in range(9)]
    Contribution.objects.bulk_create(Contribution(incident=each, user=author) for each in theirs)

    def statements(incidents: list[Incident]) -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = writer.post("batches/", {"name": "Theirs", "incidents": [each.pk for each in incidents]})
        assert answer.status_code == 201
        return len(asked)

    statements(theirs[:1])  # the first looks up what a process looks up once
    assert statements(theirs[1:3]) == statements(theirs[3:])


def test_a_retracted_dossier_is_brought_nowhere(writer: Asking, dossiers: list[Incident]) -> None:
    Incident.objects.filter(pk=dossiers[1].pk).update(status=Status.RETRACTED)

    answer = writer.post("batches/", {"name": "Mine", "incidents": [each.pk for each in dossiers]})

    assert (answer.status_code, answer.json()["detail"]) == (409, "A retracted incident stays as it was.")
    assert not Batch.objects.exists()


def test_whoever_names_the_version_of_a_batch_means_it(writer: Asking, batch: str) -> None:
    read = writer.get(batch)
    assert writer.post(f"{batch}submit/", {}, **{"if-match": read["ETag"]}).status_code == 200

    assert writer.post(f"{batch}submit/", {}, **{"if-match": read["ETag"]}).status_code == 412


def test_an_import_names_the_batch_that_it_made(writer: Asking) -> None:
    made = writer.post("imports/", {"pasted": "title\tcompany\tdate\nStaff were not paid\tAcme\t2016\n"}).json()
    writer.post(f"imports/{made['id']}/mapping/")
    for spelling in writer.get(f"imports/{made['id']}/spellings/").json()["results"]:
        writer.post(f"imports/{made['id']}/spellings/{spelling['id']}/", {"decision": "new"})
    taken = writer.post(f"imports/{made['id']}/take/").json()

    assert taken["state"] == "applied", taken
    assert writer.get(f"batches/{taken['batch']}/").json()["dossiers"] == 1
