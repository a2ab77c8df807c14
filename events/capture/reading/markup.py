"""What a page says of itself in its markup, field by field, each with the place where it says so."""

import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from events.addresses import canonical
from events.capture.reading.answers import Claim
from events.capture.reading.letters import language_code, one_line

MOST_CLAIMS = 20
LONGEST_CLAIM = 2000
ARTICLES = re.compile(r"Article|Posting|Report|WebPage|CreativeWork|Book|Thesis|Review")
BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|by-line|author|authors|article__author|signature)(?:$|[\s_-])", re.I)
_BY = re.compile(r"^(?:(?:written )?by|par|von(?! de[rnm]\b)|por|door|av|af|przez)\s+(?=\S)", re.I)
DECODER = json.JSONDecoder(strict=False)
_WRAPPED = re.compile(r"^\s*(?:(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?|<!--)?\s*")
_MARKS = re.compile(r"<[^>]*>")

# The places in the order in which they are believed. `property` and `name` are looked at alike: pages mix them up.
METAS = {
    "title": ["og:title", "citation_title", "twitter:title", "dc.title", "dcterms.title", "parsely-title"],
    "publisher": ["og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher", "application-name"],
    "authors": [
        *("author", "citation_author", "article:author", "og:article:author", "dc.creator", "dcterms.creator"),
        *("parsely-author", "sailthru.author", "byl"),
    ],
    "published": [
        *("article:published_time", "og:article:published_time", "citation_publication_date", "citation_date"),
        *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "date", "pubdate"),
        *("publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date", "article.published"),
        *("og:published_time", "datepublished", "cxenseparse:recs:publishtime"),
    ],
    "language": ["content-language", "og:locale", "dc.language", "dcterms.language", "citation_language", "language"],
    "canonical": ["og:url"],
}
JSON_LD = {
    "title": "headline",
    "publisher": "publisher",
    "authors": "author",
    "published": "datePublished",
    "language": "inLanguage",
    "canonical": "url",
}


def claims_of(tree: HtmlElement, address: str) -> dict[str, list[Claim]]:
    """By field, the best place first; values are one line each, dates and languages in the form in which they end."""
    head = _Head(tree, address)
    found: dict[str, list[Claim]] = {}
    for field in METAS:
        claims = []
        for value, place in head.claims(field):
            value = SHAPES[field](one_line(value[:LONGEST_CLAIM]), address)
            if value and not any(claim["value"] == value for claim in claims):
                claims.append(Claim(value=value, place=place))
            if len(claims) == MOST_CLAIMS:
                break
        found[field] = claims
    found["title"] = _without_publisher(found["title"], found["publisher"])
    return {field: claims for field, claims in found.items() if claims}


class _Head:
    """The markup of one page, read once."""

    def __init__(self, tree: HtmlElement, address: str) -> None:
        self.tree = tree
        things = list(json_ld(tree))
        self.named = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
        articles = [thing for thing in things if ARTICLES.search(_kind(thing))]
        self.things = sorted(articles, key=lambda thing: not _is_of_page(thing, address))
        self.metas: dict[str, list[str]] = {}
        for meta in tree.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or meta.get("itemprop") or ""
            self.metas.setdefault(name.strip().lower(), []).append(meta.get("content") or "")

    def claims(self, field: str) -> Iterator[tuple[str, str]]:
        """(value, place); a list of authors is one value."""
        yield from getattr(self, f"_first_for_{field}", lambda: ())()
        said = [(value, f"JSON-LD {JSON_LD[field]}") for value in self._in_json_ld(field)]
        metas = [(value, name) for name in METAS[field] for value in self._in_metas(field, name)]
        yield from (*metas, *said) if field in {"title", "publisher", "canonical"} else (*said, *metas)
        yield from getattr(self, f"_last_for_{field}", lambda: ())()

    def _in_json_ld(self, field: str) -> Iterator[str]:
        for thing in self.things:
            names = _names(thing.get(JSON_LD[field]), self.named)
            if field == "authors":
                yield ", ".join(dict.fromkeys(filter(None, map(_author, names))))
            else:
                yield from names

    def _in_metas(self, field: str, name: str) -> list[str]:
        values = self.metas.get(name, [])
        if field == "authors":
            return [", ".join(dict.fromkeys(filter(None, map(_author, values))))]
        return values

    def _first_for_language(self) -> Iterator[tuple[str, str]]:
        yield self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "html lang"

    def _first_for_canonical(self) -> Iterator[tuple[str, str]]:
        for link in self.tree.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split():
                yield link.get("href") or "", "link canonical"

    def _last_for_title(self) -> Iterator[tuple[str, str]]:
        headings = [_text(heading) for heading in self.tree.iter("h1")]
        if len(headings) == 1:
            yield headings[0], "h1"
        for title in self.tree.xpath("//title[not(ancestor::svg)]")[:1]:
            yield _text(title), "title"

    def _last_for_authors(self) -> Iterator[tuple[str, str]]:
        """What is marked as the author, then what looks like a byline and holds no date."""
        marked = self.tree.xpath("//*[@rel='author' or @itemprop='author']")
        styled = [element for element in self.tree.xpath("//*[@class]") if BYLINE.search(element.get("class"))]
        for element in (*marked, *styled):
            name = _author(_BY.sub("", one_line(_text(element))))
            if 2 < len(name) < 120 and not re.search(r"\d", name):
                yield name, "byline"

    def _last_for_published(self) -> Iterator[tuple[str, str]]:
        for element in self.tree.xpath("//*[@itemprop='datePublished']"):
            yield element.get("datetime") or element.get("content") or _text(element), "itemprop datePublished"
        times = [time for time in self.tree.iter("time") if time.get("datetime")]
        marked = [time for time in times if time.get("pubdate") is not None]
        for time in marked or times[:1]:
            yield time.get("datetime"), "time"


def json_ld(tree: HtmlElement) -> Iterator[dict]:
    """Every object that the page's JSON-LD holds, three levels down at most; damaged JSON is passed over."""
    for script in tree.xpath("//script[contains(translate(@type, 'JSONLD', 'jsonld'), 'ld+json')]"):
        try:
            value, _end = DECODER.raw_decode(_WRAPPED.sub("", script.text or ""))
            yield from _objects(value, 3)
        except (ValueError, RecursionError):
            continue


def _objects(value: object, depth: int) -> Iterator[dict]:
    if isinstance(value, list):
        for item in value[:200]:
            yield from _objects(item, depth)
    elif isinstance(value, dict) and depth:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _objects(value.get(key), depth - 1)


def _kind(thing: dict) -> str:
    kind = thing.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _is_of_page(thing: dict, address: str) -> bool:
    """Whether it names this page as its own: pages describe the articles that they lead on to as well."""
    page = thing.get("mainEntityOfPage")
    names = (thing.get("url"), page.get("@id") if isinstance(page, dict) else page)
    return any(isinstance(name, str) and canonical(name) == canonical(address) for name in names)


def _names(value: object, named: dict[str, dict]) -> list[str]:
    """A text, an object with a name, one that says which of those elsewhere on the page it is, or a list of these."""
    if isinstance(value, list):
        return [name for item in value[:50] for name in _names(item, named)]
    if isinstance(value, dict):
        thing = named.get(str(value.get("@id")), {}) | value
        name = thing.get("name") or thing.get("@value") or thing.get("alternateName")
        return _names(name, {}) if isinstance(name, str | list) else []
    return [value] if isinstance(value, str) and value.strip() else []


def _text(element: HtmlElement) -> str:
    return " ".join(element.itertext())[:LONGEST_CLAIM]


def _author(name: str) -> str:
    """A name; no address, and no handle."""
    name = _as_words(name, "").strip(" ,;|·")
    return "" if re.match(r"(?:https?:)?//|@|www\.", name) else name


# --- The form in which a value ends, or nothing ---


def _as_words(value: str, address: str) -> str:
    """Without markup; many a page escapes its words once too often."""
    return one_line(_MARKS.sub("", unescape(value)))


def _as_authors(value: str, address: str) -> str:
    return value[:300]


def _as_day(value: str, address: str) -> str:
    """The day as it is written there, for where the outlet is it was that day. Who reads dates reads a phrase."""
    if day := re.match(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)", value):
        return "-".join(part.zfill(2) for part in day.groups() if part)
    if day := re.match(r"(\d{4})(\d\d)(\d\d)(?!\d)", value):
        return "-".join(day.groups())
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return value if len(value) <= 40 else ""


def _as_language(value: str, address: str) -> str:
    return language_code(value)


def _as_address(value: str, address: str) -> str:
    """Whole, and no front page where a page within was asked for: some templates name that as canonical everywhere."""
    try:
        whole = urljoin(address, value)
        parts, asked = urlsplit(whole), urlsplit(address)
    except ValueError:
        return ""
    is_front = parts.path in {"", "/"} and not parts.query
    asked_within = asked.path not in {"", "/"} or asked.query
    return "" if parts.scheme not in {"http", "https"} or not parts.hostname or (is_front and asked_within) else whole


SHAPES = {
    "title": _as_words,
    "publisher": _as_words,
    "authors": _as_authors,
    "published": _as_day,
    "language": _as_language,
    "canonical": _as_address,
}


def _without_publisher(titles: list[Claim], publishers: list[Claim]) -> list[Claim]:
    """“What happened | The Example” says where it stood, too, and “The Example” nothing else."""
    for title in titles:
        for publisher in publishers:
            head, sign, tail = title["value"].rpartition(publisher["value"])
            if sign and not tail and re.search(r"\s[|–—·:-]\s*$", head):
                title["value"] = re.sub(r"\s[|–—·:-]\s*$", "", head)
    names = {publisher["value"] for publisher in publishers}
    return [title for title in titles if title["value"] not in names] or titles
