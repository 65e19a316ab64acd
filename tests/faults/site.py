"""An installation of its own for one test: servers, database, workers, beat, mail server, clock, all real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from redis import Redis

from rve.local.child import Child
from rve.local.postgres import create_database, start_postgres
from rve.local.redis import start_redis
from rve.local.supervisor import Supervisor
from tests.faults.postman import Postman
from tests.faults.travel import SetClock

CHECKOUT = Path(__file__).resolve().parents[2]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
WORKER = ["worker", "--concurrency=1", *QUIET]
CELERY = ["-m", "celery", "-A", "tests.faults.every_second:app"]
EMPTY = "empty"


class Servers:
    """PostgreSQL and Redis that keep what they are told; they can be stopped and started."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.postgres = start_postgres(supervisor)
        self.redis = start_redis(supervisor)

    def __getitem__(self, name: str) -> Child:
        return next(child for child in self.supervisor.children if child.name == name)

    def stop_postgres(self) -> None:
        """Fast: sessions are cut off, what was committed is kept."""
        self.supervisor.stop([self["postgres"]])

    def empty_queue(self) -> None:
        with Redis.from_url(self.redis) as client:
            client.flushall()

    def restart_postgres(self, *, seconds_down: float = 2) -> None:
        self.stop_postgres()
        time.sleep(seconds_down)
        self.start_postgres_again()

    def start_postgres_again(self) -> None:
        start_postgres(self.supervisor, port=int(self.postgres.rpartition(":")[2]))

    def restart_redis(self, *, loses: bool, seconds_down: float = 2) -> None:
        """Under its old address; `loses`: killed, so that what was queued is gone."""
        child = self["redis"]
        if loses:
            child.process.kill()
            child.process.wait()
        self.supervisor.stop([child])
        for kept in child.log.parent.parent.glob("redis/*.rdb") if loses else ():
            kept.unlink()
        time.sleep(seconds_down)
        command = [str(word) for word in child.process.args]  # type: ignore[union-attr]
        self.supervisor.start("redis", command, folder=self.supervisor.folder / "redis", foundation=True)


class Site:
    """The product on these servers, in a database of its own."""

    def __init__(self, servers: Servers, folder: Path, name: str) -> None:
        self.servers, self.folder, self.name = servers, folder, name
        self.clock = SetClock(folder / "clock.json")
        self.postman = Postman(self.clock.now)
        self.environment = _environment() | {
            "DATABASE_URL": f"{servers.postgres}/{name}",
            "REDIS_URL": f"{servers.redis}/0",
            "RVE_CLOCK_FILE": str(self.clock.file),
            "RVE_LETTER_FOLDER": str(folder / "letters"),
            "RVE_MESSAGE_FOLDER": str(folder / "messages"),
            "RVE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "RVE_SMTP_HOST": "127.0.0.1",
            "RVE_SMTP_PORT": str(self.postman.port),
        }

    def run(self, module: str, *arguments: str) -> str:
        """What `python -m module` prints."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment, cwd=CHECKOUT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def worker(self, name: str = "worker", **environment: str) -> Child:
        return self._start(name, [*WORKER, "-n", f"{name}@{self.name}"], environment)

    def beat(self, name: str = "beat") -> Child:
        options = ["--schedule", str(self.folder / name), "--pidfile=", "--max-interval=1"]
        return self._start(name, ["beat", *options, "--loglevel=WARNING"], {})

    def _start(self, name: str, arguments: list[str], environment: dict[str, str]) -> Child:
        return self.servers.supervisor.start(
            f"{self.name}-{name}",
            [sys.executable, *CELERY, *arguments],
            environment=self.environment | environment,
            folder=CHECKOUT,
        )

    def kill(self, child: Child) -> None:
        """SIGKILL to the worker and to the process that works for it: as if the power were cut."""
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        address = self.environment["DATABASE_URL"]
        with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def in_the_way(self, statement: str, *values: object) -> Iterator[None]:
        """A transaction that has done this and does not end before the block does; then it is taken back."""
        with closing(psycopg2.connect(self.environment["DATABASE_URL"])) as connection:
            connection.cursor().execute(statement, values)
            yield
            connection.rollback()

    def someone_waits(self) -> bool:
        """Whether a session of this database waits for another's lock."""
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
        return bool(self.ask(waiting, self.name))

    def outbox(self) -> Counter[str]:
        """How many rows the outbox holds in each state."""
        return Counter(dict(self.ask("SELECT status, count(*) FROM core_message GROUP BY status")))

    def ids(self) -> set[str]:
        """The Message-IDs of what was sent by e-mail."""
        rows = self.ask("SELECT public_id FROM core_message WHERE channel = 'email' AND status = 'sent'")
        return {f"<{public_id}@rve.example.no>" for (public_id,) in rows}

    def log(self) -> str:
        """The last lines of everything this site ran."""
        return "\n\n".join(f"{child.name}:\n{child.last_lines(30)}" for child in self._own())

    def until(self, holds: Callable[[], bool], what: str, *, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not _held(holds):
            self._all_live()
            assert time.monotonic() < end, f"not in {seconds} s: {what}\n{self.outbox()}\n{self.log()}"
            time.sleep(0.05)

    def _own(self) -> list[Child]:
        return [one for one in self.servers.supervisor.children if one.name.startswith(f"{self.name}-")]

    def _all_live(self) -> None:
        """Nobody but those that were killed has ended."""
        ended = [child.name for child in self._own() if (child.process.poll() or 0) > 0]
        assert not ended, f"{ended} ended:\n{self.log()}"

    def stop(self) -> None:
        self.servers.supervisor.stop(self._own())


def _held(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except psycopg2.OperationalError:
        return False


def _environment() -> dict[str, str]:
    """Nothing of the person's own settings, nor of a demo that may run here."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RVE_")}
    return inherited | {"DJANGO_SETTINGS_MODULE": "rve.settings", "PYTHONPATH": str(CHECKOUT)}


def loaded(servers: Servers, folder: Path) -> None:
    """The database that every site is a copy of: the tables, a small region and one case of it."""
    create_database(servers.postgres, EMPTY)
    site = Site(servers, folder, EMPTY)
    site.run("tests.faults.load", json.dumps({"region": True}))


def a_copy(servers: Servers, name: str) -> None:
    with closing(psycopg2.connect(f"{servers.postgres}/postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "{EMPTY}"')
