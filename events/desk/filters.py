"""Lists as somebody filtered them, kept under a name of their own."""

from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.desk.models import SavedFilter

PAGING = {"p", "e", "all"}


class FilterForm(forms.ModelForm):
    """Which list, and the part of its address after the question mark."""

    class Meta:
        model = SavedFilter
        fields = ["name", "subject", "query"]

    def clean_subject(self) -> str:
        subjects = {model._meta.label_lower for model in admin.site._registry}
        if self.cleaned_data["subject"] not in subjects:
            raise forms.ValidationError(_("There is no such list."))
        return self.cleaned_data["subject"]

    def clean_query(self) -> str:
        """The filters without the page; an address of another place cannot come out of it."""
        kept = urlencode([(name, value) for name, value in parse_qsl(self.cleaned_data["query"]) if name not in PAGING])
        if len(kept) > SavedFilter._meta.get_field("query").max_length:
            raise forms.ValidationError(_("So long a filter cannot be kept. Search for fewer words."))
        return kept


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the list that is shown; a name that is taken now means this one."""
    form = FilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(sentence for errors in form.errors.values() for sentence in errors))
        return redirect("admin:index")
    if SavedFilter.objects.filter(user=request.user).count() >= SavedFilter.MOST:
        messages.error(request, _("You have as many saved filters as fit. Remove one first."))
        return redirect("admin:index")
    given = form.cleaned_data
    kept, _made = SavedFilter.objects.update_or_create(
        user=request.user, subject=given["subject"], name=given["name"], defaults={"query": given["query"]}
    )
    messages.success(request, _("Saved as “%(name)s”.") % {"name": kept})
    return redirect(kept.get_desk_url())


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(SavedFilter, user=request.user, pk=pk)
    address = kept.get_desk_url()
    kept.delete()
    messages.success(request, _("“%(name)s” is no longer kept.") % {"name": kept})
    return redirect(address)
