"""The addresses of dumps. `/data/latest/…` stays what it is; each file has one of its own as well."""

from django.urls import path, register_converter

from api.dumps import views
from events.site.urls import NumberConverter, in_both_languages


class StepConverter(NumberConverter):
    """How often the public tables were rendered again since a publication."""

    regex = "(?:0|[1-9][0-9]{0,8})"


class NameConverter:
    """The name of a file."""

    regex = "[a-zA-Z]{1,20}(?:[.][a-z]{1,10}){1,3}"
    to_python = staticmethod(str)
    to_url = staticmethod(str)


register_converter(StepConverter, "step")
register_converter(NameConverter, "file")

POSITION = "data/<permanent:publication>.<step:step>/"

urlpatterns = [
    path("data/index.json", views.index, name="dumps-index"),
    path("data/latest/", views.latest, name="dump-latest"),
    path("data/latest/<file:name>", views.latest, name="dump-latest-file"),
    path(POSITION, views.file, name="dump"),
    path(f"{POSITION}<file:name>", views.file, name="dump-file"),
    *in_both_languages([path("data/dumps/", views.dumps, name="dumps")]),
]
