"""What belongs to somebody else's draft is not there: on no page, in no list, box, search or count."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import Company
from events.models import Demand, Event, Incident, Source, Status
from tests.factories import AllegationFactory, IncidentFactory, StatementFactory, UserFactory, published, submitted
from tracker.accounts.models import Role

CANARY = "zzcanaryzz"
# What was searched for stands in the search box and in links again, and is no leak.
ECHO = re.compile(rf'(value="|q=|q%3D){CANARY}')
OWN_PAGES = ["change", "history", "delete"]


@pytest.fixture
def draft(db) -> Incident:
    """A draft of which every word is the canary, with an allegation and an answer."""
    incident = IncidentFactory(title=f"{CANARY} affair", summary=f"{CANARY} summary")
    allegation = AllegationFactory(incident=incident, title=f"{CANARY} allegation")
    StatementFactory(incident=incident, title=f"{CANARY} statement", company=allegation.company, answers=allegation)
    Demand.objects.create(allegation=allegation.allegation, text=f"{CANARY} demand", addressee=allegation.company)
    return incident


def pages_of(incident: Incident) -> list[str]:
    """Every address of the desk that is about `incident` and nothing else."""
    return [
        *(reverse(f"admin:events_incident_{name}", args=[incident.pk]) for name in OWN_PAGES),
        *(reverse(f"admin:events_event_{name}", args=[e.pk]) for e in incident.events.all() for name in OWN_PAGES),
        *(reverse(f"admin:desk_{name}", args=[incident.pk]) for name in ("submit", "review", "preview")),
        f"{reverse('admin:events_event_add')}?incident={incident.pk}&kind=report",
    ]


def shared_pages() -> list[str]:
    """Every address of the desk that lists, searches or mentions."""
    box = {"app_label": "events", "model_name": "incident", "field_name": "related", "term": CANARY}
    company, source = Company.objects.first(), Source.objects.first()
    return [
        reverse("admin:index"),
        reverse("admin:desk_replies"),
        reverse("admin:events_incident_changelist"),
        reverse("admin:events_event_changelist"),
        f"{reverse('admin:events_incident_changelist')}?q={CANARY}&_facets=True",
        f"{reverse('admin:events_event_changelist')}?q={CANARY}&_facets=True",
        f"{reverse('admin:autocomplete')}?{'&'.join(f'{name}={value}' for name, value in box.items())}",
        f"{reverse('admin:search')}?s={CANARY}&extended=1",
        *(reverse(f"admin:events_source_{page}", args=[source.pk]) for page in OWN_PAGES),
        *(reverse(f"admin:companies_company_{page}", args=[company.pk]) for page in OWN_PAGES),
    ]


def test_somebody_elses_draft_is_not_found(draft: Incident, stranger, sit_down) -> None:
    client = sit_down(stranger)

    answers = {page: client.get(page).status_code for page in pages_of(draft)}

    assert answers == dict.fromkeys(answers, 404)


def test_a_page_that_is_not_found_says_the_same_of_a_draft_and_of_nothing(draft: Incident, stranger, sit_down) -> None:
    client = sit_down(stranger)

    hidden = client.get(draft.get_desk_url()).content
    absent = client.get(reverse("admin:events_incident_change", args=[999_999])).content

    assert hidden == absent


def test_nothing_can_be_sent_to_somebody_elses_draft(draft: Incident, stranger, sit_down) -> None:
    client = sit_down(stranger)
    moves = [reverse(f"admin:desk_{name}", args=[draft.pk]) for name in ("submit", "withdraw", "return", "publish")]

    answers = {page: client.post(page).status_code for page in [*pages_of(draft)[:1], *moves]}

    assert answers == dict.fromkeys(answers, 404)
    assert Incident.objects.get(pk=draft.pk).status == Status.DRAFT


@pytest.mark.parametrize("is_own", [True, False])
def test_lists_boxes_and_searches_hold_no_word_of_it(draft: Incident, stranger, sit_down, is_own: bool) -> None:
    """For its author the words are there, so the pages would show what could leak."""
    client = sit_down(draft.author if is_own else stranger)
    pages = [client.get(page, follow=True) for page in shared_pages()]

    assert [page.status_code for page in pages] == [200] * len(pages)
    found = [ECHO.sub("", page.content.decode()) for page in pages]
    assert any(CANARY in page for page in found) is is_own


def test_a_draft_cannot_be_linked_by_guessing_its_number(draft: Incident, stranger, sit_down, fill) -> None:
    mine = IncidentFactory(author=stranger)
    client = sit_down(stranger)

    answer = client.post(mine.get_desk_url(), fill(client.get(mine.get_desk_url()), related=[draft.pk]))

    assert answer.status_code == 200
    assert list(mine.related.all()) == []


def test_a_link_to_what_one_does_not_see_survives_ones_save(draft: Incident, stranger, sit_down, fill) -> None:
    mine = IncidentFactory(author=stranger)
    mine.related.add(draft)
    client = sit_down(stranger)

    page = client.get(mine.get_desk_url())
    answer = client.post(mine.get_desk_url(), fill(page, summary="Another summary.", related=[]))

    assert CANARY not in page.content.decode()
    assert answer.status_code == 302
    assert list(mine.related.all()) == [draft]


def test_an_answer_offers_only_allegations_of_its_own_incident(draft: Incident, stranger, sit_down) -> None:
    mine = IncidentFactory(author=stranger)
    own = AllegationFactory(incident=mine, title="Mine")
    statement = StatementFactory(incident=mine, company=own.company, answers=own)

    page = sit_down(stranger).get(statement.get_desk_url()).content.decode()

    assert "Mine" in page
    assert CANARY not in page


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_what_was_handed_in_is_seen_by_every_editor(draft: Incident, role: Role, sit_down) -> None:
    submitted(draft)

    page = sit_down(UserFactory(role=role)).get(draft.get_desk_url())

    assert page.status_code == 200
    assert CANARY in page.content.decode()


def test_nobody_reads_the_desk_without_an_account(draft: Incident, client: Client) -> None:
    answers = [client.get(page) for page in [*pages_of(draft), *shared_pages(), reverse("admin:reading")]]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.url.startswith(reverse("admin:login")) for answer in answers)


def test_a_retracted_incident_is_read_and_not_changed(author, reviewer, sit_down) -> None:
    incident = IncidentFactory(author=author)
    AllegationFactory(incident=incident)
    published(incident, reviewer)
    published(incident, reviewer, kind="retraction", note="It was wrong.")
    client = sit_down(author)
    event = Event.objects.get()

    assert [client.get(page).status_code for page in pages_of(incident)[:4]] == [200, 200, 403, 200]
    assert client.post(incident.get_desk_url(), {"title": "Other"}).status_code == 403
    assert client.post(event.get_desk_url(), {"title": "Other"}).status_code == 403
    assert client.get(f"{reverse('admin:events_event_add')}?incident={incident.pk}&kind=report").status_code == 403


def test_what_was_public_is_not_deleted(author, reviewer, sit_down) -> None:
    incident = IncidentFactory(author=author)
    AllegationFactory(incident=incident)
    published(incident, reviewer)
    client = sit_down(author)

    answer = client.post(reverse("admin:events_incident_delete", args=[incident.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert Incident.objects.filter(pk=incident.pk).exists()


def test_a_draft_is_deleted_by_its_author(draft: Incident, sit_down) -> None:
    answer = sit_down(draft.author).post(
        reverse("admin:events_incident_delete", args=[draft.pk]), {"post": "yes"}, follow=True
    )

    assert answer.status_code == 200
    assert not Incident.objects.exists()
    assert not Event.objects.exists()


def test_a_source_in_use_stays_and_its_page_does_not_say_where(draft: Incident, stranger, sit_down) -> None:
    source = Source.objects.first()

    page = sit_down(stranger).post(reverse("admin:events_source_delete", args=[source.pk]), {"post": "yes"})

    assert Source.objects.filter(pk=source.pk).exists()
    assert "named in an incident" in page.content.decode()
    assert CANARY not in page.content.decode()
