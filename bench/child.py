"""Processes that a bench starts: each measures by itself, and no setting of the person's reaches it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from bench.sizes import CHECKOUT

# No task is queued where no queue is given: nobody answers at this address.
NOWHERE = "redis://127.0.0.1:1/0"


def environment(database: str, redis: str = NOWHERE, **other: str) -> dict[str, str]:
    """What a process of the product needs to run on this database and this queue."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RVE_")}
    own = {"DATABASE_URL": database, "REDIS_URL": redis, "DJANGO_SETTINGS_MODULE": "rve.settings"}
    return inherited | own | {"PYTHONPATH": str(CHECKOUT)} | other


def child(module: str, *arguments: object, environment: dict[str, str]) -> Any:
    """What `python -m module` says as JSON on its last line."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", module, *(str(one) for one in arguments)],
        env=environment,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
