"""What readers come for, from the front page to the answer."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from events.callers import forms

LETTER = "Amazon employees accuse the company of serving an immoral policy and make three demands"


@pytest.fixture
def reader(browser: Browser, demonstration: str) -> Iterator[Callable[..., Page]]:
    """Opens a window of a reader's own; a mistake of a script in any of them fails the journey."""
    opened, mistakes = [], []

    def open_page(**named) -> Page:
        context = browser.new_context(base_url=demonstration, **({"viewport": {"width": 1280, "height": 900}} | named))
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        return page

    yield open_page
    for context in opened:
        context.close()
    assert mistakes == []


def search(page: Page, words: str) -> None:
    box = page.get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    page.wait_for_url("**/search/**")


def test_did_amazon_answer_the_letter(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/")
    search(page, "Amazon")
    page.get_by_role("main").get_by_role("link", name="Amazon", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amazon")
    expect(page.get_by_text("no answer is on record, and it is not known whether it was asked")).to_be_visible()

    page.get_by_role("navigation", name="Filter the timeline").get_by_role(
        "link", name=re.compile("without an answer|no answer", re.IGNORECASE)
    ).click()
    entry = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=LETTER)).last
    expect(entry.get_by_text("No answer on record")).to_be_visible()
    entry.get_by_role("link", name=LETTER).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(LETTER)
    expect(page.get_by_text("It is not known whether Amazon was asked.")).to_be_visible()
    expect(page.get_by_text("No answer to this demand on record.")).to_have_count(3)
    expect(page.get_by_text(re.compile("no reply|refused|declined", re.IGNORECASE))).to_have_count(0)


def test_a_correction_leads_back_to_the_first_version(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Corrections").click()
    correction = page.get_by_role("listitem").filter(has_text="We had two figures the wrong way round").first
    correction.get_by_role("listitem").filter(has_text="Newsweek reports").get_by_role("link", name="version 2").click()

    banner = page.get_by_role("complementary", name="Not the present version")
    expect(banner).to_contain_text("Version 2 of 3, Correction")
    changed = page.get_by_role("region", name="What changed from the version before")
    swapped = changed.locator("dd").filter(has_text="Microsoft accounts").first
    expect(swapped.get_by_role("deletion").first).to_have_text(re.compile("6[37]"))
    expect(swapped.get_by_role("insertion").first).to_have_text(re.compile("6[37]"))

    page.get_by_role("region", name="Versions").get_by_role("link", name="Version 1", exact=True).click()
    expect(banner).to_contain_text("Version 1 of 3, First publication")
    expect(page.get_by_text(re.compile("63 .*Microsoft"))).not_to_have_count(0)
    banner.get_by_role("link", name="What the record says now").click()
    expect(banner).to_have_count(0)


def test_a_page_as_it_is_read_aloud(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/events/20/")
    expect(page.locator("body")).to_match_aria_snapshot(
        """
        - link "Skip to the content"
        - banner:
          - link "Answerable"
          - navigation "Main":
            - link "Companies"
            - link "Incidents"
        - complementary "What this record is"
        - main:
          - article:
            - paragraph:
              - link "Amazon employees demand an end to face recognition for the police, as reported"
            - paragraph:
              - text: Allegation · demand ·
              - link "alleged, not decided"
              - text: · three demands
            - heading "LETTER" [level=1]
            - paragraph:
              - time: June 2018
            - paragraph: "Who says so: employees of Amazon"
            - paragraph: No answer on record
            - paragraph: It is not known whether Amazon was asked.
            - region "Status":
              - heading "Status" [level=2]
            - region "Demands":
              - heading "Demands" [level=2]
              - list:
                - listitem:
                  - paragraph: To stop the sale of face recognition to law enforcement
                  - paragraph:
                    - link "Amazon"
            - region "What it rests on":
              - heading "What it rests on" [level=2]
              - list:
                - listitem:
                  - paragraph:
                    - link "Article on a letter by Amazon employees about face recognition"
                  - blockquote: We refuse to build the platform that powers ICE
          - region "Versions"
        - contentinfo:
          - navigation "About"
        """.replace("LETTER", LETTER)
    )


def test_a_timeline_as_it_is_read_aloud(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/companies/1/")
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        f"""
        - heading "Amazon" [level=1]
        - heading "Timeline" [level=2]
        - status: 7 of 7 entries
        - navigation "Filter the timeline":
          - list:
            - listitem:
              - link
        - region "2018":
          - heading "2018" [level=3]
          - list:
            - listitem:
              - article:
                - heading "{LETTER}" [level=4]:
                  - link "{LETTER}"
        """
    )
    for heading in page.get_by_role("main").get_by_role("heading").all():
        assert heading.inner_text().strip()


PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "java_script_enabled": False}


def test_on_a_phone_without_javascript(reader: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LEAST_SECONDS", 0)  # a browser fills a form faster than anybody
    page = reader(**PHONE)
    page.goto("/")
    search(page, "Microsoft")
    page.get_by_role("main").get_by_role("link", name="Microsoft", exact=True).first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Microsoft")
    page.get_by_role("navigation", name="Filter the timeline").get_by_role("link", name=re.compile("Statement")).tap()
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("^Microsoft tells Newsweek that the conduct")
    ).last.tap()
    expect(page.get_by_role("main")).to_contain_text("a tiny fraction of our 125,000 employees")

    page.get_by_role("region", name="What it rests on").get_by_role("link").first.tap()
    expect(page.get_by_role("heading", name="What cites it")).to_be_visible()
    page.go_back()

    page.get_by_role("link", name="Report an error").tap()
    page.get_by_role("button", name="Send to the editors").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report an error")
    assert page.title().startswith("Not sent:")
    page.get_by_label("What is wrong", exact=False).first.fill("The number was rounded by the newspaper.")
    page.get_by_role("button", name="Send to the editors").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("It has reached the editors")
    expect(page.get_by_text(re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}")).first).to_be_visible()

    page.goto("/companies/2/")
    page.get_by_role("link", name=re.compile("by e-mail", re.IGNORECASE)).first.tap()
    page.get_by_label("e-mail", exact=False).first.fill("reader@example.org")
    page.get_by_role("button", name="Send me the question").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")


def test_microsoft_and_amazon_compared(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/compare/")
    for name in ("Microsoft", "Amazon"):
        page.get_by_role("searchbox").fill(name)
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name=f"Add {name}", exact=True).click()
    table = page.get_by_role("region", name="In numbers").get_by_role("table")
    expect(table.get_by_role("columnheader", name="Microsoft")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Amazon")).to_be_visible()
    rate = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("Response rate")))
    expect(rate).not_to_contain_text("%")
    expect(page.get_by_role("heading", name="On one time axis")).to_be_visible()

    counted = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("Allegations"))).first
    amazons = counted.get_by_role("cell").last.get_by_role("link")
    number = int(amazons.inner_text())
    amazons.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amazon")
    expect(page.locator(".entry")).to_have_count(number)
