"""A client that asks too much waits; without Redis nobody does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.test import Client as Browser

from rve.core.api import throttles
from tests.api.conftest import SCOPES
from tests.api.test_problems import THINGS, is_problem
from tests.people import World
from tests.tokens import Client

pytestmark = pytest.mark.urls("tests.api.small")
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def three_a_minute(settings: Any) -> Iterator[None]:
    settings.API_PER_MINUTE = {"read": 3, "write": 2, "assess": 1, "open": 2}
    yield
    store = redis.Redis.from_url(settings.REDIS_URL)
    if settings.REDIS_URL != NOWHERE and (keys := list(store.scan_iter("rve:api:*"))):
        store.delete(*keys)
    store.close()


def test_every_answer_tells_what_is_left(api: Client) -> None:
    answer = api.get(THINGS)
    assert (answer["RateLimit-Limit"], answer["RateLimit-Remaining"]) == ("3", "2")
    assert 0 < int(answer["RateLimit-Reset"]) <= 60
    assert api.get(f"{THINGS}?page_size=0")["RateLimit-Remaining"] == "1"


def test_one_too_many_is_told_when_to_come_back(api: Client) -> None:
    answers = [api.get(THINGS) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    is_problem(answers[3], "throttled")
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert answers[3]["RateLimit-Remaining"] == "0"


def test_reading_and_writing_are_counted_apart_and_each_client_alone(api: Client, world: World) -> None:
    for _ in range(4):
        api.get(THINGS)
    assert api.post(THINGS, {}, key="a").status_code == 400
    assert Client(world.practice, SCOPES, client="another-epj").get(THINGS).status_code == 200
    assert Client(world.rve, SCOPES).get(THINGS).status_code == 200


def test_open_operations_are_counted_by_address(db: None) -> None:
    def ask(address: str) -> int:
        return Browser(REMOTE_ADDR=address).get("/api/v1/open").status_code

    assert [ask("192.0.2.1") for _ in range(3)] == [200, 200, 429]
    assert ask("192.0.2.2") == 200


def test_without_redis_everything_is_let_through_and_the_log_says_so_once(
    api: Client, settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles._Warned, "at", float("-inf"))
    settings.REDIS_URL = NOWHERE
    with caplog.at_level(logging.WARNING, "rve.api"):
        answers = [api.get(THINGS) for _ in range(5)]
    assert {one.status_code for one in answers} == {200}
    assert "RateLimit-Limit" not in answers[0]
    assert len([one for one in caplog.records if "not counted" in one.message]) == 1
