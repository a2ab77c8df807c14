"""The preview is the page that readers would get, nobody else gets it, and nothing of it stays."""

import re
from threading import Thread

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from events.models import Citation, Incident, Statement
from events.record.models import Edition, Publication, Subject
from events.review import actions
from events.site import shelf
from events.timeline import models as public
from tests.factories import (
    AllegationFactory,
    EventFactory,
    IncidentFactory,
    StatementFactory,
    UserFactory,
    answered_dossier,
    published,
    submitted,
)
from tracker.accounts.models import Role

HREF = re.compile(r' href="[^"]*"')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAKE_AWAY = re.compile(r'<section class="takeaway".*?</section>', re.DOTALL)
TABLES = [Subject, Publication, Edition, public.PublicIncident, public.PublicEvent, public.PublicCompany]
TABLES += [
    public.PublicSource,
    public.TimelineEntry,
    public.PastEntry,
    public.SourceUse,
    public.Revision,
    public.RenderingDue,
]
KINDS = ["incidents", "events", "companies", "sources"]


def preview_of(incident: Incident, address: str = "") -> str:
    return f"{reverse('admin:desk_preview', args=[incident.pk])}{address}"


def main_of(response) -> str:
    """What the page says, without where its links lead, without the moments of publishing, and without what can be
    taken away: of what is not published, nothing.
    """
    main = HREF.sub("", TAKE_AWAY.sub("", MAIN.search(response.content.decode())[0]))
    return re.sub(r'<time datetime="\d{4}-\d\d-\d\dT[^>]*>', "<time>", main)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


@pytest.mark.parametrize("language", ["", "fr/"])
def test_a_preview_is_the_page_that_is_published_then(author, sit_down, language: str) -> None:
    incident = answered_dossier()
    client = sit_down(incident.author)
    addresses = [f"{language}{kind}/1/" for kind in KINDS]
    addresses.append(f"{language}events/2/")

    shown = {address: main_of(client.get(preview_of(incident, address))) for address in addresses}
    assert b"takeaway" not in client.get(preview_of(incident, addresses[0])).content
    published(incident)

    assert shown == {address: main_of(Client().get(f"/{address}")) for address in addresses}


def test_a_preview_of_changes_is_the_page_that_is_published_then(db, sit_down) -> None:
    incident = answered_dossier()
    published(incident)
    incident.events.first().delete()
    Statement.objects.update(words="We regret it.")
    Incident.objects.update(summary="Another summary.")
    EventFactory(incident=incident, title="A third event")
    client = sit_down(incident.author)
    addresses = ["incidents/1/", "events/2/", "events/3/", "companies/1/", "companies/2/"]

    before = main_of(Client().get("/incidents/1/"))
    shown = {address: main_of(client.get(preview_of(incident, address))) for address in addresses}
    gone = client.get(preview_of(incident, "events/1/"))
    published(incident)

    assert shown == {address: main_of(Client().get(f"/{address}")) for address in addresses}
    assert shown["incidents/1/"] != before
    assert main_of(gone) == main_of(Client().get("/events/1/"))


def test_a_preview_of_a_retraction_is_the_end_of_the_page(db, sit_down) -> None:
    incident = answered_dossier()
    published(incident)
    submission = submitted(incident, kind="retraction", note="It was another company.")
    client = sit_down(incident.author)

    shown = main_of(client.get(preview_of(incident, "incidents/1/")))
    actions.publish(incident=incident, by=UserFactory(role=Role.REVIEWER), seen=submission.digest)

    assert "It was another company." in shown
    assert shown == main_of(Client().get("/incidents/1/"))


def test_a_preview_leaves_nothing_behind(committed_db, sit_down) -> None:
    other, incident = answered_dossier(), answered_dossier()
    published(other)
    client, reader = sit_down(incident.author), Client()
    pages = ["/", "/incidents/", "/incidents/1/", "/companies/", "/corrections/", "/feed/", "/api/v1/incidents/"]
    before = (counts(), {page: reader.get(page).content for page in pages})
    held = dict(shelf._held)

    previews = [client.get(preview_of(incident, address)) for address in ["", "incidents/2/", "fr/incidents/2/"]]

    assert [each.status_code for each in previews] == [200, 200, 200]
    assert (counts(), {page: reader.get(page).content for page in pages}) == before
    assert dict(shelf._held) == held
    assert reader.get("/incidents/2/").status_code == 404
    assert connections["public"] is not connections["default"]


def test_a_preview_is_marked_and_kept_by_nobody(db, sit_down) -> None:
    incident = answered_dossier()

    answer = sit_down(incident.author).get(preview_of(incident))

    page = answer.content.decode()
    assert "Preview, not public." in page
    assert '<meta name="robots" content="noindex">' in page
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "ETag" not in answer


def test_every_link_of_a_preview_leads_to_a_preview_or_to_what_is_public(db, sit_down) -> None:
    incident = answered_dossier()
    published(answered_dossier())
    client, reader = sit_down(incident.author), Client()
    start = preview_of(incident)

    for address in ["incidents/2/", "fr/incidents/2/", "events/3/", "companies/2/", "sources/2/"]:
        links = set(re.findall(r'href="(/[^"#]*)', client.get(start + address).content.decode()))
        own = {link for link in links if link.startswith(start)}
        rest = {link for link in links - own if not link.startswith(("/static/", "/desk/")) and link != f"/{address}"}
        twin = f"/fr/{address}" if not address.startswith("fr/") else f"/{address.removeprefix('fr/')}"
        assert {link: client.get(link).status_code for link in own} == dict.fromkeys(own, 200)
        rest -= {twin, f"/{address}feed/"}
        assert {link: reader.get(link).status_code for link in rest} == dict.fromkeys(rest, 200)


def test_a_preview_of_somebody_elses_draft_is_not_found(stranger, sit_down) -> None:
    incident = answered_dossier()

    answers = [sit_down(stranger).get(preview_of(incident, address)).status_code for address in ["", "incidents/1/"]]

    assert answers == [404, 404]
    assert Client().get(preview_of(incident)).status_code == 302


def test_a_draft_that_lacks_things_can_be_previewed(author, at_desk) -> None:
    incident = IncidentFactory(author=author, summary="")
    allegation = AllegationFactory(incident=incident, title="It is alleged", date="")
    StatementFactory(incident=incident, title="Nobody cites this", answers=allegation, company=allegation.company)
    Citation.objects.filter(event__title="Nobody cites this").delete()

    answer = at_desk.get(preview_of(incident))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Left out, because it cites no source yet: Nobody cites this" in page
    assert "It is alleged" in MAIN.search(page)[0]
    assert "Nobody cites this" not in MAIN.search(page)[0]


@pytest.mark.parametrize(
    "address", ["incidents/99/", "nothing/", "corrections/", "incidents/1/v/1/", "../desk/", "%00"]
)
def test_what_has_no_preview_is_not_found(author, at_desk, address: str) -> None:
    incident = IncidentFactory(author=author)
    EventFactory(incident=incident)

    assert at_desk.get(preview_of(incident, address)).status_code == 404


def test_a_redaction_has_no_preview(db, sit_down) -> None:
    incident = answered_dossier()
    published(incident)
    submitted(incident, kind="redaction", note="A name was removed.", words="disagree")

    answer = sit_down(incident.author).get(preview_of(incident), follow=True)

    assert "A redaction takes words out and shows nothing new." in answer.content.decode()


def test_a_preview_gives_up_where_somebody_publishes_for_long(committed_db, sit_down, monkeypatch) -> None:
    monkeypatch.setattr("events.desk.preview.PATIENCE", ("SET LOCAL lock_timeout = '50ms'",))
    incident = answered_dossier()
    client = sit_down(incident.author)
    answers = []

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(5020260001)")

        def look() -> None:
            answers.append(client.get(preview_of(incident)))
            answers.append(connections["public"] is connections["default"])
            connections.close_all()

        thread = Thread(target=look)
        thread.start()
        thread.join()
        cursor.execute("SELECT pg_advisory_unlock(5020260001)")

    assert (answers[0].status_code, answers[0].url) == (302, incident.get_desk_url())
    assert answers[1] is False
