"""Taking a page away: words to copy without JavaScript, a frame in somebody else's page, and paper."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def context(browser: Browser, demonstration: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=demonstration, viewport=WIDE)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def test_words_to_cite_are_there_without_javascript(browser: Browser, demonstration: str) -> None:
    context = browser.new_context(base_url=demonstration, viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/events/3/")
    citation = page.locator(".citation").first
    expect(citation).to_be_hidden()
    page.locator("summary", has_text="Cite this").focus()
    page.keyboard.press("Enter")
    expect(citation).to_be_visible()
    expect(citation).to_contain_text("(Version 3). ")
    expect(page.get_by_role("region", name="BibTeX")).to_contain_text("@misc{answerable-event-3-v3,")
    context.close()


def test_the_policy_lets_the_data_block_stand_and_nothing_complains(context: BrowserContext) -> None:
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in ("/companies/1/", "/incidents/1/", "/events/3/", "/data/"):
        page.goto(path)
        assert page.evaluate(
            "JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text)['@graph'].length"
        )
    assert told == []


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Somebody else's site: gives the address of a page of it that has an address of ours in a frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            address = parse_qs(urlsplit(self.path).query).get("of", [""])[0]
            self.wfile.write(f'<!doctype html><iframe src="{address}" width=600 height=600></iframe>'.encode())

        def log_message(self, *words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield lambda address: f"http://127.0.0.1:{server.server_port}/?of={quote(address)}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_site_frames_a_timeline_and_nothing_else(
    context: BrowserContext, demonstration: str, elsewhere: Callable[[str], str]
) -> None:
    page, refused = context.new_page(), []
    page.goto(elsewhere(f"{demonstration}/embed/companies/1/"))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Amazon")
    expect(frame.get_by_text("It is not known whether Amazon was asked.").first).to_be_visible()
    assert frame.get_by_role("navigation").count() == 0
    page.on("console", lambda message: refused.append(message.text))
    page.goto(elsewhere(f"{demonstration}/companies/1/"))
    page.wait_for_load_state("networkidle")
    assert "frame-ancestors" in " ".join(refused)
    assert page.frame_locator("iframe").get_by_role("heading", level=1).count() == 0


def test_paper_has_what_was_folded_its_citation_and_no_navigation(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/data/")
    meaning = page.locator("details dd").first
    expect(meaning).to_be_hidden()
    page.emulate_media(media="print")
    assert meaning.bounding_box()["height"] > 0
    page.goto("/events/3/")
    expect(page.get_by_text("Cite as:")).to_be_visible()
    expect(page.locator(".mast nav")).to_be_hidden()
    expect(page.locator("footer .printed")).to_contain_text("/events/3/")
    expect(page.locator("footer")).to_contain_text("Record no.")
    assert page.pdf(format="A4").startswith(b"%PDF")
