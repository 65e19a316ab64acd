"""Two workers as in production, and how long they take for tasks that do nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery
from redis import Redis

from bench.sizes import CHECKOUT
from rve.local.supervisor import Supervisor

WORKERS = 2
NOTHING = "bench.nothing"
_MODULE = "bench.clocks.every_task"
_ASIDE = "aside"
_QUIET = [
    "--concurrency=1",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
    "--loglevel=WARNING",
]


class Queue:
    """The workers' queue, as beat and the product see it."""

    def __init__(self, address: str) -> None:
        self.app = Celery(broker=address)
        self.redis = Redis.from_url(address)

    def send(self, task: str) -> None:
        self.app.send_task(task, ignore_result=True)

    def rest(self) -> None:
        """Waits until nothing is queued and nothing is being worked on."""
        while self.redis.llen("celery") or self.redis.llen(_ASIDE) or self.redis.hlen("unacked"):
            time.sleep(0.005)

    def seconds_for_nothing(self, count: int) -> float:
        """All are queued before the workers may take the first: what queueing costs is not counted."""
        with self.app.producer_pool.acquire(block=True) as producer:
            for _ in range(count):
                self.app.send_task(NOTHING, queue=_ASIDE, producer=producer, ignore_result=True)
        start = time.perf_counter()
        self.app.control.add_consumer(_ASIDE, reply=False)
        self.rest()
        seconds = time.perf_counter() - start
        self.app.control.cancel_consumer(_ASIDE, reply=True, timeout=2)
        return seconds


@contextmanager
def workers(supervisor: Supervisor, environment: dict[str, str]) -> Iterator[Queue]:
    """Two workers of one process each, ready to work."""
    command = [sys.executable, "-P", "-m", "celery", "-A", f"{_MODULE}:app", "worker", *_QUIET]
    children = [
        supervisor.start(
            f"worker{number}",
            [*command, "-n", f"worker{number}@bench"],
            environment=environment,
            folder=CHECKOUT,
        )
        for number in range(WORKERS)
    ]
    queue = Queue(environment["REDIS_URL"])
    try:
        while len(queue.app.control.ping(timeout=0.5)) < WORKERS:
            supervisor.check()
        yield queue
    finally:
        supervisor.stop(children)
