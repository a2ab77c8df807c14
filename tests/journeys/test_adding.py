"""From an address to a kept text and filled fields, with scripts and without; what was typed meanwhile stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from events.capture import job
from events.capture.tasks import fetch_due
from events.models import Capture, Source
from tests.events.capture.servers import Stranger, response, serving
from tests.factories import SourceFactory, UserFactory

WORDS = "More than 450 employees of the company signed a letter in which they ask for an end of the sale."
ARTICLE = f"""<!doctype html><html lang="en"><head><title>A letter to the head | The Example</title>
<meta property="og:title" content="A letter to the head of the company">
<meta property="og:site_name" content="The Example">
<meta name="author" content="Ana Writer">
<meta property="article:published_time" content="2018-06-21T10:00:00Z">
</head><body><article><h1>A letter to the head of the company</h1>
{"".join(f"<p>{WORDS} That is what paragraph {n} of the article says.</p>" for n in range(12))}
</article></body></html>"""


@pytest.fixture
def stranger(site: str, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stranger]:
    """A site that may be fetched from; the test is the worker."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(fetch_due, "delay", lambda: None)
    with serving(Stranger()) as server:
        settings.CAPTURE_ALLOWED_SERVERS = [server.place]
        server.pages = {
            "/letter": response(ARTICLE.encode()),
            "/letter?utm_source=mail": response(ARTICLE.encode()),
            "/closed": response(b"Pay", status="403 Forbidden"),
        }
        yield server


@pytest.fixture
def page(browser_page: Page, sign_in) -> Page:
    sign_in(browser_page, UserFactory(username="ana"))
    return browser_page


def add(page: Page, address: str) -> None:
    page.goto("/desk/")
    page.locator("#main").get_by_role("link", name="Add an article").click()
    page.get_by_label("The address of an article, or its text").fill(address)
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/change/")


def values(page: Page) -> list[str]:
    return [page.locator(f"#id_{name}").input_value() for name in ("title", "publisher", "authors", "published")]


expect.set_options(timeout=30_000)

FOUND = ["A letter to the head of the company", "The Example", "Ana Writer", "2018-06-21"]


def test_an_address_becomes_a_text_and_filled_fields_before_ones_eyes(page: Page, stranger: Stranger) -> None:
    add(page, stranger.address("/letter?utm_source=mail"))
    expect(page.get_by_text("Queued: it is fetched as soon as it is its turn.")).to_be_visible()

    assert job.work_off(4) == 1

    expect(page.get_by_text("fetched from its address", exact=False).first).to_be_visible()
    expect(page.locator("#id_title")).to_have_value(FOUND[0])
    assert values(page) == FOUND
    expect(page.get_by_text("found in: og:title")).to_be_visible()
    page.get_by_role("link", name="Read the text").first.click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    copy = Capture.objects.get()
    assert (copy.state, len(copy.sha256), len(copy.warc_sha256)) == ("kept", 64, 64)


def test_what_somebody_types_meanwhile_stays_and_is_saved_at_once(page: Page, stranger: Stranger) -> None:
    add(page, stranger.address("/letter"))
    page.get_by_label("Publisher").fill("My own publisher")

    job.work_off(4)

    expect(page.locator("#id_title")).to_have_value(FOUND[0])
    assert values(page) == [FOUND[0], "My own publisher", *FOUND[2:]]
    page.locator("#copies-found").get_by_role("button", name="take it").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/desk/events/source/")
    source = Source.objects.get()
    assert [source.title, source.publisher, source.authors, source.published] == [
        FOUND[0],
        "My own publisher",
        *FOUND[2:],
    ]


def test_a_closed_page_asks_for_its_text(page: Page, stranger: Stranger) -> None:
    add(page, stranger.address("/closed"))

    job.work_off(4)

    expect(page.get_by_text("The site does not let us read it (HTTP 403).").first).to_be_visible()
    page.get_by_label("Its text").fill(WORDS * 3)
    page.get_by_role("button", name="Keep this text").click()
    expect(page.get_by_text("pasted", exact=False).first).to_be_visible()
    assert [copy.state for copy in Capture.objects.all()] == ["kept", "failed"]


def test_what_is_here_already_is_said_while_one_types(page: Page, stranger: Stranger) -> None:
    near = SourceFactory(title="A letter to the head of the firm")

    page.goto("/desk/add/")
    page.get_by_label("The address of an article, or its text").press_sequentially("A letter to the head of", delay=5)

    expect(page.locator("#alike").get_by_role("link", name=str(near))).to_be_visible()


def test_the_whole_way_without_scripts(page: Page, stranger: Stranger, site: str) -> None:
    """The same person with a browser that runs none."""
    plain = page.context.browser.new_context(
        base_url=site, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    add(plain, stranger.address("/letter"))
    expect(plain.get_by_text("Queued: it is fetched as soon as it is its turn.")).to_be_visible()
    plain.get_by_label("Publisher").fill("My own publisher")

    job.work_off(4)
    plain.get_by_role("button", name="Save and continue editing").click()

    expect(plain.get_by_text("Nothing of yours is lost")).to_be_visible()
    assert values(plain) == [FOUND[0], "My own publisher", *FOUND[2:]]
    plain.locator("button[name=_take][value=publisher]").first.click()
    plain.wait_for_load_state()
    assert values(plain) == FOUND
    assert Source.objects.get().publisher == "The Example"
