"""Hooks of Schemathesis for the read API: values that exist, and parameters that go together.

A request is made one that could be answered, in a long run nine times of ten. What it is changed by stands in the
description as words, because no schema can say it: that a topic has to exist, that `known_on` and the formats stand
alone, that a cursor comes from an answer. Everything else stays as it was drawn, and so does what is to be refused.
"""

import datetime
import json
from typing import Any

import schemathesis
from schemathesis.generation.meta import TestPhase

from tests.faults.fuzz_counts import AS_DRAWN, chance, count, is_first_of, is_positive, known

cursors: dict[tuple[str, str], list[str]] = {}
"""By list and order, as answers gave them."""
positions = ["0", "1"]
ALONE = {"known_on", "limit", "cursor", "fields", "subsidiaries"}
WHOLE = {"limit", "cursor", "count", "include", "known_on"}
IDS = {"company": "companies", "company_tree": "companies", "owner": "companies", "incident": "incidents"}
IDS |= {"source": "sources"}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    is_one_of_many = case.meta and case.meta.phase.name is TestPhase.FUZZING
    if not is_positive(case):
        return
    is_first = is_first_of(case)
    if is_one_of_many and not is_first and chance.random() < AS_DRAWN:
        return
    case.freeze_metadata()  # it stays as valid as it was, by the description
    numbers = known["numbers" if is_one_of_many and AS_DRAWN and not is_first else "live"]
    collection = case.operation.path.removeprefix("/api/v1/").split("/")[0]
    path = dict(case.path_parameters or {})
    if "number" in path:
        path["number"] = chance.choice(numbers[collection])
    if "version" in path:
        path["version"] = 1
    if "slug" in path and collection == "topics":
        path["slug"] = chance.choice(known["topics"])
    if path:
        case.path_parameters = path
    if case.query:
        case.query = _together(dict(case.query), case.operation.path.format(**path))


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    count(case, response)
    if response.status_code != 200 or response.headers["content-type"] != ["application/json"]:
        return
    said = json.loads(response.content)
    if isinstance(said, dict) and isinstance(said.get("position"), str):
        positions.append(said["position"])
    for name in ("next", "previous"):
        if isinstance(said, dict) and isinstance(said.get(name), str) and "cursor=" in said[name]:
            path = case.operation.path.format(**(case.path_parameters or {}))
            order = str((case.query or {}).get("order", ""))
            cursors.setdefault((path, order), []).append(said[name].rpartition("cursor=")[2])


def _together(query: dict[str, Any], path: str) -> dict[str, Any]:
    """The same query, of what goes together."""
    now = datetime.datetime.now(datetime.UTC)
    if "known_on" in query and ("format" in query or chance.random() < 0.5):
        del query["known_on"]
    if "known_on" in query:
        query = {name: value for name, value in query.items() if name in ALONE and name != "subsidiaries"}
        query["known_on"] = chance.choice([now.date().isoformat(), now.isoformat().replace("+00:00", "Z")])
    if query.get("format", "json") != "json" and chance.random() < 0.5:
        keeps = {"jsonl": {"excel"}, "csv": {"fields"}}.get(query["format"], {"excel", "fields"})
        query = {name: value for name, value in query.items() if name not in WHOLE | keeps}
    elif "format" in query:
        query["format"] = "json"
    if query.get("format") != "csv":
        query.pop("excel", None)
    if "updated_since" in query and (chance.random() < 0.5 or str(query["updated_since"]) > now.isoformat()):
        query["updated_since"] = (now - datetime.timedelta(days=1)).isoformat().replace("+00:00", "Z")
    for name, collection in IDS.items():
        if name in query and chance.random() < 0.5:
            query[name] = str(chance.choice(known["numbers"][collection]))
    if "topic" in query:
        query["topic"] = chance.choice(known["topics"])
    if "q" in query and chance.random() < 0.7:
        query["q"] = chance.choice(known["words"])
    if query.get("order") == "best" and "q" not in query:
        query["q"] = chance.choice(known["words"])
    if "from" in query and "until" in query and str(query["from"]) > str(query["until"]):
        query["from"], query["until"] = query["until"], query["from"]
    if "after" in query:
        query["after"] = chance.choice(positions) if path.endswith("/changes/") else chance.choice("012")
    if "cursor" in query:
        given = cursors.get((path, str(query.get("order", ""))))
        query.pop("cursor") if not given else query.update(cursor=chance.choice(given))
    return query
