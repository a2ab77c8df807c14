"""Where a request may go: which addresses of the web, and which of the servers that their names lead to.

Whoever can paste an address must not be able to make this machine speak to its own network. So an address is taken
apart by two parsers that have to agree, and of a name every server is checked, not the first. Whoever connects uses
the servers that were checked here, and asks no name again.
"""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import idna
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from events.exceptions import Refused

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
MOST_SERVERS = 40
RESOLVE_SECONDS = 5.0

# Beyond what Python calls not global, which differs between its versions: this network, shared and protocol space,
# the relay of 6to4, benchmarks, a cloud's own server, everything from multicast up.
CLOSED = [
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("168.63.129.16/32", "224.0.0.0/3"),
    )
]
# Of IPv6 only what is handed out to the public, without protocol space, documentation and 6to4.
OPEN_6 = IPv6Network("2000::/3")
CLOSED_6 = [IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]

_VISIBLE = re.compile(r"[^\s\x00-\x20\x7f-\xa0\\\u2028\u2029\ufeff]+")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.ASCII)


class NotFetched(Refused):
    """Nothing was fetched, and the message says why. `may_pass` if it can be otherwise in a while."""

    def __init__(self, sentence: str, *, may_pass: bool = False) -> None:
        self.may_pass = may_pass
        super().__init__(sentence)


class Forbidden(NotFetched):
    """The address leads where nothing may be fetched from."""


@dataclass(frozen=True)
class Destination:
    """One address of the web, taken apart once and for all: nobody reads its text again."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


def destination(address: str) -> Destination:
    """Raises NotFetched with a sentence for whatever is no plain http or https address."""
    address = address.strip(" \t\r\n")
    if len(address) > LONGEST:
        raise NotFetched(_("The address is longer than %(most)d characters.") % {"most": LONGEST})
    if not _VISIBLE.fullmatch(address):
        raise NotFetched(_("The address holds a blank, a backslash or a character that cannot be seen."))
    scheme, sign, _rest = address.partition("://")
    if not sign or scheme.lower() not in PORTS:
        raise NotFetched(_("Only addresses that begin with http:// or https:// are fetched."))
    return _agreed(address)


def _agreed(address: str) -> Destination:
    """What both parsers read in it; where they differ, one of them is being fooled."""
    unclear = NotFetched(_("The address cannot be read: its server’s name is not clear."))
    try:
        one, two = urlsplit(address), parse_url(address)
        if one.username is not None or one.password is not None or two.auth is not None:
            raise NotFetched(_("An address with a user name or a password in it is not fetched."))
        hosts = {_host(one.hostname or ""), _host((two.host or "").strip("[]"))}
        ports = {one.port or PORTS[one.scheme], two.port or PORTS[one.scheme]}
    except (ValueError, LocationParseError, KeyError) as error:
        raise unclear from error
    if len(hosts) > 1 or len(ports) > 1 or one.scheme != two.scheme or one.port == 0 or two.port == 0:
        raise unclear
    port = ports.pop()
    if port not in PORTS.values() and port not in {allowed for _server, allowed in _allowed()}:
        raise Forbidden(_("Only the web’s usual ports, 80 and 443, are fetched from."))
    return Destination(scheme=one.scheme, host=hosts.pop(), port=port, target=two.request_uri)


def _host(host: str) -> str:
    """In the letters of the domain name system, or as an IP address in its usual spelling. Raises ValueError."""
    if ":" in host:
        if "%" in host:
            raise ValueError("a zone")
        return str(IPv6Address(host))
    name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    name = name.lower().removesuffix(".")
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise ValueError("no name")
    if _LIKE_A_NUMBER.fullmatch(name.rpartition(".")[2]):
        return str(IPv4Address(name))  # raises for 127.1, 0x7f000001 and 2130706433
    return name


def servers_of(to: Destination) -> list[str]:
    """The IP addresses that `to` may be fetched from, each checked. Raises Forbidden if a single one is not public.

    One forbidden answer spoils them all: a name that leads both outside and inside is made to be tried until it fits.
    """
    servers = resolved(to.host, to.port)
    if not servers or len(servers) > MOST_SERVERS:
        raise NotFetched(_("No server was found under this name."), may_pass=False)
    if not all(may_reach(server, to.port) for server in servers):
        raise Forbidden(_("The address leads into a network that is not public, and is not fetched."))
    return servers


def may_reach(server: str, port: int) -> bool:
    """A public server at the web's ports, or one that the settings name with its port."""
    try:
        ip = ip_address(server)
    except ValueError:
        return False
    return (str(ip), port) in set(_allowed()) or (port in PORTS.values() and is_public(ip))


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return is_public(ip.ipv4_mapped)
        return ip.scope_id is None and ip in OPEN_6 and not any(ip in network for network in CLOSED_6)
    return ip.is_global and not any(ip in network for network in CLOSED)


def _allowed() -> Iterator[tuple[str, int]]:
    """(IP address, port) of each server inside that the settings open."""
    for entry in settings.CAPTURE_ALLOWED_SERVERS:
        server, _colon, port = entry.rpartition(":")
        yield str(ip_address(server.strip("[]"))), int(port)


def resolved(host: str, port: int) -> list[str]:
    """Every IP address of `host`, within a deadline; the system's own resolver keeps none."""
    answers: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            answers.append(look_up(host, port))
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError("unreadable name"))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(RESOLVE_SECONDS)
    if not answers:
        raise NotFetched(_("Looking up the server’s name took too long."), may_pass=True)
    if isinstance(answer := answers[0], OSError):
        is_final = isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_NONAME
        raise NotFetched(_("No server was found under this name."), may_pass=not is_final)
    return answer


def look_up(host: str, port: int) -> list[str]:
    """The final dot keeps the resolver from trying the name in the domains of its own network."""
    is_number = ":" in host or _LIKE_A_NUMBER.fullmatch(host.rpartition(".")[2])
    found = socket.getaddrinfo(host if is_number else f"{host}.", port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_kinds, place in found))
