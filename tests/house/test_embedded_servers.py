from __future__ import annotations

import json
import os
import signal
import stat
from pathlib import Path

import psycopg2
import pytest
from redis import Redis

from rve.local.account import Account, NoAccount, unprivileged
from rve.local.binaries import postgres_folder
from rve.local.postgres import create_database
from rve.local.servers import start_servers, written_down
from rve.local.supervisor import Supervisor
from tests.house.processes import eventually, running_in


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def ask(address: str, question: str) -> object:
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone() if cursor.description else None
        connection.commit()
        return row[0] if row else None
    finally:
        connection.close()


def test_they_keep_what_was_written_over_a_clean_stop_and_over_a_crash(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        database = start_servers(supervisor)["DATABASE_URL"]
        assert str(ask(database, "SHOW server_version")).startswith("18.")
        assert ask(database, "SELECT datlocprovider FROM pg_database WHERE datname = 'rve'") == "b"
        ask(database, "CREATE TABLE kept (n int)")
    with Supervisor(tmp_path) as supervisor:
        database = start_servers(supervisor)["DATABASE_URL"]
        ask(database, "INSERT INTO kept VALUES (1)")
        os.kill(supervisor.children[0].process.pid, signal.SIGKILL)
    with Supervisor(tmp_path) as supervisor:
        database = start_servers(supervisor)["DATABASE_URL"]
        assert isinstance(ask(database, "SELECT count(*) FROM kept"), int)
    assert eventually(lambda: running_in(tmp_path) == [])


def test_a_database_can_be_made_anew(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        database = start_servers(supervisor, durable=False)["DATABASE_URL"]
        ask(database, "CREATE TABLE half (n int)")
        server, _, name = database.rpartition("/")
        create_database(server, name)
        assert ask(database, "SELECT to_regclass('half') IS NOT NULL")
        create_database(server, name, anew=True)
        assert ask(database, "SELECT to_regclass('half') IS NULL")


def test_a_password_guards_them_and_only_their_owner_may_look_into_the_folder(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        addresses = start_servers(supervisor, durable=False)
        with Redis.from_url(addresses["REDIS_URL"]) as client:
            assert client.ping()
        without = addresses["DATABASE_URL"].replace(
            addresses["DATABASE_URL"].split(":")[2].split("@")[0], "guess"
        )
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(without)
        for private in ("postgres", "redis"):
            assert stat.S_IMODE((tmp_path / private).stat().st_mode) == 0o700


def test_nothing_is_started_when_the_addresses_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere/rve", "REDIS_URL": "redis://elsewhere/0"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with Supervisor(tmp_path) as supervisor:
        assert start_servers(supervisor) == given
        assert supervisor.children == []


def test_the_addresses_stand_in_a_private_file_while_the_servers_run(tmp_path: Path) -> None:
    path = tmp_path / "addresses.json"
    with written_down(tmp_path, {"REDIS_URL": "redis://x"}):
        assert json.loads(path.read_text()) == {"REDIS_URL": "redis://x"}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


def test_without_an_account_that_reaches_the_folder_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "can_run", lambda *_: False)
    with pytest.raises(NoAccount, match="--data"):
        unprivileged(program=postgres_folder() / "postgres", folder=tmp_path / "postgres")
