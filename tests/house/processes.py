"""What runs on this machine, as the tests see it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil


def running_in(folder: Path) -> list[str]:
    """The living processes that were told of this folder, on their command line or in their environment."""
    return [str(process.pid) for process in psutil.process_iter() if _was_told_of(folder, process)]


def _was_told_of(folder: Path, process: psutil.Process) -> bool:
    try:
        told = [*process.cmdline(), *process.environ().values()]
        return process.status() != psutil.STATUS_ZOMBIE and any(str(folder) in word for word in told)
    except psutil.Error:  # it has ended meanwhile
        return False


def eventually(holds: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
