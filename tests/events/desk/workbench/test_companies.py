"""Companies are found by any of their names, and made only if the person agrees."""

from django.urls import reverse

from companies.models import Company, CompanyName
from events.models import Event, Participant, Role
from tests.events.desk.workbench.sending import ALLEGATION, address, errors, send, typed
from tests.factories import CompanyFactory


def test_an_alias_names_the_company(at_desk, source, incident, acme) -> None:
    CompanyName.objects.create(company=acme, name="Acme Corporation", kind="legal")

    send(at_desk, source, incident, "allegation", "63 emails", **(ALLEGATION | {"accused": "ACME corporation"}))

    assert Participant.objects.get(role=Role.ACCUSED).company == acme


def test_a_new_company_is_made_only_if_the_person_agrees(at_desk, source, incident, acme) -> None:
    two = ALLEGATION | {"accused": "Acme; Globex"}
    refused = send(at_desk, source, incident, "allegation", "63 emails", **two)
    asked = errors(refused)
    nothing = (Event.objects.count(), Company.objects.count())

    at_desk.post(address(source, incident, add="allegation"), typed(refused, **two, **{"accused-new": "Globex"}))

    assert asked == {"accused": ["Not here yet: “Globex”. Mend the spelling, or tick the box to make it."]}
    assert nothing == (0, 1)
    assert 'name="accused-new" value="Globex"' in refused.content.decode()
    accused = Participant.objects.filter(role=Role.ACCUSED)
    assert [each.company.name for each in accused] == ["Acme", "Globex"]


def test_two_companies_of_one_name_are_told_apart(at_desk, source, incident) -> None:
    first, second = CompanyFactory(name="Acme", country="US"), CompanyFactory(name="Acme", country="FR")

    refused = send(at_desk, source, incident, "allegation", "63 emails", **ALLEGATION)
    at_desk.post(address(source, incident, add="allegation"), typed(refused, **(ALLEGATION | {"accused": "Acme · FR"})))

    (sentence,) = errors(refused)["accused"]
    assert sentence == "Several companies are called so. Write which you mean: Acme · US / Acme · FR."
    assert Participant.objects.get(role=Role.ACCUSED).company == second != first


def test_companies_are_offered_by_any_name_and_a_typing_error(at_desk) -> None:
    acme = CompanyFactory(name="Acme")
    CompanyName.objects.create(company=acme, name="Macrohard")
    CompanyFactory(name="Globex")
    url = reverse("admin:desk_companies")

    offers = {q: at_desk.get(url, {"q": q}).json() for q in ("acm", "macro", "Glbex", "acme", "nobody", "", "a\0cme")}

    assert offers == {
        "acm": {"companies": ["Acme"], "is_new": True},
        "macro": {"companies": ["Acme"], "is_new": True},
        "Glbex": {"companies": ["Globex"], "is_new": True},
        "acme": {"companies": ["Acme"], "is_new": False},
        "nobody": {"companies": [], "is_new": True},
        "": {"companies": [], "is_new": False},
        "a\0cme": {"companies": ["Acme"], "is_new": False},
    }
