"""An example of each answer, made from its schema: so that it can never be of another form."""

from typing import Any

from api.public.components import COMPONENTS, Schema

PAGES = {
    **dict.fromkeys(("Company", "CompanyReference", "MergedCompany"), "/companies/12/"),
    **dict.fromkeys(("Source", "SourceReference"), "/sources/12/"),
    "Incident": "/incidents/12/",
    "Topic": "/topics/labour/",
}
OPTIONAL = {"Event": ("allegation",), "Problem": ("errors",), "VersionOf": ("body",)}
"""What need not be there and is shown nevertheless."""
MOMENT, HASH = "2026-03-03T12:00:00.000000Z", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SAID: dict[str, Any] = {
    "id": 12,
    "number": 17,
    "publication": 17,
    "publications": [{"publication": 17, "kind": "first", "at": MOMENT, "note": ""}],
    "page": "/events/12/",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Staff used company accounts, The Daily reports",
    "text": "Emails that The Daily obtained are said to come from company accounts.",
    "summary": "What emails are said to show.",
    "about": "Sells books and hosting.",
    "name": "Acme",
    "label": "people arrested",
    "quotation": "67 were from one company",
    "locator": "third paragraph",
    "publisher": "The Daily",
    "authors": "A. Writer",
    "url": "https://news.example.org/a",
    "edtf": "2016-03",
    "earliest": "2016-03-01",
    "latest": "2016-03-31",
    "datetime": "2016-03",
    "captured": "2026-03-01",
    "as_of": "2026-03-03",
    "wording": "in March 2016",
    "basis": "stated",
    "language": "en",
    "country": "US",
    "en": "March 2016",
    "fr": "mars 2016",
    "form": "accusation",
    "status": "alleged",
    "role": "accused",
    "stance": "denies",
    "relation": "reports",
    "supports": ["fact"],
    "slug": "labour",
    "at": MOMENT,
    "changed": MOMENT,
    "hash": HASH,
    "previous_hash": HASH,
    "sha256": HASH,
    "rate": None,
    "median": None,
    "written_by": ["A. Author"],
    "reviewed_by": "R. Reviewer",
    "type": "https://example.org/",
    "kinds": {"allegation": 3, "statement": 2},
    "facets": {"kind": [{"value": "allegation", "count": 3}], "topic": [{"value": "labour", "count": 3, "en": "Work"}]},
}
"""What properties of these names say, where their schema allows it."""


def example_of(schema: Schema, name: str = "", component: str = "") -> Any:
    """A value of this schema, as it would stand in a property `name`."""
    if schema.get("$ref", "").endswith("/Index"):
        return {"events": "https://example.org/api/v1/events/"}
    if "$ref" in schema:
        component = schema["$ref"].rpartition("/")[2]
        return example_of(COMPONENTS[component], name, component)
    if either := schema.get("anyOf") or schema.get("oneOf"):
        return SAID[name] if name in SAID and SAID[name] is None else example_of(either[0], name)
    if "enum" in schema:
        return schema["enum"][0]
    return _of_type(schema, name, component)


def _of_type(schema: Schema, name: str, component: str) -> Any:
    match schema.get("type"):
        case "object" if "properties" in schema:
            shown = [*schema["required"], *OPTIONAL.get(component, ())] or schema["properties"].keys() - {"included"}
            body = {
                each: example_of(schema["properties"][each], each) for each in schema["properties"] if each in shown
            }
            return body | ({"page": PAGES[component]} if component in PAGES else {})
        case "array":
            return SAID[name] if isinstance(SAID.get(name), list) else [example_of(schema["items"], name)]
        case "object":
            return SAID.get(name, {})
        case "integer":
            return SAID[name] if isinstance(SAID.get(name), int) else 1
        case "boolean":
            return False
        case "number":
            return 1
    if schema.get("format") == "uri":
        return "https://example.org/"
    return SAID[name] if isinstance(SAID.get(name), str) else MOMENT if schema.get("format") == "date-time" else ""
