"""Who owns whom, upwards and downwards."""

import pytest

from companies.family import family_of
from companies.models import Ownership
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


def own(parent, child, **details):
    return Ownership.objects.create(parent=parent, child=child, **details)


def names(members):
    return [
        (member.company.name, names(member.members)) if member.members else member.company.name for member in members
    ]


def test_a_family_is_followed_to_both_ends() -> None:
    top, middle, bottom, other = (CompanyFactory(name=name) for name in ("Top", "Middle", "Bottom", "Other"))
    own(top, middle)
    own(middle, bottom, share=60)
    own(top, other)

    family = family_of(middle)

    assert names(family.owners) == ["Top"]
    assert names(family.owned) == ["Bottom"]
    assert family.owned[0].link.share == 60
    assert names(family_of(bottom).owners) == [("Middle", ["Top"])]
    assert names(family_of(top).owned) == [("Middle", ["Bottom"]), "Other"]


def test_a_circle_of_holdings_ends() -> None:
    first, second = CompanyFactory(name="First"), CompanyFactory(name="Second")
    own(first, second)
    own(second, first)

    family = family_of(first)

    assert names(family.owned) == [("Second", ["First"])]
    assert family.owned[0].members[0].again


def test_a_company_alone_has_no_family() -> None:
    assert not family_of(CompanyFactory())


def test_a_family_costs_the_same_whatever_its_size(django_assert_num_queries) -> None:
    top = CompanyFactory()
    for _ in range(3):
        child = CompanyFactory()
        own(top, child)
        own(child, CompanyFactory())
    with django_assert_num_queries(2):
        family_of(top)
