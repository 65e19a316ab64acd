"""No complaint uses up another: what is new is added to the one in work, or registered by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from referrals.models import Complaint, Decision
from referrals.statistics.complaints import complaint_figures
from referrals.use_cases import complaints, decisions
from referrals.use_cases.complaints import FileInput
from rve.core.errors import Conflict
from rve.core.models import CaseEvent, Message
from tests.complaints import (
    LATER,
    a_complaint,
    a_complaint_intake,
    a_new_decision,
    a_refusal,
    an_assigned_complaint,
    an_upheld_complaint,
    fresh,
    the_other_physician,
)
from tests.people import World, a_claimed_case, a_decision_input

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
LATE = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)


def add(world: World, row: Complaint, *, now: dt.datetime = LATER, **changed: Any) -> Complaint:
    intake = a_complaint_intake(**{"received_on": timezone.localdate(now), "sent_on": None, **changed})
    return complaints.add_to(complaint=row, intake=intake, by=world.marit, now=now)


def owned_up(world: World, decision: Decision) -> Complaint:
    """The lateness is owned up to: over, and the decision stands."""
    row = an_assigned_complaint(world, decision, about=("lateness",))
    row = complaints.plan_outcome(
        complaint=row,
        outcome="overturned",
        cause="error_in_law",
        by=world.jonas,
        now=LATER,
        version=row.version,
    )
    signer = the_other_physician(world)
    return complaints.sign_statement(complaint=row, by=signer, now=LATER, version=row.version)


def decided_by_ingrid(world: World, row: Complaint) -> Decision:
    case = fresh(row.referral)
    asked = a_decision_input(case)
    made = decisions.prepare(referral=case, decision=asked, by=world.ingrid, now=LATE, version=case.version)
    return decisions.sign(decision=made, by=world.liv, now=LATE, version=made.version)


def a_complaint_of_waiting(world: World) -> Complaint:
    """Nothing is decided, and the time is out; Liv, who is to sign the decision, has the complaint."""
    case = a_claimed_case(world)
    intake = a_complaint_intake(about=("lateness",), received_on=LATE.date(), sent_on=None)
    row = complaints.register(referral=case, intake=intake, by=world.marit, now=LATE)
    return complaints.assign(complaint=row, to=world.liv.user, by=world.marit, now=LATE, version=row.version)


def test_a_lateness_answered_leaves_the_decision_to_be_complained_of(world: World) -> None:
    first = owned_up(world, a_refusal(world))
    for about in (("lateness",), ("right", "lateness")):
        with pytest.raises(Conflict) as caught:
            a_complaint(world, first.decision, about=about)
        assert (caught.value.field, first.reference in caught.value.message) == ("about", True)
    assert a_complaint(world, first.decision).reference.endswith("-K2")


def test_what_lies_at_statsforvalteren_stands_in_the_way_of_the_same_alone(world: World) -> None:
    first = an_upheld_complaint(world)
    with pytest.raises(Conflict) as caught:
        a_complaint(world, first.decision)
    assert "Statsforvalteren" in caught.value.message
    assert a_complaint(world, first.decision, about=("place",)).status == "received"


def test_what_is_new_stands_in_the_complaint_under_its_day(world: World) -> None:
    row = a_complaint(world)
    files = (FileInput("brev.png", PNG),)
    row = add(world, row, about=("right", "place"), grounds="Og stedet er for langt unna.", files=files)
    assert row.grounds.endswith("\n\nLagt til 16. mars 2026:\nOg stedet er for langt unna.")
    assert (row.about, row.status, row.files.count()) == (["right", "place"], "received", 1)
    event = CaseEvent.objects.get(verb="complaint_added")
    assert (event.changes["about"], event.changes["files"]) == (["place"], 1)
    figures = complaint_figures(region=world.region, first=LATER.date(), last=LATER.date())
    assert (figures.received, figures.by_about) == (1, {"place": 1, "right": 1})


def test_what_waits_for_a_signature_goes_back_to_the_assignee_who_is_told(world: World) -> None:
    row = an_assigned_complaint(world)
    row = complaints.uphold(
        complaint=row, statement="Vedtaket er riktig.", by=world.jonas, now=LATER, version=row.version
    )
    row = add(world, row)
    assert (row.planned_outcome, row.statement) == ("", "Vedtaket er riktig.")
    with pytest.raises(Conflict):
        complaints.sign_statement(
            complaint=row, by=the_other_physician(world), now=LATER, version=row.version
        )
    assert Message.objects.get(template="complaint_added").user == world.jonas.user


def test_a_new_decision_that_answers_less_than_the_whole_falls(world: World) -> None:
    row = an_assigned_complaint(world)
    made = a_new_decision(world, row)
    add(world, fresh(row))
    assert (fresh(made).status, fresh(row).status) == ("superseded", "in_review")
    assert CaseEvent.objects.get(verb="complaint_added").changes["taken_back"] is True


def test_a_signed_letter_mends_the_complaint_by_phone(world: World) -> None:
    row = a_complaint(world, channel="phone", signed=False)
    assert add(world, row, signed=True).status == "received"


def test_the_decision_that_came_is_complained_of_too_and_leaves_the_hands_that_made_it(world: World) -> None:
    row = a_complaint_of_waiting(world)
    made = decided_by_ingrid(world, row)
    row = add(world, fresh(row), now=LATE + dt.timedelta(days=5), about=("right",))
    assert (row.decision, row.about, row.lateness) == (made, ["right", "lateness"], "in_time")
    assert (row.status, row.assignee) == ("in_review", None)


def test_the_decision_that_came_is_not_complained_of_late_by_way_of_an_older_complaint(world: World) -> None:
    row = a_complaint_of_waiting(world)
    decided_by_ingrid(world, row)
    with pytest.raises(Conflict) as caught:
        add(world, fresh(row), now=LATE + dt.timedelta(days=60), about=("right",))
    assert caught.value.field == "received_on"


def test_one_that_has_ended_takes_nothing_more(world: World) -> None:
    row = owned_up(world, a_refusal(world))
    with pytest.raises(Conflict):
        add(world, row)
