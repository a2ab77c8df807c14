"""A real browser at a real server: what a person does, from the first click to the last."""

import shutil
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from events.timeline.tasks import render_again
from tracker.accounts.models import Entry, User

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """The journey itself says what went wrong."""


@pytest.fixture
def site(committed_db, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the whole site, served from threads of their own with connections of their own."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(render_again, "delay", lambda: None)  # no worker here
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def new_page(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Page]]:
    """Opens a browser of a person's own at `site`; a script error in any of them fails the test."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium is here, so no browser went this way")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    mistakes: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ALONE)

        def open_page() -> Page:
            page = browser.new_context(base_url=site, viewport={"width": 1400, "height": 900}).new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: mistakes.append(str(error)))
            return page

        yield open_page
        browser.close()
        connections.close_all()  # beside Playwright's loop this thread has connections of its own
    assert mistakes == []


@pytest.fixture
def browser_page(new_page: Callable[[], Page]) -> Page:
    return new_page()


@pytest.fixture
def sign_in() -> Callable[[Page, User], None]:
    """Signs `user` in by the link that only works once."""

    def enter(page: Page, user: User) -> None:
        page.goto(reverse("enter", args=[Entry.make(user)]))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")

    return enter
