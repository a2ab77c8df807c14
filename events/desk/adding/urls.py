"""Below /desk/add/."""

from django.contrib import admin
from django.urls import URLPattern, path

from events.desk.adding import views


def adding_urls() -> list[URLPattern]:
    wrap = admin.site.admin_view
    return [
        path("add/", wrap(views.add), name="desk_add"),
        path("add/alike/", wrap(views.alike), name="desk_add_alike"),
        path("add/bookmarklet/", wrap(views.bookmarklet), name="desk_bookmarklet"),
    ]
