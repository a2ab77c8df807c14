from django.apps import AppConfig


class McpConfig(AppConfig):
    name = "api.mcp"
    label = "mcp"
