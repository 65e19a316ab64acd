"""The stand-in as one of the demo's processes."""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path

from rve.local.ports import answers, free_port
from rve.local.supervisor import Ended, Supervisor

_CHECKOUT = Path(__file__).resolve().parents[3]
_SECONDS_TO_START = 30.0


def start_digital_post(supervisor: Supervisor) -> dict[str, str]:
    """What the product must know of it; what it took before, and a kill, it remembers in the folder."""
    port, token = free_port(), secrets.token_hex(16)
    known = {"RVE_DIGITAL_POST_URL": f"http://127.0.0.1:{port}", "RVE_DIGITAL_POST_TOKEN": token}
    state = ["--state", str(supervisor.folder / "digital_post.sqlite")]
    command = [sys.executable, "-m", "rve.local.digital_post", str(port), *state]
    environment = {**os.environ, **known}
    supervisor.start("digital-post", command, environment=environment, folder=_CHECKOUT, foundation=True)
    deadline = time.monotonic() + _SECONDS_TO_START
    while not answers(port):
        supervisor.check()
        if time.monotonic() > deadline:
            raise Ended(f"digital post does not answer after {_SECONDS_TO_START:.0f} s")
        time.sleep(0.05)
    return known
