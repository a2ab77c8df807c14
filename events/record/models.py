"""The tables of the record. The rules that guard them are in the database itself: migrations/0002_guards.py."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    COMPANY = "company", _("company")
    INCIDENT = "incident", _("incident")
    EVENT = "event", _("event")
    SOURCE = "source", _("source")


class PublicationKind(models.TextChoices):
    FIRST = "first", _("first publication")
    UPDATE = "update", _("update")
    CLARIFICATION = "clarification", _("clarification")
    CORRECTION = "correction", _("correction")
    RETRACTION = "retraction", _("retraction")
    REDACTION = "redaction", _("redaction")

    @classmethod
    def log(cls) -> list[str]:
        """The kinds that the corrections page lists: all that take something back or set it right."""
        return [cls.CLARIFICATION, cls.CORRECTION, cls.RETRACTION, cls.REDACTION]


class State(models.TextChoices):
    LIVE = "live", _("live")
    RETRACTED = "retracted", _("retracted")
    MERGED = "merged", _("merged")


class Subject(models.Model):
    """Something that editions are about. `number` is its permanent public number within its kind, without gaps.

    `key` is the same random key that documents use to refer to it; `parent` is the incident of an event.
    """

    kind = models.CharField(max_length=10, choices=SubjectKind.choices)
    number = models.PositiveIntegerField()
    key = models.UUIDField(unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="subject_number_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=SubjectKind.values), name="subject_kind_is_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="subject_number_is_positive"),
            models.CheckConstraint(
                condition=(Q(kind="event") & Q(parent__isnull=False)) | (~Q(kind="event") & Q(parent=None)),
                name="subject_event_has_an_incident",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Publication(models.Model):
    """One act of publishing. `imprint` (salted, so that it can be redacted) holds the note and who wrote and reviewed.

    `authors` and `reviewer` are opaque numbers of accounts: enough for the database to refuse that one person is both.
    """

    number = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=PublicationKind.choices)
    at = models.DateTimeField(unique=True)
    authors = ArrayField(models.BigIntegerField())
    reviewer = models.BigIntegerField(null=True)
    four_eyes = models.BooleanField()
    imprint = models.JSONField(null=True)
    salt = models.CharField(max_length=32, null=True)
    imprint_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="publication_number_is_positive"),
            models.CheckConstraint(condition=Q(kind__in=PublicationKind.values), name="publication_kind_is_known"),
            models.CheckConstraint(condition=Q(authors__len__gte=1), name="publication_has_an_author"),
            models.CheckConstraint(
                condition=Q(four_eyes=True, reviewer__isnull=False) | Q(four_eyes=False, reviewer=None),
                name="publication_reviewed_or_says_so",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(authors__contains=[F("reviewer")]),
                name="publication_reviewer_is_no_author",
            ),
            models.CheckConstraint(
                condition=Q(imprint=None, salt=None) | Q(imprint__isnull=False, salt__isnull=False),
                name="publication_imprint_blank_with_its_salt",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(previous_hash=""), name="publication_is_chained"),
        ]

    def __str__(self) -> str:
        return f"publication {self.number}"

    @property
    def note(self) -> str:
        """The public note; empty where it was redacted."""
        return (self.imprint or {}).get("note", "")


class Edition(models.Model):
    """The whole canonical document of one subject, and the span of time for which it was what we said."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField()
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="editions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    document = models.JSONField(null=True)
    salt = models.CharField(max_length=32, null=True)
    hash = models.CharField(max_length=64)
    known = DateTimeRangeField()
    redacted_in = models.ForeignKey(Publication, on_delete=models.PROTECT, null=True, related_name="redactions")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="edition_version_once"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(known__upper_inf=True), name="edition_one_current_per_subject"
            ),
            ExclusionConstraint(
                name="edition_known_never_overlaps",
                expressions=[("subject", RangeOperators.EQUAL), ("known", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="edition_version_is_positive"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="edition_state_is_known"),
            models.CheckConstraint(
                condition=Q(document__isnull=False, salt__isnull=False, redacted_in=None)
                | Q(document=None, salt=None, redacted_in__isnull=False),
                name="edition_blank_only_by_redaction",
            ),
        ]
        indexes = [models.Index(fields=["publication"], name="edition_by_publication")]

    def __str__(self) -> str:
        return f"{self.subject} version {self.version}"
