"""The Celery application: worker and beat load it as `rve`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rve.settings")

app = Celery("rve")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
