"""A real browser at a real server: what a person does, from the first click to the last."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import uuid4

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.models.functions import Now
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from api.keys.models import ReaderKey
from events.alerts.models import Reader
from events.letterbox.models import Letter
from events.timeline.tasks import render_again
from tests.conftest import committed
from tests.journeys import kinds
from tracker.accounts.models import Entry, User
from tracker.demo.loading import load

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
    with _serving() as address:
        yield address


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a site with the demonstration, loaded once for a module whose tests only read."""
    with committed(django_db_blocker), override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        load()
        Letter.objects.create(receipt=kinds.RECEIPT, form_key=uuid4(), kind="error", words="Mist, not must.")
        ReaderKey.objects.create(link=kinds.KEY, mailbox="nobody’s")
        reader = Reader.objects.create(key=kinds.KEY, email="reader@mail.example", language="en")
        reader.follows.create(
            key=kinds.KEY, kind="company", number=1, language="en", rhythm="daily", confirmed_at=Now()
        )
        with _serving() as address:
            yield address


@contextmanager
def _serving() -> Iterator[str]:
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
    mistakes: list[str] = []
    with _chromium(monkeypatch) as browser:

        def open_page() -> Page:
            page = browser.new_context(base_url=site, viewport={"width": 1400, "height": 900}).new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: mistakes.append(str(error)))
            return page

        yield open_page
    assert mistakes == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module whose tests only read."""
    with pytest.MonkeyPatch.context() as patch, _chromium(patch) as browser:
        yield browser


@contextmanager
def _chromium(patch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The system's browser. Skips the test where there is none."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium is here, so no browser went this way")
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ALONE)
        yield browser
        browser.close()
        connections.close_all()  # beside Playwright's loop this thread has connections of its own


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
