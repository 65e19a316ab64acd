"""A change that takes long to be stored is found by whoever polls, on two real connections."""

from __future__ import annotations

import datetime as dt
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from referrals.models import Referral
from referrals.use_cases import cases
from referrals.use_cases.rows import lock_referral
from rve.core import clock
from rve.core.api import pages
from tests.people import World, a_referral
from tests.referrals.api.bodies import ADDRESS
from tests.tokens import Client


def _slowly(world: World, case: Referral, written: Event, go_on: Event) -> None:
    """Ingrid takes the case in a transaction that stays open until it may go on."""
    with transaction.atomic():
        seen = lock_referral(case)
        cases.claim(referral=seen, by=world.ingrid, now=clock.now(), version=seen.version)
        written.set()
        go_on.wait(30)
    connection.close()


def test_who_polls_misses_no_change_that_was_stored_late(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LOOK_BACK", dt.timedelta())
    case, client = a_referral(committed, now=clock.now()), Client(committed.rve, "referrals:read")
    written, go_on = Event(), Event()
    slow = Thread(target=_slowly, args=(committed, case, written, go_on))
    slow.start()
    assert written.wait(30)
    again = client.get(ADDRESS).json()["poll_from"]
    go_on.set()
    slow.join()
    found = client.get(f"{ADDRESS}?updated_since={again}").json()["results"]
    assert [one["status"] for one in found] == ["in_assessment"]


def test_nothing_comes_twice_when_nobody_is_writing(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LOOK_BACK", dt.timedelta())
    a_referral(committed, now=clock.now())
    client = Client(committed.rve, "referrals:read")
    again = client.get(ADDRESS).json()["poll_from"]
    assert client.get(f"{ADDRESS}?updated_since={again}").json()["results"] == []
