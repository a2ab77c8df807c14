"""Redacted words are gone from what was staged too, and what is left can still be read."""

import io

from events.desk.imports import jobs
from events.desk.imports.staging import stage_file
from events.models import SubmissionKind
from events.review import actions
from tests.events.desk.imports.conftest import applied
from tests.events.review.planting import left_in_database
from tests.factories import answered_dossier, published

WORD = "Quinzelhaupt"
TABLE = f"id,title,company,text,incident title,{WORD}\n{WORD}-1,{WORD} says,{WORD} Ltd,About {WORD},{WORD},x\n"


def test_redacted_word_is_gone_from_staged_rows(checked, author, reviewer, monkeypatch):
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)
    applied(checked(TABLE, name=f"{WORD}.csv"))
    waiting = checked(TABLE + f"2,,{WORD} und Söhne,,,{WORD}\n", name="again.csv")
    mapped = stage_file(name="third.csv", stream=io.BytesIO(TABLE.encode()), by=author)
    held = set(left_in_database(WORD))
    assert {
        "imports_importrow.raw",
        "imports_importrow.resolved",
        "imports_spelling.text",
        "imports_import.headers",
    } <= held

    incident = answered_dossier()
    published(incident, reviewer)
    published(incident, reviewer, kind=SubmissionKind.REDACTION, note="A name was removed.", words=WORD)
    assert left_in_database(WORD) == []
    for job in (waiting, mapped):
        job.refresh_from_db()
        jobs.start_checking(job)
        assert (job.state, job.reason) == ("checked", "")
