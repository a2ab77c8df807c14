"""An example of each answer of the public half."""

from collections.abc import Iterable
from typing import Any

from api.examples import MOMENT, Examples, Schema, whole
from api.public.components import COMPONENTS

OWN: dict[str, dict[str, Any]] = {
    **{name: {"page": "/companies/12/"} for name in ("Company", "CompanyReference", "MergedCompany")},
    **{name: {"page": "/sources/12/"} for name in ("Source", "SourceReference")},
    "Incident": {"page": "/incidents/12/"},
    "Topic": {"page": "/topics/labour/"},
    "Index": {"events": "https://example.org/api/v1/events/"},
}
OPTIONAL = {"Event": ("allegation",), "Problem": ("errors",), "VersionOf": ("body",)}
"""What need not be there and is shown nevertheless."""
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
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


def _shown(component: str, schema: Schema) -> Iterable[str]:
    return [*whole(component, schema), *OPTIONAL.get(component, ())]


EXAMPLES = Examples(COMPONENTS, SAID, OWN, _shown)
