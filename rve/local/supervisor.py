"""Starts processes, each in a session of its own with a log of its own, and ends every one of them."""

from __future__ import annotations

import contextlib
import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from rve.local import guard
from rve.local.account import Account
from rve.local.child import Child

SECONDS_TO_STOP = 30.0
SECONDS_TO_WAIT = guard.SECONDS_TO_STOP + 5
_ROOT_OR_OURSELVES = Account()


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this folder."""


class Ended(RuntimeError):
    """A process ended that should have stayed up, or ended badly; the message carries its last lines."""


class Supervisor:
    """One for a data folder: a lock keeps a second one out; when it is killed, a guard ends its children."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.children: list[Child] = []
        self._logs = self.folder / "log"

    def __enter__(self) -> Supervisor:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._logs.mkdir(exist_ok=True, mode=0o700)
        self._lock = _locked(self.folder)
        for old in self._logs.glob("*.log"):
            old.unlink()
        # The guard inherits the lock and so keeps it until the last child is gone.
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[self._lock.fileno()],
        )
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        self.stop([child for child in self.children if not child.foundation])
        self.stop(self.children)
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()
        self._lock.close()

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: dict[str, str] | None = None,
        account: Account = _ROOT_OR_OURSELVES,
        stop_signal: signal.Signals = signal.SIGTERM,
        folder: Path | None = None,
        foundation: bool = False,
    ) -> Child:
        """Start `command` with its output in log/NAME.log."""
        log = self._logs / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*account.before, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
                user=account.user,
                group=account.group,
                start_new_session=True,
            )
        child = Child(name, process, stop_signal, log, foundation)
        self.children.append(child)
        self._tell_guard(f"+ {process.pid} {int(stop_signal)}")
        return child

    def run(self, name: str, command: Sequence[str], *, environment: dict[str, str], folder: Path) -> None:
        """Start `command` and wait until it has ended; Ended when it failed."""
        child = self.start(name, command, environment=environment, folder=folder)
        result = child.process.wait()
        self.stop([child])
        if result:
            raise Ended(f"{name} ended with {result}:\n{child.last_lines()}")

    def stop(self, children: Sequence[Child]) -> None:
        """End these children side by side, each with time to finish its work."""
        ending = list(reversed(children))
        for child in ending:
            child.ask_to_stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in ending:
            if not child.make_sure(max(0.0, deadline - time.monotonic())):
                print(f"{child.name} had not stopped after {SECONDS_TO_STOP:.0f} s: killed.", file=sys.stderr)
            self._tell_guard(f"- {child.process.pid}")
            self.children.remove(child)

    def check(self) -> None:
        """Raise Ended when a child has ended by itself."""
        for child in self.children:
            if child.process.poll() is not None:
                raise Ended(f"{child.name} ended with {child.process.returncode}:\n{child.last_lines()}")

    def watch(self, *, pause: float = 0.5) -> None:
        """Return never: until a signal, or Ended."""
        while True:
            self.check()
            time.sleep(pause)

    def _tell_guard(self, line: str) -> None:
        with contextlib.suppress(OSError):
            if self._guard.stdin:
                self._guard.stdin.write(f"{line}\n".encode())
                self._guard.stdin.flush()


def _locked(folder: Path) -> IO[str]:
    """The folder's lock; after a kill the guard of the earlier run needs a moment to end its children."""
    lock = (folder / "lock").open("w")
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                lock.close()
                raise AlreadyRunning(
                    f"{folder} is in use by another run: choose another with --data."
                ) from None
            time.sleep(0.1)
        else:
            return lock
