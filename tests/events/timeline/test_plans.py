"""Along which index PostgreSQL reads what would otherwise be looked for among all rows."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.timeline import listings, pages, statistics
from events.timeline.narrowing import narrow
from tests.events.site import affairs

pytestmark = pytest.mark.django_db


def plan_of(statement: str, values: list[str] | None = None) -> str:
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):  # of so few rows, reading all and sorting them is cheaper
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("part", ["facts", "demands", "commitments"])
def test_parts_are_listed_from_the_events_that_have_such(part) -> None:
    statement = pages._statement(getattr(listings, part.upper()), (), (), False)

    assert f"publicevent_with_{part}" in plan_of(statement, ["0", "51", "0", "0", "51"])


def test_what_ended_before_a_period_is_passed_over_along_the_index() -> None:
    listing = listings.events_in("date", {})
    narrowed = narrow({"period": ("2016-01-01", "2016-06-30")}, listing.conditions)
    statement = pages._statement(listing, narrowed.texts, (), False)

    plan = plan_of(statement, [*narrowed.values, *listing.first, "51"])

    assert "publicevent_in_order" in plan
    assert "(latest >= '2016-01-01'::date)" in next(line for line in plan.splitlines() if "Index Cond" in line)


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
