"""What is too large, and what takes too long: a sentence each, and no worker that hangs."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections

from api.public.sizes import LARGEST_BODY, LONGEST_QUERY


@contextmanager
def other_connection() -> Iterator:
    """In a transaction that comes to nothing."""
    other = connections["default"].copy()
    other.set_autocommit(False)
    try:
        yield other.cursor()
    finally:
        other.close()


@pytest.mark.django_db
class TestSizes:
    def test_a_query_of_any_length_gets_a_sentence(self, read) -> None:
        assert read(f"companies/?q={'x' * LONGEST_QUERY}").status_code == 414
        assert read(f"companies/?q={'x' * (LONGEST_QUERY - 2)}").status_code == 400

    @pytest.mark.parametrize(
        ("length", "status"), [("0", 200), ("2", 200), (str(LARGEST_BODY + 1), 413), ("9" * 99, 413), ("x", 400)]
    )
    def test_a_body_is_not_read_however_long_it_says_it_is(self, length, status, client) -> None:
        answer = client.get("/api/v1/companies/", CONTENT_LENGTH=length)
        assert answer.status_code == status

    def test_as_many_as_are_given_at_once_and_no_more(self, read) -> None:
        assert read("companies/?limit=101").status_code == 400
        assert read("publications/?limit=1001").status_code == 400


def test_a_read_that_waits_for_a_lock_ends_with_a_sentence(committed_db, client) -> None:
    """As everything that takes too long: PostgreSQL ends the statement, not the worker's patience."""
    assert "-c statement_timeout=5s" in settings.DATABASES["public"]["OPTIONS"]["options"]
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone() == ("5s",)
        cursor.execute("SET statement_timeout = '200ms'")
    with other_connection() as holding:
        holding.execute("LOCK TABLE timeline_publicevent IN ACCESS EXCLUSIVE MODE")
        answer = client.get("/api/v1/events/?count=true&q=word")

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["type"] == "/api/v1/problems/unavailable/"
    assert client.get("/api/v1/events/").status_code == 200
