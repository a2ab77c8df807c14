"""What strangers' servers may do to us: lead on, pack, drip, lie; and what of ours goes along: nothing."""

import gzip
import os
import socket
import threading
import time
import zlib
from dataclasses import replace

import pytest

from events.capture import destinations
from events.capture.destinations import Forbidden, NotFetched
from events.capture.fetching import Limits, ask, fetch, send
from tests.events.capture.servers import Stranger, redirect, response, serving

PAGE = b"<html><body><p>words</p></body></html>"
QUICK = replace(Limits(), whole=0.6)


def fetched(server: Stranger, answer, limits: Limits = Limits()) -> bytes:  # noqa: B008  it is frozen
    server.pages["/page"] = answer
    return fetch(server.address("/page"), limits).last.body


def refused(server: Stranger, answer, limits: Limits = Limits()) -> NotFetched:  # noqa: B008
    with pytest.raises(NotFetched) as refusal:
        fetched(server, answer, limits)
    return refusal.value


# --- What is let through ---


@pytest.mark.parametrize(
    "answer",
    [
        response(PAGE),
        response(PAGE, kind="application/xhtml+xml"),
        response(PAGE, kind=""),
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
        % (len(PAGE), PAGE),
        response(gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip"),
        response(zlib.compress(PAGE), "Content-Encoding: deflate"),
        response(gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0), "Content-Encoding: gzip, gzip"),
    ],
)
def test_honest_answer_is_read(stranger, answer):
    assert fetched(stranger, answer) == PAGE


def test_large_honest_page_is_read(stranger):
    body = os.urandom(1_000_000).hex().encode()
    assert fetched(stranger, response(body)) == body
    assert fetched(stranger, response(gzip.compress(body), "Content-Encoding: gzip")) == body


def test_nothing_of_ours_goes_along(stranger, monkeypatch, tmp_path, settings):
    """No proxy, no password of .netrc, no cookie that was set on the way, no name of ours."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    with serving(Stranger()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.place}")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        monkeypatch.setenv("HOME", str(tmp_path))
        stranger.pages["/first"] = response(b"", "Location: /page", "Set-Cookie: a=b", status="302 Found")
        stranger.pages["/page"] = response(PAGE)
        fetch(stranger.address("/first"))
        assert proxy.requests == []
    lines = {
        line.split(b":")[0].lower() for request in stranger.requests for line in request.split(b"\r\n")[1:] if line
    }
    assert lines == {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection"}
    assert stranger.requests[1].startswith(b"GET /page HTTP/1.1\r\n")
    assert settings.SITE_ADDRESS.encode() not in stranger.requests[0]


def test_whole_name_is_sent_to_the_server_that_was_checked(stranger, monkeypatch, settings):
    monkeypatch.setattr(destinations, "look_up", lambda *_: ["127.0.0.1"])
    stranger.pages["/page"] = response(PAGE)
    port = stranger.server_address[1]
    exchange = fetch(f"http://Bücher.example:{port}/page").last
    assert f"Host: xn--bcher-kva.example:{port}".encode() in stranger.requests[0]
    assert ("Host", f"xn--bcher-kva.example:{port}") in exchange.sent
    assert exchange.address == f"http://xn--bcher-kva.example:{port}/page"


# --- Redirects ---


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_redirect_is_followed(stranger, status):
    stranger.pages["/old"] = redirect("page?é#part", status)
    stranger.pages["/page?%C3%A9"] = response(PAGE)
    stranger.pages["/old"] = stranger.pages["/old"].replace("é".encode(), "é".encode())
    exchanges = fetch(stranger.address("/old")).exchanges
    assert [exchange.status for exchange in exchanges] == [int(status[:3]), 200]
    assert exchanges[-1].body == PAGE


@pytest.mark.parametrize("status", ["300 Choices", "304 Same", "305 Proxy", "306 Old"])
def test_other_answers_lead_nowhere(stranger, status):
    stranger.pages["/old"] = redirect("/page", status)
    assert fetch(stranger.address("/old")).last.status == int(status[:3])
    assert len(stranger.requests) == 1


def test_five_redirects_are_followed_and_no_sixth(stranger):
    for number in range(6):
        stranger.pages[f"/{number}"] = redirect(f"/{number + 1}")
    stranger.pages["/5"] = response(PAGE)
    assert len(fetch(stranger.address("/0")).exchanges) == 6
    stranger.pages["/5"], stranger.pages["/6"] = redirect("/6"), response(PAGE)
    with pytest.raises(NotFetched, match="more than 5 times"):
        fetch(stranger.address("/0"))


def test_circle_is_noticed(stranger):
    stranger.pages["/a"], stranger.pages["/b"] = redirect("/b"), redirect("/a")
    with pytest.raises(NotFetched, match="back to itself"):
        fetch(stranger.address("/a"))


@pytest.mark.parametrize("hop", range(1, 6))
@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://inside.example/",
        "//127.0.0.1:22/",
        "http://0x7f000001/",
        "file:///etc/passwd",
        "ftp://public.example/",
        "http://user:word@public.example/",
        "http://public.example:6379/",
        "http://[broken/",
        "gopher://x",
        "http://public.example/\\@inside",
    ],
)
def test_each_hop_is_checked(stranger, monkeypatch, hop, to):
    real = socket.create_connection
    opened = []
    monkeypatch.setattr(socket, "create_connection", lambda place, **rest: opened.append(place) or real(place, **rest))
    names = {"inside.example": ["192.168.0.1"]}
    monkeypatch.setattr(destinations, "look_up", lambda host, _port: names.get(host, [host]))
    for number in range(hop):
        stranger.pages[f"/{number}"] = redirect(f"/{number + 1}" if number + 1 < hop else to)
    with pytest.raises(NotFetched):
        fetch(stranger.address("/0"))
    assert opened == [stranger.server_address] * hop


def test_two_places_at_once_lead_nowhere(stranger):
    answer = response(b"", "Location: /page", "Location: /other", status="302 Found")
    assert "two places" in str(refused(stranger, answer))


def test_refresh_is_not_followed(stranger):
    body = b'<meta http-equiv="refresh" content="0; url=/inside">'
    assert fetched(stranger, response(body, "Refresh: 0; url=/inside")) == body
    assert len(stranger.requests) == 1


def test_posting_follows_nothing(stranger):
    stranger.pages["/hook"] = redirect("/page", "307 Temporary")
    answer = send(
        stranger.address("/hook"), b'{"a":1}', {"Content-Type": "application/json", "webhook-id": "1"}, Limits()
    )
    assert (answer.status, answer.method, len(stranger.requests)) == (307, "POST", 1)
    assert stranger.requests[0].endswith(b'\r\n\r\n{"a":1}')
    assert b"webhook-id: 1" in stranger.requests[0]


def test_headers_of_ours_go_to_one_server_only(stranger):
    stranger.pages["/api"] = redirect("/page")
    answer = ask(stranger.address("/api"), {"Authorization": "LOW key:secret"}, Limits())
    assert (answer.status, len(stranger.requests)) == (302, 1)


# --- Too much ---


@pytest.mark.parametrize("body", [b"a" * 3_000_000, b"<p>" * 1_000_000])
def test_more_than_is_allowed_is_refused(stranger, body):
    small = replace(Limits(), body=1 << 20)
    assert str(refused(stranger, response(body), small)) == "The document is larger than 1 MB."
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    assert str(refused(stranger, endless, small)) == "The document is larger than 1 MB."
    lying = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %s\r\n\r\n" % (b"9" * 30)
    assert str(refused(stranger, lying + body, small)) == "The document is larger than 1 MB."


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(size >> 20)) + packer.flush()


def test_bombs_are_not_unpacked(stranger):
    once = bomb(256 << 20)
    twice = gzip.compress(once)
    for body, coding in ((once, "gzip"), (twice, "gzip, gzip"), (zlib.compress(b"\0" * (64 << 20)), "deflate")):
        before = _memory()
        answer = refused(stranger, response(body, f"Content-Encoding: {coding}"))
        assert "unpacks to very much more" in str(answer) or "larger than 20 MB" in str(answer)
        assert not answer.may_pass
        assert _memory() - before < 64 << 20


def _memory() -> int:
    """The most that this process has ever had in memory."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM"))


@pytest.mark.parametrize("coding", ["gzip, gzip, gzip", "br", "zstd", "compress", "gzip, br", "x", "gzip," * 50])
def test_other_packings_are_refused(stranger, coding):
    assert "packed in a way" in str(refused(stranger, response(PAGE, f"Content-Encoding: {coding}")))


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(PAGE * 999, mtime=0)[:40] + b"damage" * 20])
def test_damaged_packing_is_refused(stranger, body):
    assert "cannot be unpacked" in str(refused(stranger, response(body, "Content-Encoding: gzip")))


@pytest.mark.parametrize(
    "headers",
    [
        b"X: " + b"a" * 70_000,
        b"\r\n".join(b"X%d: %s" % (number, b"a" * 1000) for number in range(80)),
        b"\r\n".join(b"X%d: a" % number for number in range(200)),
    ],
)
def test_huge_headers_are_refused(stranger, headers):
    answer = refused(stranger, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers + b"\r\n\r\n" + PAGE)
    assert "begins with more" in str(answer) or "does not speak" in str(answer)


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "application/json", "text/css", "x"])
def test_other_kinds_are_not_read(stranger, kind):
    assert str(refused(stranger, response(PAGE, kind=kind))) == "There is no HTML, PDF or plain text at this address."


# --- Too long, and broken ---


def dripping(beginning: bytes):
    def answer(connection: socket.socket, _asked: bytes) -> None:
        connection.sendall(beginning)
        for _second in range(200):
            time.sleep(0.05)
            connection.sendall(b"a")

    return answer


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03",
    ],
)
def test_dripping_server_is_left_when_the_time_is_over(stranger, beginning):
    started = time.monotonic()
    answer = refused(stranger, dripping(beginning), QUICK)
    assert time.monotonic() - started < 5
    assert answer.may_pass or "unpacked" in str(answer)
    assert "took longer than" in str(answer)


def test_silent_server_is_left_when_the_time_is_over(stranger):
    done = threading.Event()
    answer = refused(stranger, lambda *_: done.wait(5), QUICK)
    done.set()
    assert "took longer than" in str(answer)


def test_time_is_for_all_hops_together(stranger):
    def slow(to: str):
        return lambda connection, _asked: (time.sleep(0.25), connection.sendall(redirect(to)))

    for number in range(5):
        stranger.pages[f"/{number}"] = slow(f"/{number + 1}")
    stranger.pages["/5"] = response(PAGE)
    with pytest.raises(NotFetched, match="took longer than"):
        fetch(stranger.address("/0"), QUICK)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort",
    ],
)
def test_broken_answer_may_pass(stranger, answer):
    refusal = refused(stranger, answer)
    assert refusal.may_pass
    assert "broke the connection off" in str(refusal)


def test_closed_port_may_pass(stranger, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.CAPTURE_ALLOWED_SERVERS = [f"127.0.0.1:{port}"]
    with pytest.raises(NotFetched, match="does not answer") as refusal:
        fetch(f"http://127.0.0.1:{port}/")
    assert refusal.value.may_pass


def test_plain_server_behind_https_has_its_sentence(stranger):
    with pytest.raises(NotFetched, match="No safe connection") as refusal:
        fetch(f"https://{stranger.place}/")
    assert not isinstance(refusal.value, Forbidden)


def test_second_server_is_tried_where_the_first_is_silent(stranger, monkeypatch, settings):
    monkeypatch.setattr(destinations, "look_up", lambda *_: ["127.0.0.9", "127.0.0.1"])
    port = stranger.server_address[1]
    settings.CAPTURE_ALLOWED_SERVERS = [f"127.0.0.9:{port}", f"127.0.0.1:{port}"]
    stranger.pages["/page"] = response(PAGE)
    assert fetch(f"http://public.example:{port}/page").last.server == "127.0.0.1"
