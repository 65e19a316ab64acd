from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import InternalError, transaction

from institutions.models import Booking, PoolWeek, QueueEntry
from referrals.models import Decision, Letter, Referral
from referrals.use_cases import decisions
from rve.core.errors import Conflict, DomainError, NotAllowed, Stale
from rve.core.models import CaseEvent, Message
from tests.people import (
    LOCAL_ZONE,
    NOW,
    World,
    a_claimed_case,
    a_decision_input,
    a_patient,
    a_pool,
    a_prepared_decision,
    a_referral,
    a_signed_decision,
)

TODAY = NOW.date()
OVERRIDE = {"override_code": "clinical_judgement", "override_text": "Mer sammensatt enn fakta viser."}
# Nothing that the specialist service must give, and the municipality has enough: the rules refuse.
REFUSED: dict[str, Any] = {
    "conditions": [],
    "needs": dict.fromkeys(
        (
            *("complexity", "multidisciplinary", "specialist_competence"),
            *("intensity", "hospital_proximity", "diagnostic_workup"),
        ),
        False,
    ),
    "municipal_measures": "sufficient",
    "significant_change": False,
    "event_on": "2026-01-01",
}


def fresh(case: Referral) -> Referral:
    return Referral.objects.get(pk=case.pk)


def prepare(world: World, case: Referral, **changed: Any) -> Decision:
    asked = a_decision_input(case, **changed)
    return decisions.prepare(referral=case, decision=asked, by=world.ingrid, now=NOW, version=case.version)


def sign(world: World, decision: Decision) -> Decision:
    return decisions.sign(decision=decision, by=world.liv, now=NOW, version=decision.version)


def test_the_place_is_booked_before_the_letter(world: World) -> None:
    made = a_prepared_decision(world)
    placement = made.placements.get()
    assert (made.status, placement.status) == ("prepared", "booked")
    assert placement.planned_week == dt.date(2026, 3, 9)
    assert placement.booking is not None and placement.booking.case_id == made.referral_id
    assert fresh(made.referral).status == "awaiting_signature"
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("field", ["nytte", "ressurs", "alvorlighet", "delytelse", "level", "start_deadline"])
def test_what_is_missing_is_named(world: World, field: str) -> None:
    case = a_claimed_case(world)
    with pytest.raises(DomainError) as caught:
        prepare(world, case, **{field: None if field == "start_deadline" else ""})
    assert caught.value.field == field
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("changed", "departs"),
    [
        ({"level": "outpatient"}, True),
        ({"delytelse": "A"}, True),
        ({"start_deadline": TODAY + dt.timedelta(weeks=13)}, True),
        ({"start_deadline": TODAY + dt.timedelta(weeks=4)}, False),
        ({"outcome": "refused", "municipal_help": "Fysioterapi"}, True),
        ({"outcome": "redirected", "redirect_to": "other_region"}, True),
    ],
)
def test_departing_takes_a_coded_reason_in_words(
    world: World, changed: dict[str, Any], departs: bool
) -> None:
    case = a_claimed_case(world)
    if not departs:
        assert prepare(world, case, **changed).follows_proposal
        return
    for given, field in (({}, "override_code"), ({"override_code": "clinical_judgement"}, "override_text")):
        with pytest.raises(DomainError) as caught:
            prepare(world, case, **changed, **given)
        assert caught.value.field == field
    with pytest.raises(DomainError):
        prepare(world, case, **changed, **{**OVERRIDE, "override_code": "invented"})
    made = prepare(world, case, **changed, **OVERRIDE)
    assert (made.follows_proposal, made.override_reason.code) == (False, "clinical_judgement")


def test_an_incomplete_proposal_may_be_decided_with_a_reason(world: World) -> None:
    case = a_claimed_case(world, settled=False)
    with pytest.raises(DomainError) as caught:
        prepare(world, case)
    assert caught.value.field == "override_code"
    assert prepare(world, case, **OVERRIDE).outcome == "granted"


def test_a_refusal_says_which_municipal_help_makes_it_responsible(world: World) -> None:
    case = a_claimed_case(world, facts=REFUSED)
    assert case.proposed_outcome == "refused"
    with pytest.raises(DomainError) as caught:
        prepare(world, case, municipal_help="")
    assert caught.value.field == "municipal_help"
    made = prepare(world, case)
    assert (made.outcome, made.start_deadline, made.institution) == ("refused", None, None)


def test_a_refusal_for_want_of_benefit_alone_need_not_name_municipal_help(world: World) -> None:
    case = a_claimed_case(world, facts={"goal": "maintain", "municipal_measures": "sufficient"})
    assert case.proposed_outcome == "refused"
    assert prepare(world, case, municipal_help="").municipal_help == ""


def test_a_refusal_on_thin_grounds_needs_a_second_pair_of_eyes(world: World) -> None:
    case = a_claimed_case(world, facts=REFUSED | {"goal": None})
    assert case.proposed_outcome == "refused"
    made = prepare(world, case)
    assert made.thin_grounds
    with pytest.raises(Conflict):
        sign(world, made)
    with pytest.raises(NotAllowed):
        decisions.second_read(decision=made, by=world.ingrid, now=NOW, version=made.version)
    read = decisions.second_read(decision=made, by=world.jonas, now=NOW, version=made.version)
    with pytest.raises(Conflict):
        decisions.second_read(decision=read, by=world.marit, now=NOW, version=read.version)
    assert sign(world, read).status == "signed"


def test_the_physician_may_be_the_second_reader_but_not_of_an_own_decision(world: World) -> None:
    case = a_claimed_case(world, by=world.liv, facts=REFUSED | {"goal": None})
    asked = a_decision_input(case)
    made = decisions.prepare(referral=case, decision=asked, by=world.liv, now=NOW, version=case.version)
    with pytest.raises(NotAllowed):
        decisions.second_read(decision=made, by=world.liv, now=NOW, version=made.version)
    read = decisions.second_read(decision=made, by=world.ingrid, now=NOW, version=made.version)
    assert sign(world, read).signed_by == made.prepared_by == world.liv.user


def test_what_was_read_falls_when_the_decision_changes(world: World) -> None:
    case = a_claimed_case(world, facts=REFUSED | {"goal": None})
    made = prepare(world, case)
    made = decisions.second_read(decision=made, by=world.jonas, now=NOW, version=made.version)
    back = decisions.send_back(
        decision=made, note="Se på målet.", by=world.liv, now=NOW, version=made.version
    )
    assert back.status == "superseded"
    again = prepare(world, fresh(case))
    assert (again.pk != made.pk, again.second_reader, again.thin_grounds) == (True, None, True)


def test_sent_back_the_place_is_free_again_and_the_assessor_told(world: World) -> None:
    made = a_prepared_decision(world)
    with pytest.raises(DomainError) as caught:
        decisions.send_back(decision=made, note="", by=world.liv, now=NOW, version=made.version)
    assert caught.value.field == "note"
    decisions.send_back(decision=made, note="Dag holder ikke.", by=world.liv, now=NOW, version=made.version)
    assert (fresh(made.referral).status, made.placements.get().status) == ("in_assessment", "cancelled")
    assert not PoolWeek.objects.filter(booked__gt=0).exists()
    assert Message.objects.get(template="sent_back").user == world.ingrid.user


def test_the_assessor_takes_it_back_without_a_note(world: World) -> None:
    made = a_prepared_decision(world)
    decisions.send_back(decision=made, note="", by=world.ingrid, now=NOW, version=made.version)
    assert fresh(made.referral).status == "in_assessment"


def test_a_full_week_is_a_conflict_and_nothing_is_kept(world: World) -> None:
    monday = dt.date(2026, 4, 6)
    for _ in range(2):
        a_prepared_decision(world, decision={"week": monday})
    case = a_claimed_case(world)
    with pytest.raises(Conflict):
        prepare(world, case, week=monday)
    assert fresh(case).status == "in_assessment"
    assert not fresh(case).decisions.exists()
    assert prepare(world, case).placements.get().planned_week != monday


def test_without_a_free_week_before_the_deadline_the_case_queues(world: World) -> None:
    narrow = a_pool(world.fjellheimen, "G", "day", 10)
    soon = {
        "delytelse": "G",
        "pool_id": narrow.pk,
        "start_deadline": TODAY + dt.timedelta(days=10),
        **OVERRIDE,
    }
    a_prepared_decision(world, decision=soon)
    made = a_prepared_decision(world, decision=soon)
    placement = made.placements.get()
    assert placement.status == "queued"
    assert placement.queue_entry is not None and placement.queue_entry.expected_week == placement.planned_week
    signed = sign(world, made)
    case = fresh(signed.referral)
    assert case.clocks.get(kind="expected_breach").due_on == TODAY
    assert "starts_late" in case.attention
    assert QueueEntry.objects.get().left_at is None


def test_a_place_that_does_not_serve_is_refused_at_its_field(world: World) -> None:
    case = a_claimed_case(world)
    for changed, field in (
        ({"institution": "nowhere"}, "institution"),
        ({"pool_id": 10**9}, "pool_id"),
        ({"institution": "havblikk", "pool_id": world.pool.pk}, "pool_id"),
        ({"week": dt.date(2026, 4, 7)}, "week"),
        ({"week": dt.date(2026, 2, 2)}, "week"),
    ):
        with pytest.raises(DomainError) as caught:
            prepare(world, case, **changed)
        assert caught.value.field == field
    assert not Booking.objects.exists()


def test_a_right_without_a_place_starts_the_helfo_clock_on_signing(world: World) -> None:
    made = a_prepared_decision(world, decision={"institution": None})
    sign(world, made)
    case = fresh(made.referral)
    running = set(case.clocks.filter(met_at=None, cancelled_at=None).values_list("kind", flat=True))
    assert running == {"assessment", "start", "time_sent", "expected_breach", "waiting_list"}
    letters = set(case.letters.values_list("recipient_role", "kind"))
    assert letters == {("patient", "granted_week"), ("referrer", "granted_week")}


def test_signing_sends_letters_and_hands_the_case_to_its_place(world: World) -> None:
    signed = a_signed_decision(world)
    case = fresh(signed.referral)
    placement = signed.placements.get()
    assert (signed.signed_by, case.status, placement.status) == (world.liv.user, "decided", "forwarded")
    assert {row.recipient_role for row in signed.letters.all()} == {"patient", "referrer", "institution"}
    assert all(bytes(row.pdf).startswith(b"%PDF") for row in signed.letters.all())
    by_file = Message.objects.get(channel="file")
    assert by_file.context == {
        "letter": str(signed.letters.get(recipient_role="patient").public_id),
        "reference": case.reference,
    }
    notices = Message.objects.filter(channel="email", template__in=("letter", "forwarded"))
    assert {(row.user.name, row.template) for row in notices} == {
        ("Kari Bjerkan", "letter"),
        ("Gro Sagmo", "letter"),
        ("Gro Sagmo", "forwarded"),
    }
    verbs = list(
        CaseEvent.objects.filter(case_id=case.pk, kind="referral")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert (
        verbs.index("prepared")
        < verbs.index("signed")
        < verbs.index("forwarded")
        < verbs.index("letter_sent")
    )
    due = {clock.kind: clock.due_on for clock in case.clocks.all()}
    assert due["start"] == signed.start_deadline
    assert due["institution_answer"] == due["time_sent"] == dt.date(2026, 3, 16)


def test_no_message_holds_anything_of_the_patient(world: World) -> None:
    a_signed_decision(world)
    texts = repr(list(Message.objects.values("template", "context", "key")))
    assert not any(word in texts for word in ("Aksnes", "Torbjørn", "Leksdalsvegen", "M05"))


def test_only_a_physician_signs(world: World) -> None:
    made = a_prepared_decision(world)
    for actor in (world.ingrid, world.marit):
        with pytest.raises(NotAllowed):
            decisions.sign(decision=made, by=actor, now=NOW, version=made.version)


def test_what_was_seen_is_what_is_signed(world: World) -> None:
    made = a_prepared_decision(world)
    with pytest.raises(Stale):
        decisions.sign(decision=made, by=world.liv, now=NOW, version=made.version + 1)
    signed = sign(world, made)
    with pytest.raises(Conflict):
        sign(world, signed)
    assert Letter.objects.count() == 3


def test_a_signed_decision_stands(world: World) -> None:
    signed = a_signed_decision(world)
    for change in ({"start_deadline": dt.date(2027, 1, 1)}, {"nytte": "x"}, {"signed_by": world.ingrid.user}):
        with pytest.raises(InternalError), transaction.atomic():
            Decision.objects.filter(pk=signed.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Decision.objects.filter(pk=signed.pk)._raw_delete("default")


def test_simple_ones_are_signed_in_a_batch_and_the_others_say_why_not(world: World) -> None:
    plain = [a_prepared_decision(world) for _ in range(2)]
    departing = a_prepared_decision(world, decision={"level": "outpatient", **OVERRIDE})
    hidden = a_prepared_decision(world, patient=a_patient(protection="strictly"))
    urgent = a_prepared_decision(world, facts={"urgency": "deteriorating"})
    stale = a_prepared_decision(world)
    strange = a_prepared_decision(world)
    Referral.objects.filter(pk=strange.referral_id).update(region=world.bo_elsewhere.region)
    items = [(row.public_id, row.version) for row in (*plain, departing, hidden, urgent, strange)]
    items += [(stale.public_id, stale.version + 1), (a_referral(world).public_id, 1)]
    results = decisions.sign_batch(items=items, by=world.liv, now=NOW)
    assert [one.signed for one in results] == [True, True, *[False] * 6]
    assert all(one.message for one in results if not one.signed)
    assert len({one.message for one in results}) >= 5
    assert Decision.objects.filter(status="signed").count() == 2


def test_a_week_that_passed_while_the_decision_waited_is_not_written(world: World) -> None:
    made = a_prepared_decision(world)
    late = dt.datetime(2026, 3, 16, 9, 0, tzinfo=LOCAL_ZONE)
    with pytest.raises(Conflict):
        decisions.sign(decision=made, by=world.liv, now=late, version=made.version)
    assert not Letter.objects.exists()


def test_two_decisions_are_prepared_one_after_the_other_only(world: World) -> None:
    made = a_prepared_decision(world)
    case = fresh(made.referral)
    with pytest.raises(Conflict):
        prepare(world, case)
    assert Booking.objects.count() == 1


def test_the_deadline_in_the_letter_is_the_deadline_of_the_clock(world: World) -> None:
    short = TODAY + dt.timedelta(weeks=5)
    made = a_prepared_decision(world, decision={"start_deadline": short})
    signed = sign(world, made)
    assert signed.referral.clocks.get(kind="start").due_on == short
    proof = signed.referral.clocks.get(kind="start").proof
    assert proof["due_on"] == short.isoformat()


def test_a_late_night_signature_is_dated_in_norway(world: World) -> None:
    night = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    made = a_prepared_decision(world)
    decisions.sign(decision=made, by=world.liv, now=night, version=made.version)
    clock = made.referral.clocks.get(kind="institution_answer")
    assert clock.starts_on == dt.date(2026, 3, 3) == night.astimezone(LOCAL_ZONE).date()
