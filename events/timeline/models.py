"""What is public now. `body` is the JSON that the API sends, byte for byte, and that the pages are made from."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, HashIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class DateMultirangeField(models.Field):
    """PostgreSQL's `datemultirange`: the days on which something may lie, with their gaps."""

    def db_type(self, connection) -> str:
        return "datemultirange"


class PublicRow(models.Model):
    """A subject as readers see it: its permanent public number, and the publication that last changed it."""

    number = models.PositiveIntegerField(primary_key=True)
    key = models.UUIDField(unique=True)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    publication = models.PositiveIntegerField()
    body = models.TextField()
    search = SearchVectorField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


LIVE = models.Q(state="live")
FOLDED = 300
"""Of a folded text so many characters give the order: an index takes no longer ones."""


class PublicCompany(PublicRow):
    """`folded` is its name and `names` all of its names, one a line, as `events.timeline.folding` folds them."""

    owners = ArrayField(models.PositiveIntegerField(), default=list)
    successor = models.PositiveIntegerField(null=True)
    country = models.CharField(max_length=2, blank=True, default="")
    letter = models.CharField(max_length=1, blank=True, default="")
    folded = models.CharField(max_length=FOLDED, blank=True, default="")
    names = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["letter", "folded", "number"], name="publiccompany_by_letter", condition=LIVE),
            models.Index(fields=["country", "folded", "number"], name="publiccompany_by_country", condition=LIVE),
            GinIndex(OpClass("names", name="gin_trgm_ops"), name="publiccompany_spelling"),
            GinIndex(fields=["search"], name="publiccompany_search"),
            GinIndex(fields=["owners"], name="publiccompany_owners"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="publiccompany_like"),
            models.Index(fields=["title", "number"], name="publiccompany_by_name"),
            models.Index(fields=["successor"], condition=Q(successor__isnull=False), name="publiccompany_merged"),
        ]


class PublicIncident(PublicRow):
    """`folded` holds the words of its title and of its events', as `events.timeline.folding` folds them."""

    folded = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="publicincident_search"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="publicincident_spelling"),
            models.Index(fields=["number"], name="publicincident_living", condition=LIVE),
        ]


class Heading(models.Model):
    """Under which an incident is found by those who browse: one of its topics, or the country of one of its places."""

    facet = models.CharField(max_length=10)
    value = models.CharField(max_length=50)
    english = models.CharField(max_length=100, blank=True)
    french = models.CharField(max_length=100, blank=True)
    incident = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facet", "value", "incident"], name="heading_once"),
        ]
        indexes = [models.Index(fields=["incident"], name="heading_of_incident")]

    def __str__(self) -> str:
        return f"incident {self.incident} under {self.facet} {self.value}"


class PublicSource(PublicRow):
    """`url` is its address in one spelling, `domains` those under which it was published: `news.a.org` and `a.org`."""

    kind = models.CharField(max_length=20, blank=True, default="")
    publisher = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    url = models.TextField(blank=True, default="")
    domains = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="publicsource_search"),
            HashIndex(fields=["url"], name="publicsource_by_url"),
            GinIndex(fields=["domains"], name="publicsource_domains"),
            models.Index(fields=["publication", "number"], name="publicsource_by_change"),
            models.Index(fields=["number"], name="publicsource_living", condition=LIVE),
        ]


# A promise with its day, a demand or a request with its deadline, as JSON has them: in a text the marks are escaped.
HAS_DUES = models.Q(body__contains='"due":{') | models.Q(body__contains='"deadline":{')


class PublicEvent(PublicRow):
    """`earliest` and `latest` give the order (see `events.dates.sort_key`); `days` decides what a period finds.

    `traits` are what lists of events are narrowed and counted by (`events.timeline.traits`).
    """

    incident = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    earliest = models.DateField()
    latest = models.DateField()
    days = DateMultirangeField()
    traits = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="publicevent_search"),
            GinIndex(fields=["traits"], name="publicevent_traits"),
            models.Index(fields=["publication", "number"], name="publicevent_by_change"),
            models.Index(fields=["kind", "number"], name="publicevent_by_kind", condition=LIVE),
            # What began before a year and reaches into it, the latest beginning first.
            models.Index(
                fields=["-earliest", "-number"],
                name="publicevent_reaching_on",
                condition=~models.Q(earliest__year=models.F("latest__year")),
            ),
            GistIndex(fields=["days"], name="publicevent_days"),
            models.Index(fields=["incident", "earliest", "latest", "number"], name="publicevent_of_incident"),
            models.Index(fields=["earliest", "latest", "number"], name="publicevent_in_order"),
            models.Index(fields=["number"], name="publicevent_with_dues", condition=HAS_DUES),
            # Each of these has a list of its own, and there may be hardly any.
            *(
                models.Index(fields=["number"], name=f"publicevent_with_{part}", condition=Q(traits__contains=[has]))
                for part, has in (
                    ("facts", "has:facts"),
                    ("demands", "has:demands"),
                    ("commitments", "has:commitments"),
                )
            ),
        ]


class TimelineEntry(models.Model):
    """Who is on which timeline in which order, with what timelines are filtered and counted by.

    `status` is the legal status of an allegation now, `reply` how the company answered one against it, and how
    many days its first answer took (`lag_least` to `lag_most`; negative where the dates do not tell
    which came first); `stances` are those that the company takes, beside the allegation that it answers and in its
    statement; `reply_due` is the last day for a reply that is pending, if one was named. `promises` are the
    commitments that the company makes in its statement: how far each got (empty while nothing is recorded), and in
    `promises_due` the last day for it, if one was named.
    """

    company = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    incident = models.PositiveIntegerField(default=0)
    earliest = models.DateField()
    latest = models.DateField()
    days = DateMultirangeField()
    kind = models.CharField(max_length=20)
    roles = ArrayField(models.CharField(max_length=20))
    topics = ArrayField(models.CharField(max_length=50), default=list)
    status = models.CharField(max_length=20, blank=True)
    reply = models.CharField(max_length=10, blank=True)
    stances = ArrayField(models.CharField(max_length=30), default=list)
    lag_least = models.IntegerField(null=True)
    lag_most = models.IntegerField(null=True)
    reply_due = models.DateField(null=True)
    promises = ArrayField(models.CharField(max_length=20), default=list)
    promises_due = ArrayField(models.DateField(null=True), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "earliest", "latest", "event"], name="timelineentry_order"),
            models.UniqueConstraint(fields=["event", "company"], name="timelineentry_once"),
        ]
        indexes = [
            # All that is counted of the allegations against companies, without the entries themselves.
            models.Index(
                fields=["reply"],
                include=["reply_due", "lag_least", "lag_most", "company", "kind"],
                name="timelineentry_cases",
                condition=~Q(reply=""),
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.event} on the timeline of company {self.company}"


class PastEntry(models.Model):
    """Who was on which timeline from one publication to another: what "as known on" a day reads.

    One row for each company in each version of an event that was live. It was what we said from publication `since` to
    before publication `until`, which is empty for what is said now. `against`: an allegation against this company.
    """

    company = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    earliest = models.DateField()
    latest = models.DateField()
    kind = models.CharField(max_length=20)
    against = models.BooleanField()
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "version", "company"], name="pastentry_once"),
        ]
        indexes = [
            models.Index(
                fields=["company", "earliest", "latest", "event"],
                include=["since", "until", "kind", "against"],
                name="pastentry_order",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of event {self.event} on the timeline of company {self.company}"


class SourceUse(models.Model):
    """Which events rest on a source: `cited` by them, or standing behind a source that they cite."""

    source = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    cited = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "event"], name="sourceuse_once"),
        ]
        indexes = [models.Index(fields=["event"], name="sourceuse_of_event")]

    def __str__(self) -> str:
        return f"event {self.event} rests on source {self.source}"


class Revision(models.Model):
    """One row: it changes with every change of a public table, and so makes every ETag of the public side.

    `publication` and `step` are the position of the public tables: step 0 is that of the publication itself, 1, 2 and
    so on those of the renderings in the background after it. Positions follow the order of commits: whoever moves the
    row does so before anything else, and under the publishing lock. `rendering` counts all moves and never falls.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    publication = models.PositiveIntegerField()
    step = models.PositiveIntegerField(default=0)
    rendering = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="revision_is_one_row")]

    def __str__(self) -> str:
        return f"{self.publication}.{self.step}"


class Change(models.Model):
    """At which position the body of a public subject last changed. The database keeps it (migration 0008).

    `digest` is of that body; it is empty for a row that was taken away. A body that is written again as it was stays
    where it is.
    """

    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    publication = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="change_once")]
        indexes = [models.Index(fields=["publication", "step", "kind", "number"], name="change_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} at {self.publication}.{self.step}"


class RenderingDue(models.Model):
    """An incident that still shows an old name or source: work for the background, due until its row is gone.

    Whoever works on it holds it until `leased_until` by the database's clock; then somebody else may.
    """

    incident = models.UUIDField(unique=True)
    publication = models.PositiveIntegerField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["leased_until", "id"], name="renderingdue_next")]

    def __str__(self) -> str:
        return f"incident {self.incident}, since publication {self.publication}"


class Frame(models.Model):
    """A company's page in one language, drawn ahead, with holes where its timeline and the state of the record go.

    Only the `program` that drew it shows it, and from the day `stale_on` nobody. The database deletes it as soon as
    anything changes that it was drawn from (migration 0006), so that it never outlives a word.
    """

    company = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    program = models.CharField(max_length=12)
    stale_on = models.DateField(null=True)
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "language"], name="frame_once")]

    def __str__(self) -> str:
        return f"the page of company {self.company} ({self.language})"


class Fragment(models.Model):
    """One entry of a company's timeline in one language, drawn ahead; it goes the way of `Frame`."""

    company = models.PositiveIntegerField()
    event = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    program = models.CharField(max_length=12)
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "company", "language"], name="fragment_once")]

    def __str__(self) -> str:
        return f"event {self.event} on the timeline of company {self.company} ({self.language})"


class DrawingDue(models.Model):
    """A company whose page is to be drawn ahead: work for the background, due until its row is gone.

    Whatever changes the page counts `change` up and ends the lease: who draws it keeps what was drawn only if neither
    moved meanwhile.
    """

    company = models.PositiveIntegerField(unique=True)
    change = models.PositiveBigIntegerField(default=1)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["leased_until", "id"], name="drawingdue_next")]

    def __str__(self) -> str:
        return f"the page of company {self.company}"
