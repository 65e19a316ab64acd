"""Asks each thing twice within this process, and counts the queries of the second."""

from __future__ import annotations

import json

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.api import asks  # noqa: E402
from bench.api.token import ids, practice_number, token  # noqa: E402
from rve.core import clock  # noqa: E402


def main() -> None:
    wanted = asks.product(token(), ids(10), practice=practice_number(), today=clock.today())
    found = {}
    for what, requests in wanted.items():
        for _ in range(2):
            ask = next(requests)
            with CaptureQueriesContext(connection) as queries:
                answer = Client(headers=dict(ask.headers)).generic(
                    ask.method,
                    ask.path,
                    b"" if ask.body is None else json.dumps(ask.body).encode(),
                    content_type="application/json",
                )
            if answer.status_code >= 300:
                raise RuntimeError(f"{what}: {answer.status_code} {answer.content[:400]!r}")
        found[what] = {"queries": len(queries), "bytes": len(answer.content)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
