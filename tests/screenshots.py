"""`make screenshots`: the pictures of the README, and every kind of page for a person to look at.

Starts Answerable as `make run` does, in a folder that is thrown away, and looks at it with the system's Chromium. Every
kind of page is taken wide, on a phone, dark and in French, whole, into `pictures/`, which Git does not keep.
"""

import argparse
import datetime
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.journeys import kinds

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
EVERY = ROOT / "pictures"
PHONE = {"width": 390, "height": 844}
# The name of a look, the window, the colours, the language.
LOOKS = {
    "wide": ({"width": 1280, "height": 900}, "light", "en"),
    "phone": (PHONE, "light", "en"),
    "dark": ({"width": 1280, "height": 900}, "dark", "en"),
    "french": (PHONE, "dark", "fr"),
}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--hide-scrollbars"]
WIDE, HIGH = 1200, 1500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURES, help="the folder for the pictures of the README")
    parser.add_argument("--every", type=Path, default=EVERY, help="the folder for those of every kind of page")
    parser.add_argument("--site", help="the address of one that runs already: every kind of page, and no others")
    wanted = parser.parse_args()
    wanted.every.mkdir(parents=True, exist_ok=True)
    if wanted.site:
        with _browser() as page:
            _take_every(page, wanted.site.rstrip("/"), wanted.every)
        return
    out = wanted.out
    out.mkdir(parents=True, exist_ok=True)
    with _site() as links, _browser() as page:
        _take_every(page, links["site"], wanted.every)
        page.set_viewport_size({"width": WIDE, "height": HIGH})
        page.emulate_media(color_scheme="light")
        _take(page, links["site"] + _company(page, links["site"], "Amazon"), out / "company.png")
        _enter(page, links["editor"])
        _take(page, links["site"] + _dossier(page, links["site"], "Company e-mail accounts"), out / "desk.png")


@contextmanager
def _site() -> Iterator[dict[str, str]]:
    """The addresses that a start prints: the site's, and the editor's sign-in link."""
    folder = Path(tempfile.mkdtemp(prefix="answerable-pictures-"))
    folder.chmod(0o755)  # PostgreSQL may run as another user, who has to enter
    environ = {**os.environ, "DATA_DIR": str(folder / "data"), "PORT": str(_free_port()), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "tracker.launch", "run"]
    start = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        yield _addresses(start)
    finally:
        start.send_signal(signal.SIGINT)
        start.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _addresses(start: subprocess.Popen[str]) -> dict[str, str]:
    printed = ""
    for line in start.stdout or []:
        printed += line
        if "Ctrl-C" in line:
            return {
                "site": re.search(r"is at\s+(\S+?)/?$", printed, re.MULTILINE)[1],
                "editor": re.search(r"(\S+/account/enter/\S+)", printed)[1],
            }
    raise SystemExit(f"Answerable did not start:\n{printed}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def _browser() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("No Chromium is installed here; the pictures need one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser.new_page(viewport={"width": WIDE, "height": HIGH})
        browser.close()


def _company(page: Page, site: str, name: str) -> str:
    page.goto(f"{site}/companies/")
    return page.get_by_role("link", name=name, exact=True).first.get_attribute("href")


def _enter(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button").first.click()
    page.wait_for_url("**/desk/**")


def _dossier(page: Page, site: str, title: str) -> str:
    page.goto(f"{site}/desk/events/incident/")
    return page.get_by_role("link", name=title).first.get_attribute("href")


def _take_every(page: Page, site: str, folder: Path) -> None:
    """Every kind of page in every look, whole: `companies-1.phone.png`."""
    today = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    for look, (size, colours, language) in LOOKS.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        for path in kinds.addresses(today):
            page.goto(site + kinds.LANGUAGES[language] + path)
            page.screenshot(path=folder / f"{_name(path)}.{look}.png", full_page=True)


def _name(path: str) -> str:
    return re.sub(r"[^\w-]+", "-", path).strip("-") or "front"


def _take(page: Page, address: str, picture: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture)


if __name__ == "__main__":
    main()
