"""A complaint is justified: decided anew by others, the old decision standing until the new one is signed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from institutions.models import Booking
from referrals.models import Clock, Complaint, Decision, Letter, Placement
from referrals.queries.signing import queue
from referrals.use_cases import cases, complaints, decisions, questions, settle
from referrals.use_cases.questions import QuestionItem
from referrals.use_cases.windows import open_window, window_is_out
from rve.core.errors import Conflict, DomainError, NotAllowed
from rve.core.models import CaseEvent, Message
from rve.core.virkedager import Calendar
from tests.complaints import (
    LATER,
    OVERTURNED,
    a_complaint,
    a_new_decision,
    a_refusal,
    an_assigned_complaint,
    fresh,
    the_other_physician,
)
from tests.people import (
    NOW,
    World,
    a_decision_input,
    a_placement,
    a_prepared_decision,
    a_signed_decision,
)

SOON = LATER + dt.timedelta(days=3)
FEWER_WEEKS = dt.date(2026, 4, 27)


def sign(world: World, made: Decision, **changed: Any) -> Decision:
    who = changed.get("by") or the_other_physician(world)
    return decisions.sign(decision=made, by=who, now=SOON, version=made.version)


def running(row: Any) -> dict[str, dt.date]:
    rows = Clock.objects.filter(met_at=None, cancelled_at=None)
    found = rows.filter(complaint=row) if isinstance(row, Complaint) else rows.filter(referral=row)
    return dict(found.values_list("kind", "due_on"))


def a_granted(world: World, about: tuple[str, ...], stay: str = "forwarded") -> tuple[Placement, Complaint]:
    """A right with a place at Fjellheimen, complained of, in review with Jonas."""
    place = a_placement(world, stay)
    return place, an_assigned_complaint(world, place.decision, about=about)


def test_an_overturned_refusal_becomes_a_right_with_place_deadline_and_letters(world: World) -> None:
    complaint = an_assigned_complaint(world)
    made = a_new_decision(world, complaint)
    old = complaint.decision
    assert made.complaint == complaint
    assert (fresh(old).status, fresh(complaint.referral).status) == ("signed", "decided")
    assert made.proposal.cause == "complaint"
    signed = sign(world, made)
    complaint, case = fresh(complaint), fresh(complaint.referral)
    assert (fresh(old).status, signed.status, case.status) == ("superseded", "signed", "decided")
    assert (complaint.status, complaint.ended_at, complaint.cause) == ("overturned", SOON, "new_facts")
    assert (signed.placements.get().status, case.delytelse) == ("forwarded", "B")
    assert running(case)["start"] == signed.start_deadline
    assert running(complaint) == {}
    kinds = Letter.objects.filter(decision=signed).values_list("recipient_role", "kind")
    assert {("patient", "overturned"), ("referrer", "overturned")} <= set(kinds)
    event = CaseEvent.objects.get(verb="complaint_outcome")
    assert event.changes["outcome"] == "overturned"
    assert event.changes["caught_by"] == "municipal_measures"
    assert event.changes["rows"]


def test_a_decision_is_never_changed_after_its_letter_without_a_complaint(world: World) -> None:
    signed = a_signed_decision(world)
    case = signed.referral
    for decided in (world.ingrid, world.jonas, world.liv):
        with pytest.raises(Conflict):
            decisions.prepare(
                referral=case, decision=a_decision_input(case), by=decided, now=SOON, version=case.version
            )
        with pytest.raises(Conflict):
            settle.settle_facts(
                referral=case, values={"goal": "cope"}, by=decided, now=SOON, version=case.version
            )


def test_only_the_assignee_works_on_it(world: World) -> None:
    complaint = an_assigned_complaint(world)
    case = fresh(complaint.referral)
    for other in (world.ingrid, world.marit):
        with pytest.raises(Conflict) as caught:
            settle.settle_facts(
                referral=case, values={"goal": "cope"}, by=other, now=SOON, version=case.version
            )
        assert world.jonas.user.name in caught.value.message


def test_the_outcome_and_its_cause_are_said_before_the_decision_is_prepared(world: World) -> None:
    complaint = an_assigned_complaint(world)
    case = fresh(complaint.referral)
    with pytest.raises(Conflict):
        decisions.prepare(
            referral=case,
            decision=a_decision_input(case),
            by=world.jonas,
            now=SOON,
            version=case.version,
        )
    for changed, field in (
        ({"outcome": "upheld"}, "outcome"),
        ({"cause": ""}, "cause"),
        ({"caught_by": "weather"}, "caught_by"),
    ):
        with pytest.raises(DomainError) as caught:
            complaints.plan_outcome(
                complaint=complaint,
                by=world.jonas,
                now=SOON,
                version=complaint.version,
                **(OVERTURNED | changed),
            )
        assert caught.value.field == field


def test_nobody_signs_anew_who_decided_or_handles_the_complaint(world: World) -> None:
    made = a_new_decision(world, an_assigned_complaint(world))
    with pytest.raises(NotAllowed):
        sign(world, made, by=world.liv)
    both = the_other_physician(world)
    other = an_assigned_complaint(world)
    other = complaints.assign(complaint=other, to=both.user, by=world.marit, now=SOON, version=other.version)
    with pytest.raises(NotAllowed):
        complaints.sign_statement(
            complaint=complaints.uphold(
                complaint=other, statement="Står.", by=both, now=SOON, version=other.version
            ),
            by=both,
            now=SOON,
            version=other.version + 1,
        )


def test_the_same_again_is_no_new_decision(world: World) -> None:
    _place, complaint = a_granted(world, ("deadline",))
    with pytest.raises(DomainError) as caught:
        a_new_decision(world, complaint, facts={})
    assert caught.value.field == "outcome"
    assert not Decision.objects.filter(status="prepared").exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "refused", "municipal_help": "Fysioterapi."}, "outcome"),
        ({"start_deadline": dt.date(2026, 6, 30)}, "start_deadline"),
    ],
)
def test_a_complaint_never_harms_the_complainant(world: World, changed: dict[str, Any], field: str) -> None:
    _place, complaint = a_granted(world, ("right", "deadline"))
    departing = {"override_code": "clinical_judgement", "override_text": "Ny vurdering."}
    with pytest.raises(DomainError) as caught:
        a_new_decision(world, complaint, facts={}, **departing, **changed)
    assert caught.value.field == field


def test_nobody_who_complains_of_the_time_is_given_less_of_the_stay(world: World) -> None:
    place, complaint = a_granted(world, ("deadline",))
    assert place.decision.level == "day"
    departing = {"override_code": "clinical_judgement", "override_text": "Ny vurdering."}
    with pytest.raises(DomainError) as caught:
        a_new_decision(
            world, complaint, facts={}, level="outpatient", start_deadline=FEWER_WEEKS, **departing
        )
    assert caught.value.field == "level"


def test_nobody_who_was_sent_on_is_refused_for_having_complained(world: World) -> None:
    departing = {"override_code": "clinical_judgement", "override_text": "Ny vurdering."}
    old = a_refusal(world, decision={"outcome": "redirected", "redirect_to": "other_region", **departing})
    complaint = an_assigned_complaint(world, old)
    with pytest.raises(DomainError) as caught:
        a_new_decision(world, complaint, facts={}, outcome="refused", municipal_help="Fysioterapi.")
    assert caught.value.field == "outcome"


def test_a_case_closed_before_stays_open_while_the_new_decision_can_be_complained_of(world: World) -> None:
    june = LATER.replace(month=6)
    old = a_refusal(world)
    window = open_window(old, LATER.date(), LATER)
    window_is_out(window, june)
    row = a_complaint(world, old, now=june, sent_on=None)
    row = complaints.judge_lateness(
        complaint=row, take=True, reason="Innlagt.", by=world.jonas, now=june, version=row.version
    )
    row = complaints.assign(complaint=row, to=world.jonas.user, by=world.jonas, now=june, version=row.version)
    assert CaseEvent.objects.filter(verb="reopened").exists()
    sent_on = {"outcome": "redirected", "redirect_to": "other_region"}
    departing = {"override_code": "clinical_judgement", "override_text": "Ny vurdering."}
    made = a_new_decision(world, row, now=june, facts={}, **sent_on, **departing)
    decisions.sign(
        decision=made, by=the_other_physician(world), now=june + dt.timedelta(hours=1), version=made.version
    )
    assert fresh(old.referral).status == "decided"


def test_a_sooner_deadline_keeps_the_place_and_starts_anew(world: World) -> None:
    place, complaint = a_granted(world, ("deadline",), "scheduled")
    made = a_new_decision(
        world, complaint, facts={}, planned={"outcome": "partly_overturned"}, start_deadline=FEWER_WEEKS
    )
    assert Booking.objects.count() == 1
    signed = sign(world, made)
    place, case = fresh(place), fresh(place.referral)
    assert (place.decision, place.status) == (signed, "scheduled")
    assert running(case)["start"] == FEWER_WEEKS
    assert Clock.objects.filter(referral=case, kind="start", cancelled_at__isnull=False).count() == 1
    assert (fresh(complaint).status, Booking.objects.count()) == ("partly_overturned", 1)
    assert Letter.objects.filter(kind="partly_overturned", recipient_role="patient").exists()


def test_a_start_already_met_is_not_started_again(world: World) -> None:
    place = a_placement(world, "started")
    complaint = an_assigned_complaint(world, place.decision, about=("deadline",))
    made = a_new_decision(world, complaint, facts={}, start_deadline=FEWER_WEEKS)
    sign(world, made)
    assert "start" not in running(place.referral)
    assert fresh(place).decision == made


def test_another_place_is_taken_when_the_new_decision_is_signed(world: World) -> None:
    place, complaint = a_granted(world, ("place",))
    made = a_new_decision(world, complaint, facts={}, institution="havblikk")
    assert (fresh(place).status, made.institution) == ("forwarded", world.havblikk)
    signed = sign(world, made)
    assert fresh(place).status == "cancelled"
    assert signed.placements.get().institution == world.havblikk
    assert signed.placements.get().status == "forwarded"


def test_no_other_place_once_the_stay_has_begun(world: World) -> None:
    place = a_placement(world, "started")
    complaint = an_assigned_complaint(world, place.decision, about=("place",))
    with pytest.raises(DomainError) as caught:
        a_new_decision(world, complaint, facts={}, institution="havblikk")
    assert caught.value.field == "institution"


def test_sent_back_the_place_of_the_old_decision_stays(world: World) -> None:
    place, complaint = a_granted(world, ("deadline",))
    made = a_new_decision(world, complaint, facts={}, start_deadline=FEWER_WEEKS)
    decisions.send_back(
        decision=made, note="Se igjen.", by=the_other_physician(world), now=SOON, version=made.version
    )
    assert (fresh(made).status, fresh(place).status) == ("superseded", "forwarded")
    assert fresh(made.referral).status == "decided"
    assert Message.objects.get(template="sent_back").user == world.jonas.user


def test_sent_back_the_place_taken_for_it_is_given_back(world: World) -> None:
    made = a_new_decision(world, an_assigned_complaint(world))
    decisions.send_back(decision=made, note="", by=world.jonas, now=SOON, version=made.version)
    assert made.placements.get().status == "cancelled"


def test_withdrawn_what_was_prepared_for_it_falls(world: World) -> None:
    complaint = an_assigned_complaint(world)
    made = a_new_decision(world, complaint)
    complaint = fresh(complaint)
    complaints.withdraw(
        complaint=complaint, reason="Ringte.", by=world.marit, now=SOON, version=complaint.version
    )
    assert (fresh(made).status, made.placements.get().status) == ("superseded", "cancelled")
    assert fresh(complaint.decision).status == "signed"


def test_a_new_decision_stands_in_the_physicians_queue_by_the_complaints_clock(world: World) -> None:
    a_prepared_decision(world)
    made = a_new_decision(world, an_assigned_complaint(world))
    rows = queue(region=world.region, today=SOON.date(), calendar=Calendar())
    row = next(row for row in rows if row.public_id == str(made.public_id))
    assert row.due_on == dt.date(2026, 4, 16)
    assert (row.simple, bool(row.note)) == (False, True)


def test_the_referrer_is_asked_and_answers_while_it_is_reviewed(world: World) -> None:
    complaint = an_assigned_complaint(world)
    case = fresh(complaint.referral)
    asked = [QuestionItem("municipal_measures", "Hva gir kommunen?")]
    question = questions.ask(referral=case, items=asked, by=world.jonas, now=SOON, version=case.version)[0]
    assert fresh(case).status == "decided"
    questions.answer(question=question, value="insufficient", text="Lite.", by=world.kari, now=SOON)
    case = fresh(case)
    assert (case.status, case.proposal.cause) == ("decided", "complaint")
    assert "referrer_answer" not in running(case)


def test_while_it_is_reviewed_the_case_keeps_the_delytelse_of_the_decision(world: World) -> None:
    complaint = an_assigned_complaint(world)
    case = fresh(complaint.referral)
    settle.settle_facts(
        referral=case,
        values={"diagnoses": [{"system": "icd10", "code": "I63.9"}]},
        by=world.jonas,
        now=SOON,
        version=case.version,
    )
    case = fresh(case)
    assert case.proposal.delytelse != case.delytelse == complaint.decision.delytelse


def test_a_referral_with_an_open_complaint_is_not_withdrawn(world: World) -> None:
    complaint = a_complaint(world)
    case = complaint.referral
    with pytest.raises(Conflict) as caught:
        cases.withdraw(
            referral=case,
            reason=world.reason("withdraw", "patient_wish"),
            text="",
            by=world.kari,
            now=SOON,
            version=case.version,
        )
    assert complaint.reference in caught.value.message


def test_a_case_without_room_before_the_new_deadline_is_one_for_helfo(world: World) -> None:
    _place, complaint = a_granted(world, ("deadline",))
    made = a_new_decision(world, complaint, facts={}, start_deadline=NOW.date() + dt.timedelta(days=3))
    sign(world, made)
    assert "expected_breach" in running(complaint.referral)
