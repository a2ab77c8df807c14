"""At the workbench: an article becomes a dossier in few clicks; by keys alone; without JavaScript."""

import hashlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from events.models import Answer, Capture, CaptureState, Citation, Event, Incident, Source, Status
from tests.factories import CompanyFactory, SourceFactory, UserFactory
from tests.journeys.hands import Hands
from tracker.accounts.models import User

TEXT = """Staff of two companies wrote to brothels, files show

The Example has read files 📁 of the county’s prosecutor.
Between 2014 and 2016, 63 emails came from accounts of Acme.
Another 67 emails were sent from accounts of Globex.
“We investigate at once,” a spokesperson for Acme told The Example on 27 December 2017.
Globex said the conduct of a few does not represent its culture.
Eighteen people were arrested in 2015."""

MOST_CHORDS = 52


@pytest.fixture
def author(site: str) -> User:
    CompanyFactory(name="Acme")
    CompanyFactory(name="Globex")
    return UserFactory(username="ana")


@pytest.fixture
def source(site: str) -> Source:
    source = SourceFactory(title="Staff wrote to brothels", publisher="The Example", published="2017-12-27")
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    Capture.objects.create(source=source, state=CaptureState.KEPT, text=TEXT, sha256=sha256)
    return source


def said(page: Page, words: str) -> None:
    """What a screen reader is told."""
    expect(page.locator("#bench-said")).to_contain_text(words)


def begin_incident(hands: Hands) -> None:
    hands.click(hands.page.get_by_role("link", name="New incident"))
    expect(hands.page.locator("#id_title")).to_be_focused()
    hands.type("Emails from company accounts")
    hands.press("Tab")
    hands.type("A newspaper reports emails from company accounts to brothels.")
    hands.press("Control+Enter")
    said(hands.page, "Incident begun")


def allege(hands: Hands, title: str, accused: str, date: str = "") -> None:
    """In the form that was opened."""
    expect(hands.page.locator("#id_title")).to_be_focused()
    hands.type(title)
    hands.press("Tab")
    hands.type("The Example")
    hands.press("Tab")
    hands.type(accused)  # over whom the form offers: Tab selects what a field holds
    if date:
        hands.tab_to("id_date")
        hands.type(date)
    else:
        hands.click(hands.page.get_by_label("take the day on which it was published"))
    hands.press("Control+Enter")
    said(hands.page, f"Allegation made: {title}")


def answer(hands: Hands, title: str, speaker: str, stance: str) -> None:
    page = hands.page
    expect(page.locator("#id_title")).to_be_focused()
    hands.type(title)
    if speaker:
        hands.tab_to("id_speaker")
        hands.press("Control+a")
        hands.type(speaker)
    hands.click(page.get_by_label("take the day on which it was published"))
    page.get_by_label("It answers").select_option(label=f"{speaker or 'Acme'} is said to have let it happen")
    page.get_by_label("Stance").select_option(stance)
    hands.count += 4  # a click that opens each list, and one that chooses
    hands.press("Control+Enter")
    said(page, f"Statement made: {title}")


def test_an_article_is_a_dossier_in_few_clicks(author, source, new_page: Callable[[], Page], sign_in) -> None:
    page = new_page()
    sign_in(page, author)
    hands = Hands(page)
    page.goto(f"/desk/workbench/{source.pk}/")

    begin_incident(hands)
    hands.drag_over("63 emails came from accounts of Acme")
    hands.press("a")
    allege(hands, "Acme is said to have let it happen", "Acme", "between 2014 and 2016")
    hands.drag_over("67 emails were sent from accounts of Globex")
    hands.press("a")
    allege(hands, "Globex is said to have let it happen", "Globex")
    hands.click(page.get_by_role("link", name="Take as Statement: We investigate at once"))
    answer(hands, "Acme says that it investigates", "", "announces_action")
    hands.drag_over("Globex said the conduct of a few does not represent its culture.")
    hands.press("s")
    answer(hands, "Globex says that it is not its culture", "Globex", "disputes_in_part")
    hands.drag_over("Eighteen people were arrested in 2015")
    hands.press("c")
    expect(page.locator("#id_event")).to_be_focused()
    hands.press("Control+Enter")
    said(page, "Cited for")
    hands.click(page.get_by_role("link", name="Hand in for review"))
    hands.click(page.get_by_role("button", name="Hand in for review"))
    expect(page.get_by_text("In review · next move: reviewer")).to_be_visible()

    print(f"clicks and chords: {hands.count}")  # noqa: T201  read with -s
    incident = Incident.objects.get()
    citations = {each.quotation: each.position for each in Citation.objects.all()}
    assert hands.count <= MOST_CHORDS
    assert incident.status == Status.IN_REVIEW
    assert sorted(event.kind for event in Event.objects.all()) == ["allegation", "allegation", "statement", "statement"]
    assert {(each.company.name, each.stance) for each in Answer.objects.all()} == {
        ("Acme", "announces_action"),
        ("Globex", "disputes_in_part"),
    }
    assert all(each.allegation.event.title.startswith(each.company.name) for each in Answer.objects.all())
    assert len(citations) == 5
    assert {TEXT.index(quotation) for quotation in citations} == set(citations.values())


def test_words_are_chosen_by_keys_alone(author, source, new_page: Callable[[], Page], sign_in) -> None:
    page = new_page()
    sign_in(page, author)
    incident = Incident.objects.create(title="Emails", author=author)
    page.goto(f"/desk/workbench/{source.pk}/?incident={incident.pk}")
    hands, chosen = Hands(page), page.locator("#bench-chosen")

    page.locator("#bench-text").focus()
    hands.press("ArrowDown", "ArrowDown")
    expect(chosen).to_have_text("“The Example has read files 📁 of the county’s prosecutor.”")
    hands.press("ArrowDown", "ArrowDown", "ArrowLeft", "ArrowRight")
    hands.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft")
    words = chosen.text_content().strip("“”")
    hands.press("a")
    allege(hands, "Globex is said to have let it happen", "Globex", "2016")

    expect(page.locator("#bench-text")).to_be_focused()
    citation = Citation.objects.get()
    assert len(words.split()) == 2
    assert citation.quotation == words
    assert citation.position == TEXT.index(words)


def test_a_company_is_chosen_or_made_while_it_is_typed(author, source, new_page: Callable[[], Page], sign_in) -> None:
    page = new_page()
    sign_in(page, author)
    incident = Incident.objects.create(title="Emails", author=author)
    page.goto(f"/desk/workbench/{source.pk}/?incident={incident.pk}")
    hands = Hands(page)
    hands.drag_over("63 emails")
    hands.press("a")
    expect(page.locator("#id_title")).to_be_focused()
    page.fill("#id_title", "It is alleged")
    page.fill("#id_claimant", "The Example")

    page.locator("#id_accused").press_sequentially("glo")
    expect(page.get_by_role("option", name="Globex")).to_be_visible()
    hands.press("ArrowDown", "Enter")
    page.locator("#id_accused").press_sequentially("; Initech")
    page.get_by_role("option", name="Make “Initech” as a new company").click()
    hands.press("Control+Enter")
    said(page, "Allegation made")

    accused = [each.company.name for each in Event.objects.get().participants.filter(role="accused")]
    assert accused == ["Globex", "Initech"]


def test_what_was_typed_stays_when_the_sign_in_ended(author, source, new_page: Callable[[], Page], sign_in) -> None:
    page = new_page()
    sign_in(page, author)
    page.goto(f"/desk/workbench/{source.pk}/?add=incident")
    page.fill("#id_title", "Emails from company accounts")
    page.context.clear_cookies()

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here.")
    expect(page.locator("#id_title")).to_have_value("Emails from company accounts")
    assert not Incident.objects.exists()


def test_all_of_it_works_without_javascript(author, source, site, new_page: Callable[[], Page], sign_in) -> None:
    first = new_page()
    sign_in(first, author)
    context = first.context.browser.new_context(
        base_url=site, java_script_enabled=False, storage_state=first.context.storage_state()
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"/desk/workbench/{source.pk}/")

    page.get_by_role("link", name="New incident").click()
    page.get_by_label("Title").fill("Emails from company accounts")
    page.get_by_role("button", name="Begin the incident").click()
    page.get_by_text("Use paragraph 3").click()
    page.locator("#p3 + div").get_by_role("link", name="Allegation").click()
    page.locator("#id_words").fill("63 emails came from accounts of Acme")
    page.locator("#id_title").fill("Acme is said to have let it happen")
    page.locator("#id_claimant").fill("The Example")
    page.locator("#id_accused").fill("Initech")
    page.get_by_role("button", name="Make the allegation").click()
    page.get_by_label("Make “Initech” as a new company").check()
    page.get_by_role("button", name="Make the allegation").click()
    expect(page.get_by_text("Allegation made: Acme is said to have let it happen")).to_be_visible()
    context.close()

    citation = Citation.objects.get()
    assert (citation.quotation, citation.event.incident.author) == ("63 emails came from accounts of Acme", author)
    assert citation.position == TEXT.index("63 emails came")
