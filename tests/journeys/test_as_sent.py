"""Every kind of page as it goes over the wire: its policy, its weight, and that it brings nothing along."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from whitenoise.compress import Compressor

from tests.journeys import kinds

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HEAVIEST = 60_000
OWN_SCRIPTS = 10_000
LINKED = re.compile(r'<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]+href|script[^>]+src|img[^>]+src)="/static/([^"]+)"')


@pytest.fixture(scope="module")
def sent(demonstration: str) -> dict[str, HttpResponse]:
    """Every page in both languages, as a browser gets it."""
    reader = Client(headers={"accept-encoding": "gzip, deflate, br"})
    today = f"{timezone.now():%Y-%m-%d}"
    paths = [start + path for path in kinds.addresses(today) for start in kinds.LANGUAGES.values()]
    return {path: reader.get(path) for path in paths}


def text_of(answer: HttpResponse) -> str:
    packed = answer.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.content) if packed else answer.content).decode()


def files(name: str) -> Path:
    return Path(finders.find(name))


def packed_size(name: str, tmp_path: Path) -> int:
    """Of a static file, packed as `collectstatic` packs it for a real site."""
    copy = tmp_path / Path(name).name
    copy.write_bytes(files(name).read_bytes())
    made = list(Compressor(quiet=True).compress(str(copy)))
    return min(Path(path).stat().st_size for path in [copy, *made])


def test_every_page_is_sent_with_the_strict_policy(sent: dict[str, HttpResponse]) -> None:
    for path, answer in sent.items():
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert policy == (POLICY | {"frame-ancestors": "*"} if "/embed/" in path else POLICY), path
        assert {name: answer.get(name) for name in HEADERS} == HEADERS, path


def test_browsers_are_told_to_insist_on_https_where_the_site_does(db, settings) -> None:
    settings.SECURE_HSTS_SECONDS = 60
    assert Client().get("/", secure=True)["Strict-Transport-Security"] == "max-age=60"
    assert "Strict-Transport-Security" not in Client().get("/")


def test_no_page_brings_more_than_its_reader_can_carry(sent: dict[str, HttpResponse], tmp_path: Path) -> None:
    weights = {path: weight(answer, tmp_path) for path, answer in sent.items()}
    assert {path: size for path, size in weights.items() if size > HEAVIEST} == {}


def weight(answer: HttpResponse, folder: Path) -> int:
    """The bytes of a first visit: the page with its headers, and every file that it names."""
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    return headers + len(answer.content) + sum(packed_size(name, folder) for name in LINKED.findall(text_of(answer)))


def test_no_page_brings_more_script_than_htmx_and_a_little(sent: dict[str, HttpResponse]) -> None:
    scripts = {name for answer in sent.values() for name in LINKED.findall(text_of(answer)) if name.endswith(".js")}
    own = {name for name in scripts if not re.match(r"(django_)?htmx", name.rsplit("/", 1)[-1])}
    assert sum(files(name).stat().st_size for name in own) <= OWN_SCRIPTS
    assert {name for name in own if not name.startswith("site/")} == set()


def test_a_page_is_packed_for_whoever_can_unpack_it(demonstration: str) -> None:
    plain = Client().get("/companies/1/")
    packed = Client(headers={"accept-encoding": "br;q=1.0, gzip; q=0.8"}).get("/companies/1/")
    refused = Client(headers={"accept-encoding": "gzip;q=0, identity"}).get("/companies/1/")
    assert [answer.get("Content-Encoding") for answer in (plain, packed, refused)] == [None, "gzip", None]
    assert gzip.decompress(packed.content) == plain.content == refused.content
    assert {answer["Vary"] for answer in (plain, packed, refused)} == {"Accept-Encoding"}
    assert plain["ETag"] == packed["ETag"]
    assert len(packed.content) < len(plain.content) / 3
    unchanged = Client(headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]}).get("/companies/1/")
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The sizes of what was packed, in order."""
    sizes: list[int] = []
    real = gzip.compress

    def compress(content: bytes, *how, **named) -> bytes:
        sizes.append(len(content))
        return real(content, *how, **named)

    monkeypatch.setattr("events.site.packing.gzip.compress", compress)
    return sizes


def test_a_page_that_is_kept_is_packed_once(demonstration: str, counted: list[int]) -> None:
    reader = Client(headers={"accept-encoding": "gzip"})
    first = reader.get("/companies/?after=")
    assert reader.get("/companies/?after=").content == first.content
    assert len(counted) <= 1
