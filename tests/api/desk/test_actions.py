"""From a key to a published affair, by two people: the actions, with the desk's own sentences."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event, Incident, Remark, Status, Submission, SubmissionState
from events.record.models import Publication
from events.timeline.models import PublicIncident
from tests.api.desk.conftest import Asking
from tests.factories import AllegationFactory, IncidentFactory, answered_dossier, published


@pytest.fixture
def made(writer: Asking, dossier: dict) -> str:
    """The address of the actions of a dossier of the writer's."""
    return f"incidents/{writer.post('dossiers/', dossier).json()['id']}/"


def ticked(checker: Asking, made: str) -> tuple[str, list[str]]:
    page = checker.get(f"{made}review/").json()
    return page["seen"], [item["code"] for item in page["checklist"] if not item["is_known"]]


def test_from_a_key_to_a_published_affair(writer: Asking, checker: Asking, made: str) -> None:
    handed_in = writer.post(f"{made}submit/")
    review = checker.get(f"{made}review/").json()
    seen, codes = ticked(checker, made)

    answer = checker.post(f"{made}publish/", {"seen": seen, "ticked": codes})

    assert handed_in.status_code == 201, handed_in.json()
    assert handed_in.json()["digest"] == review["seen"] == seen
    assert {change["document"]["kind"] for change in review["changes"]} == {"incident", "event", "company", "source"}
    assert answer.status_code == 200, answer.json()
    assert answer.json()["incident"]["status"] == Status.PUBLISHED
    assert Client().get(f"/api/v1/publications/{answer.json()['publication']}/").status_code == 200
    assert PublicIncident.objects.get().body is not None
    assert Publication.objects.get().number == answer.json()["publication"]


def test_a_dossier_that_lacks_something_says_all_of_it_at_its_places(writer: Asking) -> None:
    event = {"kind": "report", "title": "Something happened", "citations": []}
    made = writer.post("dossiers/", {"title": "Half done", "events": [event]}).json()

    answer = writer.post(f"incidents/{made['id']}/submit/")
    listed = writer.get(f"incidents/{made['id']}/missing/").json()["missing"]

    assert answer.status_code == 422
    found = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert found["/summary"] == "Half done: Say in a sentence or two what the affair is about."
    assert found["/events/0/citations"] == "Something happened: Cite at least one source."
    assert found["/events/0/date"].startswith("Something happened: Give a date")
    assert [each["pointer"] for each in listed] == [fault["pointer"] for fault in answer.json()["errors"]]
    assert Incident.objects.get().status == Status.DRAFT


def test_nobody_reviews_what_they_wrote(checker: Asking, dossier: dict) -> None:
    made = checker.post("dossiers/", dossier).json()
    digest = checker.post(f"incidents/{made['id']}/submit/").json()["digest"]

    answer = checker.post(f"incidents/{made['id']}/publish/", {"seen": digest, "ticked": ["claims", "people"]})

    assert (answer.status_code, answer.json()["detail"]) == (403, "Somebody else has to review what you wrote.")
    assert not Publication.objects.exists()


def test_what_was_not_ticked_is_not_published(writer: Asking, checker: Asking, made: str) -> None:
    digest = writer.post(f"{made}submit/").json()["digest"]

    answer = checker.post(f"{made}publish/", {"seen": digest})

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("Not approved yet. Tick this too")


def test_what_is_published_is_what_was_seen(writer: Asking, checker: Asking, made: str) -> None:
    """A company or a source in it is edited by anybody, without touching the dossier: it leaves review."""
    writer.post(f"{made}submit/")
    seen, codes = ticked(checker, made)
    company = writer.get("companies/").json()["results"][0]
    address = f"companies/{company['id']}/"
    assert writer.patch(address, {"name": "Acme Holding"}, writer.get(address)["ETag"]).status_code == 200

    answer = checker.post(f"{made}publish/", {"seen": seen, "ticked": codes})

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("It changed after it was handed in")
    assert Incident.objects.get().status == Status.DRAFT
    assert Submission.objects.get().state == SubmissionState.VOID


def test_what_is_returned_is_its_writers_again(writer: Asking, checker: Asking, made: str) -> None:
    writer.post(f"{made}submit/")
    incident = Incident.objects.get()
    remark = {"about": "incident", "key": str(incident.key), "field": "summary", "text": "Who says so?"}

    empty = checker.post(f"{made}return/", {})
    answer = checker.post(f"{made}return/", {"comment": "Not yet.", "remarks": [remark]})

    assert (empty.status_code, empty.json()["detail"]) == (422, "Say what has to change.")
    assert (answer.status_code, answer.json()) == (200, {"status": "changes_requested"})
    assert checker.get(made).status_code == 404
    assert writer.get(made).json()["status"] == "changes_requested"
    assert Remark.objects.get().text == "Who says so?"
    assert writer.get("submissions/").json()["results"][0]["comment"] == "Not yet."


def test_what_was_handed_in_is_taken_back(writer: Asking, checker: Asking, made: str) -> None:
    writer.post(f"{made}submit/")

    refused, answer = checker.post(f"{made}withdraw/"), writer.post(f"{made}withdraw/")
    again = writer.post(f"{made}withdraw/")

    assert refused.status_code == 403
    assert (answer.status_code, answer.json()["status"]) == (200, "draft")
    assert again.status_code == 409


def test_approved_for_later_and_called_off(writer: Asking, checker: Asking, made: str) -> None:
    writer.post(f"{made}submit/")
    seen, codes = ticked(checker, made)
    at = f"{timezone.now() + timedelta(days=30):%Y-%m-%dT09:00}"
    given = {"seen": seen, "ticked": codes, "zone": "Europe/Paris"}

    wrong = [
        checker.post(f"{made}schedule/", {**given, "at": "soon"}),
        checker.post(f"{made}schedule/", {**given, "at": at[:10]}),
        checker.post(f"{made}schedule/", {**given, "at": "2020-01-01T09:00"}),
        checker.post(f"{made}schedule/", {**given, "at": at, "zone": "Moon/Sea"}),
    ]
    answer = checker.post(f"{made}schedule/", {**given, "at": at})
    assert (answer.status_code, answer.json()["publish_zone"]) == (200, "Europe/Paris")
    off = checker.post(f"{made}call-off/")

    assert [each.status_code for each in wrong] == [422] * 4
    assert (off.status_code, off.json()["status"]) == (200, "in_review")


def test_corrected_and_retracted(asking: type[Asking], reviewer, checker: Asking) -> None:
    incident = answered_dossier()
    published(incident, reviewer)
    writer, made = asking(incident.author), f"incidents/{incident.pk}/"
    nothing = writer.post(f"{made}correct/", {"note": "We wrote the wrong year."})
    read = writer.get(made)
    writer.patch(made, {"summary": "It was another year."}, read["ETag"])
    unsaid = writer.post(f"{made}correct/", {"note": " "})

    assert writer.post(f"{made}correct/", {"note": "We wrote the wrong year."}).status_code == 201
    seen, codes = ticked(checker, made)
    corrected = checker.post(f"{made}publish/", {"seen": seen, "ticked": codes})
    assert writer.post(f"{made}retract/", {"note": "It never happened."}).status_code == 201
    seen, codes = ticked(checker, made)
    retracted = checker.post(f"{made}publish/", {"seen": seen, "ticked": codes})

    assert (nothing.status_code, unsaid.status_code) == (409, 422)
    assert corrected.json()["incident"]["status"] == "published"
    assert retracted.json()["incident"]["status"] == "retracted"
    assert [publication.kind for publication in Publication.objects.order_by("number")] == [
        "first",
        "correction",
        "retraction",
    ]
    assert writer.patch(made, {"title": "Again"}, writer.get(made)["ETag"]).status_code == 409


def test_redacted_words_are_nowhere(committed_db, django_db_blocker) -> None:
    """Not even in what was answered to a request with an `Idempotency-Key`. Really committed: it locks all dossiers."""
    from tests.events.review.planting import left_in_database  # noqa: PLC0415
    from tests.factories import UserFactory  # noqa: PLC0415
    from tracker.accounts.models import Role  # noqa: PLC0415

    incident = answered_dossier()
    reviewer = UserFactory(role=Role.REVIEWER)
    published(incident, reviewer)
    writer, checker, made = Asking(incident.author), Asking(reviewer), f"incidents/{incident.pk}/"
    named = {"title": "Jane Roe Testwoman spoke", "kind": "report", "incident": incident.pk}
    event = writer.post("events/", named, **{"idempotency-key": "one"}).json()
    assert "desk_api_answered.body" in left_in_database("Jane Roe Testwoman")
    writer.delete(f"events/{event['id']}/", writer.get(f"events/{event['id']}/")["ETag"])

    handed_in = writer.post(f"{made}redact/", {"note": "A name was taken out.", "words": "Jane Roe Testwoman"})
    assert handed_in.status_code == 201, handed_in.json()
    seen, codes = ticked(checker, made)
    answer = checker.post(f"{made}publish/", {"seen": seen, "ticked": codes})

    assert answer.status_code == 200, answer.json()
    assert left_in_database("Jane Roe Testwoman") == []


def test_an_event_is_held_back_and_let_go(writer: Asking, made: str) -> None:
    event = Event.objects.get(kind="allegation")

    held = writer.post(f"events/{event.pk}/hold/", {"hold": True})
    refused = writer.post(f"{made}submit/")
    let_go = writer.post(f"events/{event.pk}/hold/", {"hold": False})

    assert (held.json()["held_back"], let_go.json()["held_back"]) == (True, False)
    assert "which is held back" in refused.json()["detail"]


def test_whoever_names_a_version_means_it(writer: Asking, made: str) -> None:
    read = writer.get(made)
    writer.patch(made, {"title": "Another title"}, read["ETag"])

    stale = writer.post(f"{made}submit/", {}, **{"if-match": read["ETag"]})
    current = writer.post(f"{made}submit/", {}, **{"if-match": writer.get(made)["ETag"]})

    assert (stale.status_code, current.status_code) == (412, 201)


def test_the_sentences_are_those_of_the_desk_in_the_language_of_whoever_asks(writer: Asking, author) -> None:
    incident: Any = IncidentFactory(author=author, title="x" * 5)
    AllegationFactory(incident=incident)
    etag = writer.get(f"incidents/{incident.pk}/")["ETag"]

    english = writer.patch(f"incidents/{incident.pk}/", {"title": ""}, etag)
    french = writer.patch(f"incidents/{incident.pk}/", {"title": ""}, etag, **{"accept-language": "fr"})

    assert english.json()["errors"] == [{"detail": "This field cannot be blank.", "pointer": "/title"}]
    assert french.json()["errors"] == [{"detail": "Ce champ ne peut pas être vide.", "pointer": "/title"}]
