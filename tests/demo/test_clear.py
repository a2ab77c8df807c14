"""`demo clear`: the demonstration goes, the guards stay, and nobody's work goes with it."""

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from companies.models import Company
from events.models import Incident
from events.record.models import Edition, Publication, Subject
from events.timeline.models import PublicCompany, PublicEvent, Revision
from tests.factories import CompanyFactory, IncidentFactory, SourceFactory, UserFactory, answered_dossier, published
from tracker.accounts.models import User
from tracker.demo.clearing import clear
from tracker.demo.loading import load

GUARDS = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"


def guards() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        return cursor.fetchall()


def test_clearing_empties_record_public_tables_and_desk(demonstration, capsys):
    call_command("demo", "clear")
    tables = (Subject, Publication, Edition, PublicCompany, PublicEvent, Incident, Company)
    assert [table.objects.count() for table in tables] == [0] * len(tables)
    assert capsys.readouterr().out.startswith("The demonstration and its two editors are gone.")


def test_clearing_dismisses_the_two_editors_and_nobody_else(demonstration):
    UserFactory(username="somebody")
    clear()
    assert list(User.objects.values_list("username", flat=True)) == ["somebody"]


def test_every_guard_stands_afterwards_as_it_stood_before(demonstration):
    before = guards()
    clear()
    assert guards() == before
    assert {state for table, _guard, state in before if table.startswith("record_")} == {"A"}


def test_after_a_clear_a_load_begins_at_one_and_the_guards_refuse_as_ever(demonstration):
    clear()
    assert load() == 9
    assert Publication.objects.order_by("number").first().number == 1
    connection.check_constraints()
    for table in ("record_subject", "record_publication", "record_edition"):
        for statement in ("DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with pytest.raises(DatabaseError, match="only ever appended to"), atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(table))


def test_no_etag_of_before_comes_again(demonstration):
    before = Revision.objects.get().rendering
    clear()
    assert Revision.objects.get().publication == 0
    assert Revision.objects.get().rendering > before


def test_what_somebody_else_published_since_stays(demonstration):
    published(answered_dossier())
    with pytest.raises(CommandError, match="Somebody else has published"):
        call_command("demo", "clear")
    assert Publication.objects.count() == 10


@pytest.mark.parametrize(
    ("begin", "named"),
    [(CompanyFactory, "organisations: 1"), (IncidentFactory, "dossiers: 1"), (SourceFactory, "sources: 1")],
)
def test_what_was_added_by_hand_stays_unless_everything_may_go(demonstration, begin, named):
    begin()
    with pytest.raises(CommandError, match=named):
        call_command("demo", "clear")
    assert Publication.objects.count() == 9
    connection.check_constraints()  # in this transaction the new row is still to be checked
    call_command("demo", "clear", "--everything")
    assert Publication.objects.count() == 0


def test_what_a_demonstration_editor_added_stays_too(demonstration):
    author = User.objects.get(username="demo-author")
    with pghistory.context(user=author.pk):
        IncidentFactory(author=author)
    with pytest.raises(CommandError, match="dossiers: 1"):
        call_command("demo", "clear")
