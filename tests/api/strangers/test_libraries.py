"""CSL-JSON in the hands of citeproc: what a library of one's own prints of our citations, and of our sources."""

import json
import warnings

import pytest
import urllib3
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

STYLE = "harvard-cite-them-right"


def printed(items: list[dict]) -> dict[str, str]:
    """Each by its id, as the style has it; a property that citeproc does not know is a fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        library = CiteProcJSON(items)
    style = CitationStylesStyle(STYLE, validate=False)
    bibliography = CitationStylesBibliography(style, library, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return dict(zip(bibliography.keys, map(str, bibliography.bibliography()), strict=True))


@pytest.mark.parametrize("listing", ["sources", "events", "incidents", "companies"])
def test_citeproc_prints_each(site, listing) -> None:
    items = json.loads(urllib3.request("GET", f"{site}/api/v1/{listing}/?format=csl").data)

    told = printed(items)

    assert len(told) == len(items) > 2
    for item in items:
        assert item["title"].rstrip(".?!") in told[item["id"].lower()]
        if parts := item.get("issued", {}).get("date-parts"):
            assert f"({parts[0][0]})" in told[item["id"].lower()]
