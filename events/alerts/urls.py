"""The addresses at which anybody follows the record by e-mail, in both languages."""

from django.urls import path

from events.alerts import views
from events.site.urls import in_both_languages

urlpatterns = in_both_languages(
    [
        path("follow/", views.follow, name="follow"),
        path("follow/asked/", views.asked, name="follow-asked"),
        path("alerts/<uuid:key>/", views.alert, name="alert"),
        path("alerts/<uuid:key>/all/", views.alerts, name="alerts"),
    ]
)
