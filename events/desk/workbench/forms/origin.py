"""Words of the text say what the source draws on."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.desk.workbench import actions
from events.desk.workbench.forms.passage import PassageForm
from events.models import Relation, Source

MOST_SHOWN = 8
NEW = "new"


class RelayForm(PassageForm):
    """The origin is a source that is here, or a bare one that is made of its publisher's name."""

    heading = gettext_lazy("It relays another source")
    tool = gettext_lazy("Relays")
    button = gettext_lazy("Keep the origin")
    field_order = ("words", "nth", "publisher", "which", "title", "relation", "citations")

    publisher = forms.CharField(
        label=gettext_lazy("Who published it first"), max_length=Source._meta.get_field("publisher").max_length
    )
    which = forms.ChoiceField(label=gettext_lazy("which source"), required=False, widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("its title, if you know it"),
        required=False,
        max_length=Source._meta.get_field("title").max_length,
    )
    relation = forms.ChoiceField(label=gettext_lazy("relation"), choices=Relation.choices, initial=Relation.REPORTS)
    citations = forms.TypedMultipleChoiceField(
        label=gettext_lazy("these of its passages rest on it"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        publisher = self.data.get("publisher") if self.is_bound else self.initial.get("publisher")
        self.candidates = self._published_by(publisher or "")
        self._offer_sources()
        self._offer_citations()

    def _published_by(self, name: str) -> dict[str, Source]:
        name = name.replace("\0", "").strip()
        if not name:
            return {}
        called = Q(publisher__iexact=name) | Q(title__iexact=name)
        others = Source.objects.filter(called).exclude(pk=self.bench.source.pk).order_by("-pk")
        return {str(source.pk): source for source in others[:MOST_SHOWN]}

    def _offer_sources(self) -> None:
        if not self.candidates:
            self.fields["which"].widget = forms.HiddenInput()
            self.fields["which"].choices = [(NEW, NEW)]
            return
        here = [(pk, f"{source} {source.published}".strip()) for pk, source in self.candidates.items()]
        self.fields["which"].choices = [*here, (NEW, _("another one, which is not here yet"))]

    def _offer_citations(self) -> None:
        own = [each for line in self.bench.lines for each in line.citations if each.origin_id is None]
        if own:
            self.fields["citations"].choices = [
                (each.pk, f"{each.event.title}: “{each.quotation[:80]}”") for each in own
            ]
        else:
            del self.fields["citations"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.candidates and "which" not in self.errors and not cleaned.get("which"):
            self.add_error("which", _("Sources of this publisher are here already: say whether it is one of them."))
        return cleaned

    def save(self, by) -> str:
        cleaned = self.cleaned_data
        origin = self.candidates.get(cleaned.get("which") or NEW) or self._bare_source()
        actions.relay(
            incident=self.bench.incident,
            by=by,
            passage=self.passage,
            origin=origin,
            relation=cleaned["relation"],
            citations=cleaned.get("citations", []),
        )
        return _("Kept: it draws on %(origin)s.") % {"origin": origin}

    def _bare_source(self) -> Source:
        publisher = self.cleaned_data["publisher"]
        title = self.cleaned_data["title"] or _("Report by %(publisher)s") % {"publisher": publisher}
        return Source(publisher=publisher, title=title[: Source._meta.get_field("title").max_length])
