"""A timeline in the hands of TimelineJS itself, in a browser: it reads the address, and shows every event.

It comes from npm, so this is run only where somebody has put it beside ours.
"""

import json
import os
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import Route, sync_playwright

DIST = Path(os.environ.get("TIMELINEJS", "")) / "dist"
PAGE = """<!doctype html><link rel="stylesheet" href="/dist/css/timeline.css"><div id="it" style="height: 600px"></div>
<script src="/dist/js/timeline.js"></script>
<script>window.timeline = new TL.Timeline("it", "ADDRESS", {});</script>"""

ALONE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ON_LOOPBACK = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"
"""Our server is on this machine, which a page from elsewhere may not ask otherwise."""

pytestmark = pytest.mark.skipif(
    not os.environ.get("TIMELINEJS"), reason="TIMELINEJS names no folder of @knight-lab/timelinejs"
)


def theirs(route: Route) -> None:
    """Somebody else's site, which has their program and a page with our address."""
    path = route.request.url.removeprefix("http://elsewhere.example")
    if path.startswith("/dist/"):
        route.fulfill(path=DIST / path.removeprefix("/dist/").partition("?")[0])
    else:
        route.fulfill(content_type="text/html", body=PAGE.replace("ADDRESS", path.partition("?")[2]))


@pytest.mark.parametrize("path", ["api/v1/companies/1/timeline/?format=timelinejs", "companies/1.timelinejs.json"])
def test_their_loader_shows_every_event(site, path) -> None:
    told = json.loads(urllib3.request("GET", f"{site}/{path}").data)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=[*ALONE, ON_LOOPBACK])
        page = browser.new_page()
        page.route("http://elsewhere.example/**", theirs)
        page.goto(f"http://elsewhere.example/page?{site}/{path}")
        page.wait_for_selector(".tl-headline, .tl-message-content:has-text('Error')", timeout=20_000)
        shown = page.locator(".tl-slide .tl-headline").all_text_contents()
        faults = page.locator(".tl-message-content").all_text_contents()
        browser.close()

    assert faults == []
    headlines = [each["text"]["headline"] for each in (told["title"], *told["events"])]
    assert len(headlines) > 3
    assert {"".join(shown_one.split()) for shown_one in shown} == {"".join(each.split()) for each in headlines}
