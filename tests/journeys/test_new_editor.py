"""As a new editor would: from the address of a page to an incident that is handed in for review.

Counted is each click, each chord (Tab, Enter, a letter that is a shortcut, Control+Enter), each passage dragged over
with the mouse, and each text typed or pasted into a field, however long it is. A choice from a list counts two.
None of the companies is known to the desk before.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from companies.models import Company
from events.capture import job
from events.capture.tasks import fetch_due
from events.models import Allegation, Answer, Capture, Citation, DateBasis, Event, Incident, Status
from tests.events.capture.servers import Stranger, response, serving
from tests.factories import UserFactory
from tests.journeys.hands import Hands

MOST_CHORDS = 60

CITED = [
    "Northgate Freight hid eleven accidents on its quay from the inspectors",
    "Borealis Lifts sold cranes whose brakes had failed two tests",
    "We have reported every accident that we know of",
    "Borealis Lifts said that it would call back forty cranes",
    "logbooks that list eleven accidents between 2014 and 2016",
]
PARAGRAPHS = [
    "A harbour with too many accidents",
    "Dockers of the small port of Saltmarsh have kept a second book. The Saltmarsh Courier has read it, page after "
    "page, with two people who worked on the quay at that time and with a third who repaired its cranes.",
    f"{CITED[0]}, the dockers’ union says. It has {CITED[4]}, each with the signature of a foreman.",
    f"The union also says that {CITED[1]}, and that the firm knew of it before the first of them was delivered.",
    f"“{CITED[2]},” a spokesperson for Northgate Freight told the Courier.",
    f"{CITED[3]} and have their brakes tried by somebody else. It did not say who had tried them until then.",
    "The inspectors of the county did not want to speak of the books. They were handed over to them last week, "
    "together with photographs of the quay, and nobody expects an answer from them before the end of the summer.",
]
ARTICLE = f"""<!doctype html><html lang="en"><head><title>A harbour with too many accidents | Saltmarsh Courier</title>
<meta property="og:title" content="A harbour with too many accidents">
<meta property="og:site_name" content="Saltmarsh Courier">
<meta name="author" content="Mira Holm">
<meta property="article:published_time" content="2019-03-14T08:00:00Z">
</head><body><article><h1>{PARAGRAPHS[0]}</h1>{"".join(f"<p>{each}</p>" for each in PARAGRAPHS[1:])}</article>
</body></html>"""


@pytest.fixture
def newspaper(site: str, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stranger]:
    """A newspaper's site that may be fetched from; the test is the worker."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(fetch_due, "delay", lambda: None)
    with serving(Stranger()) as server:
        settings.CAPTURE_ALLOWED_SERVERS = [server.place]
        server.pages = {"/harbour": response(ARTICLE.encode())}
        yield server


@pytest.fixture
def hands(browser_page: Page, sign_in) -> Hands:
    sign_in(browser_page, UserFactory(username="ana"))
    return Hands(browser_page)


expect.set_options(timeout=30_000)


def add_article(hands: Hands, address: str) -> None:
    """From the desk's first page to the workbench."""
    page = hands.page
    hands.click(page.locator("#main").get_by_role("link", name="Add an article"))
    expect(page.get_by_label("The address of an article, or its text")).to_be_focused()
    hands.type(address)
    hands.click(page.get_by_role("button", name="Add", exact=True))
    expect(page.get_by_text("Queued: it is fetched as soon as it is its turn.")).to_be_visible()
    assert job.work_off(4) == 1
    hands.click(page.get_by_role("link", name="Open the workbench"))


def begin_incident(hands: Hands) -> None:
    hands.click(hands.page.get_by_role("link", name="New incident"))
    expect(hands.page.locator("#id_title")).to_be_focused()
    hands.type("Accidents on the quay of Saltmarsh")
    hands.press("Tab")
    hands.type("A newspaper reports what dockers wrote into a second book.")
    hands.press("Control+Enter")
    said(hands.page, "Incident begun")


def allege(hands: Hands, words: str, *, title: str, accused: str, date: str = "") -> None:
    hands.drag_over(words)
    hands.press("a")
    expect(hands.page.locator("#id_title")).to_be_focused()
    hands.type(title)
    hands.press("Tab")
    hands.type("the dockers’ union")
    hands.press("Tab")
    hands.type(accused)  # over whom the form offers: Tab selects what a field holds
    agree_to_new(hands, accused)
    say_when(hands, date)
    hands.press("Control+Enter")
    said(hands.page, f"Allegation made: {title}")


def answer(hands: Hands, words: str, *, title: str, speaker: str, answers: str, stance: str) -> None:
    """Who speaks, and what is answered, is there already, by whom the paragraph names."""
    page = hands.page
    hands.drag_over(words)
    hands.press("s")
    expect(page.locator("#id_title")).to_be_focused()
    hands.type(title)
    expect(page.get_by_label("Whose words")).to_have_value(speaker)
    expect(page.get_by_label("It answers").locator("option:checked")).to_have_text(answers)
    say_when(hands)
    hands.choose(page.get_by_label("Stance"), stance)
    hands.press("Control+Enter")
    said(page, f"Statement made: {title}")


def agree_to_new(hands: Hands, company: str) -> None:
    """With the arrow and Enter, in the list that opens while one types."""
    expect(hands.page.get_by_role("option", name=f"Make “{company}” as a new company")).to_be_visible()
    hands.press("ArrowDown", "Enter")


def say_when(hands: Hands, date: str = "") -> None:
    if date:
        hands.tab_to("id_date")  # behind the box that the new company has put there
        hands.type(date)
    else:
        hands.click(hands.page.get_by_label("take the day on which it was published"))


def cite(hands: Hands, words: str, event: str) -> None:
    hands.drag_over(words)
    hands.press("c")
    expect(hands.page.locator("#id_event")).to_be_focused()
    hands.choose(hands.page.locator("#id_event"), event)
    hands.press("Control+Enter")
    said(hands.page, "Cited for")


def hand_in(hands: Hands) -> None:
    hands.click(hands.page.get_by_role("link", name="Hand in for review"))
    hands.click(hands.page.get_by_role("button", name="Hand in for review"))
    expect(hands.page.get_by_text("In review · next move: reviewer")).to_be_visible()


def said(page: Page, words: str) -> None:
    """What a screen reader is told."""
    expect(page.locator("#bench-said")).to_contain_text(words)


def test_an_address_becomes_a_dossier_in_review(hands: Hands, newspaper: Stranger) -> None:
    add_article(hands, newspaper.address("/harbour"))
    begin_incident(hands)
    hid, sold = "Northgate Freight is said to have hidden accidents", "Borealis Lifts is said to have sold bad cranes"
    allege(hands, CITED[0], title=hid, accused="Northgate Freight", date="2014/2016")
    allege(hands, CITED[1], title=sold, accused="Borealis Lifts")
    reported, calls = "Northgate Freight says that it reported all", "Borealis Lifts says that it calls cranes back"
    answer(hands, CITED[2], title=reported, speaker="Northgate Freight", answers=hid, stance="denies")
    answer(hands, CITED[3], title=calls, speaker="Borealis Lifts", answers=sold, stance="announces action")
    cite(hands, CITED[4], hid)
    hand_in(hands)

    print(f"clicks and chords: {hands.count}")  # noqa: T201  read with -s
    assert hands.count <= MOST_CHORDS
    assert Incident.objects.get().status == Status.IN_REVIEW
    assert {(each.event.title, each.form, each.event.date) for each in Allegation.objects.select_related("event")} == {
        (hid, "accusation", "2014/2016"),
        (sold, "accusation", "2019-03-14"),
    }
    assert {(each.allegation.event.title, each.company.name, each.stance) for each in Answer.objects.all()} == {
        (hid, "Northgate Freight", "denies"),
        (sold, "Borealis Lifts", "announces_action"),
    }
    inferred = Event.objects.filter(date="2019-03-14", date_basis=DateBasis.INFERRED)
    assert (Event.objects.count(), inferred.count()) == (4, 3)
    assert set(Company.objects.values_list("name", flat=True)) == {"Northgate Freight", "Borealis Lifts"}
    assert_anchored()


def assert_anchored() -> None:
    """Every quotation stands where its citation says, between the words that the citation says."""
    text, citations = Capture.objects.get().text, Citation.objects.all()
    assert {each.quotation for each in citations} == set(CITED)
    for each in citations:
        end = each.position + len(each.quotation)
        assert text[each.position : end] == each.quotation
        assert text[: each.position].rstrip().endswith(each.prefix.strip())
        assert text[end:].lstrip().startswith(each.suffix.strip())
    assert all(each.prefix.strip() and each.suffix.strip() for each in citations)
