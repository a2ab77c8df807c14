"""A timeline inside somebody else's page, and oEmbed, which tells how to put it there."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import override_settings

from events.record.models import Subject
from events.timeline.models import PublicCompany
from tests.events.site import affairs
from tests.events.site.test_files import HOSTILE

SITE = override_settings(SITE_ADDRESS="https://news.example")


@pytest.mark.parametrize("path", ["/embed/companies/1/", "/embed/incidents/1/", "/fr/embed/companies/1/"])
def test_a_frame_is_for_other_sites_and_for_no_search_engine(everything, reader, path) -> None:
    for _turn in range(2):  # made, and kept
        answer = reader.get(path)
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
    again = reader.get(path, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, "frame-ancestors *" in again["Content-Security-Policy"]) == (304, True)


def test_no_other_page_may_be_framed(everything, reader) -> None:
    for path in ("/", "/companies/1/", "/incidents/1/", "/data/", "/oembed/", "/companies/1.csv"):
        assert "frame-ancestors 'self'" in reader.get(path)["Content-Security-Policy"], path


def test_a_frame_is_small_and_leads_out_of_itself(everything, reader) -> None:
    page = reader.get("/embed/companies/1/").content.decode()
    assert "<nav" not in page
    links = re.findall(r"<a [^>]*>", page)
    assert len(links) > 4
    assert [link for link in links if 'target="_blank" rel="noopener"' not in link] == []
    assert [link for link in links if 'href="http://127.0.0.1:8000/' not in link] == []
    assert "It is not known whether Marlow was asked." in page
    assert "alleged, not decided" in page
    assert len(reader.get("/embed/companies/1/?answered=unanswered").content) < len(page)


@SITE
def test_oembed_tells_how_to_put_a_timeline_into_a_page(everything, reader) -> None:
    told = reader.get("/oembed/?url=https://news.example/companies/1/").json()
    assert told == {
        "version": "1.0",
        "type": "rich",
        "title": "Marlow",
        "provider_name": "Answerable",
        "provider_url": "https://news.example/",
        "cache_age": 3600,
        "html": '<iframe src="https://news.example/embed/companies/1/" title="Marlow" width="720" height="640" '
        'frameborder="0" loading="lazy"></iframe>',
        "width": 720,
        "height": 640,
    }
    small = reader.get("/oembed/?url=https://news.example/fr/incidents/1/%3Fx&maxwidth=300&maxheight=250&format=xml")
    tree = ElementTree.fromstring(small.content)  # noqa: S314  our own answer
    assert (tree.findtext("width"), tree.findtext("height"), tree.findtext("type")) == ("300", "250", "rich")
    assert 'src="https://news.example/fr/embed/incidents/1/"' in tree.findtext("html")


OEMBED = {
    "": 400,
    "?url=": 400,
    "?url=https://elsewhere.example/companies/1/": 404,
    "?url=https://news.example.evil.example/companies/1/": 404,
    "?url=https://news.example/companies/99/": 404,
    "?url=https://news.example/events/1/": 404,
    "?url=https://news.example/": 404,
    "?url=https://news.example": 404,
    "?url=%00": 404,
    "?url=https://news.example/companies/1/&format=yaml": 501,
    "?url=https://news.example/companies/1/&maxwidth=wide": 400,
    "?url=https://news.example/companies/1/&maxwidth=1": 400,
    "?url=https://news.example/companies/1/&maxheight=99999999": 400,
    "?url=https://news.example/incidents/4/": 410,
    "?url=https://news.example/companies/1/": 200,
}


@SITE
def test_oembed_refuses_what_is_not_ours_or_not_there(everything, reader) -> None:
    assert Subject.objects.get(key=everything["mistaken"].key).number == 4
    answers = {query: reader.get(f"/oembed/{query}") for query in OEMBED}
    assert {query: answer.status_code for query, answer in answers.items()} == OEMBED
    assert "An affair that was none" not in answers["?url=https://news.example/incidents/4/"].content.decode()


@SITE
def test_a_merged_company_is_framed_as_its_successor(everything, reader) -> None:
    PublicCompany.objects.filter(number=2).update(state="merged", successor=1, title="")
    told = reader.get("/oembed/?url=https://news.example/companies/2/").json()
    assert told == reader.get("/oembed/?url=https://news.example/companies/1/").json()
    assert told["title"] == "Marlow"


@SITE
def test_the_page_offers_the_frame_and_says_where_oembed_is(everything, reader) -> None:
    page = reader.get("/fr/companies/1/").content.decode()
    (code,) = re.findall(r"<textarea[^>]*readonly>(.*?)</textarea>", page)
    assert unescape(code).startswith('<iframe src="https://news.example/fr/embed/companies/1/" title="Marlow"')
    for form in ("json", "xml"):
        (address,) = re.findall(rf'type="[^"]*{form}\+oembed" href="https://news.example([^"]+)"', page)
        assert reader.get(unescape(address)).status_code == 200


def test_no_title_ends_the_frame(everything, reader) -> None:
    everything["letter"].title = HOSTILE
    everything["letter"].save()
    affairs.correct(everything["letter"], title=HOSTILE)
    page = reader.get("/incidents/2/").content.decode()
    (code,) = re.findall(r"<textarea[^>]*readonly>(.*?)</textarea>", page, flags=re.DOTALL)
    assert unescape(code).count("<") == 2
    assert "<script>alert" not in page + reader.get("/embed/incidents/2/").content.decode()
