"""One dated entry on a timeline."""

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.dates import DateRefused, Manner, read, reading_of
from events.models.edtf import EdtfField
from events.models.incident import Incident

FIRST_DAY, LAST_DAY = "1600-01-01", "2200-12-31"


class EventKind(models.TextChoices):
    ALLEGATION = "allegation", _("allegation")
    STATEMENT = "statement", _("statement")
    LEGAL_STEP = "legal_step", _("legal step")
    OFFICIAL_ACTION = "official_action", _("official action")
    COMPANY_ACTION = "company_action", _("company action")
    REPORT = "report", _("report")
    CONTEXT = "context", _("context")


class DateBasis(models.TextChoices):
    STATED = "stated", _("stated by the source")
    INFERRED = "inferred", _("inferred")


class DateManner(models.TextChoices):
    WITHIN = Manner.WITHIN, _("some time within")
    THROUGHOUT = Manner.THROUGHOUT, _("throughout")


class EventQuerySet(models.QuerySet):
    def in_order(self) -> "EventQuerySet":
        """As `events.dates.sort_key` orders: an open beginning first, an open end after its like, the undated last."""
        undated = ExpressionWrapper(Q(earliest=None, latest=None), output_field=models.BooleanField())
        return self.order_by(undated, F("earliest").asc(nulls_first=True), F("latest").asc(nulls_last=True), "id")

    def with_document(self) -> "EventQuerySet":
        """Everything that an event's document is made of, in a fixed number of queries."""
        return self.select_related("allegation", "statement", "incident").prefetch_related(*self.model.DOCUMENT)


@tracked("incident")
class Event(models.Model):
    """An entry of one incident. `version` counts changes of it and of what hangs on it."""

    # What an event's document is made of.
    DOCUMENT: ClassVar = (
        "participants__company",
        "citations__source",
        "citations__origin",
        "facts__values__citation",
        "facts__preferred",
        "allegation__statuses__source",
        "allegation__demands__addressee",
        "allegation__reply_requests__company",
        "allegation__reply_requests__source",
        "statement__speaker",
        "statement__answers__allegation__event",
        "statement__answers__demand",
        "statement__answers__company",
        "statement__commitments__updates__source",
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="events", verbose_name=_("incident"))
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    title = models.CharField(_("title"), max_length=200, help_text=_("One sentence, worded as alleged and attributed."))
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    date = EdtfField(_("date"), blank=True)
    date_manner = models.CharField(
        _("it happened"),
        max_length=10,
        choices=DateManner.choices,
        blank=True,
        help_text=_("Some time within the span, or throughout it; left empty, the wording of the date decides."),
    )
    date_basis = models.CharField(
        _("basis of the date"), max_length=10, choices=DateBasis.choices, default=DateBasis.STATED
    )
    date_wording = models.CharField(_("wording of the source"), max_length=200, blank=True)
    earliest = models.DateField(null=True, editable=False)
    latest = models.DateField(null=True, editable=False)
    held_back = models.BooleanField(
        _("hold back"),
        default=False,
        help_text=_("Leave this event, or what changed of it, out of the next publication."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="event_has_a_title"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_is_known"),
            models.CheckConstraint(condition=Q(date_manner__in=["", *DateManner.values]), name="event_manner_is_known"),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(earliest__range=(FIRST_DAY, LAST_DAY)), name="event_earliest_in_range"
            ),
            models.CheckConstraint(
                condition=Q(latest=None) | Q(latest__range=(FIRST_DAY, LAST_DAY)), name="event_latest_in_range"
            ),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(latest=None) | Q(earliest__lte=F("latest")),
                name="event_does_not_run_backwards",
            ),
            models.CheckConstraint(
                condition=~Q(date="") | Q(earliest=None, latest=None), name="event_without_date_has_no_days"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **options) -> None:
        """Keeps the two days in step with the EDTF text from which they follow."""
        self.earliest, self.latest = None, None
        if self.date:
            reading = reading_of(self.date, self.date_manner or None)
            self.date_manner, self.earliest, self.latest = reading.manner, reading.earliest, reading.latest
        super().save(*args, **options)

    @atomic
    def delete(self, *args, **options) -> tuple[int, dict[str, int]]:
        """The points on which sources differ go first: what they report holds the citations."""
        self.facts.all().delete()
        return super().delete(*args, **options)

    def clean(self) -> None:
        """Raise ValidationError where the date and the manner do not go together."""
        self.earliest, self.latest = None, None  # those of a date that was taken out would break a rule
        if self.date and self.date_manner in {"", *DateManner.values}:  # another is refused at its own field
            try:
                reading = read(self.date, manner=self.date_manner or None)
            except DateRefused as refused:
                raise ValidationError({"date": refused.sentence((get_language() or "en")[:2])}) from None
            self.date, self.date_manner = reading.edtf, reading.manner
            self.earliest, self.latest = reading.earliest, reading.latest

    def get_desk_url(self) -> str:
        return reverse("admin:events_event_change", args=[self.pk])
