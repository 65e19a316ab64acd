"""Ends the children when their supervisor is gone, however it went: it reads a pipe that only death closes.

Run by file name, with the standard library alone, so that it stands before anything else starts.
Lines on standard input: `+ PID SIGNAL` a leader of a process group was started, `- PID` it has ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

SECONDS_TO_STOP = 10.0


def follow(lines: object) -> dict[int, int]:
    """Read until the supervisor is gone; the groups it left behind, each with its stop signal."""
    left: dict[int, int] = {}
    for line in lines:  # type: ignore[attr-defined]
        sign, pid, *rest = line.split()
        if sign == "+":
            left[int(pid)] = int(rest[0])
        else:
            left.pop(int(pid), None)
    return left


def is_alive(group: int) -> bool:
    with contextlib.suppress(OSError):
        os.killpg(group, 0)
        return True
    return False


def end(groups: dict[int, int]) -> None:
    """Ask politely, wait, then make sure."""
    for pid, stop_signal in reversed(groups.items()):
        with contextlib.suppress(OSError):
            os.kill(pid, stop_signal)
    deadline = time.monotonic() + SECONDS_TO_STOP
    while any(is_alive(pid) for pid in groups) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in groups:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(follow(sys.stdin))
