"""Style sheets and scripts that pages name: where they are collected, one that is missing would fail its page."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"""["']([a-zA-Z_][\w./-]*\.(?:css|js|svg|png))["']""")
SOURCES = sorted(
    path
    for package in ("api", "companies", "events", "tracker")
    for ending in ("py", "html")
    for path in (ROOT / package).rglob(f"*.{ending}")
)
NAMES = sorted({name for path in SOURCES for name in NAMED.findall(path.read_text())})


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_a_page_names_is_there(name: str) -> None:
    assert finders.find(name)


def test_names_are_found_in_templates_and_in_python() -> None:
    assert {"site/answerable.css", "desk/desk.css", "adding/source.js"} <= set(NAMES)
