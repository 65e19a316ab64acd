"""Times on gunicorn with two workers: the product with few and many rows, and the bare peers, by turns."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple

from bench.api import asks
from bench.api.asks import CREATE, LONG, NOTHING, READ, SHORT
from bench.api.client import Ask, Timed, ask_all
from bench.api.stored import Stored, referrals_stored
from bench.child import child
from bench.figure import Figure
from bench.sizes import CHECKOUT, Sizes
from bench.timing import percentile
from rve.local.ports import answers, free_port
from rve.local.supervisor import Supervisor

ROUNDS, REQUESTS, CLIENTS = 5, 60, (1, 4)
FEW, MANY, BARE = "few", "many", "bare"
ASKED = {
    FEW: (CREATE, READ, SHORT, LONG),
    MANY: (READ, SHORT, LONG),
    BARE: (NOTHING, CREATE, READ, SHORT, LONG),
}
SAME_AT_MANY, OF_BARE_LIST, OF_BARE_CREATE = 1.3, 2.0, 4.0


class Server(NamedTuple):
    """A gunicorn, and what is asked of it."""

    port: int
    asks: dict[str, Iterator[Ask]]


class Block(NamedTuple):
    """One round of one question: each answer's time, and the seconds of all together."""

    timed: list[Timed]
    seconds: float

    @property
    def middle(self) -> float:
        return median(one.seconds for one in self.timed)


Blocks = dict[tuple[str, str, int], list[Block]]


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall times seen by clients in another process; all servers are asked in every round, by turns."""
    rounds, requests = (ROUNDS, REQUESTS) if sizes.scale >= 1 else (1, 8)
    with referrals_stored(sizes) as (supervisor, (few, many)):
        servers = _servers(supervisor, few, many)
        blocks = _asked(servers, rounds, requests)
    yield from _ratios(blocks)
    yield from _times(blocks, {FEW: few.count, MANY: many.count})


def _servers(supervisor: Supervisor, few: Stored, many: Stored) -> dict[str, Server]:
    found = {}
    for name, stored in ((FEW, few), (MANY, many), (BARE, few)):
        who = child("bench.api.who", environment=stored.environment)
        bare = {"DJANGO_SETTINGS_MODULE": "bench.api.bare_settings"} if name == BARE else {}
        port = _gunicorn(supervisor, name, stored.environment | bare)
        found[name] = Server(port, _what(name, who))
    return found


def _what(name: str, who: dict[str, Any]) -> dict[str, Iterator[Ask]]:
    if name == BARE:
        return asks.bare(who["draft"], who["ids"])
    today = dt.date.fromisoformat(who["today"])
    return asks.product(who["token"], who["ids"], practice=who["practice"], today=today)


def _gunicorn(supervisor: Supervisor, name: str, environment: dict[str, str]) -> int:
    """As in production: two workers of eight threads."""
    port = free_port()
    workers = ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--no-control-socket"]
    where = [sys.executable, "-P", "-m", "gunicorn", "rve.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    supervisor.start(f"gunicorn-{name}", [*where, *workers], environment=environment, folder=CHECKOUT)
    while not answers(port):
        supervisor.check()
        time.sleep(0.1)
    return port


def _asked(servers: dict[str, Server], rounds: int, requests: int) -> Blocks:
    blocks: Blocks = {}
    for number in range(rounds + 1):  # the first is to warm up
        for clients in CLIENTS:
            for what in (NOTHING, CREATE, READ, SHORT, LONG):
                for name, server in servers.items():
                    if what in ASKED[name]:
                        block = Block(
                            *ask_all(server.port, server.asks[what], count=requests, clients=clients)
                        )
                        if number:
                            blocks.setdefault((name, what, clients), []).append(block)
    return blocks


def _ratio(blocks: Blocks, what: str, one: str, other: str) -> list[float]:
    """Of the medians, round by round, with one client."""
    pairs = zip(blocks[one, what, 1], blocks[other, what, 1], strict=True)
    return [first.middle / second.middle for first, second in pairs]


def _ratios(blocks: Blocks) -> Iterator[Figure]:
    for name, what, one, other, most in (
        ("List of 50 among many, for each among few", LONG, MANY, FEW, SAME_AT_MANY),
        ("List of 50, for each of a bare REST framework list", LONG, FEW, BARE, OF_BARE_LIST),
        ("Create with proposal, for each bare REST framework create", CREATE, FEW, BARE, OF_BARE_CREATE),
    ):
        found = _ratio(blocks, what, one, other)
        note = f"wall, p50 with one client, median of {len(found)} rounds"
        yield Figure(name, median(found), "×", most, low=min(found), high=max(found), note=note)


def _times(blocks: Blocks, counts: dict[str, int]) -> Iterator[Figure]:
    for (name, what, clients), rounds in blocks.items():
        where = "bare" if name == BARE else f"{counts[name]} referrals"
        who = "1 client" if clients == 1 else f"{clients} clients"
        timed = [one for block in rounds for one in block.timed]
        seconds = [one.seconds for one in timed]
        rate = len(timed) / sum(block.seconds for block in rounds)
        about = f"{what}, {where}, {who}"
        note = f"p95 {1000 * percentile(seconds, 95):.1f} ms; {rate:.0f} a second; {timed[-1].size} bytes"
        yield Figure(about, 1000 * median(seconds), "ms", note=note)
