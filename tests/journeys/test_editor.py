"""From an article to a public timeline: one person writes it, another publishes it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from events.models import Answer, Event, Incident, ReportedValue, Source, Status
from events.timeline.models import PublicEvent, PublicIncident
from tests.factories import UserFactory
from tracker.accounts.models import Role


def choose(page: Page, field: str, words: str) -> None:
    """Picks the first of what the search box of `field` finds for `words`."""
    page.locator(f"#{field} + .select2").click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def add_row(page: Page, group: str) -> None:
    page.locator(f"#{group}-group a.add-row:visible").last.click()


def add_company(page: Page, name: str) -> None:
    page.goto("/desk/companies/company/add/")
    page.fill("#id_name", name)
    page.fill("#id_country", "US")
    save(page)


def add_source(page: Page) -> None:
    page.goto("/desk/events/source/add/")
    page.fill("#id_title", "Company accounts wrote to brothels")
    page.fill("#id_publisher", "The Example")
    page.fill("#id_published", "late December 2017")
    expect(page.locator("output[for=id_published]")).to_contain_text("We read this as: late December 2017")
    add_row(page, "captures")
    page.fill("#id_captures-0-text", "Sixty-three emails came from one company.")
    save(page)


def begin_incident(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_role("link", name="New incident").click()
    page.fill("#id_title", "Emails from company accounts")
    page.fill("#id_summary", "A newspaper reports that employees wrote to brothels from company accounts.")
    add_row(page, "places")
    page.fill("#id_places-0-name", "Seattle")
    save(page)


def add_allegation(page: Page) -> None:
    page.get_by_role("link", name="Allegation", exact=True).click()
    page.fill("#id_title", "The Example reports 63 emails from accounts of Acme")
    page.fill("#id_date", "between 2014 and 2016")
    expect(page.locator("output[for=id_date]")).to_contain_text("between 2014 and 2016")
    choose(page, "id_participants-0-company", "Acme")
    page.fill("#id_participants-1-group", "The Example")
    choose(page, "id_citations-0-source", "Company accounts")
    page.fill("#id_citations-0-quotation", "Sixty-three emails")
    page.locator("#id_citations-0-supports").get_by_label("the fact").check()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_url("**/change/**")
    add_row(page, "facts")
    page.fill("#id_facts-0-label", "emails from accounts of Acme")
    page.select_option("#id_facts-0-kind", "number")
    page.locator("[id^=facts-0] a.add-row:visible, .form-nested a.add-row:visible").first.click()
    page.select_option("[name=facts-0-values-0-citation]", index=1)
    page.fill("[name=facts-0-values-0-text]", "63")
    save(page)


def add_statement(page: Page) -> None:
    page.get_by_role("link", name="Statement", exact=True).click()
    page.fill("#id_title", "Acme says that it investigates")
    page.fill("#id_date", "27 December 2017")
    choose(page, "id_citations-0-source", "Company accounts")
    choose(page, "id_statement-0-speaker", "Acme")
    page.fill("#id_statement-0-words", "We investigate.")
    page.fill("#id_statement-0-words_language", "en")
    add_row(page, "answers")
    page.select_option("#id_answers-0-allegation", index=1)
    choose(page, "id_answers-0-company", "Acme")
    page.select_option("#id_answers-0-stance", "announces_action")
    save(page)


@pytest.fixture
def people(site: str) -> tuple:
    return UserFactory(username="ana"), UserFactory(username="rita", role=Role.REVIEWER)


def test_an_article_becomes_a_timeline(people, new_page: Callable[[], Page], sign_in) -> None:
    author, reviewer = people
    page, second = new_page(), new_page()

    sign_in(page, author)
    add_company(page, "Acme")
    add_source(page)
    begin_incident(page)
    expect(page.get_by_text("Draft · next move: author")).to_be_visible()
    page.get_by_role("link", name="Hand in for review").click()
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.get_by_role("alert")).to_contain_text("Add at least one event.")
    page.get_by_role("link", name="Emails from company accounts").first.click()
    add_allegation(page)
    add_statement(page)
    page.get_by_role("link", name="Hand in for review").click()
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.get_by_text("In review · next move: reviewer")).to_be_visible()

    sign_in(second, reviewer)
    second.get_by_role("link", name="Emails from company accounts").click()
    expect(second.get_by_text("We investigate.")).to_be_visible()
    for box in second.get_by_role("checkbox").all():
        box.check()
    second.get_by_role("button", name="Approve and publish").click()
    expect(second.get_by_text("Published.", exact=True)).to_be_visible()  # the page of the review says "Published" too

    incident = Incident.objects.get()
    assert (incident.status, incident.author) == (Status.PUBLISHED, author)
    assert [event.kind for event in Event.objects.in_order()] == ["allegation", "statement"]
    assert Answer.objects.get().allegation.event == Event.objects.in_order().first()
    assert ReportedValue.objects.get().text == "63"
    assert len(Source.objects.get().captures.get().sha256) == 64
    assert PublicIncident.objects.get().title == "Emails from company accounts"
    assert PublicEvent.objects.count() == 2
