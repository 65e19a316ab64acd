"""The same key and request: one thing, one answer. On real connections where it matters."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from rve.core import clock
from rve.core.api import idempotency
from rve.core.models import IdempotencyKey, Organisation
from tests.api.conftest import SCOPES
from tests.api.test_problems import THINGS, is_problem
from tests.people import World
from tests.tokens import Client

pytestmark = pytest.mark.urls("tests.api.small")
BODY = {"name": "Legesenteret", "number": "710000009"}


def test_the_same_request_again_makes_nothing_and_answers_the_same(api: Client) -> None:
    first, again = api.post(THINGS, BODY, key="k"), api.post(THINGS, BODY, key="k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"


def test_a_replay_shows_the_thing_as_it_is_now(api: Client) -> None:
    address = f"{THINGS}/{api.post(THINGS, BODY, key='k').json()['id']}"
    api.patch(address, {"name": "Renamed"}, if_match=1)
    again = api.post(THINGS, BODY, key="k")
    assert (again.json()["name"], again["ETag"]) == ("Renamed", '"2"')


def test_a_retried_change_is_answered_before_its_old_version_is_looked_at(api: Client) -> None:
    address = f"{THINGS}/{api.post(THINGS, BODY, key='k').json()['id']}"
    sent = [api.patch(address, {"name": "New"}, if_match=1, key="change") for _ in range(2)]
    assert [one["ETag"] for one in sent] == ['"2"', '"2"']


def test_who_may_no_longer_see_it_gets_404_for_a_replay(api: Client) -> None:
    made = api.post(THINGS, BODY, key="k").json()["id"]
    Organisation.objects.filter(public_id=made).update(valid_to=dt.date(2026, 1, 1))
    is_problem(api.post(THINGS, BODY, key="k"), "not-found")


def test_another_body_address_or_query_under_the_key_is_422(api: Client) -> None:
    api.post(THINGS, BODY, key="k")
    is_problem(api.post(THINGS, BODY | {"name": "Other"}, key="k"), "key-reused")
    is_problem(api.post(f"{THINGS}?a=1", BODY, key="k"), "key-reused")


def test_a_key_that_is_missing_or_unusable_is_400(api: Client) -> None:
    for key in (None, "", "a b", "å", "k" * 121, "a\tb"):
        is_problem(api.post(THINGS, BODY, key=key), "key-missing")


def test_a_request_that_failed_leaves_its_key_free(api: Client) -> None:
    is_problem(api.post(THINGS, BODY | {"name": "In the way"}, key="k"), "conflict")
    assert api.post(THINGS, BODY, key="k").status_code == 201


def test_a_key_belongs_to_its_client_and_organisation(api: Client, world: World) -> None:
    api.post(THINGS, BODY, key="k")
    other = Client(world.practice, SCOPES, client="another-epj")
    assert other.post(THINGS, BODY | {"number": "710000010"}, key="k").status_code == 201


def test_nothing_of_the_request_is_kept_in_clear(api: Client) -> None:
    api.post(THINGS, BODY, key="k")
    row = IdempotencyKey.objects.get()
    assert "Legesenteret" not in str(vars(row))
    assert (row.kind, row.status, len(row.digest)) == ("thing", 201, 64)


def test_a_key_costs_three_queries_and_a_savepoint(
    api: Client, django_assert_max_num_queries: object
) -> None:
    """Those of the token and of `make` and `show` come besides: they are counted with their endpoints."""
    with django_assert_max_num_queries(20) as counted:  # type: ignore[operator]
        api.post(THINGS, BODY, key="k")
    ours = [
        one for one in counted.captured_queries if "advisory" in one["sql"] or "idempotencykey" in one["sql"]
    ]
    assert len(ours) == 3


def test_keys_are_kept_for_thirty_days(api: Client) -> None:
    now = clock.now()
    api.post(THINGS, BODY, key="k")
    IdempotencyKey.objects.update(at=now - dt.timedelta(days=30, seconds=1))
    assert api.post(THINGS, BODY | {"number": "710000011"}, key="k").status_code == 201
    assert idempotency.forget_old(now=now) == 0
    assert idempotency.forget_old(now=now + dt.timedelta(days=31)) == 1


@pytest.mark.usefixtures("committed_db")
def test_ten_at_once_with_one_key_make_one_thing(world: World) -> None:
    start = threading.Barrier(10)

    def send(_number: int) -> int:
        try:
            client = Client(world.practice, SCOPES)
            start.wait(timeout=20)
            return client.post(THINGS, BODY, key="k").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(send, range(10)))
    assert answers[0] == 201
    assert set(answers) <= {201, 409}
    assert (Organisation.objects.filter(number="710000009").count(), IdempotencyKey.objects.count()) == (1, 1)


@pytest.mark.usefixtures("committed_db")
def test_while_the_first_is_under_way_the_second_is_told_to_wait(world: World) -> None:
    held, done = threading.Event(), threading.Event()

    def slow() -> idempotency.Made:
        held.set()
        done.wait(timeout=20)
        return idempotency.Made(world.practice.public_id)

    def first() -> None:
        try:
            user = Client(world.practice, SCOPES)
            user.get(f"{THINGS}/{world.practice.public_id}")
            idempotency.once(
                actor=world.kari, key="k", digest="d", kind="thing", status=201, make=slow, now=clock.now()
            )
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert held.wait(timeout=20)
        answer = Client(world.practice, SCOPES, person=world.kari).post(THINGS, BODY, key="k")
    finally:
        done.set()
        thread.join()
    is_problem(answer, "in-flight")
    assert answer["Retry-After"] == "1"
