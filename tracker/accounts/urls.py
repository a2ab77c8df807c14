from django.urls import include, path

from tracker.accounts import keys, views

urlpatterns = [
    path("", views.account, name="account"),
    path("enter/<str:code>/", views.enter, name="enter"),
    path("set-up/", views.set_up, name="set-up"),
    path("invitation/<str:code>/", views.invitation, name="invitation"),
    path("sign-out-elsewhere/", views.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:pk>/end/", keys.end, name="key-end"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
