"""The reconciliation service, below the read API."""

from django.urls import path

from api.reconcile import views

urlpatterns = [
    path("suggest/entity/", views.SuggestEntityView.as_view()),
    path("suggest/type/", views.SuggestTypeView.as_view()),
    path("suggest/property/", views.SuggestPropertyView.as_view()),
    path("properties/", views.PropertiesView.as_view()),
    path("companies/<int:number>/preview/", views.PreviewView.as_view()),
    path("", views.ReconcileView.as_view(), name="reconcile"),
]
