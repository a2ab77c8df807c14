"""What somebody types who wants a webhook."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from api.webhooks.models import Scope, Subscription
from events.capture.destinations import NotFetched, destination
from events.record.models import State
from events.timeline.models import Heading, PublicCompany, PublicIncident
from events.timeline.statements import PUBLIC

TABLES = {Scope.COMPANY: PublicCompany, Scope.INCIDENT: PublicIncident}


class SubscriptionForm(forms.ModelForm):
    class Meta:
        model = Subscription
        fields = ["address", "scope", "number", "topic"]
        widgets = {
            "address": UnfoldAdminTextInputWidget(attrs={"placeholder": "https://", "autocomplete": "url"}),
            "scope": UnfoldAdminSelectWidget,
            "number": UnfoldAdminIntegerFieldWidget(attrs={"min": 1}),
            "topic": UnfoldAdminTextInputWidget,
        }
        help_texts = {
            "address": gettext_lazy("Messages are posted there. It begins with https:// and has no password in it."),
            "number": gettext_lazy("Of a company or an incident: the number in the address of its public page."),
            "topic": gettext_lazy("Of a topic: the last word of its public address."),
        }

    def clean_address(self) -> str:
        """An address that messages may be sent to; whether its server may be reached is looked at each time."""
        try:
            to = destination(self.cleaned_data["address"])
        except NotFetched as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if to.scheme != "https" and f"{to.host}:{to.port}" not in settings.CAPTURE_ALLOWED_SERVERS:
            raise forms.ValidationError(_("Only addresses that begin with https:// are told of changes."))
        return to.address

    def clean(self) -> dict:
        """Just what its scope needs, and it has to be public."""
        cleaned = super().clean()
        scope = cleaned.get("scope")
        if table := TABLES.get(scope):
            self._check_number(table, cleaned)
        else:
            cleaned["number"] = None
        if scope == Scope.TOPIC:
            self._check_topic(cleaned)
        else:
            cleaned["topic"] = ""
        return cleaned

    def _check_number(self, table: type, cleaned: dict) -> None:
        live = table.objects.using(PUBLIC).filter(number=cleaned.get("number"), state=State.LIVE)
        if "number" in cleaned and not (cleaned["number"] and live.exists()):
            self.add_error("number", _("Nothing public has this number."))

    def _check_topic(self, cleaned: dict) -> None:
        known = Heading.objects.using(PUBLIC).filter(facet="topic", value=cleaned.get("topic"))
        if "topic" in cleaned and not known.exists():
            self.add_error("topic", _("There is no such topic in public."))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=16,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code"}),
    )
