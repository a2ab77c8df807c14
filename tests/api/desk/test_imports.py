"""An import by a program: staged, mapped, its companies decided, and taken whole."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from companies.models import Company
from events.desk.imports.models import Import
from events.models import Event, Incident
from tests.api.desk.conftest import START, Asking
from tests.factories import CompanyFactory

TABLE = "title,company,date,source_url\nStaff were not paid,Acme,2016,https://news.example/1\nMore was said,Acme,May 2016,https://news.example/2\n"


def upload(writer: Asking, name: str = "affair.csv", content: str = TABLE, **headers: str):
    file = SimpleUploadedFile(name, content.encode(), content_type="text/csv")
    return Client().post(
        f"{START}imports/", {"file": file}, headers={"authorization": f"Bearer {writer.secret}", **headers}
    )


def test_a_file_becomes_drafts(writer: Asking) -> None:
    CompanyFactory(name="Acme Ltd")  # so that somebody has to say which Acme is meant
    staged = upload(writer)
    here = f"imports/{staged.json()['id']}/"
    mapped = writer.post(f"{here}mapping/", {"kind": "report", "series": "pay"})
    undecided = writer.post(f"{here}take/")
    [spelling] = writer.get(f"{here}spellings/").json()["results"]
    decided = writer.post(f"{here}spellings/{spelling['id']}/", {"decision": "new"})
    rows = writer.get(f"{here}rows/?fate=make").json()["results"]
    taken = writer.post(f"{here}take/")

    assert (staged.status_code, staged.json()["state"], staged.json()["row_count"]) == (201, "mapping", 2)
    assert staged.json()["targets"] == ["title", "companies", "date", "source_url"]
    assert (mapped.json()["state"], mapped.json()["counts"]) == ("checked", {"make": 2})
    assert len(rows) == 2
    assert (undecided.status_code, decided.status_code) == (422, 200), (spelling, undecided.json(), decided.json())
    assert (taken.status_code, taken.json().get("state")) == (200, "applied"), taken.json()
    assert {event.title for event in Event.objects.all()} == {"Staff were not paid", "More was said"}
    assert [company.name for company in Company.objects.all()] == ["Acme", "Acme Ltd"]
    assert {incident.author for incident in Incident.objects.all()} == {writer.user}


def test_the_same_file_sent_again_is_staged_once(writer: Asking) -> None:
    first, again = (upload(writer, **{"idempotency-key": "file"}) for _time in range(2))
    other = upload(writer, content=TABLE + "x,y,2016,\n", **{"idempotency-key": "file"})

    assert (first.json()["id"], again["Idempotency-Replayed"]) == (again.json()["id"], "true")
    assert other.status_code == 422
    assert Import.objects.count() == 1


@pytest.mark.parametrize("encoding", ["+C", "hex", "rot13", "undefined", "utf-7"])
def test_an_encoding_that_no_file_is_read_in_is_refused(writer: Asking, encoding: str) -> None:
    file = SimpleUploadedFile("affair.csv", TABLE.encode(), content_type="text/csv")
    form, key = {"file": file, "encoding": encoding}, {"authorization": f"Bearer {writer.secret}"}

    answer = Client(raise_request_exception=False).post(f"{START}imports/", form, headers=key)

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/encoding"]
    assert not Import.objects.exists()


def test_pasted_cells_are_taken_too(writer: Asking) -> None:
    answer = writer.post("imports/", {"pasted": TABLE.replace(",", "\t"), "name": "From the sheet"})

    assert (answer.status_code, answer.json()["name"], answer.json()["row_count"]) == (201, "From the sheet", 2)


def test_what_is_no_table_is_refused_and_nothing_kept(writer: Asking) -> None:
    answers = [
        upload(writer, "picture.png", "\x89PNG"),
        upload(writer, content="title\n"),
        writer.post("imports/", {}),
        writer.post("imports/", {"pasted": 7}),
        writer.post("imports/", {"paste": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 400]
    assert all(answer.json()["detail"] for answer in answers)
    assert not Import.objects.exists()


def test_a_mapping_is_refused_at_its_place(writer: Asking) -> None:
    here = f"imports/{upload(writer).json()['id']}/"

    short = writer.post(f"{here}mapping/", {"targets": ["title"]})
    wrong = writer.post(f"{here}mapping/", {"targets": ["title", "nonsense", "date", ""], "kind": "rumour"})

    assert [fault["pointer"] for fault in short.json()["errors"]] == ["/targets"]
    assert {fault["pointer"] for fault in wrong.json()["errors"]} == {"/targets/1", "/kind"}
    assert Import.objects.get().state == "mapping"


def test_what_comes_twice_in_a_form_is_refused_by_name(writer: Asking) -> None:
    files = [SimpleUploadedFile(f"{name}.csv", TABLE.encode(), content_type="text/csv") for name in "ab"]
    form = {"file": files, "name": ["one", "other"]}

    answer = Client().post(f"{START}imports/", form, headers={"authorization": f"Bearer {writer.secret}"})

    assert answer.status_code == 400
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/file", "/name"}
    assert not Import.objects.exists()


def test_a_name_that_no_company_can_have_is_not_cut(writer: Asking) -> None:
    here = f"imports/{upload(writer).json()['id']}/"
    writer.post(f"{here}mapping/", {"kind": "report", "series": "pay"})
    [spelling] = writer.get(f"{here}spellings/").json()["results"]

    answer = writer.post(f"{here}spellings/{spelling['id']}/", {"decision": "new", "name": "x" * 201})

    assert (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]]) == (400, ["/name"])
    assert writer.get(f"{here}spellings/").json()["results"] == [spelling]


def test_an_import_is_its_authors_own(writer: Asking, stranger: Asking, asking: type[Asking], administrator) -> None:
    here = f"imports/{upload(writer).json()['id']}/"
    looking = asking(administrator)

    assert stranger.get(here).status_code == 404
    assert (looking.get(here).status_code, looking("head", here).status_code) == (200, 200)
    assert looking.post(f"{here}cancel/").status_code == 404
    assert writer.post(f"{here}cancel/").json()["state"] == "cancelled"
    assert writer.post(f"{here}take/").status_code in {409, 422}
