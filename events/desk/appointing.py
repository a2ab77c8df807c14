"""The form that names a time to publish at, in the editor's own time zone."""

import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from events.exceptions import Refused
from events.review import embargo


class ScheduleForm(forms.Form):
    """`at` is the instant once the form is valid; a time that comes twice is asked about with `which`."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))
    time = forms.TimeField(label=gettext_lazy("Time"), widget=UnfoldAdminTextInputWidget(attrs={"type": "time"}))
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "zones", "autocomplete": "off"}),
        help_text=gettext_lazy("A place, such as Europe/Paris: its clocks are meant."),
    )
    which = forms.ChoiceField(label=gettext_lazy("Which of the two"), required=False, widget=forms.RadioSelect)
    at: datetime.datetime | None = None
    use_required_attribute = False  # it stands in one form with "Approve and publish", which needs none of it

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["which"].choices = [("", ""), (embargo.EARLIER, ""), (embargo.LATER, "")]
        self.is_doubled = False

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors:
            wall = datetime.datetime.combine(cleaned["day"], cleaned["time"])
            try:
                self.at = embargo.instant_of(wall, cleaned["zone"], which=cleaned["which"])
                embargo.check_time(self.at)
            except embargo.Doubled as doubled:
                self._ask_which(doubled.instants)
                self.add_error("which", str(doubled))
            except Refused as refused:
                self.add_error(None, str(refused))
        return cleaned

    def _ask_which(self, instants: dict[str, datetime.datetime]) -> None:
        self.is_doubled = True
        named = {
            embargo.EARLIER: _("the first time: %(utc)s UTC"),
            embargo.LATER: _("the second time: %(utc)s UTC"),
        }
        self.fields["which"].choices = [
            (code, named[code] % {"utc": f"{instant:%Y-%m-%d %H:%M}"}) for code, instant in instants.items()
        ]
