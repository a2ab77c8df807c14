"""A proposal is put aside."""

from django import forms

from events.desk.workbench.bench import Bench
from events.desk.workbench.models import Dismissal
from events.intake import Kind

LARGEST = 2**31 - 1


class DismissalForm(forms.Form):
    kind = forms.ChoiceField(choices=[(str(kind), kind.name) for kind in Kind])
    start = forms.IntegerField(min_value=0, max_value=LARGEST)
    end = forms.IntegerField(min_value=0, max_value=LARGEST)
    sha256 = forms.CharField(max_length=64)

    def __init__(self, *args, bench: Bench, **options) -> None:
        self.bench = bench
        super().__init__(*args, **options)

    def clean(self) -> dict:
        """Places mean something in the text for which they were proposed, and in no other."""
        cleaned, text = super().clean(), self.bench.text
        if text is None or cleaned.get("sha256") != text.sha256:
            raise forms.ValidationError("another text")
        if not 0 <= cleaned.get("start", 0) < cleaned.get("end", 0) <= len(text.text):
            raise forms.ValidationError("outside the text")
        return cleaned

    def save(self, by) -> None:
        Dismissal.objects.get_or_create(capture=self.bench.text.capture, user=by, **self.cleaned_data)
