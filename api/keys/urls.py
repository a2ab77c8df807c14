"""The addresses at which anybody gets a key for the read API, in both languages."""

from django.urls import path

from api.keys import views
from events.site.urls import in_both_languages

urlpatterns = in_both_languages(
    [
        path("data/key/", views.ask, name="reader-key-ask"),
        path("data/key/asked/", views.asked, name="reader-key-asked"),
        path("data/keys/<uuid:key>/", views.key, name="reader-key"),
    ]
)
