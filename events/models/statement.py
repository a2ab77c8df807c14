"""What a company said, in its words or by report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class Channel(models.TextChoices):
    TO_MEDIA = "to_media", _("to a media outlet")
    PRESS_RELEASE = "press_release", _("press release")
    OWN_SITE = "own_site", _("own website")
    INTERNAL = "internal", _("internal message")
    COURT = "court", _("court filing")
    SOCIAL = "social", _("social media")
    LETTER = "letter", _("letter")
    OTHER = "other", _("other")


class TranslationKind(models.TextChoices):
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("translated by machine")
    OUTLET = "outlet", _("translated by the outlet")


@tracked("event")
class Statement(models.Model):
    """`words` are the exact words in `words_language`; `indirect` is a report of words that nobody quotes.

    A quotation that the source itself gives in translation is kept as the source has it: `words` then hold the
    translated words and `translation_kind` says whose translation they are.
    """

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, primary_key=True, related_name="statement")
    speaker = models.ForeignKey(
        "companies.Company",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("company"),
    )
    spokesperson = models.CharField(_("spokesperson’s name"), max_length=200, blank=True)
    capacity = models.CharField(_("capacity"), max_length=200, blank=True, help_text=_("For example: a spokesperson."))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, default=Channel.TO_MEDIA)
    addressed_to = models.CharField(_("said to"), max_length=200, blank=True, help_text=_("For example: Newsweek."))
    words = models.TextField(_("exact words"), blank=True)
    words_language = models.CharField(_("language of the words"), max_length=10, blank=True)
    words_translated = models.CharField(
        _("the words are a translation"),
        max_length=10,
        choices=TranslationKind.choices,
        blank=True,
        help_text=_("If the source gives the words only in translation: by whom."),
    )
    translation = models.TextField(_("our translation"), blank=True)
    translation_language = models.CharField(_("language of the translation"), max_length=10, blank=True)
    translation_kind = models.CharField(_("translated"), max_length=10, choices=TranslationKind.choices, blank=True)
    indirect = models.TextField(
        _("indirect report"), blank=True, help_text=_("What it said, when nobody gives its words.")
    )

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="statement_channel_is_known"),
            models.CheckConstraint(
                condition=Q(words="") | ~Q(words_language=""),
                name="statement_words_have_a_language",
                violation_error_message=_("Say in which language the words are."),
            ),
            models.CheckConstraint(
                condition=Q(translation="", translation_language="", translation_kind="")
                | ~Q(translation="") & ~Q(translation_language="") & ~Q(translation_kind=""),
                name="statement_translation_is_marked",
                violation_error_message=_("A translation needs its language and who made it."),
            ),
            models.CheckConstraint(
                condition=Q(translation="") | ~Q(words=""),
                name="statement_translation_has_an_original",
                violation_error_message=_("A translation needs the original words beside it."),
            ),
        ]

    def __str__(self) -> str:
        return self.event.title
