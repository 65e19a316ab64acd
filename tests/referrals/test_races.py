"""Two at once, on two real connections: one is first, the other is told so, nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection, transaction

from institutions.models import Booking
from referrals.models import Clock, Decision, Letter, Patient, Placement, Referral
from referrals.use_cases import cases, decisions, drafts, intake, placements
from referrals.use_cases.rows import lock_referral
from referrals.use_cases.scan import scan_clocks
from rve.core.errors import DomainError
from rve.core.models import CaseEvent, Message
from tests.people import (
    NOW,
    World,
    a_claimed_case,
    a_decision_input,
    a_patient,
    a_placement,
    a_prepared_decision,
    a_referral,
    an_intake,
)
from tests.referrals.test_drafts import a_draft
from tests.referrals.test_scan import at


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each gave back, or the error it was told; each on a connection of its own."""
    barrier, results = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[place] = deed()
        except DomainError as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def errors(results: list[Any]) -> list[DomainError]:
    return [one for one in results if isinstance(one, DomainError)]


def test_two_assessors_take_the_same_case(committed: World) -> None:
    case = a_referral(committed)

    def take(actor: Any) -> Callable[[], Any]:
        return lambda: cases.claim(referral=case, by=actor, now=NOW, version=case.version)

    results = at_once(take(committed.ingrid), take(committed.jonas))
    assert len(errors(results)) == 1
    assert errors(results)[0].status == 412
    assert case.assessments.filter(closed_at=None).count() == 1


def test_two_decide_the_same_case(committed: World) -> None:
    case = a_claimed_case(committed)
    asked = a_decision_input(case)

    def decide() -> Any:
        return decisions.prepare(
            referral=case, decision=asked, by=committed.ingrid, now=NOW, version=case.version
        )

    results = at_once(decide, decide)
    assert len(errors(results)) == 1
    assert (Decision.objects.count(), Placement.objects.count(), Booking.objects.count()) == (1, 1, 1)


def test_two_sign_the_same_decision(committed: World) -> None:
    made = a_prepared_decision(committed)

    def sign() -> Any:
        return decisions.sign(decision=made, by=committed.liv, now=NOW, version=made.version)

    results = at_once(sign, sign)
    assert len(errors(results)) == 1
    assert Letter.objects.count() == 3
    assert Clock.objects.filter(kind="start").count() == 1
    assert CaseEvent.objects.filter(verb="signed").count() == 1


def test_one_signs_while_another_sends_back(committed: World) -> None:
    made = a_prepared_decision(committed)
    results = at_once(
        lambda: decisions.sign(decision=made, by=committed.liv, now=NOW, version=made.version),
        lambda: decisions.send_back(
            decision=made, note="Vent.", by=committed.ingrid, now=NOW, version=made.version
        ),
    )
    assert len(errors(results)) == 1
    row = Decision.objects.get()
    case = Referral.objects.get()
    assert (row.status, case.status) in {("signed", "decided"), ("superseded", "in_assessment")}
    assert Letter.objects.count() == (3 if row.status == "signed" else 0)


def test_the_last_place_is_given_once(committed: World) -> None:
    week = {"week": at("2026-04-06").date()}
    a_prepared_decision(committed, decision=week)
    rivals = [a_claimed_case(committed) for _ in range(2)]

    def decide(case: Referral) -> Callable[[], Any]:
        asked = a_decision_input(case, **week)
        return lambda: decisions.prepare(
            referral=case, decision=asked, by=committed.ingrid, now=NOW, version=case.version
        )

    results = at_once(*(decide(case) for case in rivals))
    assert len(errors(results)) == 1
    assert errors(results)[0].status == 409
    assert Booking.objects.count() == 2


def test_a_double_click_on_send_is_one_referral(committed: World) -> None:
    draft = a_draft(committed)

    def send() -> Any:
        return drafts.submit_draft(draft=draft, by=committed.kari, now=NOW, version=draft.version)

    first, second = at_once(send, send)
    assert first.reference == second.reference
    assert (Referral.objects.count(), Clock.objects.count()) == (1, 1)


def test_two_receipts_of_one_new_patient_are_one_patient_with_two_references(committed: World) -> None:
    patient = a_patient()
    sent = an_intake(committed, patient=patient)

    def receive() -> Any:
        return intake.receive(intake=sent, by=committed.kari, now=NOW)

    results = at_once(*[receive] * 4)
    assert errors(results) == []
    assert Patient.objects.count() == 1
    assert sorted(case.reference for case in results) == [f"HMN-2026-00000{number}" for number in range(1, 5)]


def test_accepted_and_declined_at_once(committed: World) -> None:
    row = a_placement(committed)
    reason = committed.reason("decline", "no_capacity")
    who: dict[str, Any] = {"placement": row, "by": committed.gro, "now": NOW, "version": row.version}
    results = at_once(
        lambda: placements.accept(**who), lambda: placements.decline(**who, reason=reason, comment="")
    )
    assert len(errors(results)) == 1
    row.refresh_from_db()
    booking = Booking.objects.get()
    assert (row.status, booking.released_at is None) in {("accepted", True), ("declined", False)}


def test_two_scans_at_once_remind_once(committed: World) -> None:
    for _ in range(12):
        a_claimed_case(committed)

    def scan() -> int:
        return scan_clocks(now=at("2026-03-09"), batch=3)

    assert sum(at_once(scan, scan, scan)) == 12
    keys = list(Message.objects.filter(template="reminder").values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 12


def test_a_scan_does_not_wait_for_a_case_that_somebody_works_in(committed: World) -> None:
    held, free = a_claimed_case(committed), a_claimed_case(committed)
    barrier = Barrier(2)

    def hold() -> None:
        with transaction.atomic():
            lock_referral(held)
            barrier.wait()
            barrier.wait()

    def scan() -> int:
        barrier.wait()
        try:
            return scan_clocks(now=at("2026-03-09"))
        finally:
            barrier.wait()

    _, taken = at_once(hold, scan)
    assert taken == 1
    assert Message.objects.get(template="reminder").case_id == free.pk
    assert scan_clocks(now=at("2026-03-09")) == 1
