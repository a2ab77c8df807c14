"""Every kind of page, in both languages, light and dark, on a phone and on a wide screen: WCAG 2.2 AA and beyond.

One visit a page: the window is made narrow, the colours are turned, and the text is spaced and made larger in place.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.events.site.public_doors import routes
from tests.journeys import kinds

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What the width of a window can change; the rest is asked once a page and language.
LAID_OUT = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable", "region"]},
    "resultTypes": ["violations"],
}
AUDIT = """options => axe.run(document, options).then(({ violations }) => violations.map(({ id, impact, nodes }) =>
  `${id} (${impact}): ${nodes.map(node => node.target + ' ' + node.failureSummary).join(' | ')}`))"""
# Every page is met wide and narrow, light and dark: in either language by one half of the pairs.
COLOURS = {"en": ("light", "dark"), "fr": ("dark", "light")}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}

LOOK = """() => {
  const found = [], root = document.documentElement;
  const name = each => each.outerHTML.slice(0, 120);
  const shown = each => each.checkVisibility() && !each.closest('.unseen, .skip') && each.getClientRects().length > 0;
  if (root.scrollWidth > root.clientWidth)
    found.push('wider than the window: ' + [...document.querySelectorAll('main *, footer *, header *')]
      .filter(each => shown(each) && !each.closest('.scroll'))
      .filter(each => each.getBoundingClientRect().right > root.clientWidth + 1).slice(-1).map(name));
  for (const each of document.querySelectorAll('[tabindex]'))
    if (each.tabIndex > 0) found.push('out of order: ' + name(each));
  for (const each of document.querySelectorAll('button, input, select, textarea, summary')) {
    const box = each.getBoundingClientRect();
    if (shown(each) && (box.height < 24 || box.width < 24)) found.push('too small: ' + name(each));
  }
  for (const each of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(each);
    if (!shown(each) || !/hidden|clip/.test(style.overflow)) continue;
    if (each.matches('svg, svg *, input, textarea, select') || style.clipPath !== 'none') continue;
    if (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
      found.push('cut off: ' + name(each));
  }
  const ids = [...document.querySelectorAll('[id]')].map(each => each.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) found.push('twice: #' + id);
  return found;
}"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
LARGER = ":root { font-size: 200% !important }"
WEAR = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = css ? [sheet] : [];
}"""


class Visit:
    """A page that was opened, and everything that is wrong with it."""

    def __init__(self, page: Page, faults: list[str]) -> None:
        self.page, self.faults = page, faults

    def audit(self, rules: dict) -> None:
        self._note(self.page.evaluate(AUDIT, rules))

    def look(self, css: str = "") -> None:
        """Measures the page, wearing `css` if any: no policy stands in the way of a sheet that a script makes."""
        self.page.evaluate(WEAR, css)
        self._note([f"{css[:24]} {fault}" for fault in self.page.evaluate(LOOK)])
        self.page.evaluate(WEAR, "")

    def turn(self, *, size: dict, colours: str) -> None:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=colours)

    def _note(self, faults: list[str]) -> None:
        how = self.page.viewport_size["width"]
        self.faults += [f"{self.page.url} {how}: {fault}" for fault in faults]


@pytest.fixture(scope="module")
def today(demonstration: str) -> str:
    return f"{timezone.now():%Y-%m-%d}"


@pytest.fixture
def context(browser: Browser, demonstration: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=demonstration, viewport=WIDE)
    context.add_init_script(AXE)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def watched(page: Page, site: str) -> list[str]:
    """What the page says on its console, and whom it asks for something besides us, from now on."""
    faults: list[str] = []
    page.on(
        "console",
        lambda told: faults.append(f"{page.url} console: {told.text}") if told.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: faults.append(f"{page.url} script: {error}"))
    page.on(
        "request", lambda asked: None if asked.url.startswith(site) else faults.append(f"{page.url} asks {asked.url}")
    )
    return faults


def test_every_kind_of_page_has_its_line() -> None:
    of_readers = {route for route in routes() if not route.startswith(kinds.OTHER_WINGS)}
    assert of_readers == set(kinds.PAGES) | set(kinds.MACHINES)


def test_what_is_no_page_is_none(demonstration: str) -> None:
    reader = Client()
    sent = {path: reader.get(path) for path in kinds.MACHINES.values()}
    assert {path: answer.status_code for path, answer in sent.items() if answer.status_code != 200} == {}
    assert [path for path, answer in sent.items() if answer["Content-Type"].startswith("text/html")] == []


@pytest.mark.parametrize("language", kinds.LANGUAGES)
def test_nothing_stands_in_anybodys_way(context: BrowserContext, demonstration: str, today: str, language: str) -> None:
    page = context.new_page()
    faults = watched(page, demonstration)
    visit = Visit(page, faults)
    wide, narrow = COLOURS[language]
    for path in kinds.addresses(today):
        visit.turn(size=WIDE, colours=wide)
        status = page.goto(kinds.LANGUAGES[language] + path).status
        assert status == kinds.PROBLEMS.get(path, page_status(path)), path
        visit.audit(EVERYTHING)
        visit.look(LARGER)
        visit.turn(size=NARROW, colours=narrow)
        visit.audit(LAID_OUT)
        visit.look()
        visit.look(SPACED)
    told = [fault for fault in faults if "status of 4" not in fault]
    assert told == [], json.dumps(told, indent=1)


# A page whose year stays in view while one reads, one with marks in a picture, one with forms.
BY_KEYBOARD = ["/companies/2/", "/incidents/1/", "/search/?q=Amazon"]
STOPS = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(each => each.checkVisibility() && !each.disabled && each.tabIndex >= 0)"""
STOPPED_AT = f"""() => {{
  const here = document.activeElement, box = here.getClientRects()[0], style = getComputedStyle(here);
  if (here === document.body) return null;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2], above = document.elementFromPoint(x, y);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const hidden = !above || !(here.contains(above) || above.contains(here));
  const fault = !ring ? 'no ring' : hidden ? 'hidden' : '';
  return {{ place: {STOPS}.indexOf(here), fault, what: here.outerHTML.slice(0, 99) }};
}}"""


@pytest.mark.parametrize("path", BY_KEYBOARD)
def test_the_keyboard_reaches_everything_in_order_and_nothing_hides_it(context: BrowserContext, path: str) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1000, "height": 500})
    page.goto(path)
    stops = page.evaluate(f"{STOPS}.length")
    there, back = stopped_at(page, "Tab", stops), stopped_at(page, "Shift+Tab", stops)
    assert list(there) == list(range(stops))
    assert list(back) == list(there)[::-1]
    assert [stop for stop in (*there.values(), *back.values()) if stop["fault"]] == []


def stopped_at(page: Page, key: str, stops: int) -> dict[int, dict]:
    """Where the focus goes, in order, until it leaves the page; a date is one stop with three parts."""
    seen: dict[int, dict] = {}
    for _press in range(stops + 6):
        page.keyboard.press(key)
        stop = page.evaluate(STOPPED_AT)
        if stop is None:
            break
        seen.setdefault(stop["place"], stop)
    return seen


def test_the_first_key_skips_to_the_content(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/companies/1/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_nothing_moves_for_whoever_wants_no_motion(context: BrowserContext) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto("/companies/1/")
    moving = """() => [...document.querySelectorAll('*')].filter(each => {
      const style = getComputedStyle(each);
      const turning = style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
      return turning || style.scrollBehavior === 'smooth';
    }).length"""
    assert page.evaluate(moving) == 0


def test_what_is_chosen_shows_where_colours_are_forced(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/companies/1/?kind=allegation")
    page.emulate_media(forced_colors="active")
    chosen = page.locator("main [aria-current], .mast [aria-current]")
    assert chosen.count() >= 2
    for each in chosen.all():
        assert each.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"


def page_status(path: str) -> int:
    return 410 if path == "/incidents/5/" else 200
