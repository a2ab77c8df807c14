"""What is asked of who writes: for each kind of letter a form, with no more fields than it needs."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.callers.forms import CallersForm, Words
from events.letterbox.models import LONGEST, LetterKind

is_web_address = URLValidator(schemes=["http", "https"])


class Area(forms.Textarea):
    def __init__(self) -> None:
        super().__init__(attrs={"rows": 9, "maxlength": LONGEST})


class LetterForm(CallersForm):
    """`said` are the fields that become columns of the letter."""

    columns = ("words", "document", "name", "reply_to", "capacity")
    document = Words(label=gettext_lazy("Address of a document"), required=False, max_length=2000)
    name = Words(label=gettext_lazy("Your name"), required=False, max_length=200)
    reply_to = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Only to answer you. It is shown to nobody but the editors."),
    )

    def clean_document(self) -> str:
        address = self.cleaned_data["document"]
        if address:
            try:
                is_web_address(address)
            except ValidationError:
                raise ValidationError(_("Give the whole address of a page: https://…")) from None
        return address

    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.columns if name in self.cleaned_data}


class ReplyForm(LetterForm):
    """Somebody answers for whom an allegation is about: who, in what capacity, and in what words."""

    field_order = ["words", "capacity", "name", "reply_to", "document", "homepage"]
    words = Words(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST,
        widget=Area,
        help_text=gettext_lazy(
            "As you want it to be quoted. Say which allegation it answers, if it is not the one above."
        ),
    )
    capacity = Words(
        label=gettext_lazy("For whom you answer, and as what"),
        max_length=200,
        help_text=gettext_lazy("For example: head of communication of the company; its lawyer; myself."),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = _("A statement that you have published, if there is one.")
        for name in ("name", "reply_to"):
            self.fields[name].required = True
            self.fields[name].widget.attrs["aria-required"] = "true"


class ErrorForm(LetterForm):
    field_order = ["words", "document", "name", "reply_to", "homepage"]
    words = Words(
        label=gettext_lazy("What is wrong, and what is right"),
        max_length=LONGEST,
        widget=Area,
        help_text=gettext_lazy("Quote the words that are wrong, and say how you know."),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["document"].help_text = _("Where it stands rightly, if that can be read somewhere.")


class SourceForm(LetterForm):
    field_order = ["document", "words", "name", "reply_to", "homepage"]
    words = Words(
        label=gettext_lazy("What it says that is missing here"), required=False, max_length=LONGEST, widget=Area
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["document"].required = True
        self.fields["document"].widget.attrs["aria-required"] = "true"
        self.fields["document"].help_text = _("An article, a court paper, a report, a statement: https://…")


FORMS = {LetterKind.REPLY: ReplyForm, LetterKind.ERROR: ErrorForm, LetterKind.SOURCE: SourceForm}
