"""The product's own processes: web, worker and beat."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from rve.local.supervisor import Ended, Supervisor

_SECONDS_TO_SERVE = 90.0
_WORKERS = "2"


def serve(supervisor: Supervisor, *, port: int, environment: dict[str, str], checkout: Path) -> None:
    """Start all three and return when the web server is ready; Ended when one of them does not hold."""
    web = [
        "gunicorn",
        "rve.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--no-control-socket",
        "--preload",
    ]
    web += ["--worker-class", "gthread", "--workers", _WORKERS, "--threads", "4"]
    worker = [
        "celery",
        "-A",
        "rve",
        "worker",
        "--concurrency",
        _WORKERS,
        "--without-gossip",
        "--without-mingle",
    ]
    beat = [
        "celery",
        "-A",
        "rve",
        "beat",
        "--pidfile=",
        "--schedule",
        str(supervisor.folder / "tmp" / "beat"),
    ]
    for name, command in {"web": web, "worker": worker, "beat": beat}.items():
        supervisor.start(name, [sys.executable, "-m", *command], environment=environment, folder=checkout)
    _wait_until_ready(supervisor, f"http://127.0.0.1:{port}/readyz")


def _wait_until_ready(supervisor: Supervisor, address: str) -> None:
    deadline = time.monotonic() + _SECONDS_TO_SERVE
    answer = "no answer"
    while time.monotonic() < deadline:
        supervisor.check()
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 -- our own http address
                return
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")[:500]
        except OSError:
            answer = "no answer"
        time.sleep(0.1)
    raise Ended(f"the web server is not ready after {_SECONDS_TO_SERVE:.0f} s: {answer}")
