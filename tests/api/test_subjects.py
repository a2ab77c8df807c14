"""Single subjects: what is taken back says so, what was merged leads on, what never was is not found."""

from events.record.append import Change, Imprint, append
from events.record.models import PublicationKind, State, SubjectKind
from events.timeline import publishing
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published


def test_retracted_is_gone_with_the_reason(read, company) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=company)
    published(incident)
    number = published(incident, kind="retraction", note="It was another company.").number
    at = read(f"publications/{number}/").json()["at"]

    answers = {address: read(address) for address in ("incidents/1/", "incidents/1/timeline/", "events/1/")}

    for address, answer in answers.items():
        assert answer.status_code == 410
        assert answer["Content-Type"] == "application/problem+json"
        said = answer.json()
        kind = address.split("/")[0].removesuffix("s")
        assert said["detail"] == f"The {kind} 1 was retracted."
        assert (said["reason"], said["at"], said["publication"]) == ("It was another company.", at, number)
    assert read("incidents/").json()["results"] == read("events/").json()["results"] == []
    assert read("companies/1/timeline/").json()["results"] == []
    assert read("companies/1/").status_code == 200


def merge(company, *, into) -> None:
    """As the desk will do it: an edition that names the survivor."""
    document = {"kind": "company", "key": str(company.key), "into": str(into.key)}
    change = Change(kind=SubjectKind.COMPANY, key=company.key, document=document, state=State.MERGED)
    imprint = Imprint(authors=(1,), reviewer=2, note="The same company twice.")
    publishing.show(append([change], kind=PublicationKind.UPDATE, imprint=imprint))


def test_merged_company_leads_to_its_successor(read, company, publish_events) -> None:
    successor = CompanyFactory()
    publish_events(company, "2016-01")
    publish_events(successor, "2016-01")
    merge(company, into=successor)

    answers = {address: read(address) for address in ("companies/1/", "companies/1/timeline/")}

    assert {address: (answer.status_code, answer["Location"]) for address, answer in answers.items()} == {
        "companies/1/": (301, "/api/v1/companies/2/"),
        "companies/1/timeline/": (301, "/api/v1/companies/2/timeline/"),
    }
    kept = read("companies/1/timeline/?limit=1&order=oldest")
    assert kept["Location"] == "/api/v1/companies/2/timeline/?limit=1&order=oldest"
    assert [body["id"] for body in read("companies/").json()["results"]] == [2]


def test_a_cursor_for_the_merged_company_is_dropped_on_the_way(read, company, publish_events) -> None:
    successor = CompanyFactory()
    publish_events(company, "2016-01", "2017-01")
    publish_events(successor, "2016-01")
    onward = read("companies/1/timeline/?limit=1").json()["next"]
    merge(company, into=successor)

    answer = read(onward)

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/companies/2/timeline/?limit=1")


def test_numbers_that_none_has_are_not_found(read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    numbers = ["2", "0", "01", "2147483647", "2147483648", "99999999999999999999", "-1", "+1", "1.0", "%D9%A1", "1%00"]

    answers = [read(f"{kind}/{number}/") for kind in ("companies", "events", "publications") for number in numbers]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}
