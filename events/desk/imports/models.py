"""An import and what is staged of it.

No file is kept: its rows are, so that a preview is of any size and a job survives.

Nothing here holds a person's words under a unique constraint: a redaction may make two texts equal.
"""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import EventKind, Role


class State(models.TextChoices):
    """Mapping, checked, and the four ends are at rest; checking and applying are jobs."""

    MAPPING = "mapping", _("columns to be mapped")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    APPLYING = "applying", _("being written")
    APPLIED = "applied", _("imported")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("stopped")


JOBS = (State.CHECKING, State.APPLYING)


class Fate(models.TextChoices):
    """What a row would do."""

    UNCHECKED = "unchecked", _("not checked yet")
    MAKE = "make", _("makes an event")
    CHANGE = "change", _("changes an event")
    SAME = "same", _("is here already")
    KEEP = "keep", _("was changed by hand since, and is left alone")
    ASK = "ask", _("waits for an answer")
    REFUSED = "refused", _("refused")


class DayOrder(models.TextChoices):
    """How 12/03/2019 is to be read in a file; nobody guesses."""

    UNSAID = "", _("ask me when a date can be read in two ways")
    DAY_FIRST = "day", _("day first: 12/03/2019 is 12 March")
    MONTH_FIRST = "month", _("month first: 12/03/2019 is 3 December")


class ImportQuerySet(models.QuerySet):
    def of(self, user) -> "ImportQuerySet":
        """Those that `user` began, and so may go on with."""
        return self.filter(author=user) if user.is_editor else self.none()

    def visible_to(self, user) -> "ImportQuerySet":
        """An import is its author's own, like the drafts that it makes; administrators may look at it."""
        return self.all() if user.is_administrator else self.of(user)


class Import(models.Model):
    """`series` is what the rows' ids belong to: the same series again finds what it made before.

    `targets` says for each of `headers` which field it is, "" for none. `spoken` is the person's language, in which
    reasons are said. The row is the job: in a state of JOBS it is worked on by whoever holds its lease
    (`leased_until`, `token`), and `done` counts rows.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(_("name"), max_length=200)
    series = models.CharField(
        _("series"),
        max_length=100,
        help_text=_("Files of one series know each other’s rows: what is here already is not made again."),
    )
    form = models.CharField(_("form of the file"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.MAPPING)
    headers = models.JSONField(default=list)
    targets = models.JSONField(default=list)
    kind = models.CharField(_("kind of event"), max_length=20, choices=EventKind.choices, default=EventKind.REPORT)
    role = models.CharField(_("role of companies"), max_length=20, choices=Role.choices, default=Role.MENTIONED)
    language = models.CharField(_("language of the texts"), max_length=10, default="en")
    spoken = models.CharField(max_length=10, default="en")
    separator = models.CharField(_("between several in one cell"), max_length=1, default=";")
    day_order = models.CharField(
        _("order of day and month"), max_length=5, choices=DayOrder.choices, default=DayOrder.UNSAID, blank=True
    )
    make_topics = models.BooleanField(_("make topics that are not here yet"), default=False)
    overwrite = models.BooleanField(_("put the file’s version over what was changed by hand"), default=False)
    without_refused = models.BooleanField(_("leave out the rows that are refused"), default=False)
    notes = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reason = models.TextField(_("reason"), blank=True)
    batch = models.ForeignKey("events.Batch", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    leased_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED) | ~Q(reason=""), name="import_failure_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=JOBS), name="import_due")]

    def __str__(self) -> str:
        return self.name

    def get_desk_url(self) -> str:
        return reverse("admin:imports_import", args=[self.pk])

    @property
    def is_job(self) -> bool:
        return self.state in JOBS

    @property
    def per_cent(self) -> int:
        return 100 * self.done // self.row_count if self.row_count else 0

    def column_of(self, target: str) -> list[int]:
        """The places of the columns that are mapped to `target`."""
        return [place for place, mapped in enumerate(self.targets) if mapped == target]


class ImportRow(models.Model):
    """A row as it was read (`raw`, in the order of the import's headers) and what it comes to (`resolved`).

    `key` is the hash of the row's id in its series, `incident_key` that of its incident. What `resolved` holds, is said
    at the head of `resolving`. `goes_into` is the number of its incident on the desk, None for a new one.
    """

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    ordinal = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    raw = models.JSONField()
    resolved = models.JSONField(default=dict)
    goes_into = models.GeneratedField(
        expression=Cast(KT("resolved__incident__pk"), models.BigIntegerField()),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    key = models.CharField(max_length=64, blank=True)
    incident_key = models.CharField(max_length=64, blank=True)
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.UNCHECKED)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["job", "ordinal"], name="importrow_stands_once"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="importrow_fate_is_known"),
            models.CheckConstraint(
                condition=~Q(fate__in=[Fate.REFUSED, Fate.ASK, Fate.KEEP]) | ~Q(reason=""),
                name="importrow_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["job", "fate", "ordinal"], name="importrow_by_fate"),
            models.Index(fields=["job", "key"], name="importrow_by_key"),  # the same row twice in one file
            models.Index(fields=["job", "incident_key", "ordinal"], name="importrow_by_incident"),  # its first row
        ]

    def __str__(self) -> str:
        return f"{self.job} · {self.line}"


class Decision(models.TextChoices):
    """What a spelling of a company's name means."""

    OPEN = "open", _("to be decided")
    SAME = "same", _("this company of the desk")
    LIKE = "like", _("the same as another spelling of the file")
    PART = "part", _("a new company that belongs to another of the file")
    NEW = "new", _("a new company")
    SKIP = "skip", _("no company: leave it out")


class Spelling(models.Model):
    """A company's name as the file spells it, and who is meant: found, or asked and decided once for the import.

    `candidates`: [{"company": 3, "score": 0.9, "why": "…"}, …]. `variants`: other spellings of the file that may be
    the same. `digest` is the hash of the text. `asked` stays true when somebody had to decide.
    """

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="spellings")
    text = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)
    identifiers = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    variants = models.JSONField(default=list)
    asked = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    company = models.ForeignKey("companies.Company", on_delete=models.SET_NULL, null=True, related_name="+")
    other = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    new_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        ordering = ["text", "id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "digest"], name="spelling_once"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="spelling_decision_is_known"),
        ]

    def __str__(self) -> str:
        return self.text


class Subject(models.TextChoices):
    EVENT = "event", _("event")
    INCIDENT = "incident", _("incident")


class Tie(models.Model):
    """What an import of `author` made from the row whose id in its series hashes to `key`.

    `digest` is the hash of what was read then and `version` the row's version afterwards: a higher one means that
    somebody changed it by hand. A tie to nothing says that it was deleted by hand. Which
    incident an event belongs to stands in its own row: a tie names the one or the other.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=10, choices=Subject.choices)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    incident = models.ForeignKey(
        "events.Incident", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    event = models.ForeignKey("events.Event", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [
            models.UniqueConstraint(fields=["author", "subject", "key"], name="tie_once"),
            models.CheckConstraint(
                condition=Q(subject=Subject.EVENT, incident=None) | Q(subject=Subject.INCIDENT, event=None),
                name="tie_names_what_it_is_of",
            ),
        ]
        indexes = [  # when an incident is deleted; most ties are of events
            models.Index(fields=["incident"], condition=Q(incident__isnull=False), name="tie_of_incident")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.key[:8]}"


def hash_of(*parts: str) -> str:
    """One hash for several texts, whatever stands in them."""
    return hashlib.sha256("\x1f".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
