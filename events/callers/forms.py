"""Forms that anybody may send, without an account, a cookie or somebody else's riddle (docs/decisions/0022)."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LEAST_SECONDS = 3
MOST_SECONDS = 24 * 60 * 60
LARGEST = 200_000
HALF = re.compile("[\ud800-\udfff]")


class Unreadable(Exception):
    """What was sent cannot be read at all; the message says why, and nothing of it was kept."""


class Words(forms.CharField):
    """A text whose lines end in one way, whichever way the browser ends them."""

    def to_python(self, value: object) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class CallersForm(forms.Form):
    """Carries a signed moment at which it was made, and a field that only machines fill.

    `seal` is fresh for every form that is shown; sent twice, by a second click, it is still the same form: `form_key`.
    """

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    homepage = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    use_required_attribute = False  # a browser's own refusal is not in the language of the page

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.data, self._halved = _whole(self.data)
        self.form_key: uuid.UUID | None = None
        for field in self.fields.values():
            if field.required:
                field.widget.attrs["aria-required"] = "true"

    def clean(self) -> dict:
        """Says at each field in which a character came by halves that it cannot be read; a mark stands in its place."""
        for name in self._halved & self.fields.keys():
            self.add_error(name, _("A character cannot be read, and � stands in its place. Type it again."))
        return self.cleaned_data

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("This field is there to tell machines from people. Empty it, and send again."))
        return ""

    def clean_seal(self) -> str:
        """The message stands above the form: nobody sees the field."""
        seal = self.cleaned_data["seal"]
        try:
            self.form_key = uuid.UUID(_signer().unsign(seal, max_age=MOST_SECONDS))
        except (signing.BadSignature, ValueError):
            raise ValidationError(
                _("This form was open for too long. What you typed is still here: send it again.")
            ) from None
        if _is_younger(seal, LEAST_SECONDS):
            raise ValidationError(
                _("That was faster than anybody types. What you typed is still here: send it again in a moment.")
            )
        return seal

    def fresh_seal(self) -> str:
        """A seal for the next time: the one that was sent if it still holds, so that nobody waits twice."""
        sent = self.data.get("seal", "") if self.is_bound else ""
        return sent if _still_holds(sent) else new_seal()

    def faults(self) -> list["Fault"]:
        """Every message with the field that it is about, in the order of the form."""
        seen = [field for field in self if not field.is_hidden]
        unseen = [*self.non_field_errors(), *self.errors.get("seal", [])]
        at_fields = [Fault(str(field.label), field.id_for_label, text) for field in seen for text in field.errors]
        return [Fault("", "", text) for text in unseen] + at_fields


@dataclass(frozen=True, slots=True)
class Fault:
    label: str
    anchor: str
    text: str


def new_seal() -> str:
    return _signer().sign(str(uuid.uuid4()))


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="events.callers.forms")


def _is_younger(seal: str, seconds: int) -> bool:
    try:
        _signer().unsign(seal, max_age=seconds)
    except signing.SignatureExpired:
        return False
    return True


def _still_holds(seal: str) -> bool:
    try:
        _signer().unsign(seal, max_age=MOST_SECONDS)
    except signing.BadSignature:
        return False
    return True


def posted(request: HttpRequest) -> QueryDict:
    """What was sent. Raises Unreadable for what is too large, broken, or sent from another site's page."""
    if _is_from_elsewhere(request):
        raise Unreadable(_("This was sent from a page of another site. Fill in the form on ours."))
    return received(request)


def received(request: HttpRequest) -> QueryDict:
    """What was sent, from wherever. Raises Unreadable for what is too large or broken."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise Unreadable(_("That is too long to be sent here. Shorten it, or send us an address where it stands."))
        return request.POST
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, BadRequest, ValueError):
        raise Unreadable(_("What was sent cannot be read. Fill in the form again.")) from None


def _whole(typed: Mapping[str, str]) -> tuple[Mapping[str, str], set[str]]:
    """What was typed with a mark for each half of a character, which no page and no database can hold; and where."""
    halved = {name for name in typed if HALF.search(typed[name])}
    return ({**typed, **{name: HALF.sub("�", typed[name]) for name in halved}} if halved else typed), halved


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """No cookie is asked for, so a foreign page could borrow nobody's rights; it could only hide behind their address.

    Browsers say by themselves from where a form is sent. `Origin` is "null" on our own pages, whose policy is to name
    no referrer, so it is asked only where the browser does not know the other header.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()
