"""`demo load`: what it leaves in the database, and that it happens once."""

from django.core.management import call_command

from events.models import Incident, Status
from events.record.models import Edition
from events.timeline.models import Revision
from tracker.accounts.models import Role, User


def test_loading_again_says_so_and_changes_nothing(demonstration, capsys):
    before = Edition.objects.count(), Incident.objects.count(), Revision.objects.get().rendering
    call_command("demo", "load")
    assert capsys.readouterr().out == "The demonstration record is already here; nothing was changed.\n"
    assert (Edition.objects.count(), Incident.objects.count(), Revision.objects.get().rendering) == before


def test_the_two_editors_have_their_roles_and_no_passwords(demonstration):
    people = {user.username: user for user in User.objects.all()}
    assert {name: (user.role, user.byline, user.is_staff) for name, user in people.items()} == {
        "demo-author": (Role.AUTHOR, "Demonstration desk", True),
        "demo-reviewer": (Role.REVIEWER, "Demonstration review", True),
    }
    assert not any(user.has_usable_password() for user in people.values())


def test_each_dossier_stands_where_its_last_act_left_it(demonstration):
    standing = [Status.IN_REVIEW, *[Status.PUBLISHED] * 4, Status.RETRACTED]
    assert sorted(Incident.objects.values_list("status", flat=True)) == standing
