"""Along which index PostgreSQL reads what would otherwise be looked for among all rows."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.timeline import listings, pages, statistics
from tests.events.site import affairs

pytestmark = pytest.mark.django_db


def plan_of(statement: str, values: list[str] | None = None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of so few rows, reading all is cheaper
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("part", ["facts", "demands", "commitments"])
def test_parts_are_listed_from_the_events_that_have_such(part) -> None:
    statement = pages._statement(getattr(listings, part.upper()), (), (), False)

    assert f"publicevent_with_{part}" in plan_of(statement, ["0", "51", "0", "0", "51"])


def test_the_whole_record_is_counted_without_reading_its_rows() -> None:
    affairs.everything()
    with CaptureQueriesContext(connection) as asked:
        statistics.of_all(datetime.date(2026, 1, 1))
        statistics.sizes()
        statistics.kinds()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = "\n".join(plan_of(query["sql"]) for query in asked.captured_queries)

    indexes = ("timelineentry_cases", "publicincident_living", "publicsource_living", "publicevent_by_kind")
    assert [index for index in indexes if f"Index Only Scan using {index}" not in plan] == []
