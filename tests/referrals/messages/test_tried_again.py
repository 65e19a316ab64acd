"""What cannot be processed is kept and tried again; two workers with the same message make one case."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import Settings

from referrals.messages.intake import process_waiting, take_in
from referrals.models import MessageIn, MessageOut, Referral
from rve.core.models import Organisation
from tests.people import NOW, World
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PRACTICE, UNIT, henvisning, number_of
from tests.referrals.test_races import at_once

DAY = dt.timedelta(days=1)


def test_a_fault_of_ours_leaves_the_message_waiting_and_nothing_half_done(
    taken: Taken, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    row = taken(henvisning("1.0"))
    assert (row.status, row.attempts, row.answered_by.count()) == ("received", 1, 0)
    assert not Referral.objects.exists()
    assert row.errors[0]["text"].startswith("TypeError")
    assert number_of() not in caplog.text


def test_the_next_attempt_makes_the_case(taken: Taken, settings: Settings) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    taken(henvisning("1.0"))
    settings.ATTACHMENTS_MAX_COUNT = 20
    assert process_waiting(clock=lambda: NOW + dt.timedelta(minutes=2)) == 1
    assert Referral.objects.get().received_on == NOW.date()
    assert MessageIn.objects.get().errors == []


def test_each_is_received_at_its_own_moment_however_long_the_others_take(
    taken: Taken, settings: Settings
) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    for serial in (3, 4):
        taken(henvisning("1.0", number=number_of(serial)))
    settings.ATTACHMENTS_MAX_COUNT = 20
    moments = [NOW + dt.timedelta(minutes=2), NOW + dt.timedelta(minutes=9)]
    assert process_waiting(clock=iter(moments).__next__) == 2
    assert list(Referral.objects.order_by("pk").values_list("updated_at", flat=True)) == moments


def test_a_message_received_at_night_counts_from_the_day_it_came(taken: Taken, settings: Settings) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    taken(henvisning("1.0"))
    settings.ATTACHMENTS_MAX_COUNT = 20
    process_waiting(clock=lambda: NOW + 3 * DAY)
    assert Referral.objects.get().received_on == NOW.date()


def test_after_five_attempts_a_person_is_told_and_no_receipt_has_gone(
    taken: Taken, settings: Settings
) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    taken(henvisning("1.0"))
    days = iter(range(1, 9))
    for _attempt in range(8):
        process_waiting(clock=lambda: NOW + next(days) * DAY)
    row = MessageIn.objects.get()
    assert (row.status, row.attempts, row.flag, MessageOut.objects.count()) == ("failed", 5, "gave_up", 0)


def test_a_message_whose_worker_was_killed_every_time_is_given_up_too(
    taken: Taken, settings: Settings
) -> None:
    settings.ATTACHMENTS_MAX_COUNT = None
    taken(henvisning("1.0"))
    MessageIn.objects.update(attempts=5)
    process_waiting(clock=lambda: NOW + DAY)
    assert MessageIn.objects.get().status == "failed"


def test_two_workers_with_the_same_message_make_one_case_and_one_receipt(committed: World) -> None:
    Organisation.objects.filter(pk=committed.rve.pk).update(her_id=UNIT)
    Organisation.objects.filter(pk=committed.practice.pk).update(her_id=PRACTICE)
    message = henvisning("2.0", msg_id="m-1", number=number_of(11))

    def hand_in(name: str) -> MessageIn:
        return take_in(content=message, transport="folder", transport_reference=name, now=NOW)

    rows = at_once(lambda: hand_in("a.xml"), lambda: hand_in("b.xml"), lambda: hand_in("a.xml"))
    assert {row.status for row in rows} <= {"processed", "received"}
    assert (Referral.objects.count(), MessageOut.objects.count(), MessageIn.objects.count()) == (1, 1, 2)
    assert MessageIn.objects.filter(duplicate_of=None).count() == 1
