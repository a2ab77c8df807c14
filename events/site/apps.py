from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "events.site"
    label = "site"
