"""10 000 reminders from the scan to the mail server with two workers, against as many bare tasks."""

from __future__ import annotations

import datetime as dt
import json
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.child import child, environment
from bench.clocks.day import NOW
from bench.clocks.queue import WORKERS, Queue, workers
from bench.figure import AT_LEAST, Figure
from bench.sizes import CHECKOUT, Sizes
from rve.local.postgres import create_database, start_postgres
from rve.local.redis import start_redis
from rve.local.supervisor import Supervisor

COUNT = 10_000
TIMES = 2
OUTBOX_EVERY = 20.0  # seconds, as beat does


class Run(NamedTuple):
    """Seconds for the reminders and for the tasks that do nothing, one after the other."""

    reminders: float
    nothing: float


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time from the scan's task sent to the last mail taken; both in each run, so at the same load."""
    count = sizes.of(COUNT)
    runs = list(_runs(count, 3 if sizes.scale >= 1 else 1))
    ratios = [run.nothing / run.reminders for run in runs]
    yield Figure(
        "Reminders a second for each task a second that does nothing",
        median(ratios),
        "×",
        TIMES,
        AT_LEAST,
        low=min(ratios),
        high=max(ratios),
        note=f"wall, median of {len(runs)} runs with {count} of each, {WORKERS} workers of one process",
    )
    yield Figure("Reminders, scan to mail server", count / median(run.reminders for run in runs), "/s")
    yield Figure("Celery tasks that do nothing", count / median(run.nothing for run in runs), "/s")


def _runs(count: int, times: int) -> Iterator[Run]:
    with tempfile.TemporaryDirectory() as name, Supervisor(Path(name)) as supervisor, _sink(count) as sink:
        server, redis = start_postgres(supervisor), start_redis(supervisor)
        create_database(server, "reminders")
        _set_clock(Path(name))
        there = environment(f"{server}/reminders", f"{redis}/0", **_outside(Path(name), sink.port))
        child("bench.clocks.due_rows", count, environment=there)
        with workers(supervisor, there) as queue:
            queue.seconds_for_nothing(count // 10)
            for _ in range(times):
                nothing = queue.seconds_for_nothing(count)
                child("bench.clocks.due_rows", count, environment=there)
                yield Run(_seconds_for_reminders(queue, sink), nothing)


def _seconds_for_reminders(queue: Queue, sink: Sink) -> float:
    """Beat is played: the scan once, the outbox every twenty seconds."""
    start = time.time()
    queue.send("referrals.scan_clocks")
    while (told := sink.told(within=OUTBOX_EVERY)) is None:
        queue.send("core.send_outbox")
    queue.rest()
    assert told["mails"] == told["different"], f"{told['mails']} mails, {told['different']} of them different"
    return float(told["at"] - start)


class Sink:
    """The mail server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.lines = process.stdout
        self.port = int(self.lines.readline())

    def told(self, *, within: float) -> Any:
        """What it says when all have come; None when they have not in so many seconds."""
        ready, _, _ = select.select([self.lines], [], [], within)
        return json.loads(self.lines.readline()) if ready else None


@contextmanager
def _sink(count: int) -> Iterator[Sink]:
    command = [sys.executable, "-P", "-m", "bench.clocks.mail_sink", str(count)]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env={"PYTHONPATH": str(CHECKOUT)}, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield Sink(process)
        finally:
            process.terminate()


def _set_clock(folder: Path) -> None:
    """It is a Monday morning: at night and at weekends nothing would be sent."""
    offset = (NOW - dt.datetime.now(dt.UTC)).total_seconds()
    (folder / "clock.json").write_text(json.dumps({"offset_seconds": offset}), encoding="ascii")


def _outside(folder: Path, port: int) -> dict[str, str]:
    return {
        "RVE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "RVE_SMTP_HOST": "127.0.0.1",
        "RVE_SMTP_PORT": str(port),
        "RVE_CLOCK_FILE": str(folder / "clock.json"),
        "RVE_LETTER_FOLDER": str(folder / "letters"),
    }
