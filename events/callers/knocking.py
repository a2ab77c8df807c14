"""How often strangers may send something: counted in the database, for all processes, without keeping who they are."""

import datetime
import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from events.callers.models import Knock
from events.exceptions import Refused


@dataclass(frozen=True, slots=True)
class Door:
    """So many knocks an hour are answered: `each` of one address, `all` of everybody."""

    name: str
    each: int
    all: int


class TooOften(Refused):
    """Somebody, or everybody together, knocked more often than is answered."""


COUNT = """
INSERT INTO callers_knock AS knock (door, who, until, times)
VALUES (%s, %s, date_trunc('hour', clock_timestamp()) + interval '1 hour', 1)
ON CONFLICT (door, who, until) DO UPDATE SET times = knock.times + 1
RETURNING times
"""


def knock(door: Door, who: str) -> None:
    """Counts this knock. Raises TooOften where it is one too many; a knock that is refused counts as well.

    In a transaction that is rolled back it would not count: call it before one begins.
    """
    with connection.cursor() as cursor:
        if _times(cursor, door, _disguised(door, who)) > door.each:
            raise TooOften(_("That was sent too often from where you are. Try again in an hour."))
        if _times(cursor, door, "") > door.all:
            raise TooOften(_("More is being sent to us just now than we can take. Try again in an hour."))


def _times(cursor, door: Door, who: str) -> int:
    cursor.execute(COUNT, [door.name, who])
    return cursor.fetchone()[0]


def _disguised(door: Door, who: str) -> str:
    hour = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H")
    return salted_hmac(f"knock at {door.name} in {hour}", who.casefold(), algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str:
    """From which network a request comes: an IPv4 address, or the half of an IPv6 address that names a household.

    Behind a proxy that we know it is the last that the proxy wrote; whatever stands before that anybody can write.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text[:64]
    if address.version == 6 and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def takes_in(model: type[Model]) -> bool:
    """Whether rows can be written here: a public node reads a copy of the database and can write nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('transaction_read_only') = 'off' "
                "AND has_table_privilege(to_regclass(%s), 'INSERT')",
                [model._meta.db_table],
            )
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


def forget() -> None:
    """The hours that are over."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Knock._meta.db_table} WHERE until < clock_timestamp()")  # noqa: S608  our own name
