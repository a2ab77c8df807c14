"""One design: what may be changed stands at the head of one file, and every colour there can be read."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from events.site import samples
from events.site.views.design import COLOURS, COMPONENTS, GAPS, SIZES

LENGTH = re.compile(
    r"(?<![\w#-])[+-]?(?:\d+\.?\d*|\.\d+)(?:px|r?em|ex|r?ch|pt|pc|cm|mm|in|r?lh|[sld]?v(?:w|h|min|max))\b"
)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color(?:-mix)?)\("
    r"|:[^;{}]*\b(?:black|white|red|gr[ae]y|green|blue|yellow|orange|purple|silver)\b",
    re.IGNORECASE,
)
FONT = re.compile(r"font(?:-size|-family)?:[^;{}]*")

PAPERS = ("paper", "wash", "mark")
READ = ("ink", "soft", "allege", "answer", "law", "act", "tell", "good", "late", "bad")
SEEN = ("edge", "focus", "allege", "answer", "law", "act", "tell")
"""Text needs 4.5 to 1 (WCAG 1.4.3), lines and marks 3 to 1 (1.4.11)."""


def sheet() -> str:
    with open(finders.find("site/answerable.css")) as file:
        return re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)


def heads(css: str) -> str:
    """The blocks of custom properties."""
    return "\n".join(re.findall(r":root\s*\{[^}]*\}", css))


def rules(css: str) -> str:
    """Everything else, without the conditions of media queries: no custom property can stand there."""
    return re.sub(r"@media[^{]*", "@media", re.sub(r":root\s*\{[^}]*\}", "", css))


def properties(block: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;}]+)", block)}


def in_light_and_dark() -> dict[str, dict[str, str]]:
    css = sheet()
    light = properties(css.split("@media", 1)[0])
    dark = properties(re.search(r"prefers-color-scheme: dark\)\s*\{(.*?)\}\s*\}", css, re.DOTALL)[1])
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_contrast_is_what_the_guidelines_say_it_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_rule_holds_a_colour_or_a_size_of_its_own() -> None:
    held = rules(sheet())
    assert COLOUR.findall(held) == []
    assert LENGTH.findall(held) == []


@pytest.mark.parametrize(("literal", "pattern"), [
    ("a { color: #fff }", COLOUR),
    ("a { color: rgb(1 2 3) }", COLOUR),
    ("a { border: 0 solid white }", COLOUR),
    ("a { margin: -.5rem }", LENGTH),
    ("a { width: 100vw }", LENGTH),
    ("a { margin: 0 12px }", LENGTH),
])  # fmt: skip
def test_a_literal_would_be_found(literal: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(literal)


def test_every_font_is_one_of_the_scale() -> None:
    named = {name for value in FONT.findall(rules(sheet())) for name in re.findall(r"var\(--([\w-]+)\)", value)}
    scale = {"tiny", "small", "control", "body", "large", "h1", "title", "h2", "h3", "figure"}
    assert named <= scale | {"tight", "snug", "loose", "serif", "sans", "mono"}


def test_every_property_is_known_and_used() -> None:
    css = sheet()
    known, used = set(properties(heads(css))), set(re.findall(r"var\(--([\w-]+)\)", css))
    assert used - known == set()
    assert known - used == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_on_every_paper(scheme: str) -> None:
    of = in_light_and_dark()[scheme]
    dim = {(name, paper): contrast(of[name], of[paper]) for name, paper in product(READ, PAPERS)}
    assert {pair: ratio for pair, ratio in dim.items() if ratio < 4.5} == {}
    changed = {(name): contrast(of["ink"], of[name]) for name in ("in", "out")}
    assert {name: ratio for name, ratio in changed.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mark_can_be_seen(scheme: str) -> None:
    of = in_light_and_dark()[scheme]
    dim = {(name, paper): contrast(of[name], of[paper]) for name, paper in product(SEEN, PAPERS)}
    assert {pair: ratio for pair, ratio in dim.items() if ratio < 3} == {}


PARTS = Path(samples.__file__).parent / "templates" / "site" / "parts"
# Shown by no sample: they are made for one page, which shows them best.
ON_THEIR_PAGES = {
    *(
        "about_you",
        "affairs",
        "axis",
        "bar",
        "browse",
        "bylines",
        "choose",
        "cite",
        "dated",
        "edition",
        "facet",
    ),
    *("finding", "glance", "holding", "lane", "lineage", "meta", "nothing_found", "portrait", "proof", "publication"),
    *("standing_of", "take_away", "then_list", "timeline", "told", "turning", "two_days"),
}


def test_every_component_has_its_place_on_the_page_of_the_design(db, reader) -> None:
    answer = reader.get("/method/design/")
    drawn = {
        name.removeprefix("site/parts/")[:-5] for each in answer.templates if "parts/" in (name := each.name or "")
    }
    assert {path.stem for path in PARTS.glob("*.html")} - drawn - ON_THEIR_PAGES == set()
    assert {component.part for component in COMPONENTS} <= drawn


def test_every_property_for_a_rule_is_explained() -> None:
    known = set(properties(heads(sheet())))
    assert {*COLOURS, *SIZES, *GAPS} <= known
    plain = {name for name, value in in_light_and_dark()["light"].items() if value.startswith("#")}
    assert plain == set(COLOURS)


def test_no_sample_leads_to_anybody(db, reader) -> None:
    text = reader.get("/fr/method/design/").content.decode()
    samples_alone = "".join(re.findall(r'<div class="sample".*?</div></section>', text, re.DOTALL))
    assert samples_alone.count('href="') > 20
    assert re.findall(r'href="(?!#)[^"]*"', samples_alone) == []
