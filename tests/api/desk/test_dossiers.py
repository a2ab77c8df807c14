"""A whole dossier in one request: all of it or nothing, and what is read can be sent back."""

from copy import deepcopy
from typing import Any

import pytest

from companies.models import Company
from events.models import Answer, Citation, Contribution, Event, Fact, Incident, ReportedValue, Source, Status
from tests.api.desk.conftest import Asking
from tests.events.desk.doors import rows
from tests.factories import answered_dossier, published


@pytest.fixture
def made(writer: Asking, dossier: dict) -> Any:
    answer = writer.post("dossiers/", dossier)
    assert answer.status_code == 201, answer.json()
    return answer


def faults(answer: Any) -> dict[str, str]:
    return {fault.get("pointer", ""): fault["detail"] for fault in answer.json()["errors"]}


def test_a_dossier_is_made_in_one_request(writer: Asking, made: Any) -> None:
    document = made.json()
    claim, denial = document["events"]

    assert made["Location"] == f"/api/v1/desk/dossiers/{document['id']}/"
    assert writer.get(made["Location"]).json() == document
    assert Incident.objects.get().author == writer.user
    assert (claim["date"], claim["earliest"], claim["date_manner"]) == (
        "[2016-01-01~..2016-01-10~]",
        "2016-01-01",
        "within",
    )
    assert claim["facts"][0]["preferred"] == claim["facts"][0]["values"][0]["id"]
    answer = denial["statement"]["answers"][0]
    assert (answer["allegation"], answer["demand"]) == (claim["id"], claim["allegation"]["demands"][0]["id"])


def test_a_quotation_is_found_in_our_copy(made: Any) -> None:
    citation = Citation.objects.get(quotation="We deny that")
    kept = citation.source.captures.get()

    assert kept.text[citation.position :].startswith("We deny that")
    assert kept.text[: citation.position].endswith(citation.prefix or "nothing")


def test_what_is_read_and_sent_back_changes_nothing(writer: Asking, made: Any) -> None:
    before = rows()

    again = writer.put(made["Location"], made.json(), made["ETag"])

    assert again.status_code == 200, again.json()
    assert (again.json(), again["ETag"]) == (made.json(), made["ETag"])
    assert rows() == before


def test_what_is_public_stays_published_when_it_is_sent_back(asking: type[Asking], reviewer) -> None:
    """The control for the test above, where a draft could not become anything else."""
    incident = answered_dossier()
    published(incident, reviewer)
    other = asking(reviewer)
    address = f"dossiers/{incident.pk}/"
    read = other.get(address)

    same = other.put(address, read.json(), read["ETag"])
    incident.refresh_from_db()
    assert (same.status_code, incident.status, Contribution.objects.count()) == (200, Status.PUBLISHED, 0)

    changed = other.put(address, {**read.json(), "summary": "Another summary."}, read["ETag"])
    incident.refresh_from_db()
    assert (changed.status_code, incident.status) == (200, Status.PENDING)
    assert Contribution.objects.get().user == reviewer


def test_what_is_left_out_goes(writer: Asking, made: Any) -> None:
    document = made.json()
    claim, denial = document["events"]
    claim["facts"][0]["values"].pop()
    claim["participants"].pop()
    denial["statement"]["answers"] = []
    document["places"] = []

    answer = writer.put(made["Location"], document, made["ETag"])

    assert answer.status_code == 200, answer.json()
    assert [value.text for value in ReportedValue.objects.all()] == ["14 people"]
    assert answer.json()["events"][0]["participants"] == claim["participants"]
    assert (Answer.objects.count(), answer.json()["places"]) == (0, [])


def test_an_event_that_is_left_out_goes_with_all_of_it(writer: Asking, made: Any) -> None:
    document = made.json()
    del document["events"][0]
    document["events"][0]["statement"]["answers"] = []

    answer = writer.put(made["Location"], document, made["ETag"])

    assert answer.status_code == 200, answer.json()
    assert (Event.objects.count(), Fact.objects.count(), Citation.objects.count()) == (1, 0, 1)


def test_what_is_still_named_does_not_go(writer: Asking, made: Any) -> None:
    """Otherwise an answer would vanish that the document itself contains."""
    document = made.json()
    del document["events"][0]
    before = rows()

    answer = writer.put(made["Location"], document, made["ETag"])

    assert answer.status_code == 422
    assert set(faults(answer)) == {
        "/events/0/statement/answers/0/allegation",
        "/events/0/statement/answers/0/demand",
    }
    assert rows() == before


def test_rows_are_changed_by_their_ids_and_others_come(writer: Asking, made: Any) -> None:
    document = made.json()
    fact = document["events"][0]["facts"][0]
    fact["values"][0]["text"] = "14 members of staff"
    fact["values"].append({"ref": "new", "citation": fact["values"][0]["citation"], "text": "20 people"})
    fact["preferred"] = "new"

    answer = writer.put(made["Location"], document, made["ETag"])

    assert answer.status_code == 200, answer.json()
    values = answer.json()["events"][0]["facts"][0]["values"]
    assert [value["text"] for value in values] == ["14 members of staff", "18 people", "20 people"]
    assert answer.json()["events"][0]["facts"][0]["preferred"] == values[2]["id"]
    assert values[0]["id"] == fact["values"][0]["id"]


def test_rows_without_their_ids_take_the_place_of_those_that_were_there(writer: Asking, made: Any) -> None:
    document = made.json()
    for participant in document["events"][0]["participants"]:
        del participant["id"]

    answer = writer.put(made["Location"], document, made["ETag"])

    assert answer.status_code == 200, answer.json()
    assert len(answer.json()["events"][0]["participants"]) == 2


def test_every_fault_is_named_at_its_place_and_nothing_is_kept(writer: Asking, dossier: dict) -> None:
    dossier["events"][0]["title"] = ""
    dossier["events"][0]["date"] = "the day before"
    dossier["events"][0]["participants"][1] = {"role": "claimant", "group": "staff", "company": "acme"}
    dossier["events"][0]["citations"][0]["source"] = 99
    dossier["events"][1]["kind"] = "rumour"
    dossier["events"][1]["statement"]["answers"][0]["allegation"] = "nobody"
    dossier["companies"][0]["identifiers"][0] = {"scheme": "lei", "value": "529900T8BM49AURSDO54"}

    answer = writer.post("dossiers/", dossier)

    found = faults(answer)
    assert answer.status_code == 422
    assert found["/events/0/title"] == "This field cannot be blank."
    assert found["/events/0/participants/1"] == "Choose a company or describe a group, not both."
    assert found["/companies/0/identifiers/0/value"] == "The check digits do not fit: compare it with the original."
    assert found["/events/1/kind"] == "Value 'rumour' is not a valid choice."
    assert found["/events/0/citations/0/source"] == "There is no source 99 here."
    assert {"/events/0/date", "/events/1/statement"} <= set(found)
    assert [model.objects.count() for model in (Incident, Company, Source)] == [0, 0, 0]


def test_a_shape_that_is_none_is_refused_at_its_place(writer: Asking, dossier: dict) -> None:
    dossier["events"][0]["titel"] = "?"
    dossier["events"][1]["citations"] = {"0": 1}
    dossier["events"][1]["held_back"] = "no"
    dossier["places"] = [7]

    answer = writer.post("dossiers/", dossier)

    assert answer.status_code == 400
    assert faults(answer) == {
        "/events/0/titel": "There is no such field. Did you mean “title”?",
        "/events/1/citations": "This is no list.",
        "/events/1/held_back": "This is neither true nor false.",
        "/places/0": "This is no object.",
    }


@pytest.mark.parametrize("name", ["status", "version", "author", "key", "id"])
def test_what_is_not_for_the_client_is_refused(writer: Asking, made: Any, name: str) -> None:
    document = {**made.json(), name: "published"}

    answer = writer.put(made["Location"], document, made["ETag"])

    assert answer.status_code == 422
    assert f"/{name}" in faults(answer)


def test_a_row_of_another_dossier_cannot_be_taken(writer: Asking, made: Any, dossier: dict) -> None:
    other = deepcopy(dossier)
    other.pop("companies"), other.pop("sources")
    other["events"] = [{"id": made.json()["events"][0]["id"], "kind": "report", "title": "Taken"}]

    answer = writer.post("dossiers/", other)

    assert answer.status_code == 422
    assert set(faults(answer)) == {"/events/0/id"}
    assert Event.objects.filter(title="Taken").count() == 0


def test_a_stale_change_says_what_differs(writer: Asking, made: Any) -> None:
    first = made.json()
    mine = deepcopy(first)
    first["summary"] = "What the first wrote."
    assert writer.put(made["Location"], first, made["ETag"]).status_code == 200
    mine["events"][0]["title"] = "What I wrote"

    stale = writer.put(made["Location"], mine, made["ETag"])
    problem = stale.json()

    assert stale.status_code == 412
    assert problem["current"] == writer.get(made["Location"])["ETag"] == stale["ETag"]
    places = {each["pointer"]: (each["stored"], each["sent"]) for each in problem["differences"]}
    assert places["/summary"] == ("What the first wrote.", mine["summary"])
    assert places["/events/0/title"] == ("Staff allege that overtime was not paid", "What I wrote")
    assert Event.objects.filter(title="What I wrote").count() == 0


@pytest.mark.parametrize("odd", [{}, [], [1], "1", None, 1.5, True])
def test_what_differs_is_said_of_rows_with_an_id_that_is_none(writer: Asking, made: Any, odd: Any) -> None:
    mine = made.json()
    mine["events"][0]["id"] = odd

    stale = writer.put(made["Location"], mine, '"older"')

    assert stale.status_code == 412
    assert {each["pointer"].split("/")[1] for each in stale.json()["differences"]} == {"events"}


def test_a_change_without_its_version_is_not_made(writer: Asking, made: Any) -> None:
    before = rows()

    answers = [writer.put(made["Location"], made.json()), writer.patch(made["Location"], {"title": "Other"})]
    answers.append(writer.delete(made["Location"]))

    assert [answer.status_code for answer in answers] == [428, 428, 428]
    assert rows() == before


def test_a_part_of_a_dossier_is_changed_alone(writer: Asking, made: Any) -> None:
    answer = writer.patch(made["Location"], {"title": "Another title"}, made["ETag"])

    assert answer.status_code == 200, answer.json()
    assert answer.json()["title"] == "Another title"
    assert answer.json()["events"] == made.json()["events"]


def test_an_edit_takes_a_submission_back(writer: Asking, made: Any) -> None:
    address = f"incidents/{made.json()['id']}/submit/"
    handed_in = writer.post(address, {})
    assert handed_in.status_code == 201, handed_in.json()
    read = writer.get(made["Location"])
    assert read.json()["status"] == "in_review"

    answer = writer.put(made["Location"], {**read.json(), "title": "Another title"}, read["ETag"])

    assert (answer.status_code, answer.json()["status"]) == (200, "draft")


def test_what_was_public_is_not_deleted(writer: Asking, asking: type[Asking], made: Any, reviewer) -> None:
    public = answered_dossier()
    published(public)
    other = asking(reviewer)
    read = other.get(f"dossiers/{public.pk}/")

    kept, gone = other.delete(f"dossiers/{public.pk}/", read["ETag"]), writer.delete(made["Location"], made["ETag"])

    assert (kept.status_code, gone.status_code) == (409, 204)
    assert list(Incident.objects.all()) == [public]


def test_what_has_to_be_named_and_is_null_is_refused_at_its_place(writer: Asking, dossier: dict) -> None:
    dossier["events"][0]["allegation"]["demands"][0]["addressee"] = None
    dossier["events"][0]["citations"][0]["source"] = None
    dossier["events"][1]["statement"]["answers"][0]["allegation"] = None

    answer = writer.post("dossiers/", dossier)

    assert answer.status_code == 422
    assert {
        "/events/0/allegation/demands/0/addressee",
        "/events/0/citations/0/source",
        "/events/1/statement/answers/0/allegation",
    } <= set(faults(answer))
