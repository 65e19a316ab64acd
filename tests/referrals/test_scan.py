"""Reminders and breaches: by the day, once, and at nobody's bedtime. Time is jumped by handing in `now`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Clock, Referral
from referrals.use_cases import cases, decisions, questions, scan
from referrals.use_cases.questions import QuestionItem
from referrals.use_cases.scan import scan_clocks
from referrals.use_cases.stale_reminders import hold_stale
from rve.core import claims
from rve.core.models import CaseEvent, Message, RoleAssignment
from rve.core.virkedager import is_virkedag
from tests.people import LOCAL_ZONE, NOW, World, a_claimed_case, a_placement, a_prepared_decision, a_referral


def at(day: str, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), LOCAL_ZONE)


def every_day(first: str, days: int) -> None:
    for ahead in range(days):
        scan_clocks(now=at(first) + dt.timedelta(days=ahead))


def steps(case: Referral, kind: str = "assessment") -> list[tuple[str, str]]:
    rows = Message.objects.filter(template="reminder", case_id=case.pk, context__clock=kind).order_by("pk")
    return [(row.context["step"], row.user.name if row.user else "") for row in rows]


def test_warnings_five_two_and_no_days_before_and_once_after(world: World) -> None:
    case = a_claimed_case(world)
    every_day("2026-03-02", 20)
    assert steps(case) == [
        ("warn-5", "Ingrid Moen"),
        ("warn-2", "Ingrid Moen"),
        ("saturday", "Ingrid Moen"),
        ("warn-0", "Ingrid Moen"),
        ("warn-0", "Marit Dahl"),
        ("breach", "Ingrid Moen"),
        ("breach", "Marit Dahl"),
    ]
    clock = case.clocks.get()
    assert clock.breached_at == at("2026-03-17")
    assert clock.next_step_on is None
    assert CaseEvent.objects.filter(case_id=case.pk, verb="breached").count() == 1


def test_an_unclaimed_case_reminds_all_assessors_and_the_team_lead(world: World) -> None:
    case = a_referral(world)
    scan_clocks(now=at("2026-03-09"))
    assert {name for _, name in steps(case)} == {"Ingrid Moen", "Jonas Vik", "Marit Dahl"}


def test_a_decision_that_waits_for_a_signature_reminds_the_physicians(world: World) -> None:
    made = a_prepared_decision(world)
    scan_clocks(now=at("2026-03-12"))
    assert steps(made.referral) == [("warn-2", "Liv Hegge")]


def test_those_who_have_left_are_not_reminded(world: World) -> None:
    case = a_claimed_case(world)
    world.ingrid.user.is_active = False
    world.ingrid.user.save()
    RoleAssignment.objects.filter(user=world.jonas.user).update(valid_to=dt.date(2026, 3, 5))
    scan_clocks(now=at("2026-03-09"))
    assert steps(case) == [("warn-5", "Marit Dahl")]


def test_scanning_twice_is_as_once(world: World) -> None:
    case = a_claimed_case(world)
    assert [scan_clocks(now=at("2026-03-09")) for _ in range(3)] == [1, 0, 0]
    Clock.objects.update(next_step_on=dt.date(2026, 3, 9))
    assert scan_clocks(now=at("2026-03-09")) == 1
    assert steps(case) == [("warn-5", "Ingrid Moen")]


def test_after_a_missed_week_only_the_step_that_is_due_is_sent(world: World) -> None:
    case = a_claimed_case(world)
    scan_clocks(now=at("2026-03-16"))
    assert {step for step, _ in steps(case)} == {"warn-0"}


def test_over_easter_nobody_is_written_to_on_a_day_off(world: World) -> None:
    case = a_claimed_case(world, now=at("2026-03-27", 9))
    assert case.assessment_due == dt.date(2026, 4, 15)
    every_day("2026-03-27", 30)
    rows = Message.objects.filter(template="reminder", case_id=case.pk)
    sent = {row.not_before.astimezone(LOCAL_ZONE) for row in rows}
    assert {moment.date().isoformat() for moment in sent} == {
        "2026-04-08",
        "2026-04-10",
        "2026-04-13",
        "2026-04-15",
        "2026-04-16",
    }


@pytest.mark.parametrize(
    "night", ["2026-03-07T12:00", "2026-03-08T23:30", "2026-03-09T05:00", "2026-03-06T18:00"]
)
def test_a_scan_at_night_or_on_a_weekend_writes_for_the_next_morning(world: World, night: str) -> None:
    a_claimed_case(world)
    Clock.objects.update(next_step_on=dt.date(2026, 3, 6))
    scan_clocks(now=dt.datetime.fromisoformat(night).replace(tzinfo=LOCAL_ZONE))
    for row in Message.objects.filter(template="reminder"):
        local = row.not_before.astimezone(LOCAL_ZONE)
        assert (is_virkedag(local.date()), local.hour) == (True, 7)


def test_what_was_not_sent_yet_is_taken_back_when_the_clock_is_met(world: World) -> None:
    case = a_claimed_case(world)
    scan_clocks(now=at("2026-03-09", 5))
    reason = world.reason("withdraw", "patient_wish")
    cases.withdraw(
        referral=case, reason=reason, text="", by=world.ingrid, now=at("2026-03-09", 6), version=case.version
    )
    assert Message.objects.get(template="reminder").status == "cancelled"
    every_day("2026-03-09", 20)
    assert Message.objects.filter(template="reminder").count() == 1


def test_a_forwarded_case_received_long_ago_is_breached_at_once(world: World) -> None:
    case = a_referral(
        world, channel="forwarded", referred_on=dt.date(2026, 1, 5), first_received_on=dt.date(2026, 1, 7)
    )
    scan_clocks(now=NOW)
    assert case.clocks.get().breached_at == NOW


def asked(world: World, now: dt.datetime = NOW) -> Referral:
    case = a_claimed_case(world)
    questions.ask(
        referral=case,
        items=[QuestionItem("event_on", "Når?")],
        by=world.ingrid,
        now=now,
        version=case.version,
    )
    return Referral.objects.get(pk=case.pk)


def test_on_day_eight_an_unanswered_case_goes_on_and_doubt_may_speak_for_the_right(world: World) -> None:
    case = asked(world)
    every_day("2026-03-02", 10)
    assert Referral.objects.get(pk=case.pk).status == "awaiting_information"
    scan_clocks(now=at("2026-03-12"))
    case = Referral.objects.get(pk=case.pk)
    assert (case.status, case.manual_reason) == ("in_assessment", "unanswered")
    assert case.clocks.get(kind="assessment").running
    assert Message.objects.filter(template="unanswered", user=world.ingrid.user).count() == 1
    assert steps(case, "referrer_answer")[:2] == [("warn-2", "Kari Bjerkan"), ("warn-0", "Kari Bjerkan")]
    question = case.questions.get()
    questions.answer(question=question, value="2026-01-01", text="", by=world.kari, now=at("2026-03-13"))
    case = Referral.objects.get(pk=case.pk)
    assert (case.manual_reason, case.status, case.facts["event_on"]) == ("", "in_assessment", "2026-01-01")


def test_a_question_asked_after_day_eight_gets_its_day(world: World) -> None:
    case = asked(world, now=at("2026-03-13"))
    scan_clocks(now=at("2026-03-13"))
    assert Referral.objects.get(pk=case.pk).status == "awaiting_information"
    scan_clocks(now=at("2026-03-16"))
    assert Referral.objects.get(pk=case.pk).status == "in_assessment"


def test_the_institution_is_reminded_and_opens_the_placement(world: World) -> None:
    row = a_placement(world)
    scan_clocks(now=at("2026-03-11"))
    message = Message.objects.get(template="reminder", context__clock="institution_answer")
    assert (message.user, message.context["path"]) == (world.gro.user, f"/placements/{row.public_id}")


def test_the_start_is_watched_at_the_institution_and_by_the_team_lead(world: World) -> None:
    row = a_placement(world, "accepted")
    deadline = row.decision.start_deadline
    assert deadline is not None
    every_day("2026-04-20", 40)
    assert [step for step, name in steps(row.referral, "start") if name == "Gro Sagmo"] == [
        *["warn-20", "warn-10", "warn-5", "warn-0", "breach"]
    ]
    assert ("breach", "Marit Dahl") in steps(row.referral, "start")
    assert row.referral.clocks.get(kind="start").breached_at is not None


def queries_for(world: World, cases: int) -> int:
    for _ in range(cases):
        a_claimed_case(world)
    with CaptureQueriesContext(connection) as asked:
        assert scan_clocks(now=at("2026-03-09")) == cases
    return len(asked)


def test_ten_clocks_take_no_more_queries_than_two(world: World) -> None:
    assert queries_for(world, 2) == queries_for(world, 10)


def test_one_clock_that_cannot_be_read_holds_back_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = a_claimed_case(world), a_claimed_case(world)
    Clock.objects.filter(referral=bad).update(proof={"go_on_on": "one of these days"})
    scan_clocks(now=at("2026-03-09"))
    assert (steps(bad), len(steps(good))) == ([], 1)
    assert "could not be taken" in caplog.text
    Clock.objects.filter(referral=bad).update(proof={})
    scan_clocks(now=at("2026-03-09"))
    assert len(steps(bad)) == 1


def test_one_clock_that_cannot_be_written_holds_back_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (a_claimed_case(world, received_on=dt.date(2026, 2, 16)) for _ in range(2))
    real = scan.put_reminders

    def refused(turns: Any, **given: Any) -> Any:
        if bad.pk in {turn.clock.referral_id for turn in turns}:
            raise DataError("a value the database cannot hold")
        return real(turns, **given)

    monkeypatch.setattr(scan, "put_reminders", refused)
    scan_clocks(now=at("2026-03-09"))
    marked = [case.clocks.get().breached_at is not None for case in (bad, good)]
    assert marked == [False, True]
    assert CaseEvent.objects.filter(verb="breached").count() == 1


def test_signed_in_time_nobody_is_reminded_of_the_assessment(world: World) -> None:
    made = a_prepared_decision(world)
    decisions.sign(decision=made, by=world.liv, now=NOW, version=made.version)
    Clock.objects.filter(kind="assessment").update(met_at=NOW, next_step_on=None)
    every_day("2026-03-02", 20)
    assert steps(made.referral) == []


def test_after_a_stop_a_reminder_of_an_earlier_day_waits_for_the_scan_only_where_the_clock_has_moved_on(
    world: World,
) -> None:
    case = a_claimed_case(world)
    clock = case.clocks.get(kind="assessment")
    assert clock.next_step_on is not None
    scan_clocks(now=at(clock.next_step_on.isoformat()))
    first, after = clock.next_step_on, case.clocks.get(kind="assessment").next_step_on
    assert after is not None
    assert hold_stale(now=at((first + dt.timedelta(days=1)).isoformat())) == 0
    assert hold_stale(now=at(after.isoformat())) == 1
    assert not claims.claim_batch(channel="email", now=at(after.isoformat()), limit=10)
