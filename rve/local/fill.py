"""Migrations, reference data and made-up people, as far as the database has not got them yet."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import psycopg2

from rve.local.postgres import create_database
from rve.local.supervisor import Supervisor

_PROJECT = ("rve", "deltytelser", "institutions", "referrals")


def fill(supervisor: Supervisor, *, environment: dict[str, str], checkout: Path) -> None:
    """Bring the database up to the checkout; nothing to do when these very files filled it before."""
    done, begun, now = supervisor.folder / "filled", supervisor.folder / "filling", _fingerprint(checkout)
    is_own = "DATABASE_URL" not in os.environ
    if is_own:
        if begun.exists():
            # Someone lost patience with the first start: half a year of referrals is of no use.
            server, _, name = environment["DATABASE_URL"].rpartition("/")
            create_database(server, name, anew=True)
        elif done.is_file() and done.read_text(encoding="ascii") == now:
            return

    def manage(step: str, *command: str) -> None:
        print(f"{step} …", flush=True)
        whole = [sys.executable, "manage.py", *command]
        supervisor.run(command[0], whole, environment=environment, folder=checkout)

    manage("Migrating", "migrate", "--no-input", "--verbosity", "0")
    manage("Loading the reference data", "load_reference")
    if _has_no_users(environment["DATABASE_URL"]):
        if is_own:
            begun.touch()
        manage("Making up a year of referrals", "load_demo")
        manage("Putting messages into the folder", "drop_messages")
        begun.unlink(missing_ok=True)
    done.write_text(now, encoding="ascii")


def _has_no_users(database: str) -> bool:
    connection = psycopg2.connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM core_user)")
            return not cursor.fetchone()[0]
    finally:
        connection.close()


def _fingerprint(checkout: Path) -> str:
    """Of every project file's path, size and time of change; hex."""
    digest = hashlib.sha256()
    for folder in _PROJECT:
        for path in sorted((checkout / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                state = path.stat()
                digest.update(f"{path.relative_to(checkout)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
