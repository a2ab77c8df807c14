"""Two companies become one by a program: shown first, and only as it was shown."""

from typing import Any

import pytest

from api.desk.models import Scope
from companies.models import Company, Identifier, Scheme
from events.models import Incident, Status
from tests.api.desk.conftest import Asking
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, submitted


@pytest.fixture
def pair(db) -> tuple[Company, Company]:
    return CompanyFactory(name="Acme Corp", country="US"), CompanyFactory(name="Acme Corporation", country="")


def shown(program: Asking, loser: Company, survivor: Company) -> Any:
    return program.get(f"companies/{loser.pk}/merge/?survivor={survivor.pk}")


def merged(program: Asking, loser: Company, etag: str, **given: Any) -> Any:
    headers = {"if-match": etag} if etag else {}
    return program.post(f"companies/{loser.pk}/merge/", given, **headers)


def test_the_preview_says_what_moves_and_changes_nothing(checker: Asking, pair) -> None:
    loser, survivor = pair
    own = EventFactory(incident__author=checker.user, company=loser).incident
    EventFactory(incident=IncidentFactory(title="A secret draft"), company=loser)
    Identifier.objects.create(company=loser, scheme=Scheme.WIKIDATA, value="Q42")

    answer = shown(checker, loser, survivor)

    assert answer.status_code == 200, answer.json()
    assert answer.json()["moving"] == [{"label": "identifiers", "rows": ["Wikidata Q42"]}]
    assert answer.json()["dossiers"] == [{"id": own.pk, "title": own.title}]
    named = answer.json()["fields_of_both"][0]
    assert (named["survivor"], named["loser"], named["differs"]) == ("Acme Corporation", "Acme Corp", True)
    assert b"secret" not in answer.content
    assert Company.objects.get(pk=loser.pk).merged_into is None


def test_what_was_shown_is_merged(checker: Asking, pair) -> None:
    loser, survivor = pair
    incident = EventFactory(company=loser).incident
    submitted(incident)
    etag = shown(checker, loser, survivor)["ETag"]

    answer = merged(checker, loser, etag, survivor=survivor.pk, from_loser=["name", "country"])

    assert answer.status_code == 200, answer.json()
    assert (answer.json()["id"], answer.json()["name"], answer.json()["country"]) == (survivor.pk, "Acme Corp", "US")
    assert [name["name"] for name in answer.json()["names"]] == ["Acme Corporation"]
    assert answer["ETag"] == checker.get(f"companies/{survivor.pk}/")["ETag"]
    assert Company.objects.get(pk=loser.pk).merged_into == survivor
    assert Incident.objects.get(pk=incident.pk).status == Status.DRAFT
    again = shown(checker, loser, survivor)
    assert (again.status_code, again.json()["merged_into"]) == (409, survivor.pk)


def test_a_merger_names_the_versions_that_were_shown(checker: Asking, pair) -> None:
    loser, survivor = pair
    etag = shown(checker, loser, survivor)["ETag"]
    Identifier.objects.create(company=loser, scheme=Scheme.WIKIDATA, value="Q42")

    unsaid = merged(checker, loser, "", survivor=survivor.pk)
    stale = merged(checker, loser, etag, survivor=survivor.pk)

    assert (unsaid.status_code, stale.status_code) == (428, 412)
    assert stale.json()["current"] == shown(checker, loser, survivor)["ETag"]
    assert Company.objects.get(pk=loser.pk).merged_into is None


def test_merging_is_for_reviewers_with_a_key_that_reviews(asking, writer: Asking, reviewer, pair) -> None:
    loser, survivor = pair
    narrow = asking(reviewer, [Scope.READ, Scope.WRITE])

    answers = [
        shown(writer, loser, survivor),
        merged(writer, loser, '"1-1"', survivor=survivor.pk),
        merged(narrow, loser, '"1-1"', survivor=survivor.pk),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert answers[1].json()["detail"].startswith("Merging companies is for reviewers")
    assert "without" in answers[2].json()["detail"]
    assert Company.objects.get(pk=loser.pk).merged_into is None


def test_a_survivor_that_cannot_be_is_refused_at_its_place(checker: Asking, pair) -> None:
    loser, survivor = pair
    gone = CompanyFactory(merged_into=survivor)

    for pk in (loser.pk, gone.pk, 10**9):
        answer = merged(checker, loser, '"1-1"', survivor=pk)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/survivor")
        assert checker.get(f"companies/{loser.pk}/merge/?survivor={pk}").status_code == 400
    for sent in ({}, {"survivor": "x"}, {"survivor": survivor.pk, "from_loser": ["id"]}, {"survivor": 1, "x": 1}):
        assert merged(checker, loser, '"1-1"', **sent).status_code == 400
    for query in ("", "?survivor=x", "?survivor=1&survivor=2", "?other=1"):
        assert checker.get(f"companies/{loser.pk}/merge/{query}").status_code == 400


def test_a_merger_that_is_asked_for_again_is_answered_as_the_first_time(checker: Asking, pair) -> None:
    loser, survivor = pair
    headers = {"if-match": shown(checker, loser, survivor)["ETag"], "idempotency-key": "merge"}

    answers = [checker.post(f"companies/{loser.pk}/merge/", {"survivor": survivor.pk}, **headers) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1]["Idempotency-Replayed"] == "true"
