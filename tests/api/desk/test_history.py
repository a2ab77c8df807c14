"""The history by a program: read, undone, restored, and an event brought back."""

import pytest

from companies.models import Company
from events.models import Event, Incident, Participant
from tests.api.desk.conftest import Asking
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, SourceFactory


@pytest.fixture
def event(author) -> Event:
    return AllegationFactory(incident=IncidentFactory(author=author), title="Before")


def changed(program: Asking, address: str, **values: str) -> None:
    answer = program.patch(address, values, program.get(address)["ETag"])
    assert answer.status_code == 200, answer.json()


def typed(program: Asking, address: str) -> list[dict]:
    """The steps that somebody made by the API, newest first; the factories are nobody."""
    steps = program.get(f"{address}history/").json()["steps"]
    return [step for step in steps if step["who"] == str(program.user)]


def back(program: Asking, address: str, name: str, given: dict, etag: str = ""):
    etag = etag or program.get(f"{address}history/")["ETag"]
    return program.post(f"{address}history/{name}/", given, **{"if-match": etag})


def undone(program: Asking, address: str, step: dict, etag: str = ""):
    return back(program, address, "undo", {name: step[name] for name in ("context", "at")}, etag)


@pytest.mark.parametrize(
    ("kind", "field"), [("companies", "name"), ("sources", "title"), ("incidents", "title"), ("events", "title")]
)
def test_a_step_is_read_and_undone(writer: Asking, event: Event, kind: str, field: str) -> None:
    rows = {"companies": CompanyFactory(), "sources": SourceFactory(), "incidents": event.incident, "events": event}
    address = f"{kind}/{rows[kind].pk}/"
    before = writer.get(address).json()[field]
    changed(writer, address, **{field: "After"})
    [step] = typed(writer, address)

    answer = undone(writer, address, step)

    [row] = step["rows"]
    assert (row["deed"], row["fields_changed"][0]["before"], row["fields_changed"][0]["after"]) == (
        "changed",
        before,
        "After",
    )
    assert step["can_undo"]
    assert answer.status_code == 200, answer.json()
    assert answer.json()[field] == before == writer.get(address).json()[field]
    assert answer["ETag"] == writer.get(address)["ETag"]


def test_one_row_is_made_what_it_was(writer: Asking, event: Event) -> None:
    address = f"events/{event.pk}/"
    changed(writer, address, title="After")
    changed(writer, address, title="Later")
    row = typed(writer, address)[1]["rows"][0]

    answer = back(writer, address, "restore", {"model": row["model"], "row": row["row"]})
    same = back(writer, address, "restore", {"model": row["model"], "row": row["row"]})
    other = back(writer, address, "restore", {"model": "companies.company", "row": row["row"]})

    assert row["can_restore"]
    assert (answer.status_code, answer.json()["title"]) == (200, "After")
    assert (same.status_code, same.json()["detail"]) == (422, "It stands so already: nothing changes.")
    assert (other.status_code, other.json()["detail"]) == (422, "This is not in its history any more.")


def test_going_back_is_made_from_a_version(writer: Asking, event: Event) -> None:
    address = f"events/{event.pk}/"
    changed(writer, address, title="After")
    [step] = typed(writer, address)
    etag = writer.get(f"{address}history/")["ETag"]
    changed(writer, address, text="More")

    unsaid = writer.post(f"{address}history/undo/", {"context": step["context"], "at": step["at"]})
    stale = undone(writer, address, step, etag)
    in_the_way = undone(writer, address, step)

    assert (unsaid.status_code, stale.status_code, in_the_way.status_code) == (428, 412, 422)
    assert "was changed again afterwards" in in_the_way.json()["detail"]
    assert Event.objects.get().title == "After"


def test_a_removed_event_comes_back_with_what_went_with_it(writer: Asking, event: Event) -> None:
    incident, address = f"incidents/{event.incident_id}/", f"events/{event.pk}/"
    writer.delete(address, writer.get(address)["ETag"])
    [removed] = writer.get(f"{incident}removed/").json()["removed"]

    answer = writer.post(f"{incident}bring-back/", {"row": removed["row"]})
    again = writer.post(f"{incident}bring-back/", {"row": removed["row"]})

    assert removed["title"] == "Before"
    assert (answer.status_code, answer.json()["id"]) == (200, event.pk), answer.json()
    assert (len(answer.json()["participants"]), answer.json()["allegation"]["form"]) == (2, "accusation")
    assert (again.status_code, writer.get(f"{incident}removed/").json()["removed"]) == (422, [])


def test_a_retracted_dossier_stays_as_it_was(writer: Asking, event: Event) -> None:
    address = f"events/{event.pk}/"
    changed(writer, address, title="After")
    [step] = typed(writer, address)
    Incident.objects.update(status="retracted")

    answer = undone(writer, address, step)

    assert (answer.status_code, answer.json()["detail"]) == (409, "A retracted incident stays as it was.")
    assert Event.objects.get().title == "After"


def test_what_no_history_names_is_refused(writer: Asking, event: Event) -> None:
    address, step = f"events/{event.pk}/", {"context": None, "at": "2026-01-01T00:00:00Z"}
    wrong = [
        back(writer, address, "undo", {**step, "context": "x"}),
        back(writer, address, "undo", {**step, "at": "soon"}),
        back(writer, address, "undo", {}),
        back(writer, address, "restore", {"model": "accounts.user", "row": 1}),
        back(writer, address, "restore", {"model": "events.event", "row": 0.5}),
        back(writer, address, "restore", {"model": "events.event", "row": -1}),
        writer.post(f"incidents/{event.incident_id}/bring-back/", {"row": "x"}),
    ]

    assert {answer.status_code for answer in wrong} <= {400, 422}
    assert undone(writer, address, step).status_code == 422
    assert Participant.objects.count() == 2
    assert Company.objects.count() == 1
