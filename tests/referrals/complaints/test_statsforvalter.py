"""Upheld: statement, package, Statsforvalteren, and the answer that comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referrals.models import Clock, Complaint, Letter
from referrals.pages.letters.words import letters_to_write
from referrals.policies.complaint_facts import is_quashed, waits_for_signature
from referrals.policies.complaints import complaint_actions
from referrals.queries import mine
from referrals.queries.complaints import every
from referrals.queries.outcome import outcome_of
from referrals.use_cases import complaints, decisions
from referrals.use_cases.complaints import FileInput
from rve.core.errors import Conflict, DomainError, NotAllowed
from rve.core.models import CaseEvent, Message
from tests.complaints import (
    LATER,
    a_complaint,
    a_complaint_intake,
    a_new_decision,
    an_assigned_complaint,
    an_upheld_complaint,
    fresh,
    the_other_physician,
)
from tests.people import World, a_claimed_case, a_decision_input, a_placement

SOON = LATER + dt.timedelta(days=3)
MONTHS = LATER + dt.timedelta(days=70)


def act(row: Complaint, deed: Any, by: Any, now: dt.datetime = SOON, **about: Any) -> Complaint:
    return deed(complaint=row, by=by, now=now, version=row.version, **about)


def answer(world: World, row: Complaint, which: str, **changed: Any) -> Complaint:
    told: dict[str, Any] = {
        "answer": which,
        "answered_on": MONTHS.date(),
        "reference": "2026/4711",
        "text": "Statsforvalteren har vurdert klagen.",
    }
    return act(row, complaints.record_answer, world.marit, MONTHS, **(told | changed))


def running(row: Complaint) -> set[str]:
    rows = Clock.objects.filter(complaint=row, met_at=None, cancelled_at=None)
    return set(rows.values_list("kind", flat=True))


def test_upheld_and_signed_the_whole_case_goes_to_statsforvalteren(world: World) -> None:
    row = an_upheld_complaint(world)
    assert (row.status, row.signed_by) == ("upheld_sent", the_other_physician(world).user)
    assert running(row) == {"statsforvalter"}
    package = row.files.get(kind="package")
    assert bytes(package.data).startswith(b"%PDF")
    sent = Message.objects.get(template="package")
    assert (sent.channel, sent.context["file"]) == ("file", str(package.public_id))
    assert Letter.objects.filter(complaint=row, kind="upheld_sent", recipient_role="patient").exists()
    verbs = CaseEvent.objects.filter(verb__in=("complaint_outcome", "complaint_sent"))
    assert {event.changes.get("outcome", "") for event in verbs} == {"upheld", ""}


def test_a_statement_is_words_from_the_assignee_signed_by_another_physician(world: World) -> None:
    row = an_assigned_complaint(world)
    with pytest.raises(DomainError) as caught:
        act(row, complaints.uphold, world.jonas, statement=" ")
    assert caught.value.field == "statement"
    with pytest.raises(Conflict):
        act(row, complaints.uphold, world.marit, statement="Står.")
    row = act(row, complaints.uphold, world.jonas, statement="Står.")
    for wrong in (world.liv, world.jonas, world.marit):
        with pytest.raises(NotAllowed):
            act(row, complaints.sign_statement, wrong)


def test_a_statement_sent_back_needs_a_note_and_leaves_all_open(world: World) -> None:
    row = act(an_assigned_complaint(world), complaints.uphold, world.jonas, statement="Står.")
    with pytest.raises(Conflict):
        act(row, complaints.plan_outcome, world.jonas, outcome="overturned", cause="new_facts")
    with pytest.raises(DomainError) as caught:
        act(row, complaints.send_back_statement, the_other_physician(world), note="")
    assert caught.value.field == "note"
    row = act(row, complaints.send_back_statement, the_other_physician(world), note="Begrunn målet.")
    assert (row.status, row.planned_outcome, row.statement) == ("in_review", "", "Står.")
    assert Message.objects.get(template="sent_back").user == world.jonas.user


def test_an_answer_that_cannot_be_is_refused_at_its_field(world: World) -> None:
    row = an_upheld_complaint(world)
    cannot_be: list[tuple[dict[str, Any], str]] = [
        ({"answer": "maybe"}, "answer"),
        ({"answered_on": MONTHS.date() + dt.timedelta(days=1)}, "answered_on"),
        ({"answered_on": LATER.date() - dt.timedelta(days=1)}, "answered_on"),
        ({"text": " "}, "text"),
        ({"files": (FileInput("svar.txt", b"hei"),)}, "files"),
    ]
    for changed, field in cannot_be:
        with pytest.raises(DomainError) as caught:
            answer(world, row, "upheld", **changed)
        assert caught.value.field == field


def test_upheld_there_it_is_over(world: World) -> None:
    row = answer(world, an_upheld_complaint(world), "upheld", files=(FileInput("svar.pdf", b"%PDF-1.7"),))
    assert (row.status, row.ended_at, running(row)) == ("returned_upheld", MONTHS, set())
    assert Letter.objects.filter(complaint=row, kind="returned").exists()
    assert row.files.filter(kind="answer").count() == 1
    with pytest.raises(Conflict):
        a_complaint(world, row.decision, now=MONTHS, sent_on=None)


def test_changed_there_the_assignee_and_a_physician_carry_it_out(world: World) -> None:
    row = answer(world, an_upheld_complaint(world), "changed")
    assert (row.status, row.ended_at) == ("returned_changed", None)
    made = a_new_decision(world, row, now=MONTHS)
    decisions.sign(decision=made, by=the_other_physician(world), now=MONTHS, version=made.version)
    row = fresh(row)
    assert (row.status, row.ended_at, made.complaint) == ("returned_changed", MONTHS, row)
    assert fresh(row.decision).status == "superseded"
    assert CaseEvent.objects.filter(verb="complaint_carried_out").count() == 1
    case = fresh(row.referral)
    with pytest.raises(Conflict):
        decisions.prepare(
            referral=case,
            decision=a_decision_input(case),
            by=world.jonas,
            now=MONTHS,
            version=case.version,
        )


def test_quashed_there_it_is_reviewed_again(world: World) -> None:
    row = answer(world, an_upheld_complaint(world), "quashed")
    assert (row.status, running(row)) == ("returned_quashed", {"complaint_review"})
    with pytest.raises(DomainError):
        act(row, complaints.review_again, world.marit, MONTHS, to=world.ingrid.user)
    row = act(row, complaints.review_again, world.marit, MONTHS, to=world.jonas.user)
    assert (row.status, row.planned_outcome, running(row)) == ("in_review", "", {"complaint_review"})


def a_quashed_refusal(world: World) -> Complaint:
    """Sent back by Statsforvalteren, in review again with Jonas."""
    row = answer(world, an_upheld_complaint(world), "quashed")
    return act(row, complaints.review_again, world.marit, MONTHS, to=world.jonas.user)


def test_what_was_quashed_is_neither_upheld_nor_let_lie(world: World) -> None:
    row, eva = a_quashed_refusal(world), the_other_physician(world)
    able = complaint_actions(world.jonas, row)
    assert "prepare" in able and {"uphold", "plan_outcome", "dismiss", "withdraw"}.isdisjoint(able)
    for deed, by, about in (
        (complaints.uphold, world.jonas, {"statement": "Står."}),
        (complaints.dismiss, eva, {"reason": "Nei."}),
        (complaints.withdraw, world.marit, {"reason": "Ringte."}),
    ):
        with pytest.raises(Conflict) as caught:
            act(row, deed, by, MONTHS, **about)
        assert "Statsforvalteren" in caught.value.message


def test_what_was_quashed_is_decided_anew_even_to_the_same_result_with_new_reasons(world: World) -> None:
    row = a_quashed_refusal(world)
    old = row.decision
    assert old is not None
    with pytest.raises(DomainError) as caught:
        a_new_decision(world, row, facts={}, now=MONTHS)
    assert caught.value.field == "nytte"
    made = a_new_decision(world, row, facts={}, now=MONTHS, nytte="Tilbudet er nå undersøkt.")
    decisions.sign(decision=made, by=the_other_physician(world), now=MONTHS, version=made.version)
    row = fresh(row)
    assert (row.status, row.ended_at, running(row)) == ("returned_quashed", MONTHS, set())
    assert [fresh(one).status for one in (old, made)] == ["superseded", "signed"]
    assert Letter.objects.filter(decision=made, kind="refused", recipient_role="patient").exists()
    assert CaseEvent.objects.filter(verb="complaint_decided_anew").count() == 1
    with pytest.raises(Conflict):
        act(row, complaints.review_again, world.marit, MONTHS, to=world.jonas.user)
    again = a_complaint(world, fresh(made), now=MONTHS + dt.timedelta(days=7), sent_on=None)
    assert (again.decision, again.lateness) == (made, "in_time")


def test_one_at_statsforvalteren_waits_for_no_signature(world: World) -> None:
    row = an_upheld_complaint(world)
    assert not waits_for_signature(row)


def test_the_assessor_who_let_the_case_wait_does_not_handle_the_complaint_of_it(world: World) -> None:
    case = a_claimed_case(world)
    now = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    intake = a_complaint_intake(about=("lateness",), received_on=timezone.localdate(now), sent_on=None)
    row = complaints.register(referral=case, intake=intake, by=world.marit, now=now)
    with pytest.raises(DomainError) as caught:
        act(row, complaints.assign, world.marit, now, to=world.ingrid.user)
    assert caught.value.field == "to"


def test_after_a_partly_changed_decision_the_rest_may_go_to_statsforvalteren(world: World) -> None:
    place = a_placement(world)
    row = an_assigned_complaint(world, place.decision, about=("deadline",))
    made = a_new_decision(
        world,
        row,
        facts={},
        planned={"outcome": "partly_overturned"},
        start_deadline=dt.date(2026, 4, 27),
    )
    decisions.sign(decision=made, by=the_other_physician(world), now=SOON, version=made.version)
    assert (fresh(row).ended_at, running(row)) == (None, {"complaint_review"})
    row = act(fresh(row), complaints.uphold, world.jonas, statement="Resten står.")
    row = act(row, complaints.sign_statement, the_other_physician(world))
    assert (row.status, row.ended_at, running(row)) == ("upheld_sent", None, {"statsforvalter"})
    assert CaseEvent.objects.filter(verb="complaint_outcome").count() == 1


def test_a_lateness_is_owned_up_to_when_the_case_is_decided(world: World) -> None:
    case = a_claimed_case(world)
    intake = a_complaint_intake(about=("lateness",), received_on=dt.date(2026, 3, 20), sent_on=None)
    now = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    row = complaints.register(referral=case, intake=intake, by=world.marit, now=now)
    row = act(row, complaints.assign, world.marit, now, to=world.jonas.user)
    row = act(row, complaints.plan_outcome, world.jonas, now, outcome="overturned", cause="error_in_law")
    with pytest.raises(Conflict):
        act(row, complaints.sign_statement, the_other_physician(world), now)
    case = fresh(case)
    made = decisions.prepare(
        referral=case, decision=a_decision_input(case), by=world.ingrid, now=now, version=case.version
    )
    decisions.sign(decision=made, by=world.liv, now=now, version=made.version)
    row = act(fresh(row), complaints.sign_statement, the_other_physician(world), now)
    assert (row.status, row.ended_at, running(row)) == ("overturned", now, set())
    assert fresh(made).status == "signed"


def test_the_rest_of_a_partly_changed_decision_is_withdrawn_once(world: World) -> None:
    row = an_assigned_complaint(world, a_placement(world).decision, about=("deadline",))
    planned = {"outcome": "partly_overturned"}
    made = a_new_decision(world, row, facts={}, planned=planned, start_deadline=dt.date(2026, 4, 27))
    decisions.sign(decision=made, by=the_other_physician(world), now=SOON, version=made.version)
    row = act(fresh(row), complaints.withdraw, world.marit, reason="Er fornøyd.")
    assert (row.status, row.ended_at, running(row)) == ("partly_overturned", SOON, set())
    with pytest.raises(Conflict):
        act(row, complaints.uphold, world.jonas, statement="Resten står.")


def test_what_was_quashed_is_shown_as_that_until_and_after_the_new_decision(world: World) -> None:
    row = answer(world, an_upheld_complaint(world), "quashed")
    assert row.decision is not None and is_quashed(row.decision)
    assert [kind for kind, _words in letters_to_write(row)] == []
    row = act(row, complaints.review_again, world.marit, MONTHS, to=world.jonas.user)
    assert is_quashed(row.decision)
    listed = next(one for one in every(world.marit) if one.pk == row.pk)
    assert listed.decision_gone
    assert mine.signed_of(row.referral) is not None
    shown = outcome_of(row.decision, language="nb")
    assert shown is not None and shown.quashed
    made = a_new_decision(world, row, facts={}, now=MONTHS, nytte="Tilbudet er nå undersøkt.")
    decisions.sign(decision=made, by=the_other_physician(world), now=MONTHS, version=made.version)
    assert (is_quashed(fresh(row.decision)), is_quashed(fresh(made))) == (True, False)


def test_no_letter_is_offered_that_no_step_left_sends(world: World) -> None:
    def offered(one: Complaint) -> list[str]:
        return [kind for kind, _words in letters_to_write(fresh(one))]

    row = a_complaint(world)
    assert offered(row) == ["preliminary_answer", "dismissed"]
    row = act(row, complaints.assign, world.marit, to=world.jonas.user)
    act(row, complaints.plan_outcome, world.jonas, outcome="overturned", cause="new_facts")
    assert offered(row) == ["preliminary_answer"]


def test_after_a_quash_the_fields_begin_empty_and_the_old_words_stand_beside(
    client: Client, world: World
) -> None:
    row = a_quashed_refusal(world)
    client.force_login(world.jonas.user)
    shown = client.get(reverse("case", args=[row.referral.public_id])).context
    assert row.decision is not None
    assert shown["earlier_texts"]["nytte"] == row.decision.nytte
    assert not shown["form"]["nytte"].value()
