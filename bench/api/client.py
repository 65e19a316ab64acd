"""Clients that ask over kept connections, one or several at once; every answer is read whole."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple


class Ask(NamedTuple):
    """One request; `body` is sent as JSON."""

    method: str
    path: str
    headers: Mapping[str, str] = {}
    body: Any = None


class Timed(NamedTuple):
    """Wall seconds of one answer, and its bytes."""

    seconds: float
    size: int


def ask_all(port: int, asks: Iterator[Ask], *, count: int, clients: int) -> tuple[list[Timed], float]:
    """`count` requests by so many clients; each answer's time, and the seconds from first to last."""
    shares = [list(islice(asks, count // clients)) for _ in range(clients)]
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        timed = [one for share in pool.map(lambda share: _share(port, share), shares) for one in share]
    return timed, time.perf_counter() - start


def _share(port: int, asks: list[Ask]) -> list[Timed]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    timed = [_one(connection, ask) for ask in asks]
    connection.close()
    return timed


def _one(connection: http.client.HTTPConnection, ask: Ask) -> Timed:
    body = None if ask.body is None else json.dumps(ask.body).encode()
    headers = dict(ask.headers) | ({"Content-Type": "application/json"} if body else {})
    start = time.perf_counter()
    connection.request(ask.method, ask.path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - start
    if answer.status >= 300:
        raise RuntimeError(f"{ask.method} {ask.path}: {answer.status} {content[:400]!r}")
    return Timed(seconds, len(content))
