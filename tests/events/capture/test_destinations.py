"""Which addresses are fetched from: no forbidden server is ever connected to, whatever spells it."""

import ipaddress
import socket
import time

import pytest

from events.capture import destinations, fetching
from events.capture.destinations import Forbidden, NotFetched, destination, is_public
from events.capture.fetching import fetch, send
from tests.events.capture.hostile_addresses import ANSWERS, CLASSES, FRIENDLY, HOSTILE, PUBLIC


class Connected(Exception):
    """Somebody opened a connection."""


@pytest.fixture(autouse=True)
def connects(monkeypatch) -> list[tuple[str, int]]:
    """Where connections were opened to; each of them breaks off at once."""
    opened: list[tuple[str, int]] = []

    def connect(place: tuple[str, int], *_args: object, **_options: object) -> None:
        opened.append(place)
        raise ConnectionRefusedError("the test answers nothing")

    monkeypatch.setattr(socket, "create_connection", connect)
    return opened


@pytest.fixture(autouse=True)
def resolver(monkeypatch) -> list[str]:
    """Which names were asked for; what they lead to stands in `ANSWERS`, and for numbers is what the system says."""
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        if host in ANSWERS:
            return ANSWERS[host]
        try:
            return [str(socket.inet_ntoa(socket.inet_aton(host)))]  # as systems read 127.1 and 0x7f000001
        except OSError:
            return [str(ipaddress.ip_address(host))] if ":" in host else [PUBLIC]

    monkeypatch.setattr(destinations, "look_up", look_up)
    return asked


def test_there_are_enough_of_them():
    assert sum(map(len, CLASSES.values())) == len(HOSTILE) >= 150
    assert len(FRIENDLY) >= 12


@pytest.mark.parametrize(("kind", "address"), HOSTILE, ids=lambda value: ascii(value)[:50])
def test_hostile_address_is_refused_with_a_sentence_and_nothing_is_connected(kind, address, connects):
    for go in (lambda: fetch(address), lambda: send(address, b"x", {}, fetching.Limits())):
        with pytest.raises(NotFetched) as refusal:
            go()
        sentence = str(refusal.value)
        assert sentence.endswith(".")
        assert not [
            server for servers in ANSWERS.values() for server in servers if len(server) > 5 and server in sentence
        ]
    assert connects == []


@pytest.mark.parametrize(("address", "host", "answers", "server"), FRIENDLY)
def test_public_address_is_connected_to_the_server_that_was_checked(
    address, host, answers, server, connects, resolver, monkeypatch
):
    monkeypatch.setitem(ANSWERS, host, answers)
    with pytest.raises(NotFetched, match="does not answer"):
        fetch(address)
    assert connects[0] == server
    assert resolver == [host]


def test_naive_filter_would_connect(monkeypatch, connects):
    """The control: with the check that everybody writes first, the same list opens connections inside."""
    monkeypatch.setattr(destinations, "is_public", lambda ip: not ip.is_private)
    for _kind, address in HOSTILE:
        with pytest.raises(NotFetched):
            fetch(address)
    assert len(connects) >= 10


def test_first_answer_alone_would_not_do(monkeypatch, connects):
    """The control for "every answer": a filter that looks at the first one lets a mixed answer through."""
    monkeypatch.setattr(destinations, "may_reach", lambda server, _port: server == PUBLIC)
    monkeypatch.setattr("builtins.all", lambda verdicts: next(iter(verdicts), False))
    with pytest.raises(NotFetched):
        fetch("http://mixed.example/")
    assert connects


def test_name_is_looked_up_once_for_each_hop(monkeypatch, connects):
    """A name that leads elsewhere the second time (rebinding) is not asked a second time."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    monkeypatch.setattr(destinations, "look_up", lambda *_: next(answers))
    with pytest.raises(NotFetched):
        fetch("http://rebinding.example/")
    assert connects == [(PUBLIC, 80)]
    with pytest.raises(Forbidden):
        fetch("http://rebinding.example/")
    assert connects == [(PUBLIC, 80)]


def test_resolver_that_hangs_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(destinations, "RESOLVE_SECONDS", 0.05)
    monkeypatch.setattr(destinations, "look_up", lambda *_: time.sleep(1))
    with pytest.raises(NotFetched, match="took too long") as refusal:
        fetch("http://public.example/")
    assert refusal.value.may_pass


@pytest.mark.parametrize(("number", "may_pass"), [(socket.EAI_NONAME, False), (socket.EAI_AGAIN, True)])
def test_name_without_server_has_its_sentence(monkeypatch, number, may_pass):
    def fail(*_args: object) -> list[str]:
        raise socket.gaierror(number, "internal words")

    monkeypatch.setattr(destinations, "look_up", fail)
    with pytest.raises(NotFetched, match="No server was found under this name") as refusal:
        fetch("http://public.example/")
    assert refusal.value.may_pass is may_pass


def test_resolver_is_asked_for_the_whole_name(monkeypatch):
    """With its final dot: or the domains of our own network would be tried after it."""
    asked = []
    monkeypatch.undo()
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: asked.append(host) or [])
    destinations.look_up("public.example", 80)
    destinations.look_up(PUBLIC, 80)
    destinations.look_up("::1", 80)
    assert asked == ["public.example.", PUBLIC, "::1"]


def test_settings_open_one_server_at_one_port(settings, connects):
    settings.CAPTURE_ALLOWED_SERVERS = ["127.0.0.1:8219", "[::1]:80"]
    for address in ("http://127.0.0.1:8219/x", "http://[::1]/x"):
        with pytest.raises(NotFetched, match="does not answer"):
            fetch(address)
    assert connects == [("127.0.0.1", 8219), ("::1", 80)]
    for address in ("http://127.0.0.1/x", "http://10.0.0.1:8219/x", "http://public.example:8219/x"):
        with pytest.raises(Forbidden):
            fetch(address)
    assert len(connects) == 2


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("HTTP://Public.Example:80/A/b?c=D#e", "http://public.example/A/b?c=D"),
        ("https://public.example", "https://public.example/"),
        ("https://public.example/a b".replace(" ", "%20"), "https://public.example/a%20b"),
        ("https://public.example/ä?ö=ü", "https://public.example/%C3%A4?%C3%B6=%C3%BC"),
        ("https://BÜCHER.example./", "https://xn--bcher-kva.example/"),
        ("http://public.example:443/", "http://public.example:443/"),
    ],
)
def test_address_is_taken_apart_once(address, read):
    assert destination(address).address == read
    assert destination(read).address == read


def test_public_is_what_is_handed_out_to_the_public():
    assert is_public(ipaddress.ip_address(PUBLIC))
    assert is_public(ipaddress.ip_address("2a00:1450::1"))
    assert is_public(ipaddress.ip_address(f"::ffff:{PUBLIC}"))
    assert not is_public(ipaddress.ip_address("::ffff:192.168.0.1"))
