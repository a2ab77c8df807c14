from django.apps import AppConfig


class ReconcileConfig(AppConfig):
    name = "api.reconcile"
    label = "reconcile"
