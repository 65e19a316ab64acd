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
from bench.clocks.day import NOW, TODAY
from bench.clocks.queue import WORKERS, Queue, workers
from bench.figure import AT_LEAST, Figure
from bench.sizes import CHECKOUT, Sizes
from rve.core.dates import LOCAL_ZONE
from rve.local.postgres import create_database, start_postgres
from rve.local.redis import start_redis
from rve.local.supervisor import Supervisor

COUNT = 10_000
FEW = 500  # people with as many as twenty reminders each
TIMES = 2
OUTBOX_EVERY = 20.0  # seconds, as beat does
NIGHT = dt.datetime.combine(TODAY, dt.time(0, 5), LOCAL_ZONE)


class Run(NamedTuple):
    """Seconds for the tasks that do nothing, and for the reminders: to one person each, and to few."""

    nothing: float
    each: float
    few: float


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time from the scan's task sent to the last mail taken; all in each run, so at the same load."""
    count = sizes.of(COUNT)
    runs = list(_runs(count, sizes.of(FEW), 3 if sizes.scale >= 1 else 1))
    note = f"wall, median of {len(runs)} runs with {count} of each, {WORKERS} workers of one process"
    name = "Reminders a second for each task a second that does nothing"
    yield _ratio(f"{name}: every one to another person", [run.nothing / run.each for run in runs], note)
    yield _ratio(
        f"{name}: a morning's, to {sizes.of(FEW)} people", [run.nothing / run.few for run in runs], note
    )
    yield Figure("Reminders, scan to mail server", count / median(run.each for run in runs), "/s")
    yield Figure("Reminders, scan to mail server, a morning's", count / median(run.few for run in runs), "/s")
    yield Figure("Celery tasks that do nothing", count / median(run.nothing for run in runs), "/s")


def _ratio(name: str, ratios: list[float], note: str) -> Figure:
    low, high = min(ratios), max(ratios)
    return Figure(name, median(ratios), "×", TIMES, AT_LEAST, low=low, high=high, note=note)


def _runs(count: int, few: int, times: int) -> Iterator[Run]:
    with tempfile.TemporaryDirectory() as name, Supervisor(Path(name)) as supervisor, _sink(count) as sink:
        folder, server, redis = Path(name), start_postgres(supervisor), start_redis(supervisor)
        create_database(server, "reminders")
        there = environment(f"{server}/reminders", f"{redis}/0", **_outside(folder, sink.port))
        child("bench.clocks.due_rows", count, count, environment=there)
        with workers(supervisor, there) as queue:
            queue.seconds_for_nothing(count // 10)
            for _ in range(times):
                nothing = queue.seconds_for_nothing(count)
                child("bench.clocks.due_rows", count, count, environment=there)
                _set_clock(folder, NOW)
                each = _seconds_for_reminders(queue, sink, count)
                child("bench.clocks.due_rows", count, few, environment=there)
                yield Run(nothing, each, _seconds_for_a_morning(queue, sink, count, folder))


def _seconds_for_reminders(queue: Queue, sink: Sink, count: int) -> float:
    """At work, so that each leaves as it is written. Beat is played: the scan once, the outbox every twenty
    seconds.
    """
    start = time.time()
    queue.send("referrals.scan_clocks")
    return _until_told(queue, sink, count) - start


def _seconds_for_a_morning(queue: Queue, sink: Sink, count: int, folder: Path) -> float:
    """The scan after midnight, and the mails at seven: both are counted, the hours between are not."""
    _set_clock(folder, NIGHT)
    start = time.time()
    queue.send("referrals.scan_clocks")
    queue.rest()
    _set_clock(folder, NOW)
    queue.send("core.send_outbox")
    return _until_told(queue, sink, count) - start


def _until_told(queue: Queue, sink: Sink, count: int) -> float:
    """The moment at which the last had come; each has come once."""
    while (told := sink.told(within=OUTBOX_EVERY)) is None:
        queue.send("core.send_outbox")
    queue.rest()
    assert told["reminders"] == count, f"{told['reminders']} reminders of {count}"
    return float(told["at"])


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


def _set_clock(folder: Path, moment: dt.datetime) -> None:
    """A whole file takes the place of the last: a worker reads one or the other."""
    offset = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    (folder / "next.json").write_text(json.dumps({"offset_seconds": offset}), encoding="ascii")
    (folder / "next.json").replace(folder / "clock.json")


def _outside(folder: Path, port: int) -> dict[str, str]:
    return {
        "RVE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "RVE_SMTP_HOST": "127.0.0.1",
        "RVE_SMTP_PORT": str(port),
        "RVE_CLOCK_FILE": str(folder / "clock.json"),
        "RVE_LETTER_FOLDER": str(folder / "letters"),
    }
