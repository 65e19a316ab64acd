"""Two at once with one complaint: one is first, the other is told so."""

from __future__ import annotations

from typing import Any

from referrals.models import Complaint, Decision, Letter
from referrals.use_cases import complaints, decisions
from rve.core.models import CaseEvent
from tests.complaints import (
    LATER,
    a_complaint,
    a_complaint_intake,
    a_new_decision,
    a_refusal,
    an_assigned_complaint,
    fresh,
    the_other_physician,
)
from tests.people import World
from tests.referrals.test_races import at_once, errors


def test_two_register_the_same(committed: World) -> None:
    case = a_refusal(committed).referral

    def register() -> Complaint:
        intake = a_complaint_intake()
        return complaints.register(referral=case, intake=intake, by=committed.marit, now=LATER)

    results = at_once(register, register)
    first = Complaint.objects.get()
    assert [first.reference in error.message for error in errors(results)] == [True]


def test_two_take_it(committed: World) -> None:
    row = a_complaint(committed)

    def take(actor: Any) -> Any:
        return lambda: complaints.assign(
            complaint=row, to=actor.user, by=actor, now=LATER, version=row.version
        )

    results = at_once(take(committed.jonas), take(committed.marit))
    assert [error.status for error in errors(results)] == [412]


def test_it_is_withdrawn_while_the_new_decision_is_signed(committed: World) -> None:
    row = an_assigned_complaint(committed)
    made = a_new_decision(committed, row)
    row, eva = fresh(row), the_other_physician(committed)
    results = at_once(
        lambda: decisions.sign(decision=made, by=eva, now=LATER, version=made.version),
        lambda: complaints.withdraw(
            complaint=row, reason="Ringte.", by=committed.marit, now=LATER, version=row.version
        ),
    )
    assert len(errors(results)) == 1
    ended = (fresh(row).status, fresh(made).status)
    assert ended in {("overturned", "signed"), ("withdrawn", "superseded")}
    assert Decision.objects.filter(status="signed").count() == 1
    sent = Letter.objects.filter(kind="overturned").exists()
    assert sent == (fresh(row).status == "overturned")
    assert CaseEvent.objects.filter(verb__in=("complaint_outcome", "complaint_withdrawn")).count() == 1
