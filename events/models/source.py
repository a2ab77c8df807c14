"""A document. Stored once, cited by many events of many incidents."""

import re
import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.addresses import SIGNED_IN, canonical
from events.models.edtf import EdtfField


class SourceKind(models.TextChoices):
    NEWS = "news", _("news")
    COURT_FILING = "court_filing", _("court filing")
    COMPANY_STATEMENT = "company_statement", _("company statement")
    REPORT = "report", _("report")
    OFFICIAL_RECORD = "official_record", _("official record")
    SOCIAL_POST = "social_post", _("social post")
    DATASET = "dataset", _("dataset")


def check_signs_nobody_in(address: str) -> None:
    """Raises ValidationError for an address with a name or a password in it."""
    if re.match(SIGNED_IN, address):
        raise ValidationError(
            _("This address holds a name and a password, and sources become public: take them out of it.")
        )


class SourceQuerySet(models.QuerySet):
    def at(self, address: str) -> "SourceQuerySet":
        """The source of the page at `address`, however it is spelled; at most one."""
        return self.filter(canonical=canonical(address)).exclude(canonical="")

    def with_details(self) -> "SourceQuerySet":
        """Lineage and copies, as its document needs them."""
        return self.prefetch_related(*self.model.DETAILS)


@tracked()
class Source(models.Model):
    """`published` is when the document appeared, not when the thing happened; `inferred` if it does not say.

    `canonical` is the address without trackers and fragment: two addresses of one page are one source.
    """

    DETAILS: ClassVar = ("origins__origin", "captures")  # what its document is made of

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.NEWS)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=2000, blank=True, validators=[check_signs_nobody_in])
    canonical = models.CharField(_("canonical address"), max_length=2000, blank=True, editable=False)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    published = EdtfField(_("published"), blank=True)
    published_inferred = models.BooleanField(_("date inferred"), default=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    note = models.CharField(
        _("note for readers"), max_length=500, blank=True, help_text=_("E.g. translated by machine.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="source_has_a_title"),
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind_is_known"),
            models.CheckConstraint(condition=~Q(url__regex=SIGNED_IN), name="source_address_signs_nobody_in"),
            models.UniqueConstraint(
                fields=["url"],
                condition=~Q(url=""),
                name="source_is_stored_once",
                violation_error_message=_("A source with this address is already here."),
            ),
            models.UniqueConstraint(
                fields=["canonical"],
                condition=~Q(canonical=""),
                name="source_page_is_stored_once",
                violation_error_message=_("A source with this address is already here."),
            ),
            models.CheckConstraint(
                condition=Q(published_inferred=False) | ~Q(published=""),
                name="source_inferred_date_is_given",
                violation_error_message=_("An inferred date has to be given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}" if self.publisher else self.title

    def save(self, *args, **options) -> None:
        """Keeps the canonical address in step with the address from which it follows."""
        self.canonical = canonical(self.url) if self.url else ""
        super().save(*args, **options)

    def get_desk_url(self) -> str:
        return reverse("admin:events_source_change", args=[self.pk])
