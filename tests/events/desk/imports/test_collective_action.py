"""A real set, whole: 506 actions at technology companies, with its damaged addresses and its slips of spelling."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from companies.models import Company
from events.desk.imports import jobs, spellings
from events.desk.imports.models import Fate, Import, State
from events.models import Event, Incident, Source
from tests.events.desk.imports.conftest import applied

FOLDER = Path(__file__).parents[4].parent / "shared" / "data" / "collective-action-tech"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the set lies beside the repository only where it is worked on"
)

# Ids of the actions whose addresses are damaged, and what is said of them.
DAMAGED = {
    "398": "does not begin with http",
    "344": "holds several addresses",
    "426": "does not begin with http",
    "490": "addresses is empty",
}


@pytest.mark.parametrize("name", ["actions.json", "actions.csv"])
def test_set_imports_whole(checked, author, name):
    job = checked((FOLDER / name).read_bytes(), name=name)
    assert job.state == State.CHECKED, job.reason
    assert jobs.fates_of(job) == {Fate.MAKE: 506}
    warned = {row.resolved["line_id"]: " ".join(row.resolved.get("warnings", [])) for row in job.rows.all()}
    assert [key for key, words in DAMAGED.items() if words not in warned[key]] == []

    asked = {each.text: {other["text"] for other in each.variants} for each in spellings.open_questions(job)}
    assert asked["foodera"] == {"foodora"}
    assert asked["ubereats"] == {"uber"}
    assert asked["alphabet"] == {"google"}  # a brand and its owner, perhaps: offered, and decided by nobody else
    assert asked["whole_foods"] == {"amazon"}
    assert "na" in asked
    assert job.spellings.count() > 150

    spellings.decide_rest_as_new(job)
    assert applied(job).state == State.APPLIED, job.reason
    assert Incident.objects.filter(author=author, status="draft").count() == Event.objects.count() == 506
    assert job.batch.incidents.count() == 506
    assert Source.objects.filter(url__contains="\n").count() == 0
    assert Company.objects.filter(name__in=["Foodora", "Foodera"]).count() == 2
    assert jobs.fates_of(checked((FOLDER / name).read_bytes(), name=name)) == {Fate.SAME: 506}


def test_command_says_what_it_would_do_and_does_it(author, capsys):
    file = str(FOLDER / "actions.json")
    call_command("import_file", file, user=author.username, dry_run=True)
    said = capsys.readouterr().out
    assert "506 makes an event" in said
    assert "does not begin with http" in said
    assert "who is “foodera”? (foodora)" in said
    assert (Event.objects.count(), Import.objects.get().state) == (0, State.CANCELLED)
    with pytest.raises(CommandError, match="not decided"):
        call_command("import_file", file, user=author.username)
    assert Event.objects.count() == 0
    call_command(
        "import_file", file, "--map", "struggles=topics", user=author.username, make_topics=True, decide_as_new=True
    )
    assert Event.objects.count() == 506
    assert Incident.objects.filter(topics__slug="climate-change").exists()


@pytest.mark.parametrize(
    ("file", "options", "why"),
    [
        ("/nowhere.csv", {}, "No such file"),
        (str(FOLDER / "actions.json"), {"user": "nobody"}, "no editor"),
        (str(FOLDER / "actions.json"), {"map": ["nothing=title"]}, "a header of the file"),
        (str(FOLDER / "actions.json"), {"map": ["description="]}, "title or the text"),
        (str(FOLDER / "LICENSE"), {}, "Line 3: It has 7 cells"),
    ],
)
def test_command_refuses_with_a_sentence(file, options, why, author):
    with pytest.raises(CommandError, match=why):
        call_command("import_file", file, **({"user": author.username} | options))
    assert Event.objects.count() == 0
