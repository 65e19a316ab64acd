"""Lists by position: nothing is counted, nothing is missed, nothing comes twice."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rve.core.models import AccessLog
from tests.api.test_problems import THINGS, is_problem
from tests.people import World
from tests.tokens import Client

pytestmark = pytest.mark.urls("tests.api.small")
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def rows(world: World) -> list[int]:
    """Seven rows, three of them of one and the same moment; their keys in order."""
    moments = [0, 1, 2, 2, 2, 3, 4]
    made = AccessLog.objects.bulk_create(
        AccessLog(
            at=AT + dt.timedelta(minutes=minutes),
            user=world.kari.user,
            organisation=world.practice,
            role="referrer",
            basis="b",
            data="even" if place % 2 == 0 else "odd",
        )
        for place, minutes in enumerate(moments)
    )
    return [row.pk for row in made]


def walk(api: Client, address: str, way: str = "next") -> list[list[int]]:
    pages = []
    while address:
        page: dict[str, Any] = api.get(address).json()
        pages.append([row["pk"] for row in page["results"]])
        address = page[way]
    return pages


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_all_rows_come_once_and_in_order(size: int, api: Client, rows: list[int]) -> None:
    pages = walk(api, f"{THINGS}?page_size={size}")
    assert [pk for page in pages for pk in page] == rows
    assert all(len(page) == size for page in pages[:-1])


def test_previous_leads_back_over_the_same_pages(api: Client, rows: list[int]) -> None:
    address = f"{THINGS}?page_size=3"
    while following := api.get(address).json()["next"]:
        address = following
    assert walk(api, address, "previous") == [rows[6:], rows[3:6], rows[:3]]


def test_a_row_that_changes_meanwhile_is_seen_again_and_pushes_none_aside(
    api: Client, rows: list[int], world: World
) -> None:
    first = api.get(f"{THINGS}?page_size=3").json()
    late = AccessLog.objects.create(
        at=AT + dt.timedelta(hours=1),
        user=world.kari.user,
        organisation=world.practice,
        role="r",
        basis="b",
        data="d",
    )
    rest = walk(api, first["next"])
    assert [pk for page in rest for pk in page] == [*rows[3:], late.pk]


@pytest.mark.parametrize(
    "moment",
    ["2026-03-02T09:02:00Z", "2026-03-02T10:02:00%2B01:00", "2026-03-02T10:02:00+01:00", "2026-03-02T09:02Z"],
)
def test_updated_since_takes_in_the_moment_itself_whatever_its_offset(
    moment: str, api: Client, rows: list[int]
) -> None:
    assert walk(api, f"{THINGS}?updated_since={moment}") == [rows[2:]]


def test_the_links_keep_filters_and_page_size(api: Client, rows: list[int]) -> None:
    page = api.get(f"{THINGS}?page_size=1&data=odd&updated_since=2026-03-02T10:00:00%2B01:00").json()
    kept = parse_qs(urlsplit(page["next"]).query)
    assert page["next"].startswith("http://testserver/api/v1/things?")
    assert {name: kept[name] for name in ("page_size", "data", "updated_since")} == {
        "page_size": ["1"],
        "data": ["odd"],
        "updated_since": ["2026-03-02T10:00:00+01:00"],
    }
    assert walk(api, page["next"]) == [[rows[3]], [rows[5]]]


def test_poll_from_lies_two_minutes_back(api: Client, rows: list[int]) -> None:
    before = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2)
    said = dt.datetime.fromisoformat(api.get(THINGS).json()["poll_from"])
    assert abs(said - before) < dt.timedelta(seconds=20)


UNUSABLE = [
    *(("page_size", text) for text in ("0", "201", "-1", "x", "", "1.5", "٣", "9" * 30)),
    *(("cursor", text) for text in ("", "x", "å", "gAAAAA", "a" * 500, "=", "==x")),
    *(
        ("updated_since", text)
        for text in (
            *("", "2026-03-02", "2026-03-02T09:00:00", "2026-02-30T09:00:00Z", "now", "0"),
            *("0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "2026-W10-1T09:00:00Z"),
        )
    ),
    ("updated_sinse", "2026-03-02T09:00:00Z"),
    ("data", "odd&data=even"),
]


def test_a_parameter_that_cannot_be_used_is_named(api: Client) -> None:
    for name, value in UNUSABLE:
        errors = is_problem(api.get(f"{THINGS}?{name}={value}"), "invalid")["errors"]
        assert [one["field"] for one in errors] == [name], value


def test_the_cursor_tells_nothing_and_cannot_be_forged(api: Client, rows: list[int]) -> None:
    cursor = parse_qs(urlsplit(api.get(f"{THINGS}?page_size=1").json()["next"]).query)["cursor"][0]
    assert str(rows[0]) not in cursor
    forged = cursor[:-6] + ("A" if cursor[-6] != "A" else "B") + cursor[-5:]
    is_problem(api.get(f"{THINGS}?cursor={forged}"), "invalid")


def test_a_page_is_one_query_by_position_without_a_count(api: Client, rows: list[int]) -> None:
    following = api.get(f"{THINGS}?page_size=3").json()["next"]
    with CaptureQueriesContext(connection) as counted:
        api.get(following)
    lists = [one["sql"] for one in counted if 'FROM "core_accesslog"' in one["sql"]]
    assert len(lists) == 1
    assert "COUNT(" not in lists[0]
    assert "OFFSET" not in lists[0]
    assert '("core_accesslog"."at", "core_accesslog"."id") > (' in lists[0]
