"""A real Celery worker in a process of its own, on the test's database and Redis."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from celery import current_app
from django.conf import settings
from django.db import connection

CHECKOUT = Path(__file__).resolve().parents[1]


def database_url() -> str:
    """The test's own database, as an address."""
    at = connection.settings_dict
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    host = at["HOST"] if not str(at["HOST"]).startswith("/") else ""
    query = f"?host={at['HOST']}" if not host else ""
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgresql://{who}@{host}{port}/{at['NAME']}{query}"


@contextmanager
def a_worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One worker in one process; letters and e-mails go to the folder. Stopped at the end, if it lives."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "RVE_LETTER_FOLDER": str(folder / "letters"),
        "RVE_MAIL_FOLDER": str(folder / "mail"),
        "RVE_MESSAGE_FOLDER": str(folder / "messages"),
        "DJANGO_SETTINGS_MODULE": "rve.settings",
    }
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    command = [sys.executable, "-m", "celery", "-A", "rve.celery", "worker", "--pool=solo", *quiet]
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=30)


def until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it came to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def empty_queue() -> None:
    """What other tests left in the queue is not this one's."""
    current_app.control.purge()
