"""What the page of the workbench shows, what its search finds, and what it costs."""

import pytest
from django.urls import reverse

from companies.models import CompanyName
from events.models import Capture, CaptureState, Citation, Demand, Event, Fact, Incident, Lineage, ReportedValue, Source
from tests.events.desk.workbench.sending import ALLEGATION, address, keep, opened, place_of, said, send, typed
from tests.factories import AllegationFactory, CompanyFactory, EventFactory, IncidentFactory, SourceFactory, published


def test_markup_in_a_text_is_shown_and_never_obeyed(at_desk, incident) -> None:
    source = SourceFactory(title="<i>x</i>")
    keep(source, 'One <script>alert(1)</script>\r\ntwo" onclick="x')

    page = at_desk.get(address(source, incident)).content.decode()

    assert "<script>alert(1)" not in page
    assert "One &lt;script&gt;alert(1)&lt;/script&gt;&#13;</p>" in page
    assert "two&quot; onclick=&quot;x" in page
    assert "<i>x</i>" not in page


def test_what_is_cited_already_is_marked_with_a_link(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident)
    send(at_desk, source, incident, "citation", "came from accounts", event=event.pk)

    page = at_desk.get(address(source, incident)).content.decode()

    assert '<mark class="is-cited">came from accounts</mark>' in page
    assert f'<a href="{event.get_desk_url()}">cited for: {event.title}</a>' in page


def test_what_drafts_of_others_cite_is_not_shown(at_desk, source, incident) -> None:
    EventFactory(title="A secret affair", source=source, source__quotation="63 emails")

    page = at_desk.get(address(source, incident)).content.decode()

    assert "A secret affair" not in page
    assert "is-cited" not in page


def test_a_source_without_a_text_says_how_to_paste_it(at_desk, incident) -> None:
    source = SourceFactory()
    Capture.objects.create(source=source, state=CaptureState.FAILED, reason="It asked for a name.")

    page = at_desk.get(address(source, incident))
    form = opened(at_desk, source, incident, "statement")

    assert "There is no text of this source yet" in page.content.decode()
    assert source.get_desk_url() in page.content.decode()
    assert said(form) == ["There is no text of this source yet. Paste it first."]


def test_what_is_missing_is_listed_with_links(at_desk, source, incident, acme) -> None:
    send(at_desk, source, incident, "allegation", "63 emails", **(ALLEGATION | {"date": ""}))

    page = at_desk.get(address(source, incident)).content.decode()

    event = Event.objects.get()
    assert f'href="{event.get_desk_url()}#id_date"' in page
    assert reverse("admin:desk_submit", args=[incident.pk]) in page


def test_the_day_of_publication_is_only_taken_if_that_is_said(at_desk, source, incident, acme) -> None:
    send(at_desk, source, incident, "allegation", "63 emails", **(ALLEGATION | {"date": ""}))
    dated = {"date": "", "as_published": "on"}
    send(at_desk, source, incident, "allegation", "Sixty-three emails", **(ALLEGATION | dated))

    dates = [(event.date, event.date_basis) for event in Event.objects.order_by("pk")]
    assert dates == [("", "stated"), ("2017-12-28", "inferred")]


@pytest.mark.parametrize("words", ["Emails", "emails from", "Acme", "Macrohard"])
def test_an_incident_is_found_by_title_or_company(words: str, at_desk, source, incident, acme) -> None:
    CompanyName.objects.create(company=acme, name="Macrohard")
    EventFactory(incident=incident, company=acme)
    IncidentFactory(title="Acme emails: somebody else's draft")

    page = at_desk.get(address(source, find=words))

    assert [each.pk for each in page.context["found"]] == [incident.pk]


@pytest.mark.parametrize("form", ["{}", "#{}", "№ {}"])
def test_an_incident_is_found_by_its_public_number(form: str, at_desk, source, author) -> None:
    first = EventFactory(incident__author=author).incident
    second = EventFactory().incident
    published(first)
    published(second)

    page = at_desk.get(address(source, find=form.format(2)))

    assert [each.pk for each in page.context["found"]] == [second.pk]


@pytest.mark.parametrize("words", ["\0", "%", "x" * 100_000, "٣", "9" * 100])
def test_a_strange_search_finds_nothing(words: str, at_desk, source, incident) -> None:
    page = at_desk.get(address(source, find=words))

    assert (page.status_code, list(page.context["found"])) == (200, [])


def lay_out(incident: Incident, source: Source, count: int) -> None:
    for n in range(count):
        event = AllegationFactory(incident=incident, company=CompanyFactory(name=f"Company {n}"), source=source)
        Demand.objects.create(allegation=event.allegation, text="An inquiry", addressee=event.company)
        fact = Fact.objects.create(event=event, kind="number", label="emails")
        citation = Citation.objects.create(event=event, source=source, quotation="63 emails", position=0)
        ReportedValue.objects.create(fact=fact, citation=citation, text="63")
        Lineage.objects.create(source=source, origin=SourceFactory())
        EventFactory(incident__author=incident.author, source=source)


COSTS = {"": 29, "allegation": 34, "statement": 34, "fact": 31, "date": 29, "citation": 30, "reply": 33, "relay": 29}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("add", COSTS)
def test_the_page_costs_the_same_whatever_lies_on_it(
    add: str, count: int, at_desk, source, incident, django_assert_num_queries
) -> None:
    lay_out(incident, source, count)

    with django_assert_num_queries(COSTS[add]):
        page = at_desk.get(address(source, incident, **({"add": add} if add else {})))

    assert len(page.context["bench"].lines) == count


def test_another_person_may_add_at_the_same_time(at_desk, source, incident, acme, administrator, sit_down) -> None:
    other = sit_down(administrator)
    pages = [opened(client, source, incident, "allegation", **place_of("63 emails")) for client in (at_desk, other)]

    for client, page in zip((at_desk, other), pages, strict=True):
        client.post(address(source, incident, add="allegation"), typed(page, **ALLEGATION))

    assert Event.objects.filter(incident=incident).count() == 2
