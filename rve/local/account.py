"""PostgreSQL refuses to run as root: find a way that leaves the folder private and the machine as it was."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_NAMESPACE = ("unshare", "-U", "--map-user=1000", "--map-group=1000")


class NoAccount(RuntimeError):
    """No unprivileged account can both run the programs and reach the folder."""


@dataclass(frozen=True)
class Account:
    """How a program is started: what stands before its command line, and as which user and group."""

    before: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def can_run(self, program: Path, folder: Path) -> bool:
        """Whether `program` starts and `folder` is writable under this account."""
        probe = ("/bin/sh", "-c", 'test -w "$1" && exec "$2" --version', "sh", str(folder), str(program))
        return self.run(probe).returncode == 0

    def run(self, command: Sequence[str], *, folder: Path = Path("/")) -> subprocess.CompletedProcess[str]:
        """Run `command` as this account and wait for it."""
        return subprocess.run(
            [*self.before, *command],
            user=self.user,
            group=self.group,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )


def _candidates(folder: Path) -> list[Account]:
    if os.geteuid() != 0:
        return [Account()]
    found = [Account(before=_NAMESPACE)] if shutil.which("unshare") else []
    # In a container the checkout often belongs to the person outside: their number can reach it.
    owners = [folder.parent.stat().st_uid, pwd.getpwnam("nobody").pw_uid]
    return found + [Account(user=owner, group=owner) for owner in owners if owner != 0]


def unprivileged(*, program: Path, folder: Path) -> Account:
    """An account that may run `program` on `folder`, which is made here; NoAccount when there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for account in _candidates(folder):
        if account.user is not None:
            account.own(folder)
            # It may pass through the folder around its own, and see nothing else there.
            folder.parent.chmod(folder.parent.stat().st_mode | 0o011)
        if account.can_run(program, folder):
            return account
    raise NoAccount(
        f"PostgreSQL does not run as root, and no other user reaches {folder}. "
        "Run as an ordinary user, or give --data a folder that others may enter."
    )
