"""`Idempotency-Key`: sent again, nothing is done again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from api.desk import repeating
from api.desk.models import KEPT_FOR, Answered
from companies.models import Company
from tests.api.desk.conftest import Asking
from tests.factories import UserFactory

ONCE = {"idempotency-key": "once"}


def test_a_request_that_is_sent_again_does_nothing_again(writer: Asking) -> None:
    first = writer.post("companies/", {"name": "Acme", "country": "FR"}, **ONCE)
    again = writer.post("companies/", {"country": "FR", "name": "Acme"}, **ONCE)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert {name: again[name] for name in ("ETag", "Location")} == {name: first[name] for name in ("ETag", "Location")}
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Company.objects.count() == 1


@pytest.mark.parametrize(("address", "body"), [("companies/", {"name": "Other"}), ("topics/", {"slug": "x"})])
def test_a_key_is_for_one_request(writer: Asking, address: str, body: dict) -> None:
    writer.post("companies/", {"name": "Acme"}, **ONCE)

    other = writer.post(address, body, **ONCE)

    assert other.status_code == 422
    assert other.json()["detail"].startswith("This `Idempotency-Key` was used for another request.")


def test_another_persons_key_is_another(writer: Asking, stranger: Asking) -> None:
    writer.post("companies/", {"name": "Acme"}, **ONCE)

    other = stranger.post("companies/", {"name": "Bolt"}, **ONCE)

    assert (other.status_code, other.json()["name"]) == (201, "Bolt")


def test_a_refusal_is_not_kept(writer: Asking) -> None:
    refused = writer.post("companies/", {"name": ""}, **ONCE)
    mended = writer.post("companies/", {"name": "Acme"}, **ONCE)

    assert (refused.status_code, mended.status_code) == (422, 201)


def test_an_answer_is_kept_for_a_day(writer: Asking) -> None:
    writer.post("companies/", {"name": "Acme"}, **ONCE)
    Answered.objects.update(answered_at=timezone.now() - KEPT_FOR)

    assert writer.post("companies/", {"name": "Bolt"}, **ONCE).status_code == 201
    assert Answered.objects.count() == 1

    Answered.objects.update(answered_at=timezone.now() - KEPT_FOR)
    assert (repeating.forget_old(), Answered.objects.count()) == (1, 0)


def test_what_no_key_is_is_refused(writer: Asking) -> None:
    keys = ("x" * 256, "é", "a b", " ", "")
    answers = [writer.post("companies/", {"name": "A"}, **{"idempotency-key": key}) for key in keys]

    assert {key: answer.status_code for key, answer in zip(keys, answers, strict=True)} == dict.fromkeys(keys, 400)
    assert not Company.objects.exists()


def test_two_at_once_make_one(committed_db) -> None:
    """The control is the test below: without a key, both are made."""
    answers = _at_once(ONCE)

    assert sorted(answer.status_code for answer in answers) in ([201, 201], [201, 409])
    assert Company.objects.count() == 1


def test_two_at_once_without_a_key_make_two(committed_db) -> None:
    assert [answer.status_code for answer in _at_once({})] == [201, 201]
    assert Company.objects.count() == 2


def test_while_the_first_is_under_way_the_second_is_told_so(committed_db) -> None:
    user = UserFactory()
    writer = Asking(user)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"{user.pk}:once"])
        answer = writer.post("companies/", {"name": "Acme"}, **ONCE)
    finally:
        other.close()

    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    assert not Company.objects.exists()


def _at_once(headers: dict) -> list:
    writer, together = Asking(UserFactory()), Barrier(2)

    def ask(_which: int):
        try:
            together.wait(10)
            return writer.post("companies/", {"name": "Acme"}, **headers)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(ask, range(2)))
