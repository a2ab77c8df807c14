from django.apps import AppConfig


class PublicApiConfig(AppConfig):
    name = "api.public"
    label = "public_api"
