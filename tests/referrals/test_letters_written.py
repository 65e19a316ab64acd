"""Which letters are written when, to whom, and what they say: places, deadlines, complaints."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals.letters.data import Recipient
from referrals.models import Decision, Letter, Referral
from referrals.use_cases import complaints, decisions, placements
from referrals.use_cases.letter_complaint import complaint_fields
from rve.core.dates import LOCAL_ZONE
from tests.complaints import (
    LATER,
    a_complaint,
    a_new_decision,
    a_refusal,
    an_assigned_complaint,
    an_upheld_complaint,
    fresh,
    the_other_physician,
)
from tests.people import NOW, World, a_patient, a_placement, a_signed_decision
from tests.unit.letters.tagged import elements

GUARDIAN = {"role": "guardian", "name": "Vera Verge", "address": "Vergevegen 2"}


def letters(case: Referral, kind: str) -> dict[str, str]:
    """The text of each letter of a kind, by its reader's role."""
    rows = Letter.objects.filter(referral=case, kind=kind).order_by("pk")
    return {one.recipient_role: " ".join(part.text for part in elements(bytes(one.pdf))) for one in rows}


def sign_anew(world: World, decision: Decision) -> Decision:
    return decisions.sign(
        decision=decision, by=the_other_physician(world), now=LATER, version=decision.version
    )


def test_another_place_is_told_to_patient_referrer_and_the_new_place_with_the_same_deadline(
    world: World,
) -> None:
    row = a_placement(world, "declined")
    case = fresh(row.referral)
    placements.reroute(
        referral=case, institution="havblikk", by=world.ingrid, now=NOW, version=case.version, reason="Nei."
    )
    told = letters(case, "changed_place")
    assert set(told) == {"patient", "referrer", "institution"}
    assert "Fjellheimen kan ikke ta imot deg. Derfor skal du til Havblikk." in told["patient"]
    assert "Retten og fristen er de samme som før." in told["patient"]
    assert "Aksnes. Derfor skal pasienten til Havblikk." in told["institution"]


def late_time(world: World, row: Any) -> dt.datetime:
    deadline = row.decision.start_deadline
    return dt.datetime.combine(deadline + dt.timedelta(days=7), dt.time(11), LOCAL_ZONE)


def test_a_time_after_the_deadline_is_told_with_helfo_in_one_letter_and_once(world: World) -> None:
    row = a_placement(world, "accepted")
    at = late_time(world, row)
    placements.schedule(placement=row, at=at, by=world.gro, now=NOW, version=row.version)
    told = letters(row.referral, "deadline_not_kept")
    assert set(told) == {"patient", "referrer"}
    assert "kontakter vi Helfo straks" in told["patient"] and "kl. 11.00" in told["patient"]
    assert letters(row.referral, "time_set") == {}
    row = fresh(row)
    later, why = at + dt.timedelta(days=7), world.reason("postpone", "capacity")
    placements.schedule(placement=row, at=later, by=world.gro, now=NOW, version=row.version, reason=why)
    assert Letter.objects.filter(kind="deadline_not_kept").count() == 2
    assert set(letters(row.referral, "time_set")) == {"patient", "referrer"}


def test_a_time_inside_the_deadline_needs_no_letter_about_helfo(world: World) -> None:
    row = a_placement(world, "scheduled")
    assert letters(row.referral, "deadline_not_kept") == {}


def test_an_interpreter_is_offered_and_the_place_is_told_the_language(world: World) -> None:
    made = a_signed_decision(world, patient=a_patient(interpreter="tigrinja"))
    told = letters(made.referral, "granted_week")
    assert "Du får tilbud om tolk i samtaler om saken." in told["patient"]
    assert "tigrinja" not in told["patient"]
    assert "Pasienten trenger tolk: tigrinja." in told["institution"]


def test_a_complaint_is_answered_with_who_looks_at_it_and_by_when(world: World) -> None:
    row = a_complaint(world)
    told = letters(row.referral, "complaint_received")
    assert set(told) == {"patient"}
    assert "en annen enn den som vurderte henvisningen" in told["patient"]
    due = row.clocks.get(kind="complaint_review").due_on
    assert f"{due.day}. " in told["patient"].split("Svar ventes senest")[1][:30]
    assert row.reference in told["patient"]


def test_one_without_authority_is_asked_for_it_and_told_nothing_else(world: World) -> None:
    row = a_complaint(
        world, complainant="other", complainant_name="Nils Nabo", authority_shown=False, signed=True
    )
    assert set(letters(row.referral, "complaint_received")) == {"patient"}
    complaints.ask_formalities(complaint=row, text="", by=world.marit, now=LATER, version=row.version)
    told = letters(row.referral, "complaint_formalities")
    assert set(told) == {"patient", "complainant"}
    assert "skriftlig fullmakt fra Torbjørn Aksnes" in told["complainant"]
    assert "født" not in told["complainant"]
    assert "skriftlig fullmakt fra deg til Nils Nabo" in told["patient"]
    by_hand = Letter.objects.get(kind="complaint_formalities", recipient_role="complainant")
    assert by_hand.address_protected


def test_one_without_authority_reads_none_of_our_own_words(world: World) -> None:
    row = a_complaint(
        world, complainant="other", complainant_name="Nils Nabo", authority_shown=False, signed=True
    )
    on, to = LATER.date(), Recipient(role="complainant", name="Nils Nabo")
    row.formalities_text = row.end_reason = "Pasienten har revmatisme."
    for kind in ("complaint_formalities", "dismissed"):
        made = complaint_fields(row, to, kind=kind, on=on, extra={"reason": "Revmatisme."}, decision=None)
        assert "evmatisme" not in str(made)


def test_a_lawyer_reads_what_the_patient_reads(world: World) -> None:
    row = a_complaint(world, complainant="lawyer", complainant_name="Siri Sak")
    told = letters(row.referral, "complaint_received")
    assert set(told) == {"patient", "lawyer"}
    assert "advokat for Torbjørn Aksnes" in told["lawyer"]
    assert "en klage fra Siri Sak på vegne av deg" in told["patient"]


def test_a_guardian_who_complains_gets_one_letter(world: World) -> None:
    decision = a_refusal(world, practical={"guardians": [GUARDIAN]})
    row = a_complaint(
        world, decision, complainant="guardian", complainant_name="vera  verge", authority_shown=True
    )
    assert Letter.objects.filter(referral=row.referral, kind="complaint_received").count() == 2
    assert "klagen din på vegne av Torbjørn Aksnes" in letters(row.referral, "complaint_received")["guardian"]


def test_a_changed_decision_says_what_and_why_and_the_place_reads_the_decision_alone(world: World) -> None:
    row = an_assigned_complaint(world)
    made = sign_anew(world, a_new_decision(world, row))
    told = letters(made.referral, "overturned")
    assert set(told) == {"patient", "referrer"}
    assert "Ja. Før: nei." in told["patient"] and "Kommunens tilbud er lagt ned." in told["patient"]
    assert "gjelder ikke lenger" in told["patient"] and "Du kan klage" in told["patient"]
    place = letters(made.referral, "granted_week")
    assert set(place) == {"institution"}
    assert "klag" not in place["institution"].split("kan klage")[0].lower()


def test_the_statement_is_part_of_the_letter_and_can_be_commented_on(world: World) -> None:
    row = an_upheld_complaint(world)
    told = letters(row.referral, "upheld_sent")
    assert set(told) == {"patient"}
    assert "Dette skriver vi til Statsforvalteren" in told["patient"]
    assert "Vedtaket er riktig." in told["patient"] and "merknader" in told["patient"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("upheld", "kan ikke påklages videre"),
        ("changed", "får et nytt brev fra oss"),
        ("quashed", "vurderer saken på nytt"),
    ],
)
def test_the_answer_of_statsforvalteren_is_told_on(world: World, answer: str, words: str) -> None:
    row = an_upheld_complaint(world)
    complaints.record_answer(
        complaint=row,
        answer=answer,
        answered_on=LATER.date(),
        reference="2026/77",
        text="Avgjort.",
        by=world.marit,
        now=LATER,
        version=row.version,
    )
    assert words in letters(row.referral, "returned")["patient"]


def test_a_parent_whom_a_patient_of_fourteen_wants_left_out_is_not_told_of_the_complaint(
    world: World,
) -> None:
    practical = {
        "guardians": [{"role": "parent", "name": "Anne Aksnes"}],
        "patient_wish_parents": "no",
    }
    born = NOW.date().replace(year=NOW.year - 14)
    decision = a_refusal(world, patient=a_patient(birth_date=born), practical=practical)
    row = a_complaint(
        world, decision, complainant="parent", complainant_name="Anne Aksnes", authority_shown=True
    )
    assert set(letters(row.referral, "complaint_received")) == {"patient"}
