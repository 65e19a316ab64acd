"""bin/demo and bin/test as a person starts them."""

from __future__ import annotations

import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rve.local.ports import free_port
from tests.house.processes import eventually, running_in
from tests.house.tree import CHECKOUT

pytestmark = pytest.mark.slow
# Far above what an idle machine needs (about 100 and 5 seconds): this is no measurement.
FIRST_START, NEXT_START = 900.0, 120.0


def alone() -> dict[str, str]:
    """The environment without the servers that this very test run was given."""
    ours = ("RVE_", "DATABASE_URL", "REDIS_URL", "PYTEST", "DJANGO")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextmanager
def demo(data: Path, port: int, *, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A demo that has said it is ready; killed afterwards if the test has not ended it."""
    said = data.with_suffix(f".{port}.txt")
    command = [CHECKOUT / "bin" / "demo", "--no-browser", "--data", data, "--port", str(port)]
    with said.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=alone())
    try:
        ready = f"ready http://127.0.0.1:{port}\n"
        assert eventually(lambda: process.poll() is not None or ready in said.read_text(), seconds=seconds)
        assert process.poll() is None, said.read_text()
        yield process
    finally:
        process.kill()
        process.wait()
        assert eventually(lambda: running_in(data) == [])


def status(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return int(answer.status)


def count_of_users(data: Path) -> int:
    """As a person at the keyboard would ask the demo in this folder."""
    code = "from rve.core.models import User; print(User.objects.count())"
    done = subprocess.run(
        [CHECKOUT / ".venv/bin/python", "manage.py", "shell", "-v0", "-c", code],
        cwd=CHECKOUT,
        env=alone() | {"RVE_LOCAL": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_a_demo_serves_survives_a_kill_runs_beside_another_and_stops(tmp_path: Path) -> None:
    one, two, port, other = tmp_path / "one", tmp_path / "two", free_port(), free_port()
    with demo(one, port, seconds=FIRST_START) as process:
        assert [status(port, path) for path in ("/readyz", "/login")] == [200, 200]
        assert count_of_users(one) > 0
        process.kill()
        process.wait()
        assert eventually(lambda: running_in(one) == [])

    with demo(one, port, seconds=NEXT_START) as process, demo(two, other, seconds=FIRST_START) as second:
        assert [status(number, "/login") for number in (port, other)] == [200, 200]
        for stopped, number, data in ((process, signal.SIGTERM, one), (second, signal.SIGINT, two)):
            stopped.send_signal(number)
            assert stopped.wait(60) == 0
            assert running_in(data) == []
            assert not (data / "addresses.json").exists()


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [(["tests/house/test_supervisor.py", "--collect-only", "-q"], 0), (["tests/house/no_such_test.py"], 4)],
)
def test_bin_test_hands_back_what_pytest_says_and_clears_up(arguments: list[str], exit_code: int) -> None:
    before = set((CHECKOUT / ".test-local").iterdir())
    done = subprocess.run(
        [CHECKOUT / "bin" / "test", *arguments], env=alone(), capture_output=True, check=False
    )
    assert done.returncode == exit_code, done.stdout.decode() + done.stderr.decode()
    assert set((CHECKOUT / ".test-local").iterdir()) <= before
