"""Every recipe of docs/recipes.md, run as it stands there but for the name of the server."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.factories import EventFactory, published
from tracker.launch.environment import ROOT

RECIPES = re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / "docs/recipes.md").read_text(), re.MULTILINE | re.DOTALL)
SERVER = "https://answerable.example"
PROGRAMS = {"sh": ["sh", "-ec"], "python": [sys.executable, "-W", "ignore", "-c"], "r": ["Rscript", "-e"]}


def run(language: str, recipe: str, site: str, folder: Path) -> str:
    """What the recipe says. Fails the test if it does not work."""
    recipe = recipe.replace(SERVER, site)
    if language == "sql":
        recipe = re.sub(r"'(events\.[\w.]+)'", lambda name: f"'{folder / name[1]}'", recipe)
        return str(duckdb.sql(recipe).fetchall())
    ran = subprocess.run([*PROGRAMS[language], recipe], cwd=folder, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, f"{recipe}\n{ran.stderr}"
    return ran.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl is here, so its recipes were not run")
def test_recipes_work_in_their_order(site, tmp_path) -> None:
    """A copy is made last: it follows what is published, and what is taken back, when it is run again."""
    said = [(language, run(language, recipe, site, tmp_path)) for language, recipe in RECIPES if language != "r"]

    told = [text for _language, text in said]
    assert [language for language, _text in said] == ["sh"] * 3 + ["python"] * 3 + ["sql"] * 2 + ["python"]
    assert {event["kind"] for event in json.loads(told[0])["results"]} == {"allegation"}
    assert "," in (tmp_path / "timeline.csv").read_text().splitlines()[0]
    assert json.loads(told[2])["type"] == "event"
    assert "/events/1/" in told[3]
    assert "unknown" in told[4] or "answered" in told[4]
    assert "allegation" in told[5]
    assert "allegation" in told[6]
    assert len(told[7]) > 20
    before = json.loads((tmp_path / "copy.json").read_text())
    assert {"company 1", "event 1"} <= before["bodies"].keys()

    later = EventFactory(incident__title="An affair that came later").incident
    published(later)
    run(*RECIPES[-1], site, tmp_path)

    after = json.loads((tmp_path / "copy.json").read_text())
    titles = {body.get("title") for body in after["bodies"].values()}
    assert "An affair that came later" in titles
    assert after["position"] != before["position"]
    published(later, kind="retraction", note="It was none.")
    run(*RECIPES[-1], site, tmp_path)
    assert "An affair that came later" not in (tmp_path / "copy.json").read_text()


@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R is here, so its recipe was not run")
def test_the_recipe_for_r_works(site, tmp_path) -> None:
    if subprocess.run(["Rscript", "-e", "library(jsonlite)"], capture_output=True).returncode:
        pytest.skip("R is here without jsonlite, so its recipe was not run")
    (recipe,) = (recipe for language, recipe in RECIPES if language == "r")

    assert run("r", recipe, site, tmp_path)
