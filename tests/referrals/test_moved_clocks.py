"""A due day moved by hand is refused, or recorded with its reason: never silent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from referrals.models import Clock, Referral
from referrals.proofs import proof_text
from referrals.use_cases.moved_clocks import move_clock, shorten_assessment
from referrals.use_cases.scan import scan_clocks
from rve.core.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from rve.core.models import CaseEvent, Message
from tests.people import LOCAL_ZONE, NOW, World, a_claimed_case, a_placement, a_signed_decision

SERIOUS = {"urgency": "suspected_serious"}
WHY = "Rask forverring."
SOON = dt.date(2026, 3, 5)


def a_serious_case(world: World) -> Referral:
    return a_claimed_case(world, facts=SERIOUS)


def assessment(case: Referral) -> Clock:
    return case.clocks.get(kind="assessment")


def test_suspected_serious_illness_shortens_the_time_and_the_proof_tells_by_whom(world: World) -> None:
    case = a_serious_case(world)
    shorten_assessment(referral=case, due=SOON, reason=WHY, by=world.liv, now=NOW, version=case.version)
    case.refresh_from_db()
    clock = assessment(case)
    assert (clock.due_on, case.assessment_due, clock.moves) == (SOON, SOON, 1)
    assert proof_text(clock, "nb").endswith(
        "Forkortet fra mandag 16. mars 2026 til torsdag 5. mars 2026 av Liv Hegge 2. mars 2026,"
        " fordi: «Rask forverring»."
    )
    event = CaseEvent.objects.get(case_id=case.pk, verb="clock_moved")
    assert (event.by, event.reason) == (world.liv.user, WHY)
    assert event.changes == {"clock": "assessment", "from": "2026-03-16", "to": "2026-03-05"}


def test_the_new_day_warns_anew_of_a_step_that_was_reminded_of_before(world: World) -> None:
    case = a_serious_case(world)
    scan_clocks(now=dt.datetime(2026, 3, 12, 8, tzinfo=LOCAL_ZONE))
    moved = dt.datetime(2026, 3, 12, 9, tzinfo=LOCAL_ZONE)
    due = dt.date(2026, 3, 13)
    shorten_assessment(referral=case, due=due, reason=WHY, by=world.liv, now=moved, version=case.version)
    scan_clocks(now=moved)
    rows = Message.objects.filter(template="reminder", case_id=case.pk, context__step="warn-2")
    days = rows.order_by("pk").values_list("context__due_on", flat=True)
    assert list(days) == ["2026-03-16", "2026-03-13"]


@pytest.mark.parametrize("due", ["2026-03-01", "2026-03-16", "2026-03-17"])
def test_the_laws_time_is_never_put_later_nor_in_the_past(world: World, due: str) -> None:
    case = a_serious_case(world)
    with pytest.raises(DomainError):
        shorten_assessment(
            referral=case,
            due=dt.date.fromisoformat(due),
            reason=WHY,
            by=world.liv,
            now=NOW,
            version=case.version,
        )
    assert not CaseEvent.objects.filter(verb="clock_moved").exists()


def test_a_reason_is_needed(world: World) -> None:
    case = a_serious_case(world)
    with pytest.raises(DomainError) as refused:
        shorten_assessment(referral=case, due=SOON, reason=" ", by=world.liv, now=NOW, version=case.version)
    assert refused.value.field == "reason"


def test_without_the_suspicion_nothing_is_shortened(world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(Conflict):
        shorten_assessment(referral=case, due=SOON, reason=WHY, by=world.liv, now=NOW, version=case.version)


def test_the_cases_own_assessor_may_and_another_may_not(world: World) -> None:
    case = a_serious_case(world)
    with pytest.raises(NotAllowed):
        shorten_assessment(referral=case, due=SOON, reason=WHY, by=world.jonas, now=NOW, version=case.version)
    with pytest.raises(NotFound):
        shorten_assessment(
            referral=case, due=SOON, reason=WHY, by=world.bo_elsewhere, now=NOW, version=case.version
        )
    with pytest.raises(Stale):
        shorten_assessment(
            referral=case, due=SOON, reason=WHY, by=world.ingrid, now=NOW, version=case.version - 1
        )
    shorten_assessment(referral=case, due=SOON, reason=WHY, by=world.ingrid, now=NOW, version=case.version)


@pytest.mark.parametrize("kind", ["start", "expected_breach"])
def test_what_the_decision_or_the_law_fixed_is_not_moved_by_anyone(world: World, kind: str) -> None:
    made = a_signed_decision(world, decision={"institution": None})
    with pytest.raises(NotAllowed):
        move_clock(
            clock=made.referral.clocks.get(kind=kind),
            due=SOON,
            reason=WHY,
            by=world.marit,
            now=NOW,
            version=made.referral.version,
        )


def test_a_local_time_is_moved_by_a_team_lead_with_a_reason(world: World) -> None:
    clock = a_placement(world).referral.clocks.get(kind="institution_answer")
    later = clock.due_on + dt.timedelta(days=3)
    given: dict[str, Any] = {"reason": "Ferie.", "now": NOW, "version": clock.referral.version}
    with pytest.raises(NotAllowed):
        move_clock(clock=clock, due=later, by=world.ingrid, **given)
    moved = move_clock(clock=clock, due=later, by=world.marit, **given)
    assert moved.due_on == later
    assert "Flyttet fra mandag 16. mars 2026 til torsdag 19. mars 2026 av Marit Dahl" in proof_text(
        moved, "nb"
    )


def test_two_team_leads_do_not_overwrite_each_others_day(world: World) -> None:
    clock = a_placement(world).referral.clocks.get(kind="institution_answer")
    given: dict[str, Any] = {"reason": "Ferie.", "now": NOW, "version": clock.referral.version}
    move_clock(clock=clock, due=clock.due_on + dt.timedelta(days=3), by=world.marit, **given)
    with pytest.raises(Stale):
        move_clock(clock=clock, due=clock.due_on + dt.timedelta(days=9), by=world.marit, **given)


def test_a_clock_that_has_ended_is_not_moved(world: World) -> None:
    clock = a_placement(world, "accepted").referral.clocks.get(kind="institution_answer")
    with pytest.raises(Conflict):
        move_clock(
            clock=clock, due=SOON, reason="Ferie.", by=world.marit, now=NOW, version=clock.referral.version
        )


def test_the_database_itself_refuses_a_day_moved_in_silence(world: World) -> None:
    clock = assessment(a_claimed_case(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(due_on=SOON)


def test_a_first_day_and_an_end_that_stand_are_not_rewritten(world: World) -> None:
    made = a_signed_decision(world)
    start, assessed = (made.referral.clocks.get(kind=kind) for kind in ("start", "assessment"))
    Clock.objects.filter(pk=start.pk).update(cancelled_at=NOW)
    Clock.objects.filter(pk=assessed.pk).update(met_at=NOW)
    for pk, changed in (
        (start.pk, {"starts_on": dt.date(2026, 1, 1)}),
        (start.pk, {"cancelled_at": None}),
        (assessed.pk, {"met_at": NOW + dt.timedelta(days=1)}),
    ):
        with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
            Clock.objects.filter(pk=pk).update(**changed)
