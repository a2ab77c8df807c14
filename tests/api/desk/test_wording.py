"""What the wording check marks, by a program: read, asked about, and overruled in writing by another."""

import pytest

from events.models import Event, Incident, Overruling
from tests.api.desk.conftest import Asking
from tests.factories import UserFactory, answered_dossier
from tracker.accounts.models import Role

GUILTY = "The company committed fraud."


@pytest.fixture
def incident(author) -> Incident:
    """The writer's draft, with a sentence that asserts guilt."""
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    event = incident.events.get(kind="allegation")
    Event.objects.filter(pk=event.pk).update(text=GUILTY)
    return incident


@pytest.fixture
def made(incident: Incident) -> str:
    return f"incidents/{incident.pk}/"


def place(program: Asking, made: str) -> dict:
    [marked] = program.get(f"{made}wording/").json()["marked"]
    return {name: marked[name] for name in ("key", "field", "sentence")}


def test_from_a_marked_sentence_to_one_that_stands(writer: Asking, checker: Asking, made: str) -> None:
    [marked] = writer.get(f"{made}wording/").json()["marked"]
    stopped = writer.post(f"{made}submit/")
    asked = writer.post(f"{made}wording/ask/", place(writer, made))
    [listed] = checker.get("overrulings/").json()["results"]
    shown = checker.get(f"overrulings/{listed['id']}/").json()

    answer = checker.post(f"overrulings/{listed['id']}/overrule/", {"reason": "The court said so."})

    assert (marked["words"], marked["field"], marked["is_overruled"]) == ("committed fraud", "text", False)
    assert (stopped.status_code, asked.status_code) == (422, 200)
    assert (shown["sentence"], shown["document"]["text"], shown["is_moot"]) == (GUILTY, GUILTY, False)
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["by"], answer.json()["reason"]) == (checker.user.username, "The court said so.")
    assert writer.get(f"{made}wording/").json()["marked"][0]["overruling"]["reason"] == "The court said so."
    assert checker.get("overrulings/").json()["results"] == []
    assert writer.post(f"{made}submit/").status_code == 201


def test_nobody_asked_so_nobody_sees_the_draft(writer: Asking, checker: Asking, made: str) -> None:
    given = {**place(writer, made), "reason": "It may."}

    answer = checker.post(f"{made}wording/overrule/", given)

    assert (answer.status_code, checker.get(f"{made}wording/").status_code) == (404, 404)
    assert not Overruling.objects.exists()


def test_a_writer_does_not_overrule(asking, writer: Asking, author, made: str, incident: Incident) -> None:
    given = {**place(writer, made), "reason": "It may."}
    wrote = UserFactory(role=Role.REVIEWER)
    Incident.objects.filter(pk=incident.pk).update(author=wrote)

    answers = [
        asking(UserFactory(role=Role.ADMINISTRATOR), ["read", "write"]).post(f"{made}wording/overrule/", given),
        asking(wrote).post(f"{made}wording/overrule/", given),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[1].json()["detail"] == "Somebody else has to overrule what you wrote."
    assert not Overruling.objects.exists()


def test_a_reviewer_who_sees_the_dossier_overrules_at_once(asking, writer: Asking, made: str) -> None:
    administrator = asking(UserFactory(role=Role.ADMINISTRATOR))

    unsaid = administrator.post(f"{made}wording/overrule/", {**place(writer, made), "reason": " "})
    answer = administrator.post(f"{made}wording/overrule/", {**place(writer, made), "reason": "The court said so."})
    other = administrator.post(f"{made}wording/overrule/", {**place(writer, made), "sentence": "x", "reason": "Yes."})

    assert (unsaid.status_code, unsaid.json()["detail"]) == (422, "Say in writing why it may stand.")
    assert (answer.status_code, other.status_code) == (200, 422)
    assert Overruling.objects.get().reason == "The court said so."


def test_what_was_reworded_goes_off_the_list_and_shows_nothing(writer: Asking, checker: Asking, made: str) -> None:
    writer.post(f"{made}wording/ask/", place(writer, made))
    [listed] = checker.get("overrulings/").json()["results"]
    one = f"overrulings/{listed['id']}/"
    early = checker.delete(one, checker.get(one)["ETag"])
    address = f"events/{Event.objects.get(text=GUILTY).pk}/"
    writer.patch(address, {"text": "It was said that it did."}, writer.get(address)["ETag"])
    read = checker.get(one)

    assert (early.status_code, Overruling.objects.count()) == (422, 1)
    assert (read.json()["is_moot"], read.json()["document"]) == (True, None)
    assert checker.post(f"{one}overrule/", {"reason": "Still."}).status_code == 422
    assert checker.delete(one).status_code == 428
    assert checker.delete(one, read["ETag"]).status_code == 204
    assert checker.get("overrulings/").json()["results"] == []
