"""Fetching from strangers' servers: only from where it is allowed, no longer and no more than it is allowed.

Every hop is checked anew (`destinations`) and connected to the very server that was checked. Nothing of this machine
goes along: no proxy of the environment, no cookie, no password, no address of ours.
"""

import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from urllib.parse import urljoin

import certifi
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, NewConnectionError
from urllib3.response import HTTPResponse

from events.capture.destinations import Destination, NotFetched, destination, servers_of

MEGABYTE = 1 << 20
REDIRECTS = {301, 302, 303, 307, 308}
DOCUMENTS = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain", "text/markdown")
UNSAID = ("", "application/octet-stream", "binary/octet-stream")
ACCEPT = "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.1"
CODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
PIECE = 1 << 16
MOST_TRIED = 3


@dataclass(frozen=True)
class Limits:
    """How long and how much. `kinds` are the content types that are wanted; None takes every one."""

    connect: float = 5.0
    whole: float = 30.0
    body: int = 20 * MEGABYTE
    headers: int = 64 << 10
    ratio: int = 200
    ratio_from: int = MEGABYTE
    hops: int = 5
    kinds: tuple[str, ...] | None = (*DOCUMENTS, *UNSAID)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `body` is decoded; that of a redirect is not read."""

    method: str
    address: str
    sent: list[tuple[str, str]]
    status: int
    reason: str
    headers: list[tuple[str, str]]
    server: str = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True)
class Fetched:
    """The answer at the end, and every exchange on the way to it, the last included."""

    exchanges: list[Exchange]

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    @property
    def content_type(self) -> str:
        return self.last.header("content-type")


def fetch(address: str, limits: Limits = Limits()) -> Fetched:
    """What is at `address`, redirects followed. Raises NotFetched with a sentence; any status is an answer."""
    exchanges: list[Exchange] = []
    with _Clock(limits.whole) as clock:
        to = destination(address)
        while True:
            exchanges.append(_exchange("GET", to, b"", {"Accept": ACCEPT}, limits, clock))
            target = _redirect_of(exchanges[-1])
            if target is None:
                return Fetched(exchanges)
            to = destination(target)
            if to.address in {exchange.address for exchange in exchanges}:
                raise NotFetched(_("The address leads back to itself."))
            if len(exchanges) > limits.hops:
                raise NotFetched(_("The address leads on more than %(most)d times.") % {"most": limits.hops})


def send(address: str, body: bytes, headers: Mapping[str, str], limits: Limits) -> Exchange:
    """Posts `body`; a redirect is an answer like any other. Raises NotFetched with a sentence."""
    with _Clock(limits.whole) as clock:
        return _exchange("POST", destination(address), body, headers, limits, clock)


def ask(address: str, headers: Mapping[str, str], limits: Limits) -> Exchange:
    """Gets `address` with headers of our own, which go to no other: a redirect is an answer like any other."""
    with _Clock(limits.whole) as clock:
        return _exchange("GET", destination(address), b"", headers, limits, clock)


def _redirect_of(exchange: Exchange) -> str | None:
    """Where it leads, whole; http.client reads headers as Latin, and servers write them in UTF-8."""
    places = {value for key, value in exchange.headers if key.lower() == "location"}
    if exchange.status not in REDIRECTS or not places:
        return None
    if len(places) > 1:
        raise NotFetched(_("The server leads on to two places at once."))
    place = places.pop().strip(" \t")
    try:
        return urljoin(exchange.address, place.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return urljoin(exchange.address, place)
    except ValueError as error:
        raise NotFetched(_("The server leads on to an address that cannot be read.")) from error


def _exchange(
    method: str, to: Destination, body: bytes, headers: Mapping[str, str], limits: Limits, clock: "_Clock"
) -> Exchange:
    """Tries the servers of `to` one after the other until one accepts the connection."""
    sent = {"User-Agent": settings.CAPTURE_USER_AGENT, "Accept-Encoding": "gzip, deflate", **headers}
    sent["Connection"] = "close"
    servers = servers_of(to)
    for number, server in enumerate(servers[:MOST_TRIED], 1):
        connection = _connection(to, server, limits, clock)
        try:
            connection.request(method, to.target, body=body or None, headers=sent, preload_content=False)
            with closing(connection.getresponse()) as response:
                return _answer(response, method, to, server, sent, limits, clock)
        except NewConnectionError:
            if number == min(len(servers), MOST_TRIED) or clock.has_struck:
                raise _sentence_for_silence(clock) from None
        except ssl.SSLError as error:
            raise _sentence_for_tls(clock) from error
        except (HTTPError, HTTPException, OSError, zlib.error, ValueError) as error:
            raise _sentence_for(error, clock) from error
        finally:
            connection.close()
    raise _sentence_for_silence(clock)


def _answer(
    response: HTTPResponse,
    method: str,
    to: Destination,
    server: str,
    sent: Mapping[str, str],
    limits: Limits,
    clock: "_Clock",
) -> Exchange:
    headers = [(key, value) for key, value in response.headers.iteritems()]
    if sum(len(key) + len(value) + 4 for key, value in headers) > limits.headers:
        raise NotFetched(_("The server’s answer begins with more than it may."))
    told = (method, to.address, [("Host", _host_header(to)), *sent.items()], response.status, response.reason or "")
    start = Exchange(*told, headers=headers, server=server)
    if start.status in REDIRECTS and start.header("location"):
        return start
    _check_wanted(start, limits)
    return Exchange(*told, headers=headers, server=server, body=_body(response, limits, clock))


def _host_header(to: Destination) -> str:
    return to.address.split("/", 3)[2]


def _check_wanted(start: Exchange, limits: Limits) -> None:
    """Before the body is read: what nobody here can read need not be carried over."""
    kind = start.header("content-type").partition(";")[0].strip().lower()
    if limits.kinds is not None and 200 <= start.status < 300 and kind not in limits.kinds:
        raise NotFetched(_("There is no HTML, PDF or plain text at this address."))
    length = start.header("content-length")
    if length.isascii() and length.isdigit() and int(length[:20]) > limits.body:
        raise _too_large(limits)
    codings = [coding.strip().lower() for coding in start.header("content-encoding").split(",")]
    if len(codings) > 2 or not set(codings) <= CODINGS:
        raise NotFetched(_("The server’s answer is packed in a way that is not read."))


def _body(response: HTTPResponse, limits: Limits, clock: "_Clock") -> bytes:
    """Piece by piece, unpacked, and never more than is allowed, nor much more than came over the wire."""
    pieces, length = [], 0
    for piece in response.stream(PIECE, decode_content=True):
        length += len(piece)
        if length > limits.body:
            raise _too_large(limits)
        if length > limits.ratio_from and length > limits.ratio * max(response.tell(), 1):
            raise NotFetched(_("The server’s answer unpacks to very much more than was sent."))
        pieces.append(piece)
    if clock.has_struck:  # what the clock ended looks like an end of its own
        raise _sentence_for_silence(clock)
    return b"".join(pieces)


def _too_large(limits: Limits) -> NotFetched:
    return NotFetched(_("The document is larger than %(most)d MB.") % {"most": limits.body // MEGABYTE})


# --- The connection: ours from the first byte ---


class _Clock:
    """Ends whatever goes on when the time is over: a server that sends a byte now and then stays within any timeout."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.has_struck = False
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._strike)
        self._timer.daemon = True

    def __enter__(self) -> "_Clock":
        self._timer.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._watched:
                watched.close()
            self._watched.clear()

    def watch(self, connection: socket.socket) -> None:
        """By a second handle on it, because TLS takes the first one away."""
        with self._lock:
            self._watched.append(connection.dup())
        if self.has_struck:
            self._strike()

    def _strike(self) -> None:
        with self._lock:
            self.has_struck = True
            for watched in self._watched:
                try:
                    watched.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it is closed already


def _connection(to: Destination, server: str, limits: Limits, clock: _Clock) -> HTTPConnection:
    """To `server`, in the name of `to.host`: certificate and Host header are the name's, no name is looked up again."""

    def connect(self: HTTPConnection) -> socket.socket:
        try:
            opened = socket.create_connection((server, to.port), timeout=limits.connect)
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error
        clock.watch(opened)
        opened.settimeout(limits.whole)
        return opened

    return _kind_of_connection(to.scheme, connect)(to.host, to.port, **_tls(to.scheme))


def _kind_of_connection(scheme: str, connect: Callable[[HTTPConnection], socket.socket]) -> type[HTTPConnection]:
    kind = HTTPSConnection if scheme == "https" else HTTPConnection
    return type("Pinned", (kind,), {"_new_conn": connect})


def _tls(scheme: str) -> dict[str, object]:
    return {"ssl_context": _trust(), "cert_reqs": ssl.CERT_REQUIRED} if scheme == "https" else {}


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities and, where it has none, the well-known ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certifi.where())
    return context


# --- What is said to people ---


def _sentence_for(error: Exception, clock: _Clock) -> NotFetched:
    if clock.has_struck or isinstance(error, TimeoutError):
        return _sentence_for_silence(clock)
    if isinstance(error.__cause__, ssl.SSLError) or "SSL" in type(error).__name__:
        return _sentence_for_tls(clock)
    if isinstance(error, DecodeError | zlib.error):
        return NotFetched(_("The server’s answer is damaged: it cannot be unpacked."))
    return NotFetched(_("The server broke the connection off, or does not speak the web’s language."), may_pass=True)


def _sentence_for_tls(clock: _Clock) -> NotFetched:
    if clock.has_struck:
        return _sentence_for_silence(clock)
    return NotFetched(_("No safe connection could be made: the server’s certificate is not valid for it."))


def _sentence_for_silence(clock: _Clock) -> NotFetched:
    if clock.has_struck:
        seconds = int(clock.seconds) or 1
        return NotFetched(_("The server took longer than %(most)d seconds.") % {"most": seconds}, may_pass=True)
    return NotFetched(_("The server does not answer."), may_pass=True)
