"""An embedded PostgreSQL 18: made once, started each time, on a free port, with a password of its own."""

from __future__ import annotations

import secrets
import signal
import time
from contextlib import closing
from pathlib import Path

import psycopg2

from rve.local.account import Account, unprivileged
from rve.local.binaries import postgres_folder
from rve.local.child import Child
from rve.local.ports import free_port
from rve.local.supervisor import Supervisor

_USER = "rve"
# After a crash the old shared memory is in use until the last backend has noticed.
_SECONDS_TO_START = 60.0
_DURABLE = {"synchronous_commit": "off"}
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10s"}


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be made or started; the message carries its log."""


def start_postgres(supervisor: Supervisor, *, durable: bool = True, port: int | None = None) -> str:
    """Start PostgreSQL under the supervisor's folder; its address, without a database name."""
    home = supervisor.folder / "postgres"
    programs = postgres_folder()
    account = unprivileged(program=programs / "postgres", folder=home)
    password = _initialise(home, programs, account)
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        chosen = port or free_port()
        child = supervisor.start(
            "postgres",
            [str(programs / "postgres"), "-D", str(home / "data"), *_options(chosen, durable=durable)],
            account=account,
            stop_signal=signal.SIGINT,
            folder=home,
            foundation=True,
        )
        address = f"postgresql://{_USER}:{password}@127.0.0.1:{chosen}"
        if _ready(child, address, deadline):
            return address
        supervisor.stop([child])
        if time.monotonic() > deadline:
            raise PostgresFailed(f"PostgreSQL does not start:\n{child.last_lines()}")
        time.sleep(1)


def create_database(address: str, name: str, *, anew: bool = False) -> None:
    """Make the database when it is not there; `anew` throws away what is."""
    with closing(_connected(f"{address}/postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            if anew:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{name}"')


def _initialise(home: Path, programs: Path, account: Account) -> str:
    """The superuser's password, after making the cluster when there is none."""
    secret = home / "password"
    if (home / "data" / "PG_VERSION").is_file() and secret.is_file():
        return secret.read_text(encoding="ascii")
    secret.write_text(secrets.token_hex(16), encoding="ascii")
    secret.chmod(0o600)
    account.own(secret)
    command = [
        str(programs / "initdb"),
        *("-D", str(home / "data"), "-U", _USER, "-E", "UTF8", "-A", "scram-sha-256"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"),
        f"--pwfile={secret}",
    ]
    done = account.run(command, folder=home)
    if done.returncode:
        raise PostgresFailed(f"initdb failed:\n{done.stdout}{done.stderr}")
    return secret.read_text(encoding="ascii")


def _options(port: int, *, durable: bool) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "shared_buffers": "256MB",
        "dynamic_shared_memory_type": "mmap",
        "timezone": "UTC",
        "jit": "off",
        "log_min_messages": "warning",
    } | (_DURABLE if durable else _FAST)
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _connected(address: str) -> psycopg2.extensions.connection:
    return psycopg2.connect(address, connect_timeout=2)


def _ready(child: Child, address: str, deadline: float) -> bool:
    while child.process.poll() is None and time.monotonic() < deadline:
        try:
            _connected(f"{address}/postgres").close()
        except psycopg2.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False
