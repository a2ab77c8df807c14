"""The change feed: in order, from any number on, with what each publication changed."""

from events.record.models import Publication
from events.timeline.dossier import moment
from events.timeline.faces.parts import page
from tests.factories import EventFactory, IncidentFactory, UserFactory, published
from tracker.accounts.models import Role


def numbers(answer) -> list[int]:
    return [publication["number"] for publication in answer.json()["results"]]


def test_a_reader_that_follows_next_misses_nothing(read, company, publish_events) -> None:
    for month in range(1, 8):
        publish_events(company, f"2016-0{month}")
    seen, address = [], "publications/?after=2&limit=2"

    while address:
        answer = read(address)
        seen += numbers(answer)
        address = answer.json()["next"]

    assert seen == [3, 4, 5, 6, 7]
    assert numbers(read("publications/?after=7")) == []
    assert numbers(read("publications/")) == [1, 2, 3, 4, 5, 6, 7]


def test_a_publication_says_who_what_and_the_chain(read, company) -> None:
    reviewer = UserFactory(role=Role.REVIEWER, byline="R. Reviewer")
    incident = IncidentFactory(author=UserFactory(byline="W. Writer"))
    EventFactory(incident=incident, company=company)
    published(incident, reviewer)
    published(incident, reviewer, kind="retraction", note="It was “another” company.")
    rows = list(Publication.objects.prefetch_related("editions__subject"))

    first, second = read("publications/").json()["results"]

    assert second == {
        "number": 2,
        "kind": "retraction",
        "at": moment(rows[1].at),
        "note": "It was “another” company.",
        "written_by": ["W. Writer"],
        "reviewed_by": "R. Reviewer",
        "four_eyes": True,
        "redacted": False,
        "hash": rows[1].hash,
        "previous_hash": first["hash"],
        "editions": [
            {
                "type": edition.subject.kind,
                "id": edition.subject.number,
                "version": 2,
                "state": "retracted",
                "hash": edition.hash,
                "redacted": False,
                "page": page(edition.subject.kind, edition.subject.number),
            }
            for edition in rows[1].editions.all()
        ],
    }
    assert [(each["type"], each["page"]) for each in first["editions"]] == [
        ("company", "/companies/1/"),
        ("source", "/sources/1/"),
        ("incident", "/incidents/1/"),
        ("event", "/events/1/"),
    ]
    assert read("publications/2/").json() == second


def test_redacted_editions_say_so_and_no_more(read, company) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=company, text="Somebody called Xanthippe was there.")
    published(incident)

    published(incident, kind="redaction", words="Xanthippe", note="A name was taken out.")

    answer = read("publications/")
    assert b"Xanthippe" not in answer.content
    event = next(each for each in answer.json()["results"][0]["editions"] if each["type"] == "event")
    assert event["redacted"]
    assert b"Xanthippe" not in read("events/1/").content + read("companies/1/timeline/").content
