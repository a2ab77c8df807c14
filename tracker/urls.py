"""Every address of the site: the desk below /desk/, everything else public."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # First those that are asked for most: each pattern before the one that answers is tried at every request.
    path("api/v1/desk/", include("api.desk.urls")),
    path("api/v1/reconcile/", include("api.reconcile.urls")),
    path("api/v1/", include("api.public.urls")),
    path("", include("events.site.urls")),
    path("", include("tracker.health")),
    path("favicon.ico", RedirectView.as_view(url="/static/site/icon.svg", permanent=True)),
    path("account/", include("tracker.accounts.urls")),
    path("desk/webhooks/", include("api.webhooks.urls")),
    path("desk/", admin.site.urls),
    path("", include("api.dumps.urls")),
    path("", include("api.keys.urls")),
    path("", include("events.letterbox.urls")),
    path("", include("events.alerts.urls")),
]

handler400 = "tracker.wings.bad_request"
