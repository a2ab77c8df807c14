"""Companies by what people type: any of their names, or a new one, which is only made if the person says so."""

from dataclasses import dataclass

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from companies.matching import candidates
from companies.models import Company

MOST_SHOWN = 8
MOST_TYPED = 20
LONGEST = Company._meta.get_field("name").max_length
PARTED_BY = ";"
MAKE = gettext_lazy("Make “{}” as a new company")


@dataclass(frozen=True, slots=True)
class Named:
    """A company that is here, the name of one that is to be made, or else words that describe a group."""

    name: str
    found: Company | None = None
    is_new: bool = False

    def company(self) -> Company | None:
        """The row; a new one is a bare name until somebody says more. None for a group."""
        if self.is_new:
            return Company.objects.standing().filter(name=self.name).first() or Company.objects.create(name=self.name)
        return self.found


def named(name: str) -> list[Company]:
    """The companies that are called exactly so, by any of their names, case aside. "Acme · US" is Acme in that country
    and "Acme № 12" the one with that key, where the name alone does not tell them apart.
    """
    name, _mark, key = name.partition(" № ")
    name, _dot, country = name.partition(" · ")
    called = Q(name__iexact=name.strip()) | Q(names__name__iexact=name.strip())
    companies = Company.objects.standing().filter(called).distinct()
    if key.isdecimal() and len(key) < 10:
        companies = companies.filter(pk=int(key))
    return list(companies.filter(country=country.strip()) if country else companies)


def suggested(words: str) -> list[Company]:
    """Companies with a name like `words`: those that begin with it, those that hold it, those that are nearly so."""
    begins = Case(When(name__istartswith=words, then=Value(0)), default=Value(1), output_field=IntegerField())
    holding = Company.objects.standing().matching(words).annotate(rank=begins).order_by("rank", "name", "pk")
    near = [each.company for each in candidates(words)]
    return list(dict.fromkeys([*holding[:MOST_SHOWN], *near]))[:MOST_SHOWN]


@require_GET
def companies(request: HttpRequest) -> JsonResponse:
    """What the box of a company offers for the words typed so far; `is_new` if no company is called exactly so."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = suggested(words) if words else []
    return JsonResponse({"companies": spelled(found), "is_new": bool(words) and not named(words)})


def spelled(found: list[Company]) -> list[str]:
    """What is typed for each: its name, with as much more as tells it from others of that name."""
    names = [company.name.casefold() for company in found]
    labels = [c.name if names.count(c.name.casefold()) == 1 else str(c) for c in found]
    return [
        f"{label} № {company.pk}" if labels.count(label) > 1 else label
        for label, company in zip(labels, found, strict=True)
    ]


class CompanyInput(forms.TextInput):
    """A text box; below it, for each name that no company has, a box to tick that makes it."""

    template_name = "desk/workbench/company.html"

    def __init__(self, attrs: dict | None = None) -> None:
        offers = {"data-companies": reverse_lazy("admin:desk_companies"), "data-make": MAKE}
        super().__init__({"autocomplete": "off", **offers, **(attrs or {})})
        self.unknown: dict[str, bool] = {}

    def value_from_datadict(self, data: MultiValueDict, files, name: str) -> tuple[str, list[str]]:
        agreed = data.getlist(f"{name}-new") if hasattr(data, "getlist") else []
        return super().value_from_datadict(data, files, name) or "", agreed

    def format_value(self, value: object) -> str:
        return value[0] if isinstance(value, tuple) else (value or "")

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        return {**super().get_context(name, value, attrs), "unknown": self.unknown.items()}


class CompanyField(forms.CharField):
    """One company or, where `several`, names parted by semicolons. Cleans to a list of `Named`.

    A name that no company has is refused until the person agrees to make it. With `or_group`, it describes a group.
    """

    widget = CompanyInput

    def __init__(self, *, several: bool = False, or_group: bool = False, **options) -> None:
        self.several, self.or_group = several, or_group
        options.setdefault("max_length", LONGEST * (MOST_TYPED if several else 1))
        super().__init__(**options)
        if several:
            self.widget.attrs["data-several"] = ""

    def clean(self, value: tuple[str, list[str]]) -> list[Named]:
        typed, agreed = value
        self.widget.unknown = {}  # a copy of a widget shares what the widget holds
        text = super().clean(typed)
        names = [name.strip() for name in (text.split(PARTED_BY) if self.several else [text])]
        cleaned = [self._named(name, name in agreed) for name in dict.fromkeys(filter(None, names))]
        asked = [name for name, is_agreed in self.widget.unknown.items() if not is_agreed]
        if asked and not self.or_group:
            raise forms.ValidationError(
                _("Not here yet: %(names)s. Mend the spelling, or tick the box to make it.")
                % {"names": ", ".join(f"“{name}”" for name in asked)}
            )
        return cleaned

    def _named(self, name: str, is_agreed: bool) -> Named:
        found = named(name)
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several companies are called so. Write which you mean: %(labels)s.")
                % {"labels": " / ".join(spelled(found[:MOST_SHOWN]))}
            )
        if len(name) > LONGEST:
            raise forms.ValidationError(_("No company has so long a name."))
        if found:
            return Named(name, found[0])
        self.widget.unknown[name] = is_agreed
        return Named(name, is_new=is_agreed)


WHO_HELP = gettext_lazy("Any of its names. Several are parted by semicolons.")
