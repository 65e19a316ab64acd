from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "rve.core"
    label = "core"
