"""Who is reminded of each kind of clock, before its last day, on it and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals import clocks
from referrals.models import Assessment, Clock, Complaint, Referral
from referrals.use_cases.clock_people import ClockPeople
from referrals.use_cases.reminders import recipients
from tests.people import NOW, World, a_claimed_case, a_placement

TODAY = NOW.date()
INGRID, JONAS, LIV, MARIT, GRO, KARI = "Ingrid", "Jonas", "Liv", "Marit", "Gro", "Kari"


def a_clock(case: Referral, kind: str, **about: Any) -> Clock:
    """One of the kind; those that the case has of itself are its own."""
    own = case.clocks.filter(kind=kind, met_at=None, cancelled_at=None).first()
    if own is not None and not about:
        return own
    return Clock.objects.create(kind=kind, referral=case, starts_on=TODAY, due_on=TODAY, proof={}, **about)


def told(clock: Clock, step: str) -> list[str]:
    people = ClockPeople.around([clock], on=TODAY)
    return [user.name.split()[0] for user in recipients(clock, step=step, people=people)]


@pytest.mark.parametrize(
    ("kind", "early", "last", "over"),
    [
        ("assessment", [INGRID], [INGRID, MARIT], [INGRID, MARIT]),
        ("waiting_list", [INGRID], [INGRID, MARIT], [INGRID, MARIT]),
        ("awaited_result", [INGRID], [INGRID, MARIT], [INGRID, MARIT]),
        ("expected_breach", [INGRID], [INGRID, MARIT], [INGRID, MARIT]),
        ("start", [INGRID], [INGRID, MARIT], [INGRID, MARIT]),
        ("referrer_answer", [KARI], [KARI, MARIT], [KARI, INGRID, MARIT]),
        ("complaint_window", [], [], []),
        ("unread_digital", [], [], []),
    ],
)
def test_of_a_case_with_its_assessor(
    world: World, kind: str, early: list[str], last: list[str], over: list[str]
) -> None:
    clock = a_clock(a_claimed_case(world), kind)
    assert [told(clock, step) for step in ("warn-2", "warn-0", clocks.BREACH)] == [early, last, over]


@pytest.mark.parametrize(
    ("kind", "over"),
    [
        ("institution_answer", [GRO, INGRID, MARIT]),
        ("follow_up_gp", [GRO, INGRID, MARIT]),
        ("follow_up_visit", [GRO, INGRID, MARIT]),
        ("start", [GRO, MARIT]),
    ],
)
def test_of_a_stay_the_institution_and_when_it_is_late_the_assessor(
    world: World, kind: str, over: list[str]
) -> None:
    row = a_placement(world)
    clock = row.referral.clocks.filter(kind=kind, met_at=None, cancelled_at=None).first() or a_clock(
        row.referral, kind, placement=row
    )
    assert told(clock, "warn-3") == [GRO]
    assert told(clock, clocks.BREACH) == over


def a_complaint(case: Referral, **changed: Any) -> Complaint:
    day = {"received_on": TODAY, "known_on": TODAY, "window_ends_on": TODAY + dt.timedelta(days=28)}
    who = {"complainant": "patient", "complainant_name": "Torbjørn Aksnes", "channel": "paper"}
    return Complaint.objects.create(
        referral=case,
        reference=f"{case.reference}-K1",
        grounds="Jeg er ikke enig.",
        lateness="in_time",
        created_at=NOW,
        updated_at=NOW,
        **day,
        **who,
        **changed,
    )


@pytest.mark.parametrize("kind", ["complaint_formalities", "complaint_preliminary", "complaint_review"])
def test_of_a_complaint_the_one_who_has_it_else_the_team_leads(world: World, kind: str) -> None:
    complaint = a_complaint(a_claimed_case(world))
    clock = a_clock(complaint.referral, kind, complaint=complaint)
    assert told(clock, "warn-3") == [MARIT]
    complaint.assignee, complaint.assigned_at = world.jonas.user, NOW
    complaint.save()
    clock = Clock.objects.get(pk=clock.pk)
    assert told(clock, "warn-3") == [JONAS]
    assert told(clock, clocks.BREACH) == [JONAS, MARIT]


def test_of_statsforvalteren_the_one_who_has_the_complaint_and_the_team_lead(world: World) -> None:
    complaint = a_complaint(a_claimed_case(world), assignee=world.jonas.user, assigned_at=NOW)
    assert told(a_clock(complaint.referral, "statsforvalter", complaint=complaint), "nudge-1") == [
        JONAS,
        MARIT,
    ]


def test_of_a_blind_second_opinion_the_one_who_is_drawn(world: World) -> None:
    case = a_claimed_case(world)
    Assessment.objects.create(referral=case, kind="blind", by=world.jonas.user, opened_at=NOW)
    assert told(a_clock(case, "second_opinion_blind"), "warn-1") == [JONAS]


def test_every_kind_of_clock_has_its_people(world: World) -> None:
    """None falls through to somebody else's rule unseen: each is named in a test above."""
    named = {
        *("assessment", "waiting_list", "awaited_result", "expected_breach", "start", "referrer_answer"),
        *("complaint_window", "unread_digital", "institution_answer", "time_sent", "follow_up_gp"),
        *("follow_up_visit", "complaint_formalities", "complaint_preliminary", "complaint_review"),
        *("statsforvalter", "second_opinion_blind"),
    }
    assert set(clocks.KINDS) == named
