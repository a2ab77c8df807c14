"""The addresses of webhooks, below /desk/webhooks/."""

from django.contrib import admin
from django.urls import path

from api.webhooks import views

DOORS = {
    "confirm": views.confirm,
    "code": views.send_code,
    "test": views.send_test,
    "rotate": views.rotate,
    "pause": views.pause,
    "resume": views.resume,
    "end": views.end,
}

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(views.webhooks), name="webhooks"),
    path("<int:pk>/", wrap(views.webhook), name="webhook"),
    *(path(f"<int:pk>/{name}/", wrap(view), name=f"webhook_{name}") for name, view in DOORS.items()),
]
