"""In a database that holds a newsroom's work, neither command does anything; and a load is whole or not at all."""

import pytest
from django.core.management import CommandError, call_command

from companies.models import Company
from events.record.models import Publication
from tests.factories import CompanyFactory, answered_dossier, published
from tracker.accounts.models import User
from tracker.demo import loading


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "sentence"), [("load", "newsroom’s work"), ("clear", "not the demonstration")])
def test_a_newsrooms_record_is_left_alone(what, sentence):
    published(answered_dossier())
    with pytest.raises(CommandError, match=sentence):
        call_command("demo", what)
    assert Publication.objects.count() == 1
    assert not User.objects.filter(username__startswith="demo-").exists()


@pytest.mark.django_db
def test_a_desk_on_which_somebody_has_begun_is_left_alone():
    CompanyFactory()
    with pytest.raises(CommandError, match="newsroom’s work"):
        call_command("demo", "load")
    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_an_empty_database_has_nothing_to_clear():
    with pytest.raises(CommandError, match="not the demonstration"):
        call_command("demo", "clear")


def test_a_load_that_dies_leaves_nothing_and_the_next_one_succeeds_without_a_broker(committed_db, monkeypatch, capsys):
    with monkeypatch.context() as broken:
        broken.setattr(loading, "_play", _die)
        with pytest.raises(RuntimeError):
            loading.load()
    assert not Company.objects.exists()
    assert not User.objects.exists()
    call_command("demo", "load")
    assert capsys.readouterr().out == "Loaded the demonstration record: 9 publications.\n"


def _die(*_words: object) -> None:
    raise RuntimeError
