"""What FollowTheMoney allows, as far as we use it: copied by hand from the schemas of its release 3.8.2.

That package does not install beside ours (it holds older versions of what we need), so what it would say stands here.
The entities of the demonstration were given to its own model once, and accepted.
"""

import re
from typing import Any

ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")
DATE = re.compile(r"[12]\d{3}(-\d\d(-\d\d(T\d\d(:\d\d){0,2})?)?)?")
URL = re.compile(r"https?://\S+")
LANGUAGE, COUNTRY = re.compile(r"[a-z]{3}"), re.compile(r"[a-z]{2}")
LEI, QID = re.compile(r"[A-Z0-9]{20}"), re.compile(r"Q\d+")
ANY = re.compile(r".+", re.DOTALL)

THING = {
    **dict.fromkeys(("name", "alias", "previousName", "weakAlias", "summary", "description", "keywords", "notes"), ANY),
    **{"country": COUNTRY, "publisher": ANY, "sourceUrl": URL, "modifiedAt": DATE, "wikidataId": QID},
}
INTERVAL = {
    **dict.fromkeys(("summary", "description", "publisher", "recordId"), ANY),
    **{"startDate": DATE, "endDate": DATE, "date": DATE, "sourceUrl": URL, "modifiedAt": DATE},
}
INTEREST = INTERVAL | {"role": ANY, "status": ANY}
LEGAL_ENTITY = THING | {"leiCode": LEI, "opencorporatesUrl": URL, "website": URL}
DOCUMENT = THING | {"title": ANY, "author": ANY, "publishedAt": DATE, "language": LANGUAGE, "fileName": ANY}
ALLOWED: dict[str, dict[str, re.Pattern[str]]] = {
    "LegalEntity": LEGAL_ENTITY,
    "Organization": LEGAL_ENTITY,
    "PublicBody": LEGAL_ENTITY,
    "Company": LEGAL_ENTITY | {"isinCode": re.compile(r"[A-Z]{2}[A-Z0-9]{9}\d")},
    "Event": THING | INTERVAL | {"involved": ID},
    "Document": DOCUMENT,
    "Article": DOCUMENT,
    "Ownership": INTEREST | {"owner": ID, "asset": ID, "percentage": ANY},
    "Documentation": INTEREST | {"document": ID, "entity": ID},
    "UnknownLink": INTEREST | {"subject": ID, "object": ID},
}
REQUIRED = {
    **{schema: {"name"} for schema in ("LegalEntity", "Organization", "PublicBody", "Company", "Event")},
    "Document": {"fileName"},
    "Article": {"title"},
    "Ownership": {"owner", "asset"},
    "Documentation": {"document", "entity"},
    "UnknownLink": {"subject", "object"},
}


def faults(entity: dict[str, Any]) -> list[str]:
    """What FollowTheMoney would refuse of an entity, or read otherwise than it is meant."""
    allowed = ALLOWED.get(entity["schema"])
    if allowed is None:
        return [f"no such schema: {entity['schema']}"]
    found = [] if ID.fullmatch(entity["id"]) else [f"no id: {entity['id']}"]
    found += [f"{entity['schema']} lacks {name}" for name in REQUIRED[entity["schema"]] - entity["properties"].keys()]
    for name, values in entity["properties"].items():
        if name not in allowed:
            found.append(f"{entity['schema']} has no {name}")
        else:
            found += [f"no {name}: {value!r}" for value in values if not allowed[name].fullmatch(value)]
    return found
