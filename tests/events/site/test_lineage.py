"""Which document has it from which: in an order that can be drawn, whatever the record holds."""

import datetime
import re

import pytest

from events.site import lineage
from tests.events.site.test_pages import html


def source(number: int, *origins: int) -> dict:
    return {
        "id": number,
        "lineage": [{"source": {"id": origin}, "relation": "reports", "note": ""} for origin in origins],
    }


def drawn(*sources: dict, cited: set[int] = frozenset()) -> lineage.Lineage:
    return lineage.drawn(list(sources), cited=set(cited), passages=(), origins=None)


def order(found: lineage.Lineage) -> list[int]:
    return [row.source["id"] for row in found.rows]


def test_what_relays_stands_after_all_that_it_relays():
    found = drawn(source(1, 3, 4), source(2, 3), source(3), source(4))
    assert order(found) == [3, 2, 4, 1]
    assert found.origins == 2


def test_documents_that_relay_one_another_stand_once_and_are_one_origin():
    found = drawn(source(1, 2), source(2, 3), source(3, 1))
    assert sorted(order(found)) == [1, 2, 3]
    assert found.origins == 1
    assert drawn(source(1, 1)).origins == 1


@pytest.mark.parametrize("size", [1, 2, 5, 30])
def test_each_line_begins_at_an_origin_and_ends_at_the_last_that_relays_it(size):
    found = drawn(source(1), *(source(number, 1, max(1, number // 2)) for number in range(2, size + 1)))
    assert order(found)[0] == 1
    if found.lanes:
        assert all(row.rail.x < found.width for row in found.rows)
        bends = sum(len(row.rail.bends) for row in found.rows)
        assert bends == sum(len(row.steps) for row in found.rows)
        assert not any(bottom == "100%" for _x, _top, bottom in found.rows[-1].rail.down)


def test_too_many_lines_are_left_out_and_the_words_stay():
    found = drawn(*(source(number) for number in range(1, 20)), source(20, *range(1, 20)))
    assert found.lanes == 0
    assert found.rows[-1].rail is None
    assert len(found.rows[-1].steps) == 19


def test_only_what_belongs_to_a_document_is_drawn_around_it():
    sources = [source(1), source(2, 1), source(3, 2), source(4), source(5, 1)]
    assert sorted(order(lineage.around(2, sources, {2}))) == [1, 2, 3]


def test_an_incident_says_how_many_sources_and_origins_it_has(everything, reader) -> None:
    told = html(reader, "/incidents/1/")
    assert "Two sources, one independent origin. The origin itself was not seen here." in told
    page = reader.get("/incidents/1/").content.decode()
    assert len(re.findall(r'<svg class="rail"', page)) == 3
    assert "reports The Daily" in told


def test_an_event_draws_only_what_it_rests_on_itself(everything, reader) -> None:
    told = html(reader, "/events/1/")
    assert "Two sources, one independent origin. The origin itself was not seen here." in told
    assert reader.get("/events/1/").content.decode().count('<svg class="rail"') == 3
    assert "Deux sources, une origine indépendante" in html(reader, "/fr/events/1/")
    today = reader.get(f"/events/1/?known_on={datetime.date.today()}").content.decode()  # noqa: DTZ011
    assert today.count('<svg class="rail"') == 3


def test_what_other_events_of_the_affair_rest_on_is_not_behind_this_one():
    cited = {"source": {"id": 2}, "relays": None}
    face = {"citations": [cited], "origins": {"sources": [{"id": 1}]}}
    found = lineage.behind(face, [source(1), source(2, 1), source(3, 1), source(4)])
    assert order(found) == [1, 2]
    assert (found.documents, found.origins, found.unseen) == (1, 1, 1)


def test_a_source_shows_what_is_quoted_from_it_and_who_relays_it(everything, reader) -> None:
    told = html(reader, "/sources/2/")
    assert "67 were from one company" in told
    assert "third paragraph" in told
    assert "reports The Daily" in told
    assert "This document" in told
    assert "What rests on it through another document" in html(reader, "/sources/1/")
