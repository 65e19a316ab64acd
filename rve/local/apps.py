from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "rve.local"
    label = "local"
