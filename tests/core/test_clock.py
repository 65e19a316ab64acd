"""A clock that can be moved, in every process at once, and says so; not in production."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from rve.core import clock
from rve.core.dates import LOCAL_ZONE
from tests.workers import CHECKOUT

A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock_file(settings: Any, tmp_path: Path) -> Path:
    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    return tmp_path / "clock.json"


def travel(to: str) -> None:
    call_command("travel", to)


def ahead() -> dt.timedelta:
    """How far the clock is ahead of the real one, in whole minutes."""
    return dt.timedelta(minutes=round((clock.now() - timezone.now()) / A_MINUTE))


def test_travelling_ahead_adds_up_and_now_is_the_real_time_again(clock_file: Path) -> None:
    travel("+14d")
    travel("+3h")
    assert ahead() == dt.timedelta(days=14, hours=3)
    travel("now")
    assert ahead() == dt.timedelta()


def test_a_named_time_is_norwegian_and_today_is_its_day(clock_file: Path) -> None:
    travel("2026-04-07T00:30")
    shown = clock.now().astimezone(LOCAL_ZONE)
    assert f"{shown:%Y-%m-%dT%H:%M}" == "2026-04-07T00:30"
    assert clock.today() == dt.date(2026, 4, 7)


def test_another_process_follows_at_once(clock_file: Path) -> None:
    code = (
        "import sys, django; django.setup()\n"
        "from rve.core import clock\n"
        "print(clock.today(), flush=True); sys.stdin.readline(); print(clock.today(), flush=True)"
    )
    travel("2026-04-07T08:00")
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={"DJANGO_SETTINGS_MODULE": "rve.settings", "RVE_CLOCK_FILE": str(clock_file)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "2026-04-07\n"
        travel("2026-05-18T08:00")
        assert process.communicate("\n", timeout=30)[0] == "2026-05-18\n"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"offset_seconds": "x"}', '{"offset_seconds": 1e12}'])
def test_a_broken_clock_file_is_an_error_that_names_it(clock_file: Path, broken: str) -> None:
    clock_file.write_text(broken)
    with pytest.raises(clock.ClockFileBroken, match=r"clock\.json \(RVE_CLOCK_FILE\)"):
        clock.now()


def test_without_a_clock_file_nobody_travels(settings: Any) -> None:
    settings.CLOCK_FILE = ""
    with pytest.raises(CommandError, match="RVE_CLOCK_FILE"):
        travel("+1d")


def test_in_production_nobody_travels(clock_file: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        travel("+1d")
    assert not clock_file.exists()


@pytest.mark.parametrize("nonsense", ["tomorrow", "+3", "14d", "2026-13-01", "+999999w"])
def test_a_time_that_cannot_be_read_moves_nothing(clock_file: Path, nonsense: str) -> None:
    with pytest.raises(CommandError):
        travel(nonsense)
    assert not clock_file.exists()


@pytest.mark.django_db
def test_every_page_says_that_the_clock_is_moved(clock_file: Path, client: Client) -> None:
    page = client.get("/login").content.decode()
    assert "moved-clock" not in page
    clock_file.write_text(json.dumps({"offset_seconds": 86400}))
    assert "moved-clock" in client.get("/login").content.decode()
