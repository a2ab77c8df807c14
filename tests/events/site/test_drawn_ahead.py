"""What is drawn ahead is what a request would draw, goes as soon as anything of it changes, and is never half kept."""

import datetime

import pytest
from django.conf import settings
from django.db import connections
from django.db.utils import ProgrammingError

from companies.models import Company, Ownership
from events.models import Commitment, Event, SubmissionKind
from events.record.models import Subject
from events.review import actions
from events.site import drawing, frames
from events.site.tasks import draw_again
from events.timeline import drawing as kept
from events.timeline.models import DrawingDue, Fragment, Frame, TimelineEntry
from events.timeline.rebuild import rebuild
from tests.events.record.guards import run
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    StatementFactory,
    published,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)


@pytest.fixture
def company(db) -> Company:
    """With an allegation that it answered, a promise and a subsidiary that has an event of its own, not yet drawn."""
    company, child, incident = CompanyFactory(name="Parent"), CompanyFactory(name="Child"), IncidentFactory()
    Ownership.objects.create(parent=company, child=child, since="2001")
    allegation = AllegationFactory(incident=incident, company=company, text="Ottokar was there.", date="2015")
    statement = StatementFactory(incident=incident, company=company, date="2016-03", answers=allegation)
    Commitment.objects.create(statement=statement.statement, text="To look into it", due="2100")
    EventFactory(incident=incident, company=child, date="2017-01-02")
    published(incident)
    return company


def number_of(company: Company) -> int:
    return Subject.objects.get(key=company.key).number


def pages(reader, company: Company) -> dict[str, bytes]:
    paths = [f"{prefix}/companies/{number_of(company)}/{query}" for prefix in ("", "/fr") for query in QUERIES]
    answers = {path: reader.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.content for path, answer in answers.items()}


QUERIES = (
    "",
    "?order=oldest",
    "?kind=statement",
    "?tree=1",
    "?year=2015&answered=answered",
    "?after=2015-06-01,2015-07-01,9",
    "?x=%22%3Cb%3E",
)


def test_page_drawn_ahead_is_the_page_drawn_for_a_request(company, reader, monkeypatch) -> None:
    monkeypatch.setattr("events.site.shelf.get", lambda etag, address: None)
    before = pages(reader, company)
    assert draw_again() == 2
    monkeypatch.setattr(drawing, "frame_of", lambda *args, **options: pytest.fail("the frame was drawn again"))
    assert (Frame.objects.count(), Fragment.objects.count()) == (2 * len(LANGUAGES), 3 * len(LANGUAGES))
    assert pages(reader, company) == before


def test_entries_drawn_ahead_are_used(company, reader) -> None:
    """The control: what is kept is what is shown."""
    draw_again()
    run("UPDATE timeline_fragment SET html = '<li>from the store</li>'")
    assert b"from the store" in reader.get(f"/companies/{number_of(company)}/").content


@pytest.mark.parametrize("column", ["program", "language"])
def test_what_another_program_drew_is_not_shown(company, reader, column) -> None:
    draw_again()
    run(f"UPDATE timeline_fragment SET html = '<li>from the store</li>', {column} = 'xx' || id")
    run(f"UPDATE timeline_frame SET html = 'from the store', {column} = 'xx' || id")
    assert b"from the store" not in reader.get(f"/companies/{number_of(company)}/").content


def test_nothing_of_the_record_can_open_a_hole(company, reader) -> None:
    """Its mark is known to nobody outside, and what a reader sends lands in the hole for it, escaped."""
    page = reader.get(f"/companies/{number_of(company)}/?x=%22%3E%3Cscript%3E").content.decode()
    assert "<script>" not in page
    assert frames.holes()["stretch"].partition("stretch")[0] not in page


def drawn(company: Company) -> tuple[int, int]:
    """How many frames and entries of it are kept."""
    rows = {"company": number_of(company)}
    return Frame.objects.filter(**rows).count(), Fragment.objects.filter(**rows).count()


def is_due(company: Company) -> bool:
    return DrawingDue.objects.filter(company=number_of(company)).exists()


def test_nothing_is_due_when_all_is_drawn(company) -> None:
    draw_again()
    assert not DrawingDue.objects.exists()
    assert draw_again() == 0


def test_redaction_takes_what_was_drawn_with_it(company) -> None:
    incident = Event.objects.first().incident
    draw_again()
    assert Fragment.objects.filter(html__contains="Ottokar").count() == len(LANGUAGES)
    Event.objects.filter(text__contains="Ottokar").update(text="Somebody was there.")
    published(incident)
    published(incident, kind=SubmissionKind.REDACTION, note="A name was removed.", words="Ottokar")
    assert not Fragment.objects.filter(html__contains="Ottokar").exists()
    assert not Frame.objects.filter(html__contains="Ottokar").exists()


def test_changed_event_takes_its_entry_and_the_frames_of_its_company_and_of_its_owners(company) -> None:
    draw_again()
    child = TimelineEntry.objects.get(kind="report")
    run(f"UPDATE timeline_publicevent SET title = 'New' WHERE number = {child.event}")
    assert not Fragment.objects.filter(event=child.event).exists()
    assert drawn(company) == (0, 2 * len(LANGUAGES))
    assert is_due(company)
    assert DrawingDue.objects.count() == 2


def test_renamed_subsidiary_takes_the_frame_of_its_owner(company) -> None:
    draw_again()
    run("UPDATE timeline_publiccompany SET title = 'New' WHERE title = 'Child'")
    assert drawn(company)[0] == 0


def test_rows_that_change_nothing_leave_everything_drawn(company) -> None:
    """The control: only what changed goes."""
    draw_again()
    run("UPDATE timeline_publicevent SET title = 'New' WHERE number = 0")
    assert drawn(company) == (len(LANGUAGES), 2 * len(LANGUAGES))


def test_rebuilding_makes_everything_due(company) -> None:
    draw_again()
    rebuild()
    assert not Fragment.objects.exists()
    assert draw_again() == 2


def test_frame_is_stale_when_a_promise_becomes_overdue(company, reader, monkeypatch) -> None:
    draw_again()
    frame = Frame.objects.filter(company=number_of(company)).first()
    assert frame.stale_on == datetime.date(2101, 1, 1)
    run("UPDATE timeline_frame SET html = 'from the store', stale_on = current_date")
    assert b"from the store" not in reader.get(f"/companies/{number_of(company)}/").content
    assert draw_again() == 2
    assert not Frame.objects.filter(html="from the store").exists()


def die(*_args, **_options) -> None:
    raise SystemExit


def test_worker_that_died_leaves_the_page_due(company) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "frame_of", die)
        with pytest.raises(SystemExit):
            drawing.draw_next()
    assert not drawing.draw_next()
    assert DrawingDue.objects.count() == 2
    run("UPDATE timeline_drawingdue SET leased_until = clock_timestamp() - interval '1 second'")
    assert draw_again() == 2
    assert not DrawingDue.objects.exists()


def test_page_that_changes_while_it_is_drawn_is_not_kept(company) -> None:
    """What was drawn from the rows before the change must not be stored after it."""
    real = drawing.entry_of

    def draw_while_another_publishes(face, number) -> str:
        html = real(face, number)
        run("UPDATE timeline_publicevent SET title = 'New'")
        return html

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "entry_of", draw_while_another_publishes)
        drawing.draw_next()
    assert not Fragment.objects.exists()
    assert DrawingDue.objects.filter(leased_until=None).count() == 2
    draw_again()
    assert Fragment.objects.count() == 3 * len(LANGUAGES)
    assert not DrawingDue.objects.exists()


def test_one_draws_at_a_time(company) -> None:
    assert kept.claim()
    assert kept.claim() is None


def test_claim_that_was_lost_keeps_nothing(company) -> None:
    """The control of the one above: a claim holds only with its change and its lease."""
    held = kept.claim()
    assert kept.prolonged(held) is not None
    assert kept.prolonged(held) is None


def test_the_public_role_reads_what_was_drawn_and_writes_none_of_it(committed_db) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=CompanyFactory())
    published(incident)
    draw_again()
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM timeline_frame, timeline_fragment")
        assert cursor.fetchone() == (len(LANGUAGES) ** 2,)
        cursor.execute("SET default_transaction_read_only = off")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("DELETE FROM timeline_fragment")
