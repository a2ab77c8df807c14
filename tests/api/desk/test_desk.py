"""What comes to the desk from elsewhere, by a program: remarks, letters, words that left their page."""

import json
import uuid

import pytest

from api.desk.models import Answered
from events.capture.models import Finding, PassageState
from events.letterbox.models import Letter
from events.models import Citation, Event, Incident, Remark
from tests.api.desk.conftest import Asking
from tests.factories import answered_dossier


@pytest.fixture
def incident(author) -> Incident:
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    return incident


@pytest.fixture
def letter(db) -> Letter:
    said = {"words": "We were never asked.", "name": "A. Person", "reply_to": "a@example.org"}
    return Letter.objects.create(kind="reply", form_key=uuid.uuid4(), language="en", **said)


def test_a_remark_is_read_and_ticked(writer: Asking, checker: Asking, stranger: Asking, incident: Incident) -> None:
    writer.post(f"incidents/{incident.pk}/submit/")
    said = {"about": "incident", "key": str(incident.key), "field": "summary", "text": "Who says so?"}
    checker.post(f"incidents/{incident.pk}/return/", {"remarks": [said]})
    [remark] = writer.get("remarks/?open=true").json()["results"]

    others = [stranger.get("remarks/"), stranger.post(f"remarks/{remark['id']}/resolve/")]
    answers = [writer.post(f"remarks/{remark['id']}/resolve/") for _time in range(2)]

    assert (remark["text"], remark["incident"], remark["by"]) == ("Who says so?", incident.pk, checker.user.username)
    assert (others[0].json()["results"], others[1].status_code) == ([], 404)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Remark.objects.get().resolved_by == writer.user
    assert writer.get("remarks/?open=true").json()["results"] == []


def test_words_that_left_their_page_are_listed_until_the_citation_changes(
    writer: Asking, stranger: Asking, incident: Incident
) -> None:
    event = Event.objects.get(kind="statement", incident=incident)
    citation = event.citations.get()
    as_of = Citation.history.rel.related_model.objects.filter(pgh_obj=citation.pk).latest("pgh_id").pgh_id
    day = "2026-01-02"
    Finding.objects.create(citation=citation, state=PassageState.GONE, since=day, seen_on=day, as_of=as_of)

    [found] = writer.get(f"findings/?incident={incident.pk}&state=gone").json()["results"]
    hidden = stranger.get("findings/").json()["results"]
    address = f"citations/{citation.pk}/"
    writer.patch(address, {"locator": "p. 3"}, writer.get(address)["ETag"])

    assert (found["citation"], found["event"], found["since"]) == (citation.pk, event.pk, day)
    assert hidden == writer.get("findings/").json()["results"] == []


def test_a_letter_is_read_and_moved_by_whoever_saw_it(writer: Asking, letter: Letter) -> None:
    one = f"letters/{letter.pk}/"
    [listed] = writer.get("letters/?waiting=true&kind=reply").json()["results"]
    read = writer.get(one)
    headers = {"if-match": read["ETag"], "idempotency-key": "letter"}

    unsaid = writer.post(f"{one}move/", {"state": "answered"})
    answer = writer.post(f"{one}move/", {"state": "answered", "note": "Wrote back."}, **headers)
    stale = writer.post(f"{one}move/", {"state": "closed"}, **{"if-match": read["ETag"]})
    kept = writer.post(f"{one}move/", {"state": "closed"}, **{"if-match": answer["ETag"]})

    assert "words" not in listed
    assert read.json()["words"] == "We were never asked."
    assert [each.status_code for each in (unsaid, answer, stale, kept)] == [428, 200, 412, 200]
    assert (answer.json()["state"], answer.json()["handled_by"]) == ("answered", writer.user.username)
    assert Letter.objects.get().note == "Wrote back."
    assert writer.get("letters/?waiting=true").json()["results"] == []
    assert "Person" not in json.dumps(list(Answered.objects.values_list("body", flat=True)))
