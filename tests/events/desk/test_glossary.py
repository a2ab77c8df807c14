"""Every field of the desk's forms says what it means."""

import pytest
from django.apps import apps
from django.urls import reverse

from events.desk.glossary import EXPLAINED
from events.models import EventKind
from tests.factories import answered_dossier

# What a box to remove a row, or a field that nobody sees, does not have to say.
UNSAID = {"DELETE", "id", "version"}
PAGES = ["events_incident", "events_source", "companies_company"]


def unexplained(page) -> set[str]:
    forms = [page.context["adminform"].form]
    forms += [inline.formset.empty_form for inline in page.context["inline_admin_formsets"]]
    return {
        f"{form._meta.model._meta.model_name}.{name}"
        for form in forms
        for name, field in form.fields.items()
        if not field.help_text and not field.widget.is_hidden and name not in UNSAID
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_field_of_an_empty_page_is_explained(page: str, at_desk) -> None:
    assert unexplained(at_desk.get(reverse(f"admin:{page}_add"))) == set()


@pytest.mark.parametrize("kind", [EventKind.ALLEGATION, EventKind.STATEMENT])
def test_every_field_of_an_event_is_explained(kind: str, administrator, sit_down) -> None:
    event = answered_dossier().events.get(kind=kind)
    assert unexplained(sit_down(administrator).get(event.get_desk_url())) == set()


def test_the_glossary_explains_nothing_that_is_not_there() -> None:
    models = {
        model._meta.model_name: model
        for app in ("events", "companies")
        for model in apps.get_app_config(app).get_models()
    }
    for name in EXPLAINED:
        model, _dot, field = name.partition(".")
        assert models[model]._meta.get_field(field)
