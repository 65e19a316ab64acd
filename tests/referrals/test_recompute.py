"""All running clocks computed anew after the calendar was changed."""

from __future__ import annotations

import datetime as dt

import pytest

from referrals import tasks
from referrals.models import Referral
from referrals.proofs import proof_text
from referrals.use_cases.digest import send_digests
from referrals.use_cases.moved_clocks import shorten_assessment
from referrals.use_cases.questions import QuestionItem, ask
from referrals.use_cases.recompute import Recomputed, recompute_clocks
from referrals.use_cases.scan import scan_clocks
from rve.core import clock
from rve.core.errors import DomainError, NotAllowed
from rve.core.models import CaseEvent, Message, Setting, User
from tests.people import LOCAL_ZONE, NOW, World, a_claimed_case, a_patient, a_referral, a_signed_decision

WHY = "10. mars er gjort til fridag ved lov."


def a_day_off(world: World, day: str = "2026-03-10") -> None:
    Setting.objects.create(
        region=world.region, key="extra_days_off", value=[day], valid_from=NOW.date(), source="lov"
    )


def recompute(world: World) -> Recomputed:
    return recompute_clocks(region=world.region, why=WHY, by=world.marit, now=NOW)


def test_a_new_day_off_moves_what_counts_over_it_and_tells_each_case(world: World) -> None:
    case = a_claimed_case(world)
    a_day_off(world)
    assert recompute(world) == Recomputed(1, 1)
    case.refresh_from_db()
    moved = case.clocks.get()
    assert moved.due_on == case.assessment_due == dt.date(2026, 3, 17)
    assert moved.next_step_on == dt.date(2026, 3, 10)
    assert "10. mars (likestilt med helligdag)" in proof_text(moved, "nb")
    event = CaseEvent.objects.get(case_id=case.pk, verb="clock_moved")
    assert (event.by, event.organisation, event.reason) == (world.marit.user, world.rve, WHY)
    assert event.changes == {
        "clock": "assessment",
        "from": "2026-03-16",
        "to": "2026-03-17",
        "why": "recomputed",
    }


@pytest.mark.parametrize("known", ["before it is asked", "after"])
def test_a_case_goes_on_without_an_answer_a_day_later_over_a_new_day_off(world: World, known: str) -> None:
    """Day 8 is Thursday 12 March, and Friday when the tenth is a day off."""
    case = a_claimed_case(world)
    if known != "after":
        a_day_off(world)
    ask(
        referral=case,
        items=[QuestionItem("event_on", "Når?")],
        by=world.ingrid,
        now=NOW,
        version=case.version,
    )
    if known == "after":
        a_day_off(world)
        recompute(world)
    states = []
    for day in (12, 13):
        scan_clocks(now=dt.datetime(2026, 3, day, 12, tzinfo=LOCAL_ZONE))
        states.append(Referral.objects.get(pk=case.pk).status)
    assert states == ["awaiting_information", "in_assessment"]


def test_done_twice_is_as_once(world: World) -> None:
    a_claimed_case(world)
    a_day_off(world)
    recompute(world)
    assert recompute(world) == Recomputed(1, 0)
    assert CaseEvent.objects.filter(verb="clock_moved").count() == 1


def test_the_decisions_deadline_and_what_was_moved_by_hand_stand(world: World) -> None:
    made = a_signed_decision(world)
    case = a_claimed_case(world, facts={"urgency": "suspected_serious"}, patient=a_patient(family_name="Lie"))
    short = dt.date(2026, 3, 13)
    shorten_assessment(
        referral=case, due=short, reason="Forverring.", by=world.liv, now=NOW, version=case.version
    )
    a_day_off(world)
    recompute(world)
    assert made.referral.clocks.get(kind="start").due_on == made.start_deadline
    assert Referral.objects.get(pk=case.pk).assessment_due == case.clocks.get().due_on == short


def test_reminders_for_the_old_day_are_taken_back(world: World) -> None:
    case = a_claimed_case(world)
    scan_clocks(now=dt.datetime(2026, 3, 9, 6, tzinfo=LOCAL_ZONE))
    a_day_off(world)
    recompute(world)
    row = Message.objects.get(template="reminder", case_id=case.pk)
    assert row.status == "cancelled"


def test_a_digest_that_has_not_left_tells_no_more_of_the_old_day(world: World) -> None:
    User.objects.filter(pk=world.ingrid.user.pk).update(reminders="digest")
    a_claimed_case(world)
    scan_clocks(now=dt.datetime(2026, 3, 9, 6, tzinfo=LOCAL_ZONE))
    send_digests(now=dt.datetime(2026, 3, 9, 7, tzinfo=LOCAL_ZONE))
    a_day_off(world)
    recompute(world)
    assert Message.objects.get(kind="digest").status == "cancelled"
    scan_clocks(now=dt.datetime(2026, 3, 11, 6, tzinfo=LOCAL_ZONE))
    anew = Message.objects.filter(template="reminder", status="pending").get()
    assert anew.context["due_on"] == "2026-03-17"


def test_another_regions_clocks_are_left_alone(world: World) -> None:
    case = a_claimed_case(world)
    a_day_off(world)
    other = world.bo_elsewhere.region
    assert recompute_clocks(region=other, why=WHY, by=None, now=NOW) == Recomputed(0, 0)
    assert case.clocks.get().due_on == dt.date(2026, 3, 16)


def test_only_a_team_lead_with_a_reason_computes_anew(world: World) -> None:
    with pytest.raises(NotAllowed):
        recompute_clocks(region=world.region, why=WHY, by=world.ingrid, now=NOW)
    with pytest.raises(DomainError):
        recompute_clocks(region=world.region, why=" ", by=world.marit, now=NOW)


def test_a_calendar_changed_in_the_settings_reaches_the_running_clocks_by_the_hour(world: World) -> None:
    case = a_referral(world, now=clock.now())
    before = case.clocks.get().due_on
    days = [(case.received_on + dt.timedelta(days=ahead)).isoformat() for ahead in range(1, 5)]
    Setting.objects.create(
        region=world.region, key="extra_days_off", value=days, valid_from=case.received_on, source="lov"
    )
    tasks.recompute_clocks()
    assert case.clocks.get().due_on > before
    assert CaseEvent.objects.get(case_id=case.pk, verb="clock_moved").reason != ""
