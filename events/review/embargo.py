"""Times to publish at: given by a wall clock somewhere, kept as an instant, judged by the database's clock."""

import datetime
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection
from django.db.models import DateTimeField, Func, QuerySet
from django.utils.translation import gettext as _

from events.exceptions import Refused
from events.models import Submission, SubmissionState

FARTHEST = datetime.timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1970, 2200
EARLIER, LATER = "earlier", "later"


class Doubled(Refused):
    """The wall clock shows this time twice on that night; `instants` are the two, by which of them is meant."""

    def __init__(self, instants: dict[str, datetime.datetime]) -> None:
        self.instants = instants
        super().__init__(_("The clocks are set back that night, so this time comes twice. Say which you mean."))


class ClockTimestamp(Func):
    """Now by the database's clock, also in the middle of a transaction."""

    function = "clock_timestamp"
    arity = 0
    output_field = DateTimeField()


@dataclass(frozen=True, slots=True)
class Appointment:
    """An instant, as the wall clock of `zone` shows it and as UTC does."""

    at: datetime.datetime
    zone: str

    @property
    def local(self) -> datetime.datetime:
        """What the wall clock shows then, without a zone: a template would turn it back into its own."""
        return self.at.astimezone(zone_named(self.zone)).replace(tzinfo=None)

    @property
    def utc(self) -> datetime.datetime:
        return self.at.astimezone(datetime.UTC).replace(tzinfo=None)

    @property
    def offset(self) -> str:
        """ "UTC+01:00": how far that wall clock is from UTC then."""
        ahead = f"{self.at.astimezone(zone_named(self.zone)):%z}"
        return f"UTC{ahead[:3]}:{ahead[3:5]}"


@cache
def zones() -> tuple[str, ...]:
    """The names of IANA's zones that are places; aliases of offsets ("Etc/GMT+5") read as their opposite."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (*sorted(places), "UTC")


def zone_named(name: str) -> ZoneInfo:
    """Raises Refused where no zone has that name."""
    if name not in zones():
        raise Refused(_("There is no time zone “%(name)s”. Choose one, such as Europe/Paris.") % {"name": name[:64]})
    return ZoneInfo(name)


def instant_of(wall: datetime.datetime, zone: str, *, which: str = "") -> datetime.datetime:
    """When the wall clock of `zone` shows `wall`; `which` of two says EARLIER or LATER.

    Raises Refused for a time that the clocks leap over, Doubled for one that they show twice.
    """
    place = zone_named(zone)
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise Refused(_("Is the year right?"))
    early, late = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(datetime.UTC)
    instants = {EARLIER: early.astimezone(datetime.UTC), LATER: late.astimezone(datetime.UTC)}
    if instants[LATER].astimezone(place).replace(tzinfo=None) != wall:
        raise Refused(
            _("%(time)s does not come in %(zone)s on that day: the clocks are set forward over it. Choose another.")
            % {"time": f"{wall:%H:%M}", "zone": zone}
        )
    if which not in instants:
        raise Doubled(instants)
    return instants[which]


def check_time(at: datetime.datetime) -> None:
    """Raises Refused for what is past by the database's clock, or too far to be meant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    if at <= now:
        raise Refused(_("That time is past. Publish it now, or name a time to come."))
    if at > now + FARTHEST:
        raise Refused(_("That is more than a year ahead. Is the year right?"))


def due() -> QuerySet[Submission]:
    """Approved, and their time has come."""
    return Submission.objects.filter(state=SubmissionState.SCHEDULED, publish_at__lte=ClockTimestamp())


def usual_zone(user) -> str:
    """The zone in which `user` last named a time."""
    last = Submission.objects.filter(decided_by=user).exclude(publish_zone="").order_by("-decided_at").first()
    return last.publish_zone if last else "UTC"
