"""Who is meant by a name in a file: found where there is no doubt, asked once where there is, never merged by guess."""

import pytest
from django.urls import reverse

from companies.models import Company, CompanyName, Identifier, Ownership
from events.desk.imports import jobs, spellings
from events.desk.imports.models import Decision, Spelling
from events.exceptions import Refused
from events.models import Participant
from tests.events.desk.imports.conftest import applied
from tests.factories import CompanyFactory


def table(*names: str) -> str:
    return "id,title,companies\n" + "".join(f"{number},Event {number},{name}\n" for number, name in enumerate(names))


def asked(job) -> set[str]:
    return {each.text for each in spellings.open_questions(job)}


def decide(job, text: str, decision: str, **answer: object) -> None:
    spellings.decide(job.spellings.get(text=text), decision, **answer)


def named() -> list[str]:
    return sorted(Participant.objects.values_list("company__name", flat=True))


def test_name_without_doubt_is_found(checked):
    CompanyFactory(name="Whole Foods")
    other = CompanyFactory(name="International Business Machines")
    CompanyName.objects.create(company=other, name="IBM")
    job = checked(table("whole_foods", "ibm"))
    assert asked(job) == set()
    applied(job)
    assert named() == ["International Business Machines", "Whole Foods"]
    assert Company.objects.count() == 2


def test_similar_name_is_asked(checked):
    CompanyFactory(name="Apple Inc.")
    job = checked(table("Apple", "Zyxwv"))
    assert asked(job) == {"Apple"}
    with pytest.raises(Refused, match="not decided"):
        jobs.start_applying(job)
    assert job.rows.count() == 2
    assert [row.line for row in spellings.rows_waiting(job)] == [2]


def test_two_companies_of_one_name_are_asked(checked):
    CompanyFactory(name="Acme", country="US")
    CompanyFactory(name="Acme", country="FR")
    assert asked(checked(table("acme"))) == {"acme"}


def test_spellings_of_one_file_are_offered_and_not_merged(checked):
    job = checked(table("foodora", "foodera", "uber", "ubereats", "na", "Globex"))
    assert asked(job) == {"foodora", "foodera", "uber", "ubereats", "na"}
    spellings.decide_rest_as_new(job)
    applied(job)
    assert named() == ["Foodera", "Foodora", "Globex", "Uber", "Ubereats"]  # "na" is no name, and is left out


def test_names_that_stand_together_are_offered_as_brand_and_owner(checked):
    job = checked(table("amazon; whole_foods", "amazon; whole_foods", "amazon"))
    assert asked(job) == {"whole_foods"}
    decide(job, "whole_foods", Decision.PART, other=job.spellings.get(text="amazon"))
    applied(job)
    assert Ownership.objects.values_list("parent__name", "child__name").get() == ("Amazon", "Whole Foods")


def test_each_answer_is_kept(checked):
    known = CompanyFactory(name="Apple Inc.")
    job = checked(table("Apple", "foodora", "foodera", "na"))
    decide(job, "Apple", Decision.SAME, company=known)
    decide(job, "foodora", Decision.NEW, name="Foodora GmbH")
    decide(job, "foodera", Decision.LIKE, other=job.spellings.get(text="foodora"))
    decide(job, "na", Decision.SKIP)
    applied(job)
    assert named() == ["Apple Inc.", "Foodora GmbH", "Foodora GmbH"]


def test_two_spellings_of_one_company_take_part_once(checked):
    CompanyFactory(name="Acme")
    applied(checked(table("Acme; ACME; acme")))
    assert named() == ["Acme"]


def test_answers_that_go_in_a_circle_are_refused(checked):
    job = checked(table("foodora", "foodera"))
    one, other = job.spellings.get(text="foodora"), job.spellings.get(text="foodera")
    spellings.decide(one, Decision.LIKE, other=other)
    spellings.decide(other, Decision.LIKE, other=one)
    jobs.start_applying(job)
    job.refresh_from_db()
    assert (job.state, "same as itself" in job.reason) == ("checked", True)


def test_company_that_was_deleted_since_is_asked_again(checked):
    known = CompanyFactory(name="Acme")
    job = checked(table("Acme"))
    known.delete()
    assert asked(job) == {"Acme"}


def test_company_that_came_meanwhile_is_not_doubled(checked):
    job = checked(table("Globex"))
    CompanyFactory(name="Globex")
    jobs.start_applying(job)
    job.refresh_from_db()
    assert (job.state, Company.objects.count()) == ("checked", 1)
    jobs.start_checking(job)
    applied(job)
    assert Company.objects.count() == 1


def test_decision_is_remembered_in_the_series(checked):
    known = CompanyFactory(name="Apple Inc.")
    job = checked(table("Apple"))
    decide(job, "Apple", Decision.SAME, company=known)
    applied(job)
    assert asked(checked(table("Apple", "Apple"))) == set()


def test_checking_again_keeps_the_answers_and_counts_once(checked):
    job = checked(table("foodora", "foodera", "foodora"))
    decide(job, "foodora", Decision.NEW)
    jobs.start_checking(job)
    assert asked(job) == {"foodera"}
    assert dict(job.spellings.values_list("text", "count")) == {"foodora": 2, "foodera": 1}


def test_identifier_of_the_file_decides(checked):
    known = CompanyFactory(name="Something else")
    Identifier.objects.create(company=known, scheme="wikidata", value="Q3884")
    job = checked("title,company,wikidata\nA,Amazon,Q3884\nB,Globex,Q95\n")
    applied(job)
    assert named() == ["Globex", "Something else"]
    assert Company.objects.get(name="Globex").identifiers.get().value == "Q95"


def test_page_of_companies_takes_answers(at_desk, checked):
    known = CompanyFactory(name="Apple Inc.")
    job = checked(table("Apple", "foodora", "foodera"))
    page = reverse("admin:imports_companies", args=[job.pk])
    keys = {each.text: each.pk for each in Spelling.objects.all()}
    send = {f"s{keys['Apple']}-answer": f"same:{known.pk}", f"s{keys['foodora']}-answer": "new:"}
    assert at_desk.post(page, send).status_code == 302
    assert asked(job) == {"foodera"}
    bad = at_desk.post(page, {f"s{keys['foodera']}-answer": "same:999999"})
    assert (bad.status_code, asked(job)) == (200, {"foodera"})
    assert at_desk.post(page, {"rest": "1"}).status_code == 302
    assert asked(job) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_matching_costs_the_same_for_any_number(count, checked, django_assert_num_queries):
    job = checked(table(*[f"Name{number}" for number in range(count)]))
    with django_assert_num_queries(6):
        spellings.match(job)
