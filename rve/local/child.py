from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(eq=False)
class Child:
    """A process that leads a session of its own, so that the terminal's Ctrl-C never reaches it."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path
    # Servers that the other children need until they have ended.
    foundation: bool = False

    def ask_to_stop(self) -> None:
        """Tell the leader alone: it knows how to end its own workers without losing a task."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def make_sure(self, seconds: float) -> bool:
        """Wait, then kill what is left of the session's group; False when it had to be killed."""
        try:
            self.process.wait(seconds)
            in_time = True
        except subprocess.TimeoutExpired:
            in_time = False
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return in_time

    def last_lines(self, count: int = 15) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-count:])
