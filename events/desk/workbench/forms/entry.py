"""What the forms for an allegation and for a statement have in common: they make an event."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.dates import describe
from events.desk.workbench.forms.passage import OriginField, PassageForm, date_field
from events.models import DateBasis, Event

TITLE = Event._meta.get_field("title")
TEXT = Event._meta.get_field("text")


class EntryForm(PassageForm):
    title = forms.CharField(label=TITLE.verbose_name, max_length=TITLE.max_length, help_text=TITLE.help_text)
    date = date_field(label=gettext_lazy("date"))
    as_published = forms.BooleanField(required=False)
    date_wording = forms.CharField(
        label=gettext_lazy("wording of the source"),
        required=False,
        max_length=Event._meta.get_field("date_wording").max_length,
    )
    text = forms.CharField(label=TEXT.verbose_name, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    origin = OriginField()

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["origin"].offer(self.bench.source)
        if published := self.bench.published_in_words:
            label = _("Not said: take the day on which it was published, %(day)s") % {"day": published}
            self.fields["as_published"].label = label
        else:
            del self.fields["as_published"]

    def event_fields(self) -> dict[str, str]:
        """The event's own fields. A date that only follows from the day of publication is an inferred one."""
        cleaned = self.cleaned_data
        fields = {name: cleaned[name] for name in ("title", "text", "date", "date_wording")}
        if cleaned.get("as_published") and not fields["date"]:
            return {**fields, "date": self.bench.source.published, "date_basis": DateBasis.INFERRED}
        return fields


def made(kind: str, event: Event) -> str:
    """What to say of an event that was made."""
    if not event.date:
        return _("%(kind)s made: %(title)s. It has no date yet.") % {"kind": kind, "title": event.title}
    date = describe(event.date, manner=event.date_manner, language=event.language)
    return _("%(kind)s made: %(title)s (%(date)s).") % {"kind": kind, "title": event.title, "date": date}
