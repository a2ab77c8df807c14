"""Hooks of Schemathesis for the desk API: rows that exist and are in the state that the request needs.

A request that the description allows is made one that could be done: the server under test is asked for rows
(`prepared`), and a field is given such a value as its description names in words. In a long run one of ten stays as
it was drawn, and so do always all that are meant to be refused.
"""

import json
import os
import urllib.request
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.generation.meta import TestPhase

from tests.faults.fuzz_counts import AS_DRAWN, chance, count, is_first_of, is_positive

DESK = "/api/v1/desk/"
etags: dict[str, str] = {}
"""By address, as answers gave them."""
made: set[str] = set()
"""Addresses of rows that answers named: whoever follows them means them."""
gone: set[str] = set()
DATES = ("2016-03", "27 December 2017", "early January 2016", "2016", "2017-02-03")
DAYS = ("2016", "2016-03", "2016-03-04")
PARTS = ("allegation", "statement")
DATED = {"date", "published", "asked", "deadline", "due", "outcome_by"}
REFERENCES = {
    **dict.fromkeys(("company", "addressee", "speaker", "parent"), "company"),
    **dict.fromkeys(("source", "origin"), "source"),
    **{
        name: name
        for name in ("event", "incident", "allegation", "statement", "fact", "citation", "commitment", "demand")
    },
}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    phase = case.meta.phase.name if case.meta else None
    if not is_positive(case):
        return
    if not is_first_of(case) and phase is TestPhase.FUZZING and chance.random() < AS_DRAWN:
        return
    case.freeze_metadata()  # it stays as valid as it was, by the description
    if phase is TestPhase.STATEFUL and case.path_parameters and case.formatted_path in made | gone:
        found = {}
    else:
        found = _prepared(case)
    if case.path_parameters and "path" in found:
        case.path_parameters = {name: found["path"].get(name, value) for name, value in case.path_parameters.items()}
    if "query" in found:
        case.query = {name: found["query"].get(name, value) for name, value in (case.query or {}).items()}
    if case.body is NOT_SET and case.operation.body:
        case.body = {}  # nothing at all is allowed, and lacks what a description cannot ask for
    if case.media_type == "multipart/form-data":  # a file of bytes drawn at random is no table
        case.media_type, case.body = "application/json", {"pasted": ""}
    if isinstance(case.body, dict):
        case.body = (
            _given(case.body, found["given"])
            if "given" in found
            else _likely(case.body, found.get("here", {}), case.operation.path.removeprefix(DESK).split("/")[0])
        )
    headers = dict(case.headers or {})
    if "If-Match" in headers:
        etag = etags.get(case.formatted_path)
        headers["If-Match"] = etag if etag and chance.random() < 2 * AS_DRAWN else "*"
    elif case.method == "POST":
        headers.pop("If-Match", None)
    if "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = str(uuid4())
    case.headers = headers


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    count(case, response)
    path = case.formatted_path
    if etag := response.headers.get("etag"):
        etags[path] = etag[0]
    if case.method == "DELETE" and response.status_code == 204:
        made.discard(path)
        gone.add(path)
    if response.status_code == 201 and (location := response.headers.get("location")):
        made.add(location[0])


def _prepared(case: Any) -> dict[str, Any]:
    operation = f"{case.method.lower()}{case.operation.path}"
    address = f"{os.environ['FUZZ_ADDRESS']}/prepared/{urllib.parse.quote(operation)}"
    with urllib.request.urlopen(address) as answer:  # noqa: S310  our own server
        return json.load(answer)


def _given(body: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """An action with what it wants to be told; what it was told by the draw where nothing is wanted."""
    return {name: value for name, value in {**body, **given}.items() if value is not None}


def _likely(body: Any, here: dict[str, Any], name: str = "", *, new: bool = True) -> Any:
    """The same body with values that exist, and fields that go together."""
    if isinstance(body, list):
        return [_likely(each, here, name) for each in body]
    if not isinstance(body, dict):
        return body
    body = {field: value for field, value in body.items() if field not in {"ref"}}
    for field, value in list(body.items()):
        if isinstance(value, dict | list) and field not in {"topics", "related", "supports"}:
            body[field] = _likely(value, here, field)
        elif name != "events" or field not in PARTS:  # there it is the part itself, or nothing
            body[field] = _value(field, value, here)
    body = {field: value for field, value in body.items() if value is not ...}
    return _together(body, here, name)


def _value(field: str, value: Any, here: dict[str, Any]) -> Any:
    """One value as it could be meant; ... for none at all, and as it was drawn where nothing is known to be here."""
    number = uuid4().hex[:12]
    if field in REFERENCES and here:
        return here.get(REFERENCES[field]) or ...
    if field in DATED:
        return chance.choice(DATES)
    if field in {"since", "until"}:
        return {"since": "2006", "until": "2009-03"}[field]
    if field.endswith("language"):
        return chance.choice(["en", "fr", "nl"])
    if field == "country":
        return chance.choice(["FR", "US"])
    plain = {
        "url": f"https://news.example/{number}",
        "slug": f"topic-{number}",
        "topics": ["labour"],
        "related": [],
        "preferred": ...,
        "reason": "",
        "date_manner": "within",
        "held_back": False,
        "position": ...,
        "title": value if isinstance(value, str) and value.strip() else "What was said",
        "pasted": f"title\tdate\nSomething {number}\t2016\n",
        "encoding": "",
        "file": ...,
        "key": ...,
        "capture": False,
    }
    if field == "supports":
        return sorted(set(value)) if isinstance(value, list) else value
    if field in plain:
        return plain[field]
    if isinstance(value, str):
        return (
            f"{value.strip() or 'Words'}" if field not in {"name_en", "name_fr"} else f"{value[:50].strip()} {number}"
        )
    return value


def _together(body: dict[str, Any], here: dict[str, Any], name: str) -> dict[str, Any]:
    """Without what does not go together."""
    for least, most in (("count_least", "count_most"), ("number_least", "number_most")):
        if body.get(least) is not None and body.get(most) is not None:
            body.pop(most)
    if name == "participants":
        body |= (
            {"company": here.get("company"), "group": ""}
            if chance.random() < 0.5
            else {"company": None, "group": "staff"}
        )
        if body["company"]:
            body |= {"count_least": None, "count_most": None, "protected": False}
    if name == "sources":
        body |= {"title": body.get("title") or "What was said", "published_inferred": False}
    for several in ("lineage", "answers", "participants", "values", "owners"):  # each origin, each owner once
        if isinstance(body.get(several), list):
            body[several] = body[several][:1]
    if "scheme" in body:
        body |= {"scheme": "domain", "value": f"x{uuid4().hex[:12]}.example"}
    if "share" in body:
        body["share"] = 50
    if {"words", "indirect", "translation", "words_language"} & body.keys() and "status" not in body:
        body = {field: value for field, value in body.items() if "translat" not in field}
        if body.get("words"):
            body["words_language"] = "en"
    if name == "events":
        body = {part: each for part, each in body.items() if part not in PARTS or body.get("kind") == part}
        for fact in body.get("facts", []):
            fact.pop("values", None)  # they name a citation that has no id yet
    return body
