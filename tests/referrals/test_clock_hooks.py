"""What starts, meets and ends the clocks that no complaint begins."""

from __future__ import annotations

import datetime as dt

import pytest

from referrals.models import Clock, Referral
from referrals.proofs import proof_text
from referrals.use_cases import by_hand, placements, windows
from referrals.use_cases.hand_over import hand_over_letters
from referrals.use_cases.scan import scan_clocks
from referrals.use_cases.signing import watch_for_breach
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound
from rve.core.models import CaseEvent, Setting
from tests.people import (
    LOCAL_ZONE,
    NOW,
    World,
    a_claimed_case,
    a_placement,
    a_referral,
    a_signed_decision,
)

TODAY = NOW.date()


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), LOCAL_ZONE)


def clock_of(case: Referral, kind: str) -> Clock:
    return case.clocks.filter(kind=kind).latest("pk")


def is_running(case: Referral, kind: str) -> bool:
    return case.clocks.filter(kind=kind, met_at=None, cancelled_at=None).exists()


def test_a_first_receipt_elsewhere_starts_the_clock_and_stands_in_its_proof(world: World) -> None:
    first = TODAY - dt.timedelta(days=5)
    case = a_referral(world, channel="forwarded", first_received_on=first)
    clock = clock_of(case, "assessment")
    assert clock.starts_on == first
    assert "Først mottatt i spesialisthelsetjenesten onsdag 25. februar 2026" in proof_text(clock, "nb")


def test_a_day_that_a_law_has_made_a_day_off_counts_for_nobody(world: World) -> None:
    Setting.objects.create(
        region=world.region, key="extra_days_off", value=["2026-03-10"], valid_from=TODAY, source="test"
    )
    case = a_referral(world)
    assert case.assessment_due == clock_of(case, "assessment").due_on == dt.date(2026, 3, 17)


def test_whoever_has_a_right_is_on_the_waiting_list_from_receipt_until_the_stay_begins(world: World) -> None:
    row = a_placement(world, "scheduled")
    clock = clock_of(row.referral, "waiting_list")
    assert (clock.starts_on, clock.due_on) == (TODAY, dt.date(2026, 9, 2))
    assert row.planned_week is not None
    placements.start(
        placement=row,
        on=row.planned_week,
        event="behandling",
        by=world.gro,
        now=at(row.planned_week),
        version=row.version,
    )
    assert not is_running(row.referral, "waiting_list")


def test_a_contact_with_one_who_waits_is_due_again_six_months_after(world: World) -> None:
    case = Referral.objects.get(pk=a_signed_decision(world).referral_id)
    day = dt.date(2026, 8, 20)
    clock = by_hand.note_contact(
        referral=case, on=day, text="Vil fortsatt.", by=world.ingrid, now=at(day), version=case.version
    )
    assert clock.due_on == dt.date(2027, 2, 22)
    assert proof_text(clock, "nb").startswith("Pasienten ble sist kontaktet torsdag 20. august 2026.")
    assert case.clocks.filter(kind="waiting_list").count() == 2
    assert CaseEvent.objects.get(case_id=case.pk, verb="contact_noted").reason == "Vil fortsatt."


def test_nobody_is_contacted_who_does_not_wait(world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(Conflict):
        by_hand.note_contact(
            referral=case, on=TODAY, text="Ringte.", by=world.ingrid, now=NOW, version=case.version
        )


def test_after_discharge_the_gp_and_the_home_are_followed_though_the_case_is_closed(world: World) -> None:
    row = a_placement(world, "completed")
    case = Referral.objects.get(pk=row.referral_id)
    assert case.status == "closed"
    assert row.ended_on is not None
    assert clock_of(case, "follow_up_gp").due_on == row.ended_on + dt.timedelta(weeks=2)
    assert is_running(case, "follow_up_visit")
    day = row.ended_on + dt.timedelta(days=3)
    by_hand.note_follow_up(
        placement=row, kind="follow_up_gp", on=day, text="Sett av fastlegen.", by=world.gro, now=at(day)
    )
    assert not is_running(case, "follow_up_gp")
    with pytest.raises(Conflict):
        by_hand.note_follow_up(
            placement=row, kind="follow_up_gp", on=day, text="", by=world.ingrid, now=at(day)
        )
    with pytest.raises(NotFound):
        by_hand.note_follow_up(
            placement=row, kind="follow_up_visit", on=day, text="", by=world.siv_elsewhere, now=at(day)
        )


def test_results_are_waited_for_several_at_a_time(world: World) -> None:
    case = a_claimed_case(world)
    first = by_hand.await_result(
        referral=case, title="MR rygg", due=TODAY, by=world.ingrid, now=NOW, version=case.version
    )
    case.refresh_from_db()
    by_hand.await_result(
        referral=case, title="Epikrise", due=TODAY, by=world.ingrid, now=NOW, version=case.version
    )
    by_hand.note_result(clock=first, text="Uten funn.", by=world.ingrid, now=NOW)
    titles = case.clocks.filter(kind="awaited_result", met_at=None).values_list("title", flat=True)
    assert list(titles) == ["Epikrise"]
    with pytest.raises(Conflict):
        by_hand.note_result(clock=first, text="Igjen.", by=world.ingrid, now=NOW)


@pytest.mark.parametrize("day", [TODAY - dt.timedelta(days=1), dt.date(9999, 12, 31)])
def test_a_result_is_not_waited_for_on_a_day_that_is_gone_or_years_ahead(day: dt.date, world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(DomainError):
        by_hand.await_result(
            referral=case,
            title="MR rygg",
            due=day,
            by=world.ingrid,
            now=NOW,
            version=case.version,
        )


def test_the_time_to_complain_begins_when_the_letter_is_taken_to_have_come(world: World) -> None:
    made = a_signed_decision(world)
    hand_over_letters(now=NOW)
    clock = clock_of(made.referral, "complaint_window")
    assert clock.starts_on == TODAY + dt.timedelta(days=7)
    assert clock.due_on == dt.date(2026, 4, 7)
    assert "langfredag" not in proof_text(clock, "nb")
    assert "Etter 2. mars 2027 kan en klage ikke tas opp" in proof_text(clock, "nb")


def test_a_letter_opened_earlier_moves_the_window_and_says_so(world: World) -> None:
    made = a_signed_decision(world)
    windows.open_window(made, dt.date(2026, 3, 9), NOW, handed_on=TODAY)
    windows.was_opened(made, dt.date(2026, 3, 4), NOW, on_paper=False)
    windows.was_opened(made, dt.date(2026, 3, 5), NOW, on_paper=False)
    clock = clock_of(made.referral, "complaint_window")
    assert (clock.starts_on, clock.due_on, clock.moves) == (dt.date(2026, 3, 4), dt.date(2026, 4, 1), 1)
    assert proof_text(clock, "nb").startswith("Pasienten åpnet det digitale brevet onsdag 4. mars 2026.")
    event = CaseEvent.objects.get(case_id=made.referral_id, verb="clock_moved")
    assert event.changes["why"] == "opened"


def test_a_refused_case_is_closed_when_the_time_to_complain_is_out(world: World) -> None:
    made = a_signed_decision(world, decision=REFUSED)
    windows.open_window(made, TODAY, NOW)
    scan_clocks(now=at(dt.date(2026, 3, 30)))
    assert Referral.objects.get(pk=made.referral_id).status == "decided"
    scan_clocks(now=at(dt.date(2026, 3, 31)))
    case = Referral.objects.get(pk=made.referral_id)
    clock = clock_of(case, "complaint_window")
    assert (case.status, clock.breached_at) == ("closed", None)
    assert not CaseEvent.objects.filter(
        case_id=case.pk, verb="breached", changes__clock="complaint_window"
    ).exists()


REFUSED = {
    "outcome": "refused",
    "start_deadline": None,
    "institution": None,
    "municipal_help": "Fysioterapeut.",
    "override_code": "clinical_judgement",
    "override_text": "Samlet vurdering.",
}


def test_a_granted_case_goes_on_when_the_time_to_complain_is_out(world: World) -> None:
    made = a_signed_decision(world)
    windows.open_window(made, TODAY, NOW)
    assert not windows.window_is_out(clock_of(made.referral, "complaint_window"), at(dt.date(2026, 3, 31)))
    assert Referral.objects.get(pk=made.referral_id).status == "decided"


def test_helfo_is_not_asked_for_twice_for_the_same_delay(world: World) -> None:
    made = a_signed_decision(world, decision={"institution": None})
    case = Referral.objects.get(pk=made.referral_id)
    assert is_running(case, "expected_breach")
    Clock.objects.filter(referral=case, kind="expected_breach").update(met_at=NOW, next_step_on=None)
    watch_for_breach(case, None, deadline=made.start_deadline or TODAY, now=NOW)
    assert not is_running(case, "expected_breach")


def test_when_the_last_place_that_could_take_the_patient_declines_helfo_is_due_at_once(world: World) -> None:
    world.pool.__class__.objects.exclude(institution=world.fjellheimen).update(valid_to=TODAY)
    row = a_placement(world, "declined")
    assert is_running(row.referral, "expected_breach")


def test_helfo_is_asked_for_when_the_deadline_is_over_and_nobody_has_told_of_a_start(world: World) -> None:
    row = a_placement(world, "scheduled")
    assert not is_running(row.referral, "expected_breach")
    deadline = row.decision.start_deadline
    assert deadline is not None
    scan_clocks(now=at(deadline))
    assert not is_running(row.referral, "expected_breach")
    scan_clocks(now=at(deadline + dt.timedelta(days=1)))
    assert is_running(row.referral, "expected_breach")
    assert not row.referral.letters.filter(kind="deadline_not_kept").exists()


def test_only_the_unit_waits_for_results(world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(NotAllowed):
        by_hand.await_result(
            referral=case, title="MR", due=TODAY, by=world.kari, now=NOW, version=case.version
        )
