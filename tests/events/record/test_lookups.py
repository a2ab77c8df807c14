"""One parameter for many keys."""

import uuid

import pytest

from events.record.models import Subject, SubjectKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def subjects() -> list[Subject]:
    rows = [Subject(kind=SubjectKind.COMPANY, number=number, key=uuid.uuid4()) for number in (1, 2, 3)]
    return Subject.objects.bulk_create(rows)


def test_among_finds_what_in_finds(subjects):
    first, second, _third = subjects
    keys = [first.key, second.key, uuid.uuid4()]
    assert set(Subject.objects.filter(key__among=keys)) == set(Subject.objects.filter(key__in=keys)) == {first, second}
    assert set(Subject.objects.exclude(pk__among={first.pk})) == set(subjects[1:])


def test_among_is_one_parameter_however_many_there_are():
    _sql, params = Subject.objects.filter(pk__among=range(500)).query.sql_with_params()
    assert len(params) == 1


def test_a_foreign_key_is_among_ids(subjects):
    incident = Subject.objects.create(kind=SubjectKind.INCIDENT, number=1, key=uuid.uuid4())
    event = Subject.objects.create(kind=SubjectKind.EVENT, number=1, key=uuid.uuid4(), parent=incident)
    assert list(Subject.objects.filter(parent__among=[incident.pk])) == [event]


def test_among_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Subject.objects.filter(pk__among=[])) == []
