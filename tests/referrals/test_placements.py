from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from institutions.models import Booking, PoolWeek, QueueEntry
from referrals.models import Placement, Referral
from referrals.use_cases import helfo, placements, weeks
from referrals.use_cases.scan import scan_clocks
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from rve.core.models import CaseEvent, Message
from tests.people import LOCAL_ZONE, NOW, World, a_placement, a_pool, a_prepared_decision
from tests.referrals.test_decisions import OVERRIDE, sign

TODAY = NOW.date()


def at(day: int, month: int, hour: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, 0, tzinfo=LOCAL_ZONE)


def who(world: World, row: Placement, now: dt.datetime = NOW) -> dict[str, Any]:
    return {"placement": row, "by": world.gro, "now": now, "version": row.version}


def fresh(row: Placement) -> Placement:
    return Placement.objects.get(pk=row.pk)


def running(case: Referral) -> set[str]:
    return set(case.clocks.filter(met_at=None, cancelled_at=None).values_list("kind", flat=True))


def test_accepting_meets_the_answer_and_confirms_the_place(world: World) -> None:
    row = placements.accept(**who(world, a_placement(world)))
    assert row.booking is not None and row.booking.confirmed_at == NOW
    assert row.referral.clocks.get(kind="institution_answer").met_at == NOW
    with pytest.raises(Stale):
        placements.accept(placement=row, by=world.gro, now=NOW, version=row.version - 1)


def test_declining_gives_the_place_back_and_the_case_to_its_assessor(world: World) -> None:
    row = a_placement(world, "declined")
    case = Referral.objects.get(pk=row.referral_id)
    assert row.booking is not None
    row.booking.refresh_from_db()
    assert (row.booking.released_why, row.decline_reason.code) == ("declined", "no_capacity")
    assert case.attention == "declined:2026-03-02"
    assert Message.objects.get(template="declined").user == world.ingrid.user
    assert running(case) == {"assessment", "start", "time_sent", "waiting_list"}
    with pytest.raises(NotFound):
        placements.accept(**who(world, row))


def test_declining_takes_a_reason_of_that_kind_in_force(world: World) -> None:
    row = a_placement(world)
    reason = world.reason("decline", "no_capacity")
    reason.valid_to = TODAY
    for wrong in (world.reason("postpone", "capacity"), reason):
        with pytest.raises(DomainError) as caught:
            placements.decline(**who(world, row), reason=wrong, comment="")
        assert caught.value.field == "reason"


def test_a_declined_case_is_routed_anew_and_the_deadline_stands(world: World) -> None:
    row = a_placement(world, "declined")
    case = Referral.objects.get(pk=row.referral_id)
    new = placements.reroute(
        referral=case,
        institution="havblikk",
        reason="Nytt sted.",
        by=world.ingrid,
        now=NOW,
        version=case.version,
    )
    case.refresh_from_db()
    assert (new.status, new.institution, case.attention) == ("forwarded", world.havblikk, "")
    assert new.decision == row.decision
    assert {clock.due_on for clock in case.clocks.filter(kind="start")} == {row.decision.start_deadline}
    assert (
        placements.accept(placement=new, by=world.siv_elsewhere, now=NOW, version=new.version).status
        == "accepted"
    )


def test_the_patient_may_choose_another_place_later(world: World) -> None:
    row = a_placement(world, "accepted")
    case = Referral.objects.get(pk=row.referral_id)
    placements.reroute(referral=case, institution="havblikk", by=world.jonas, now=NOW, version=case.version)
    old = fresh(row)
    assert old.booking is not None
    assert (old.status, old.booking.released_why) == ("cancelled", "moved_elsewhere")
    assert case.placements.filter(status__in=Placement.LIVE).count() == 1


def test_a_time_inside_the_deadline_is_told_to_the_patient(world: World) -> None:
    row = a_placement(world, "accepted")
    warning = placements.schedule(**who(world, row), at=at(18, 3))
    row = fresh(row)
    assert (warning, row.status, row.planned_week) == ("", "scheduled", dt.date(2026, 3, 16))
    assert row.booking is not None and row.booking.first_week == dt.date(2026, 3, 16)
    case = row.referral
    assert case.clocks.get(kind="time_sent").met_at == NOW
    letters = case.letters.filter(kind="time_set")
    assert {letter.recipient_role for letter in letters} == {"patient", "referrer"}


def test_a_time_after_the_deadline_is_allowed_warned_of_and_starts_the_helfo_clock(world: World) -> None:
    row = a_placement(world, "accepted")
    case, deadline = row.referral, row.decision.start_deadline
    assert deadline == dt.date(2026, 5, 25)
    warning = placements.schedule(**who(world, row), at=at(1, 6))
    assert "25. mai 2026" in warning
    case.refresh_from_db()
    assert "expected_breach" in running(case)
    assert case.attention == "starts_late:2026-06-01"
    assert case.clocks.get(kind="start").due_on == deadline, "an appointment never moves the deadline"
    row = fresh(row)
    reason = world.reason("postpone", "capacity")
    assert placements.schedule(**who(world, row), at=at(20, 5), reason=reason) == ""
    case.refresh_from_db()
    assert "expected_breach" not in running(case)
    assert case.attention == ""


def test_moving_a_time_takes_a_coded_reason(world: World) -> None:
    row = a_placement(world, "scheduled")
    with pytest.raises(DomainError) as caught:
        placements.schedule(**who(world, row), at=at(25, 3))
    assert caught.value.field == "reason"
    placements.schedule(**who(world, row), at=at(25, 3), reason=world.reason("postpone", "capacity"))
    row = fresh(row)
    assert (row.postponed_reason.code, row.postponed_on) == ("capacity", TODAY)
    event = CaseEvent.objects.filter(verb="scheduled").order_by("-pk").first()
    assert event is not None and event.changes["moved_from"]
    assert row.referral.letters.filter(kind="time_set").count() == 4


def test_a_time_in_the_past_or_in_a_full_week_is_refused(world: World) -> None:
    row = a_placement(world, "accepted")
    with pytest.raises(DomainError) as caught:
        placements.schedule(**who(world, row), at=NOW - dt.timedelta(days=1))
    assert caught.value.field == "at"
    full = dt.date(2026, 4, 13)
    for _ in range(2):
        a_prepared_decision(world, decision={"week": full})
    with pytest.raises(Conflict):
        placements.schedule(**who(world, row), at=at(14, 4))
    assert fresh(row).status == "accepted"


def test_a_real_start_meets_the_deadline(world: World) -> None:
    row = a_placement(world, "scheduled")
    day = at(9, 3, 14)
    with pytest.raises(DomainError) as caught:
        placements.start(**who(world, row, day), on=dt.date(2026, 3, 10), event="behandling")
    assert caught.value.field == "on"
    with pytest.raises(DomainError) as caught:
        placements.start(**who(world, row, day), on=day.date(), event=" ")
    assert caught.value.field == "event"
    row = placements.start(**who(world, row, day), on=day.date(), event="behandling")
    assert (row.status, row.started_on) == ("started", day.date())
    assert row.referral.clocks.get(kind="start").met_at == day
    assert Booking.objects.get(pk=row.booking_id).started_on == day.date()


def test_a_stay_is_interrupted_goes_on_and_ends(world: World) -> None:
    row = a_placement(world, "interrupted")
    day = at(11, 3)
    with pytest.raises(Conflict):
        placements.start(**who(world, row, day), on=day.date(), event="behandling")
    row = placements.resume(**who(world, row, day), on=day.date())
    assert (row.status, row.started_on) == ("started", dt.date(2026, 3, 9))
    with pytest.raises(Conflict):
        placements.resume(**who(world, row, day), on=day.date())
    with pytest.raises(DomainError):
        placements.discharge(**who(world, row, day), on=dt.date(2026, 3, 8), note="")
    row = placements.discharge(**who(world, row, day), on=day.date(), note="God effekt.")
    case = Referral.objects.get(pk=row.referral_id)
    assert (row.status, case.status, case.ended_at) == ("completed", "closed", day)
    assert running(case) == {"follow_up_gp", "follow_up_visit"}


def test_an_early_discharge_gives_the_later_weeks_back(world: World) -> None:
    row = a_placement(world, "started")
    assert row.stay_weeks > 1
    placements.discharge(**who(world, row, at(10, 3)), on=dt.date(2026, 3, 10), note="")
    assert PoolWeek.objects.filter(booked__gt=0).count() == 1


def test_another_institution_has_no_such_placement(world: World) -> None:
    row = a_placement(world)
    with pytest.raises(NotFound):
        placements.accept(placement=row, by=world.siv_elsewhere, now=NOW, version=row.version)
    with pytest.raises(NotAllowed):
        placements.accept(placement=row, by=world.ingrid, now=NOW, version=row.version)


def test_a_booked_place_is_not_seen_before_it_is_forwarded(world: World) -> None:
    row = a_prepared_decision(world).placements.get()
    with pytest.raises(NotFound):
        placements.accept(placement=row, by=world.gro, now=NOW, version=row.version)


def queued(world: World) -> Placement:
    pool = a_pool(world.fjellheimen, "G", "day", 10)
    soon = {"delytelse": "G", "pool_id": pool.pk, "start_deadline": TODAY + dt.timedelta(days=10), **OVERRIDE}
    a_prepared_decision(world, decision=soon)
    return sign(world, a_prepared_decision(world, decision=soon)).placements.get()


def test_from_the_queue_to_a_week(world: World) -> None:
    row = placements.accept(**who(world, queued(world)))
    full = dt.date(2026, 3, 9)
    with pytest.raises(Conflict):
        weeks.give_week(**who(world, row), week=full)
    row = weeks.give_week(**who(world, row), week=dt.date(2026, 5, 4))
    assert row.booking is not None
    assert (row.booking.first_week, row.planned_week) == (dt.date(2026, 5, 4), dt.date(2026, 5, 4))
    assert QueueEntry.objects.get().left_why == "booked"
    row = weeks.give_week(**who(world, row), week=dt.date(2026, 5, 11))
    assert Booking.objects.filter(released_at=None, first_week=dt.date(2026, 5, 11)).count() == 1


def test_a_time_for_one_in_the_queue_books_its_week(world: World) -> None:
    row = placements.accept(**who(world, queued(world)))
    assert placements.schedule(**who(world, row), at=at(4, 5)) != ""
    row = fresh(row)
    assert row.booking is not None and row.booking.confirmed_at == NOW
    assert QueueEntry.objects.get().left_why == "booked"


def test_helfo_is_noted_and_the_clock_met(world: World) -> None:
    case = Referral.objects.get(pk=queued(world).referral_id)
    with pytest.raises(DomainError):
        helfo.note_helfo(referral=case, code="7", on=TODAY, by=world.ingrid, now=NOW, version=case.version)
    case = helfo.note_helfo(
        referral=case, code="31", on=TODAY, by=world.ingrid, now=NOW, version=case.version
    )
    assert "expected_breach" not in running(case)
    with pytest.raises(Conflict):
        helfo.note_helfo(referral=case, code="31", on=TODAY, by=world.ingrid, now=NOW, version=case.version)


def test_no_answer_in_time_releases_the_place(world: World) -> None:
    row = a_placement(world)
    due = row.referral.clocks.get(kind="institution_answer").due_on
    scan_clocks(now=dt.datetime.combine(due, dt.time(12), LOCAL_ZONE))
    assert fresh(row).status == "forwarded"
    after = dt.datetime.combine(due + dt.timedelta(days=1), dt.time(12), LOCAL_ZONE)
    scan_clocks(now=after)
    scan_clocks(now=after)
    row = fresh(row)
    assert row.booking is not None
    row.booking.refresh_from_db()
    assert (row.status, row.booking.released_why) == ("cancelled", "not_answered")
    case = Referral.objects.get(pk=row.referral_id)
    assert case.attention == f"no_answer:{after.date()}"
    assert case.status == "decided"
    told = Message.objects.get(template="no_answer")
    assert (told.user, told.not_before) == (world.ingrid.user, at(17, 3, 12))
    assert CaseEvent.objects.filter(verb="released", kind="referral").count() == 1
