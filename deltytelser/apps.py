from django.apps import AppConfig


class DeltytelserConfig(AppConfig):
    name = "deltytelser"
    label = "delytelse"
