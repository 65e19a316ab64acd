from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pgtrigger
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from rve.local.chromium import CHROMIUM_ARGUMENTS, find_chromium

_flush = DatabaseOperations.execute_sql_flush


def _flush_with_history(self: DatabaseOperations, statements: Sequence[str]) -> None:
    """History refuses to be emptied: its triggers rest while a test database is."""
    with pgtrigger.ignore():
        _flush(self, statements)


DatabaseOperations.execute_sql_flush = _flush_with_history  # type: ignore[method-assign,assignment]


def pytest_configure(config: pytest.Config) -> None:
    """Tests that run side by side have a Redis database each, as they have a PostgreSQL one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker:
        server, _, _ = settings.REDIS_URL.rpartition("/")
        os.environ["REDIS_URL"] = f"{server}/{int(worker) + 1}"
        settings.REDIS_URL = settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
    # The tests ask more in a minute than any client may; those of the limits set their own.
    settings.API_PER_MINUTE = dict.fromkeys(settings.API_PER_MINUTE, 100_000)


@pytest.fixture(autouse=True)
def in_bokmal() -> Iterator[None]:
    """A request leaves its language behind in the thread: every test begins with the product's own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A request that is kept alive holds its connection still when the database is taken away."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """A database whose rows other connections see."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole run, in whichever folder it is asked for first."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()
