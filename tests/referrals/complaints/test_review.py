"""From registered to in review: form, lateness, who handles it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from referrals.models import Clock, Complaint, Letter
from referrals.policies.complaints import (
    complaint_actions,
    complaint_states_visible_to,
    complaints_visible_to,
    eligible,
)
from referrals.use_cases import complaints
from rve.core.errors import Conflict, DomainError, NotAllowed, Stale
from rve.core.models import CaseEvent, Message
from tests.complaints import (
    LATER,
    a_complaint,
    an_assigned_complaint,
    an_upheld_complaint,
    fresh,
    the_other_physician,
)
from tests.people import NOW, World, a_placement

SOON = LATER + dt.timedelta(days=3)
JUNE = LATER.replace(month=6)


def act(row: Complaint, deed: Any, by: Any, now: dt.datetime = SOON, **about: Any) -> Complaint:
    return deed(complaint=row, by=by, now=now, version=row.version, **about)


def running(row: Complaint) -> set[str]:
    rows = Clock.objects.filter(complaint=row, met_at=None, cancelled_at=None)
    return set(rows.values_list("kind", flat=True))


def test_what_is_missing_is_asked_for_with_a_short_deadline_and_mended(world: World) -> None:
    row = a_complaint(world, signed=False, complainant="authorised")
    row = act(row, complaints.ask_formalities, world.marit, text=" ")
    assert Clock.objects.get(complaint=row, kind="complaint_formalities").due_on == dt.date(2026, 4, 7)
    assert Letter.objects.filter(complaint=row, kind="complaint_formalities").exists()
    with pytest.raises(Conflict):
        act(row, complaints.ask_formalities, world.marit, text="Igjen.")
    row = act(row, complaints.mend, world.marit, signed=True, authority_shown=False)
    assert (row.status, "complaint_formalities" in running(row)) == ("awaiting_formalities", True)
    row = act(row, complaints.mend, world.marit, signed=True, authority_shown=True)
    assert (row.status, "complaint_formalities" in running(row)) == ("received", False)


def test_nothing_mended_is_said(world: World) -> None:
    row = a_complaint(world, signed=False)
    with pytest.raises(DomainError) as caught:
        act(row, complaints.mend, world.marit, signed=False, authority_shown=True)
    assert caught.value.field == "signed"


def test_assigned_before_it_is_in_order_it_is_taken_up_when_mended(world: World) -> None:
    row = a_complaint(world, signed=False)
    row = act(row, complaints.assign, world.marit, to=world.jonas.user)
    assert row.status == "awaiting_formalities"
    assert act(row, complaints.mend, world.jonas, signed=True, authority_shown=True).status == "in_review"


def test_nobody_who_decided_handles_it(world: World) -> None:
    row = a_complaint(world)
    for decider in (world.ingrid, world.liv):
        with pytest.raises(DomainError) as caught:
            act(row, complaints.assign, world.marit, to=decider.user)
        assert caught.value.field == "to"
        with pytest.raises(NotAllowed):
            act(row, complaints.dismiss, decider, reason="Nei.")
    assert {one.name for one in eligible(row)} == {"Jonas Vik", "Marit Dahl"}


def test_nobody_outside_the_unit_is_given_it(world: World) -> None:
    row = a_complaint(world)
    for stranger in (world.kari, world.bo_elsewhere, world.gro):
        with pytest.raises(DomainError) as caught:
            act(row, complaints.assign, world.marit, to=stranger.user)
        assert caught.value.field == "to"


def test_an_assessor_takes_it_but_gives_it_to_nobody(world: World) -> None:
    row = a_complaint(world)
    with pytest.raises(NotAllowed):
        act(row, complaints.assign, world.jonas, to=world.marit.user)
    row = act(row, complaints.assign, world.jonas, to=world.jonas.user)
    assert (row.status, row.assignee) == ("in_review", world.jonas.user)


def test_whoever_is_given_it_is_told(world: World) -> None:
    row = an_assigned_complaint(world)
    told = Message.objects.get(template="complaint_assigned")
    assert (told.user, told.context["complaint"]) == (world.jonas.user, row.reference)


def late(world: World, now: dt.datetime = JUNE, **changed: Any) -> Complaint:
    return a_complaint(world, now=now, sent_on=None, **changed)


def test_a_late_one_is_taken_with_a_reason_and_reviewed(world: World) -> None:
    row = late(world)
    row = act(row, complaints.assign, world.marit, to=world.jonas.user, now=JUNE)
    assert row.status == "received"
    with pytest.raises(DomainError) as caught:
        act(row, complaints.judge_lateness, world.jonas, take=True, reason=" ")
    assert caught.value.field == "reason"
    with pytest.raises(NotAllowed):
        act(row, complaints.judge_lateness, world.ingrid, take=True, reason="Innlagt.")
    row = act(row, complaints.judge_lateness, world.jonas, take=True, reason="Innlagt på sykehus.")
    assert (row.status, row.lateness) == ("in_review", "taken")


def test_a_late_one_refused_is_dismissed_with_the_reason(world: World) -> None:
    row = late(world)
    with pytest.raises(NotAllowed):
        act(row, complaints.judge_lateness, world.jonas, take=False, reason="Ingen grunn.")
    eva = the_other_physician(world)
    row = act(row, complaints.judge_lateness, eva, take=False, reason="Ingen grunn.")
    assert (row.status, row.lateness, row.end_reason) == ("dismissed", "refused", "Ingen grunn.")
    assert running(row) == set()
    assert Letter.objects.filter(complaint=row, kind="dismissed").exists()


def test_after_a_year_it_can_only_be_dismissed(world: World) -> None:
    row = late(world, now=NOW.replace(year=2027, month=6))
    with pytest.raises(Conflict):
        act(row, complaints.judge_lateness, world.jonas, take=True, reason="Innlagt.")
    row = act(row, complaints.assign, world.marit, to=world.jonas.user)
    assert (row.status, row.lateness) == ("received", "over_a_year")
    eva = the_other_physician(world)
    assert act(row, complaints.dismiss, eva, reason="Over ett år.").status == "dismissed"


def test_one_in_time_has_no_lateness_to_judge(world: World) -> None:
    with pytest.raises(Conflict):
        act(a_complaint(world), complaints.judge_lateness, world.jonas, take=True, reason="x")


def test_a_preliminary_answer_meets_its_clock_once(world: World) -> None:
    row = act(an_assigned_complaint(world), complaints.preliminary_answer, world.jonas)
    assert running(row) == {"complaint_review"}
    assert Letter.objects.filter(complaint=row, kind="preliminary_answer").exists()
    with pytest.raises(Conflict):
        act(row, complaints.preliminary_answer, world.jonas)


def test_a_withdrawn_one_ends_with_its_clocks(world: World) -> None:
    row = an_assigned_complaint(world)
    with pytest.raises(DomainError) as caught:
        act(row, complaints.withdraw, world.marit, reason="")
    assert caught.value.field == "reason"
    row = act(row, complaints.withdraw, world.marit, reason="Pasienten ringte.")
    assert (row.status, row.ended_at, running(row)) == ("withdrawn", SOON, set())


def test_one_at_statsforvalteren_may_be_withdrawn_too(world: World) -> None:
    row = act(an_upheld_complaint(world), complaints.withdraw, world.marit, reason="Brev.")
    assert (row.status, running(row)) == ("withdrawn", set())


def test_a_stale_version_is_told(world: World) -> None:
    row = an_assigned_complaint(world)
    with pytest.raises(Stale):
        complaints.withdraw(complaint=row, reason="x", by=world.marit, now=SOON, version=row.version - 1)


def test_a_closed_case_is_decided_again_while_its_complaint_is_in_review(world: World) -> None:
    stay = a_placement(world, "completed")
    now = LATER + dt.timedelta(days=2)
    row = an_assigned_complaint(world, stay.decision, now=now, about=("deadline",), sent_on=None)
    assert fresh(row.referral).status == "decided"
    act(row, complaints.withdraw, world.marit, reason="x", now=now)
    assert fresh(row.referral).status == "closed"


def test_each_is_told_what_can_be_done(world: World) -> None:
    row = an_assigned_complaint(world)
    assert complaint_actions(world.jonas, row) == [
        *("assign", "preliminary_answer", "plan_outcome", "uphold", "withdraw", "add_to")
    ]
    assert complaint_actions(world.ingrid, row) == ["preliminary_answer", "add_to"]
    assert complaint_actions(world.bo_elsewhere, row) == []
    assert complaint_actions(the_other_physician(world), an_upheld_complaint(world)) == [
        *("withdraw", "record_answer")
    ]


def test_only_the_unit_reads_complaints_and_the_referrer_their_state(world: World) -> None:
    row = a_complaint(world)
    assert complaints_visible_to(world.jonas).get() == row
    for other in (world.kari, world.gro, world.bo_elsewhere, world.planner, world.privacy):
        assert not complaints_visible_to(other).exists()
    assert complaint_states_visible_to(world.kari).get().status == "received"
    for other in (world.per_elsewhere, world.gro, world.bo_elsewhere):
        assert not complaint_states_visible_to(other).exists()


def test_every_step_stands_in_the_history_with_the_reference(world: World) -> None:
    row = act(a_complaint(world), complaints.assign, world.marit, to=world.jonas.user)
    events = CaseEvent.objects.filter(case_id=row.referral_id, verb__startswith="complaint_")
    assert set(events.values_list("verb", "changes__complaint")) == {
        ("complaint_registered", row.reference),
        ("complaint_assigned", row.reference),
    }


def test_one_in_order_and_in_time_is_dismissed_by_nobody_but_a_physician(world: World) -> None:
    row = a_complaint(world)
    with pytest.raises(NotAllowed):
        act(row, complaints.dismiss, world.jonas, reason="Vil ikke.")
    eva = the_other_physician(world)
    assert act(row, complaints.dismiss, eva, reason="Ingen klagerett.").status == "dismissed"


def test_what_can_be_mended_is_asked_for_before_it_is_held_against_anyone(world: World) -> None:
    row, eva = a_complaint(world, signed=False), the_other_physician(world)
    with pytest.raises(Conflict):
        act(row, complaints.dismiss, eva, reason="Ikke underskrevet.")
    row = act(row, complaints.ask_formalities, world.marit, text="Skriv under.")
    with pytest.raises(Conflict):
        act(row, complaints.dismiss, eva, reason="Ikke underskrevet.")
    may = replace(eva, today=dt.date(2026, 5, 1))
    now = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    assert act(row, complaints.dismiss, may, now=now, reason="Ikke underskrevet.").status == "dismissed"


def test_whoever_decided_does_not_note_it_as_withdrawn_nor_ask_for_what_is_there(world: World) -> None:
    row = a_complaint(world)
    with pytest.raises(NotAllowed):
        act(row, complaints.withdraw, world.liv, reason="Ringte.")
    with pytest.raises(Conflict):
        act(row, complaints.ask_formalities, world.marit, text="Skriv under.")


def test_withdrawn_before_the_package_left_nothing_is_sent(world: World) -> None:
    row = act(an_upheld_complaint(world), complaints.withdraw, world.marit, reason="Brev.")
    package = Message.objects.get(key__startswith=f"complaint/{row.pk}/package/")
    assert package.status == "cancelled"
