"""What pages say of themselves to programs: JSON-LD, Open Graph, what Zotero reads, sitemaps and their languages."""

import json
import re
from xml.etree import ElementTree

from django.conf import settings
from django.test import override_settings

from events.record.models import Subject
from tests.events.site import affairs
from tests.events.site.test_files import HOSTILE, told

SITE = override_settings(SITE_ADDRESS="https://news.example")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def linked(reader, path: str) -> dict[str, dict]:
    """The things of a page by their type."""
    page = reader.get(path).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    document = json.loads(block)
    assert document["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in document["@graph"]}


@SITE
def test_a_company_is_an_organization(everything, reader) -> None:
    found = linked(reader, "/fr/companies/1/")
    assert set(found) == {"Organization", "BreadcrumbList"}
    company = found["Organization"]
    assert (company["@id"], company["url"]) == (
        "https://news.example/companies/1/",
        "https://news.example/fr/companies/1/",
    )
    assert company["alternateName"] == ["Marlow Books", "Marlow, Inc."]
    assert company["sameAs"] == ["https://www.wikidata.org/wiki/Q42"]
    way = [(step["position"], step["name"], step["item"]) for step in found["BreadcrumbList"]["itemListElement"]]
    assert way == [
        (1, "Entreprises", "https://news.example/fr/companies/"),
        (2, "Marlow", "https://news.example/fr/companies/1/"),
    ]


@SITE
def test_an_event_is_an_article_about_companies_with_its_citations(everything, reader) -> None:
    found = linked(reader, "/events/1/")
    assert set(found) == {"Article", "BreadcrumbList"}
    article = found["Article"]
    assert [company["name"] for company in article["about"]] == ["Marlow", "Tessel"]
    assert {source["name"] for source in article["citation"]} == {
        "Staff named in emails",
        "Des courriels embarrassants",
    }
    assert article["dateModified"] > article["datePublished"]
    assert article["license"] == settings.DATA_LICENCE
    assert article["isPartOf"]["@id"] == "https://news.example/incidents/1/"
    assert len(article["isBasedOn"]) == 2
    assert {"Article", "BreadcrumbList"} == set(linked(reader, "/incidents/1/"))
    assert linked(reader, "/incidents/1/")["Article"]["citation"]
    assert set(linked(reader, "/sources/1/")) == {"CreativeWork", "BreadcrumbList"}
    assert linked(reader, "/data/")["Dataset"]["distribution"][0]["contentUrl"] == "https://news.example/companies.csv"


def test_no_page_calls_itself_a_verdict_or_news(everything, reader) -> None:
    for path in ("/companies/1/", "/incidents/1/", "/events/1/", "/data/"):
        page = reader.get(path).content.decode()
        assert "ClaimReview" not in page
        assert "NewsArticle" not in page
        assert "citation_title" not in page


def test_no_text_ends_the_data_block(everything, reader) -> None:
    affairs.correct(everything["letter"], title=HOSTILE + "\u2028", text=HOSTILE)
    page = reader.get("/events/4/").content.decode()
    assert page.count("</script>") == 1
    assert "\u2028" not in page.partition("</script>")[0].partition("ld+json")[2]
    assert linked(reader, "/events/4/")["Article"]["headline"] == HOSTILE + "\u2028"


def meta(reader, path: str) -> dict[str, str]:
    page = reader.get(path).content.decode()
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page))


@SITE
def test_zotero_and_previews_find_title_site_and_date(everything, reader) -> None:
    found = meta(reader, "/events/1/")
    assert found["DC.title"] == found["og:title"] == "Staff used company accounts, The Daily reported"
    assert found["og:type"] == "article"
    assert found["og:site_name"] == found["DC.publisher"] == "Answerable"
    assert found["article:published_time"][:10] == found["DC.date"]
    assert found["article:modified_time"] > found["article:published_time"]
    assert found["og:url"] == "https://news.example/events/1/"
    assert found["twitter:card"] == "summary"
    assert meta(reader, "/fr/companies/1/")["og:locale"] == "fr_FR"
    assert "bib" in reader.get("/events/1/").content.decode()


def test_the_past_says_nothing_of_itself_to_programs(everything, reader) -> None:
    for path in ("/events/1/v/1/", "/companies/1/v/1/", "/incidents/4/", "/search/?q=Marlow"):
        found, page = meta(reader, path), reader.get(path).content.decode()
        assert found["robots"] == "noindex", path
        assert "og:title" not in found, path
        assert "ld+json" not in page, path


@SITE
def test_each_language_names_the_other_and_a_canonical_address(everything, reader) -> None:
    for path in ("/companies/1/", "/fr/companies/1/"):
        page = reader.get(f"{path}?answered=unanswered").content.decode()
        assert f'<link rel="canonical" href="https://news.example{path}">' in page
        languages = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))
        assert languages == {
            "en": "https://news.example/companies/1/?answered=unanswered",
            "fr": "https://news.example/fr/companies/1/?answered=unanswered",
            "x-default": "https://news.example/companies/1/?answered=unanswered",
        }


@SITE
def test_the_sitemap_leads_to_all_that_lives_and_to_nothing_else(everything, reader) -> None:
    index = ElementTree.fromstring(told(reader, "/sitemap.xml"))  # noqa: S314  our own answer
    parts = [loc.text.removeprefix("https://news.example") for loc in index.iter(f"{MAP}loc")]
    assert parts == [
        "/sitemaps/pages.xml",
        *(f"/sitemaps/{kind}-1.xml" for kind in ("companies", "incidents", "events", "sources")),
    ]
    urls = [url for part in parts for url in ElementTree.fromstring(told(reader, part)).iter(f"{MAP}url")]  # noqa: S314
    locations = [url.findtext(f"{MAP}loc").removeprefix("https://news.example") for url in urls]
    assert {path: reader.get(path).status_code for path in locations} == dict.fromkeys(locations, 200)
    living = Subject.objects.exclude(key=everything["mistaken"].key).exclude(parent__key=everything["mistaken"].key)
    folders = {"company": "companies", "incident": "incidents", "event": "events", "source": "sources"}
    expected = {f"/{folders[subject.kind]}/{subject.number}/" for subject in living}
    assert {path for path in locations if re.fullmatch(r"/\w+/\d+/", path)} == expected
    assert "/fr/companies/1/" in locations
    event = next(url for url in urls if url.findtext(f"{MAP}loc").endswith("/incidents/1/"))
    changed = reader.get("/api/v1/events/1/").json()["changed"]
    assert event.findtext(f"{MAP}lastmod") == changed[:19] + "Z", "an incident changes with its events"
    assert {link.get("hreflang") for link in event.iter(f"{XHTML}link")} == {"en", "fr", "x-default"}


@SITE
def test_robots_are_told_where_the_map_is(db, reader) -> None:
    told = reader.get("/robots.txt").content.decode().splitlines()
    assert told == [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /account/",
        "",
        "Sitemap: https://news.example/sitemap.xml",
    ]
