"""bin/test: pytest on an empty PostgreSQL and Redis that live as long as the run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from rve.local.account import NoAccount
from rve.local.binaries import MissingBinary
from rve.local.chromium import find_chromium
from rve.local.postgres import PostgresFailed
from rve.local.redis import RedisFailed
from rve.local.servers import start_servers
from rve.local.supervisor import Supervisor

_CHECKOUT = Path(__file__).resolve().parents[2]
_RUNS = _CHECKOUT / ".test-local"


def main(arguments: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if find_chromium() is None:
        print("NO CHROMIUM HERE: THE BROWSER TESTS ARE SKIPPED (RVE_CHROMIUM names one).", flush=True)
    if "--all" in arguments and not (shutil.which("node") and shutil.which("npm")):
        print("NO NODE.JS HERE: THE TESTS AGAINST A REAL OPENID PROVIDER ARE SKIPPED.", flush=True)
    chosen = [argument for argument in arguments if argument != "--all"]
    if "--all" not in arguments:
        chosen = ["-m", "not slow", *chosen]
    if not arguments:
        chosen = [*_side_by_side(), *chosen]
    _RUNS.mkdir(exist_ok=True)
    # A folder for each run: two of them in one checkout do not meet.
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=_RUNS))
    try:
        with Supervisor(folder) as supervisor:
            return _pytest(chosen, _environment(supervisor))
    except (MissingBinary, NoAccount, PostgresFailed, RedisFailed) as failure:
        print(f"bin/test: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _side_by_side() -> list[str]:
    """The whole fast run in several processes, a file in one. Faults want the machine to themselves."""
    return ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadfile"]


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _environment(supervisor: Supervisor) -> dict[str, str]:
    """Nothing of a demo that may be running, nor of the person's own settings, reaches the tests."""
    temporary = supervisor.folder / "tmp"
    temporary.mkdir(mode=0o700)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RVE_")}
    chromium = {"RVE_CHROMIUM": found} if (found := find_chromium()) else {}
    own = {
        "RVE_LOCAL": str(supervisor.folder),
        "RVE_MAIL_FOLDER": str(temporary / "mail"),
        "RVE_LETTER_FOLDER": str(temporary / "letters"),
        "RVE_MESSAGE_FOLDER": str(temporary / "messages"),
        "TMPDIR": str(temporary),
    }
    return inherited | chromium | own | start_servers(supervisor, durable=False)


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """pytest's own exit code. Ctrl-C reaches it from the terminal; we wait for what it has to say."""
    process = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], env=environment, cwd=_CHECKOUT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
