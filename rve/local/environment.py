"""Makes .venv from a lock file when it is missing or not what the lock file says.

Run by file name with any Python 3.11 or newer, before anything is installed: the standard library alone.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]
_VENV = _CHECKOUT / ".venv"


def main(lock_name: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 -- any Python at all may be the one that starts this
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    lock = _CHECKOUT / lock_name
    # bin/demo and bin/test may be started at the same moment on a fresh clone.
    with (_CHECKOUT / "pyproject.toml").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        try:
            if not _is_installed(lock):
                _install(lock)
        except subprocess.CalledProcessError as error:
            print(f"Could not prepare .venv: {' '.join(map(str, error.cmd))} failed.", file=sys.stderr)
            return 1
    return 0


def _stamp(lock: Path) -> Path:
    return _VENV / f"installed-{lock.name}"


def _is_installed(lock: Path) -> bool:
    stamp, python = _stamp(lock), _VENV / "bin" / "python"
    return python.exists() and stamp.is_file() and stamp.read_bytes() == lock.read_bytes()


def _install(lock: Path) -> None:
    print(f"Installing the packages of {lock.name} in .venv …", flush=True)
    if not all((_VENV / "bin" / program).exists() for program in ("python", "pip")):
        _make_venv()
    pip = [str(_VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    install = ["install", "--quiet", "--no-input", "--require-hashes", "--no-deps", "-r", str(lock)]
    subprocess.run([*pip, *install], check=True)
    _stamp(lock).write_bytes(lock.read_bytes())


def _make_venv() -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(_VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, "On Debian: apt-get install python3-venv.", sep="\n", file=sys.stderr)
        done.check_returncode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
