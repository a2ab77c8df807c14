"""What is alleged, its legal status over time, and what is demanded."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.models.edtf import EdtfField


class Form(models.TextChoices):
    ACCUSATION = "accusation", _("accusation")
    DEMAND = "demand", _("demand")
    CIVIL_CLAIM = "civil_claim", _("civil claim")
    CRIMINAL_CHARGE = "criminal_charge", _("criminal charge")
    REGULATORS_CHARGE = "regulators_charge", _("regulator’s charge")
    FINDING = "finding", _("finding")


class LegalStatus(models.TextChoices):
    ALLEGED = "alleged", _("alleged")
    INVESTIGATED = "investigated", _("under investigation")
    FILED = "filed", _("filed")
    ADMITTED = "admitted", _("admitted")
    SETTLED = "settled", _("settled without a finding")
    DISMISSED = "dismissed", _("dismissed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    UPHELD = "upheld", _("upheld")
    CONVICTED = "convicted", _("convicted")
    ACQUITTED = "acquitted", _("acquitted")
    OVERTURNED = "overturned", _("overturned")


@tracked("event")
class Allegation(models.Model):
    """The part of an event that makes it an allegation; who alleges and against whom are its participants."""

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, primary_key=True, related_name="allegation")
    form = models.CharField(_("form"), max_length=20, choices=Form.choices, default=Form.ACCUSATION)

    class Meta:
        verbose_name = _("allegation")
        verbose_name_plural = _("allegations")
        constraints = [models.CheckConstraint(condition=Q(form__in=Form.values), name="allegation_form_is_known")]

    def __str__(self) -> str:
        return self.event.title


@tracked("allegation")
class AllegationStatus(models.Model):
    """One step of an allegation's legal history, cited."""

    allegation = models.ForeignKey(Allegation, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(_("status"), max_length=20, choices=LegalStatus.choices)
    date = EdtfField(_("as of"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.ForeignKey(
        "events.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    locator = models.CharField(_("place in the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("status history")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=LegalStatus.values), name="allegationstatus_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_status_display()


@tracked("allegation")
class Demand(models.Model):
    """A thing asked of a company in an allegation."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    allegation = models.ForeignKey(Allegation, on_delete=models.CASCADE, related_name="demands")
    text = models.CharField(_("demand"), max_length=500)
    addressee = models.ForeignKey(
        "companies.Company", on_delete=models.PROTECT, related_name="+", verbose_name=_("addressee")
    )
    deadline = EdtfField(_("deadline"), blank=True)

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="demand_says_something")]

    def __str__(self) -> str:
        return self.text
