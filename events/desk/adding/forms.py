"""The one field, and the file beside it."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from events.desk.adding.typed import LONGEST_TITLE, Typed, judge
from events.desk.adding.uploads import LARGEST, Upload, check
from events.exceptions import Refused


class Pasted(forms.CharField):
    """A text from a clipboard, without what no text can hold."""

    def to_python(self, value: str | None) -> str:
        return super().to_python(value).replace("\0", "")


class WithFile(forms.Form):
    """A form with a file that is read only if it is small enough."""

    document = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=UnfoldAdminFileFieldWidget(
            attrs={"accept": ".html,.htm,.pdf,.txt,text/html,text/plain,application/pdf"}
        ),
        help_text=gettext_lazy("HTML, PDF or plain text, up to 20 MB."),
    )

    def clean_document(self) -> Upload | None:
        file: UploadedFile | None = self.cleaned_data["document"]
        if file is None:
            return None
        upload = Upload(file.name, file.read(LARGEST + 1))
        try:
            check(upload)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return upload


class AddForm(WithFile):
    """`typed` is judged: an address, a text, or both. After cleaning, `cleaned_data["typed"]` says which."""

    typed = Pasted(
        label=gettext_lazy("The address of an article, or its text"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5, "autofocus": True, "spellcheck": "false"}),
        help_text=gettext_lazy("Is the page closed to others? Then put its text below the address: both are kept."),
    )
    title = Pasted(
        label=gettext_lazy("Title, if you know it"),
        required=False,
        max_length=LONGEST_TITLE,
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ["typed", "document", "title"]

    def clean_typed(self) -> Typed:
        typed = self.cleaned_data["typed"]
        if not typed.strip() and self.files.get("document"):
            return Typed()
        try:
            return judge(typed)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


class KeepForm(WithFile):
    """The text of a source that is here already, pasted or as a file."""

    text = Pasted(
        label=gettext_lazy("Its text"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=gettext_lazy("As it stands in the source. It stays private; public are its hash and date."),
    )
    field_order = ["text", "document"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("text") and not cleaned.get("document"):
            raise forms.ValidationError(_("Paste the text, or choose a file."))
        return cleaned
