"""PostgreSQL and Redis for one data folder, and the file that tells manage.py where they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rve.local.postgres import create_database, start_postgres
from rve.local.redis import start_redis
from rve.local.supervisor import Supervisor

DATABASE = "rve"


def start_servers(supervisor: Supervisor, *, durable: bool = True) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL: those of the environment, and of servers started here for what it lacks."""
    addresses = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if "DATABASE_URL" not in addresses:
        server = start_postgres(supervisor, durable=durable)
        create_database(server, DATABASE)
        addresses["DATABASE_URL"] = f"{server}/{DATABASE}"
    if "REDIS_URL" not in addresses:
        addresses["REDIS_URL"] = f"{start_redis(supervisor, durable=durable)}/0"
    return addresses


@contextmanager
def written_down(folder: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Keep `settings` in addresses.json, which rve.env reads, for as long as the servers run."""
    path, fresh = folder / "addresses.json", folder / "addresses.json.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(settings, indent=2, sort_keys=True), encoding="utf-8")
    fresh.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
