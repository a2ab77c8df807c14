from django.urls import path

from tracker.accounts import views

urlpatterns = [
    path("enter/<str:code>/", views.enter, name="enter"),
    path("set-up/", views.set_up, name="set-up"),
]
