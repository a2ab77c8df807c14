"""Each kind of row: listed in a fixed number of queries, filtered, made, changed, removed, guarded by its version."""

from copy import deepcopy
from typing import Any

import pghistory
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company
from events.models import Capture, Citation, Event, Incident, Lineage, Source
from tests.api.desk.conftest import Asking
from tests.factories import SourceFactory, answered_dossier

LISTS = (
    "companies",
    "sources",
    "captures",
    "topics",
    "incidents",
    "dossiers",
    "events",
    "submissions",
    "batches",
    "imports",
    "participants",
    "citations",
    "facts",
    "reported-values",
    "allegations",
    "legal-steps",
    "demands",
    "reply-requests",
    "statements",
    "answers",
    "commitments",
    "commitment-updates",
)


def affair(writer: Asking, dossier: dict, number: int) -> dict:
    """Another one of the same shape."""
    dossier["companies"][0] |= {
        "name": f"Acme {number}",
        "identifiers": [{"scheme": "domain", "value": f"a{number}.example"}],
    }
    dossier["companies"][0]["owners"] = []
    dossier["sources"][0]["url"] = f"https://news.example/{number}"
    dossier["topics"] = ["pay"]
    answer = writer.post("dossiers/", dossier)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_a_list_costs_the_same_whatever_its_length(writer: Asking, dossier: dict) -> None:
    """With one dossier of each kind of row, and with three."""
    writer.post("topics/", {"slug": "pay", "name_en": "Pay", "name_fr": "Salaires"})
    made = affair(writer, dossier, 1)
    writer.post(f"incidents/{made['id']}/submit/")
    writer.post("imports/", {"pasted": "title\tdate\nSomething\t2016\n"})
    writer.post("batches/", {"name": "Together", "incidents": [made["id"]]})
    one = {path: _queries(writer, path) for path in LISTS}
    for number in (2, 3):
        made = affair(writer, dossier, number)
        writer.post(f"incidents/{made['id']}/submit/")
        writer.post("imports/", {"pasted": "title\tdate\nSomething\t2016\n"})
        writer.post("batches/", {"name": "Together", "incidents": [made["id"]]})

    assert {path: _queries(writer, path) for path in LISTS} == one
    assert max(one.values()) < 40
    assert min(len(writer.get(f"{path}/").json()["results"]) for path in LISTS) >= 1


def _queries(writer: Asking, path: str) -> int:
    cache.clear()
    writer.get("")  # the key is noted as used once a minute
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert writer.get(f"{path}/").status_code == 200
    return len(queries)


def test_a_list_is_read_a_page_at_a_time(writer: Asking) -> None:
    made = [writer.post("companies/", {"name": f"Company {number}"}).json()["id"] for number in range(5)]
    read, address, pages = [], "companies/?limit=2", 0
    while address:
        answer = writer.get(address)
        read += [row["id"] for row in answer.json()["results"]]
        address, pages = answer.json()["next"], pages + 1
        assert ("Link" in answer) == bool(address)
        if pages == 1:
            made.append(writer.post("companies/", {"name": "Meanwhile"}).json()["id"])

    assert (read, pages) == (made, 3)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("companies/?kinds=ngo", "kinds"),
        ("companies/?kind=cartel", "kind"),
        ("companies/?limit=0", "limit"),
        ("companies/?limit=101", "limit"),
        ("companies/?after=x", "after"),
        ("companies/?after=99999999999999999999", "after"),
        ("companies/?q=a&q=b", "q"),
        ("companies/?q=", "q"),
        ("companies/?q=%00", "q"),
        ("companies/?merged=yes", "merged"),
        ("events/?company=٣", "company"),
        ("events/?company__name=x", "company__name"),
        ("companies/1/?q=x", "q"),
    ],
)
def test_a_parameter_is_never_ignored(writer: Asking, query: str, parameter: str) -> None:
    answer = writer.get(query)

    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


def test_lists_are_narrowed(writer: Asking, dossier: dict) -> None:
    made = writer.post("dossiers/", dossier).json()
    with pghistory.context(user=None):  # or who asked last would have written it
        other = answered_dossier()
    company, source = (
        Company.objects.get(name="Acme"),
        Source.objects.get(publisher="The Example", kind="news", url__contains="overtime"),
    )
    claim = made["events"][0]["id"]
    found = {
        "companies/?q=acm": [company.pk],
        "companies/?identifier=acme.example": [company.pk],
        "sources/?url=https://news.example/overtime%23top": [source.pk],
        f"events/?company={company.pk}&kind=allegation": [claim],
        f"events/?source={source.pk}": [event["id"] for event in made["events"]],
        f"citations/?event={claim}": [made["events"][0]["citations"][0]["id"]],
        f"answers/?allegation={claim}": [made["events"][1]["statement"]["answers"][0]["id"]],
        f"incidents/?company={company.pk}": [made["id"]],
        f"participants/?incident={other.pk}": [],
    }

    assert {path: [row["id"] for row in writer.get(path).json()["results"]] for path in found} == found


def test_a_company_is_made_changed_and_removed(writer: Asking) -> None:
    parent = writer.post("companies/", {"name": "Holding"}).json()
    sent = {
        "name": "Acme",
        "names": [{"name": "Acme SA", "kind": "legal"}, {"name": "Acmé", "kind": "trading", "language": "fr"}],
        "identifiers": [{"scheme": "wikidata", "value": "Q3884"}],
        "owners": [{"parent": parent["id"], "share": 51, "since": "2016"}],
    }
    made = writer.post("companies/", sent)
    document = deepcopy(made.json())
    same = writer.put(made["Location"], document, made["ETag"])
    document["names"].pop(0)
    document["owners"][0]["share"] = 100
    changed = writer.put(made["Location"], document, made["ETag"])
    stale = writer.patch(made["Location"], {"name": "Bolt"}, made["ETag"])
    held = writer.delete(f"companies/{parent['id']}/", writer.get(f"companies/{parent['id']}/")["ETag"])
    gone = writer.delete(made["Location"], changed["ETag"])

    assert (same.json(), same["ETag"]) == (made.json(), made["ETag"])
    assert (len(changed.json()["names"]), changed.json()["owners"][0]["share"]) == (1, 100)
    assert (stale.status_code, stale.json()["current"]) == (412, changed["ETag"])
    assert stale.json()["differences"] == [{"pointer": "/name", "stored": "Acme", "sent": "Bolt"}]
    assert (held.status_code, gone.status_code) == (409, 204)
    assert held.json()["detail"] == "It is named in an incident, perhaps in one that you do not see."


def test_the_same_number_names_one_company(writer: Asking) -> None:
    sent = {"name": "A", "identifiers": [{"scheme": "wikidata", "value": "Q1"}]}
    writer.post("companies/", sent)

    answer = writer.post("companies/", {**sent, "name": "B"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/identifiers/0"


@pytest.mark.parametrize("url", ["https://ana:secret@news.example/a", "https://ana@news.example"])
def test_an_address_that_signs_somebody_in_is_refused_at_its_place(writer: Asking, url: str) -> None:
    """It would be published."""
    new = writer.post("sources/", {"url": url, "title": "Notes"})
    source = SourceFactory()
    old = writer.patch(f"sources/{source.pk}/", {"url": url}, **{"if-match": "*"})

    assert (new.status_code, old.status_code) == (422, 422), (new.json(), old.json())
    assert [each["pointer"] for answer in (new, old) for each in answer.json()["errors"]] == ["/url", "/url"]
    assert "secret" not in new.content.decode() + old.content.decode()


def test_a_source_is_stored_and_fetched(writer: Asking) -> None:
    answer = writer.post("sources/", {"url": "https://news.example/a?utm_source=x"})
    twice = writer.post("sources/", {"url": "https://news.example/a"})
    waiting = writer.get(f"captures/?source={answer.json()['id']}").json()["results"]

    assert answer.status_code == 201, answer.json()
    assert answer.json()["title"] == "https://news.example/a?utm_source=x"
    assert [capture["state"] for capture in answer.json()["captures"]] == ["queued"]
    assert Capture.objects.get().asked_by == writer.user
    assert [capture["state"] for capture in waiting] == ["queued"]
    assert twice.status_code == 422
    assert twice.json()["errors"][0]["detail"].startswith("A source with this address is already here:")


def test_a_pasted_text_is_kept(writer: Asking) -> None:
    made = writer.post("sources/", {"text": "Overtime was never paid.\nStaff said so."})
    asked = writer.post(f"sources/{made.json()['id']}/captures/", {"text": "Another edition of the text."})
    copy = writer.get(f"captures/{asked.json()['id']}/").json()

    assert made.json()["title"] == "Overtime was never paid."
    assert (asked.status_code, copy["text"]) == (202, "Another edition of the text.")
    assert writer.post(f"sources/{made.json()['id']}/captures/", {}).status_code == 422
    assert len(writer.get(f"sources/{made.json()['id']}/").json()["captures"]) == 2


def test_a_source_draws_on_another(writer: Asking) -> None:
    first, second = (writer.post("sources/", {"title": title}).json()["id"] for title in ("First", "Second"))
    etag = writer.get(f"sources/{first}/")["ETag"]
    drawn = writer.patch(f"sources/{first}/", {"lineage": [{"origin": second, "relation": "quotes"}]}, etag)
    back = writer.patch(
        f"sources/{second}/", {"lineage": [{"origin": first}]}, writer.get(f"sources/{second}/")["ETag"]
    )

    assert drawn.status_code == 200, drawn.json()
    assert Lineage.objects.get().relation == "quotes"
    assert back.status_code == 422
    assert back.json()["errors"] == [
        {"detail": "A source cannot draw on itself, straight or through others.", "pointer": "/lineage/0"}
    ]


@pytest.fixture
def made(writer: Asking, dossier: dict) -> dict:
    return writer.post("dossiers/", dossier).json()


NEW: dict[str, Any] = {
    "participants": {"event": "claim", "role": "mentioned", "group": "neighbours"},
    "citations": {"event": "claim", "source": "source", "quotation": "never paid"},
    "facts": {"event": "claim", "kind": "date", "label": "first day"},
    "reported-values": {"fact": "fact", "citation": "citation", "text": "nobody knows"},
    "legal-steps": {"allegation": "claim", "status": "filed", "date": "March 2016"},
    "demands": {"allegation": "claim", "text": "Say sorry", "addressee": "company"},
    "reply-requests": {"allegation": "claim", "company": "company", "asked_by": "The Example"},
    "answers": {"statement": "denial", "allegation": "claim", "company": "company", "stance": "defends"},
    "commitments": {"statement": "denial", "text": "To pay", "due": "2017"},
    "commitment-updates": {"commitment": "commitment", "status": "broken", "source": "source"},
}
CHANGES = {
    "participants": {"group": "people next door"},
    "citations": {"locator": "p. 3"},
    "facts": {"label": "last day"},
    "reported-values": {"text": "some know"},
    "legal-steps": {"status": "settled"},
    "demands": {"text": "Say it again"},
    "reply-requests": {"outcome": "declined"},
    "answers": {"note": "at length"},
    "commitments": {"text": "To pay more"},
    "commitment-updates": {"status": "kept"},
}


@pytest.mark.parametrize("kind", NEW)
def test_a_row_is_made_changed_and_removed_by_itself(writer: Asking, made: dict, kind: str) -> None:
    claim, denial = made["events"]
    ids = {
        "claim": claim["id"],
        "denial": denial["id"],
        "company": claim["participants"][0]["company"],
        "source": claim["citations"][0]["source"],
        "citation": claim["citations"][0]["id"],
        "fact": claim["facts"][0]["id"],
        "commitment": denial["statement"]["commitments"][0]["id"],
    }
    new = writer.post(f"{kind}/", {name: ids.get(value, value) for name, value in NEW[kind].items()})
    assert new.status_code == 201, new.json()
    same = writer.put(new["Location"], new.json(), new["ETag"])
    changed = writer.patch(new["Location"], CHANGES[kind], new["ETag"])
    stale = writer.patch(new["Location"], CHANGES[kind], new["ETag"])
    gone = writer.delete(new["Location"], changed["ETag"])

    assert (same.json(), same["ETag"]) == (new.json(), new["ETag"])
    assert (changed.status_code, stale.status_code, gone.status_code) == (200, 412, 204)
    assert changed.json() == {**new.json(), **CHANGES[kind]}
    assert writer.get(new["Location"]).status_code == 404
    now = writer.get(f"dossiers/{made['id']}/").json()
    for document in (now, made):
        for event in document["events"]:
            event.pop("version")
    assert now == {**made, "version": now["version"], "updated_at": now["updated_at"]}


def test_a_row_stays_where_it_was_made(writer: Asking, made: dict) -> None:
    claim, denial = made["events"]
    citation = f"citations/{claim['citations'][0]['id']}/"

    answer = writer.patch(citation, {"event": denial["id"]}, writer.get(citation)["ETag"])

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/event"
    assert Citation.objects.filter(event=claim["id"]).count() == 1


def test_an_answer_stays_within_its_incident(writer: Asking, made: dict) -> None:
    elsewhere = writer.post("events/", {"incident": _another(writer), "kind": "allegation", "title": "Elsewhere"})
    assert elsewhere.json()["allegation"] == {"form": "accusation", "statuses": [], "demands": [], "reply_requests": []}
    denial = made["events"][1]
    sent = {"statement": denial["id"], "allegation": elsewhere.json()["id"], "stance": "denies"}

    answer = writer.post("answers/", {**sent, "company": denial["statement"]["speaker"]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/allegation"


def _another(writer: Asking) -> int:
    return writer.post("incidents/", {"title": "Another affair"}).json()["id"]


def test_an_event_is_changed_without_its_rows(writer: Asking, made: dict) -> None:
    address = f"events/{made['events'][0]['id']}/"
    read = writer.get(address)

    answer = writer.patch(address, {"date": "since 2015", "title": " Staff allege it "}, read["ETag"])

    assert answer.status_code == 200, answer.json()
    document = answer.json()
    assert (document["date"], document["date_manner"], document["title"]) == (
        "2015/..",
        "throughout",
        "Staff allege it",
    )
    changed = {"date", "date_manner", "earliest", "latest", "title", "version"}
    assert {name: value for name, value in document.items() if name not in changed} == {
        name: value for name, value in read.json().items() if name not in changed
    }


def test_an_allegation_is_changed_by_itself(writer: Asking, made: dict) -> None:
    address = f"allegations/{made['events'][0]['id']}/"
    read = writer.get(address)

    answer = writer.patch(address, {"form": "civil_claim", "demands": []}, read["ETag"])

    assert answer.status_code == 200, answer.json()
    assert (answer.json()["form"], answer.json()["demands"]) == ("civil_claim", [])
    assert answer.json()["statuses"] == read.json()["statuses"]


def test_an_event_goes_with_all_of_it(writer: Asking, made: dict) -> None:
    address = f"events/{made['events'][0]['id']}/"

    assert writer.delete(address, writer.get(address)["ETag"]).status_code == 204
    assert list(Event.objects.values_list("pk", flat=True)) == [made["events"][1]["id"]]
    assert Incident.objects.get().contribution_set.get().user == writer.user


def test_links_that_one_does_not_see_stay(writer: Asking, stranger: Asking, made: dict) -> None:
    hidden = Incident.objects.get(pk=_another(stranger))
    own = _another(writer)
    with pghistory.context(user=stranger.user.pk):  # or who asked last would have written it
        Incident.objects.get(pk=made["id"]).related.add(hidden)
    address = f"incidents/{made['id']}/"
    read = writer.get(address)
    refused = writer.patch(address, {"related": [hidden.pk]}, read["ETag"])

    answer = writer.patch(address, {"related": [own], "topics": []}, read["ETag"])

    assert (read.json()["related"], answer.json()["related"]) == ([], [own])
    assert refused.status_code == 422
    assert set(Incident.objects.get(pk=made["id"]).related.values_list("pk", flat=True)) == {own, hidden.pk}


def test_a_date_can_be_taken_out_again(writer: Asking, dossier: dict) -> None:
    made = writer.post("dossiers/", dossier).json()
    address = f"events/{made['events'][1]['id']}/"

    answer = writer.patch(address, {"date": ""}, writer.get(address)["ETag"])

    assert (answer.status_code, answer.json().get("date"), answer.json().get("earliest")) == (200, "", None)


def test_a_topic_that_is_there_already_or_is_no_slug_is_understood_and_not_storable(writer: Asking) -> None:
    labour = {"slug": "pay", "name_en": "Pay", "name_fr": "Salaires"}
    assert writer.post("topics/", labour).status_code == 201
    for slug in ("pay", "no slug"):
        refused = writer.post("topics/", labour | {"slug": slug})
        assert (refused.status_code, [fault["pointer"] for fault in refused.json()["errors"]]) == (422, ["/slug"])
    assert writer.post("topics/", labour | {"slug": 7}).status_code == 400
