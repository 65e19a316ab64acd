from __future__ import annotations

import datetime as dt

import pytest

from referrals import attention
from referrals.models import Patient, Referral
from referrals.use_cases import intake
from referrals.use_cases.attachments import FileInput
from rve.core.errors import DomainError, NotAllowed
from rve.core.models import AccessLog, CaseEvent, Details, Message
from tests.people import (
    LOCAL_ZONE,
    NOW,
    World,
    a_patient,
    a_placement,
    a_referral,
    a_signed_decision,
    an_intake,
)

TODAY = NOW.date()


def test_the_same_number_is_the_same_patient_and_the_case_keeps_what_was_sent(world: World) -> None:
    patient = a_patient()
    first = a_referral(world, patient=patient)
    moved = a_patient(
        number=patient.number, family_name="Aksnes-Berg", address="Ny veg 1", protection="confidential"
    )
    second = a_referral(world, patient=moved)
    assert first.patient == second.patient
    assert (first.family_name, second.family_name) == ("Aksnes", "Aksnes-Berg")
    assert first.details.address == "Leksdalsvegen 418"
    third = a_referral(world, patient=a_patient(number=patient.number))
    assert third.protection == "confidential", "a protection is never lifted by a referral"


def test_the_number_is_encrypted_and_stands_nowhere_else(world: World) -> None:
    patient = a_patient()
    case = a_referral(world, patient=patient)
    assert Patient.objects.get(pk=case.patient_id).details.number == patient.number
    assert case.details.number == ""
    texts = [repr(case.facts), repr(case.form), repr(list(CaseEvent.objects.values())), repr(patient)]
    texts += [repr(list(Message.objects.values())), case.proposal.facts, case.proposal.content]
    assert not any(patient.number in text for text in texts)
    raw = Details.objects.raw("SELECT id, encode(number, 'escape') AS raw FROM core_details")
    assert not any(patient.number in str(row.raw) for row in raw)


def test_without_a_number_it_is_always_a_new_patient(world: World) -> None:
    nameless = {"number": "", "number_kind": "none"}
    first, second = (a_referral(world, patient=a_patient(**nameless)) for _ in range(2))
    assert first.patient != second.patient


def test_references_count_by_year(world: World) -> None:
    cases = [a_referral(world) for _ in range(3)]
    later = a_referral(world, now=dt.datetime(2027, 1, 4, 9, 0, tzinfo=LOCAL_ZONE))
    assert [case.reference for case in cases] == [f"HMN-2026-00000{number}" for number in (1, 2, 3)]
    assert later.reference == "HMN-2027-000001"


def test_a_receipt_that_fails_leaves_no_gap(world: World) -> None:
    a_referral(world)
    with pytest.raises(DomainError):
        a_referral(world, attachments=[FileInput("notes.txt", b"plain text")])
    assert Referral.objects.count() == 1
    assert a_referral(world).reference == "HMN-2026-000002"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"received_on": TODAY + dt.timedelta(days=1)}, "received_on"),
        ({"first_received_on": TODAY + dt.timedelta(days=1)}, "first_received_on"),
        ({"referred_on": TODAY + dt.timedelta(days=1)}, "referred_on"),
    ],
)
def test_a_date_that_cannot_be_is_named(world: World, changed: dict[str, dt.date], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        a_referral(world, **changed)
    assert caught.value.field == field
    assert Referral.objects.count() == 0


def test_a_birth_date_in_the_future_and_a_number_of_another_are_named(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        a_referral(world, patient=a_patient(birth_date=TODAY + dt.timedelta(days=1)))
    assert caught.value.field == "birth_date"
    another = a_patient(birth_date=dt.date(1990, 1, 1))
    with pytest.raises(DomainError) as caught:
        a_referral(world, patient=a_patient(number=another.number))
    assert caught.value.field == "number"
    assert another.number not in caught.value.message


def test_a_forwarded_referral_counts_from_its_first_receipt(world: World) -> None:
    case = a_referral(
        world,
        channel="forwarded",
        received_on=TODAY,
        first_received_on=dt.date(2026, 2, 23),
        referred_on=dt.date(2026, 2, 20),
    )
    assert case.assessment_due == dt.date(2026, 3, 9)
    clock = case.clocks.get()
    assert (clock.starts_on, clock.due_on) == (dt.date(2026, 2, 23), dt.date(2026, 3, 9))
    assert case.proposal.start_deadline == dt.date(2026, 2, 23) + dt.timedelta(weeks=12)


def test_only_the_unit_registers_paper_and_only_referrers_refer(world: World) -> None:
    with pytest.raises(NotAllowed):
        a_referral(world, channel="paper", by=world.kari)
    with pytest.raises(NotAllowed):
        intake.receive(intake=an_intake(world), by=world.gro, now=NOW)
    assert a_referral(world, channel="paper").channel == "paper"


def test_facts_the_rules_cannot_read_are_kept_flagged_and_given_to_a_person(world: World) -> None:
    case = a_referral(world, facts={"diagnoses": []})
    assert case.status == Referral.Status.RECEIVED
    assert case.proposal is None
    assert case.attention == "facts_refused:diagnoses"
    assert attention.sentences(case.attention)


def test_an_unknown_municipality_is_flagged(world: World) -> None:
    case = a_referral(world, patient=a_patient(municipality="9999"))
    assert (case.municipality, case.attention) == (None, "facts_refused:patient.municipality")


def test_a_second_referral_is_registered_and_says_that_a_case_is_open(world: World) -> None:
    patient = a_patient()
    a_referral(world, patient=patient)
    second = a_referral(world, patient=patient, now=NOW + dt.timedelta(days=3))
    assert "open_case:2026-03-02" in second.attention


def test_a_right_already_is_not_assessed_anew(world: World) -> None:
    patient = a_patient()
    decision = a_signed_decision(world, patient=patient)
    case = a_referral(world, patient=patient, now=NOW + dt.timedelta(days=7))
    assert case.proposed_outcome == "manual"
    assert case.facts["existing_right_deadline"] == decision.start_deadline.isoformat()
    assert "existing_right" in attention.codes(case.attention)
    assert case.provenance["existing_right_deadline"]["how"] == "derived"


def test_a_right_to_another_delytelse_does_not_stand_in_the_way(world: World) -> None:
    patient = a_patient()
    a_signed_decision(world, patient=patient)
    case = a_referral(world, patient=patient, facts={"diagnoses": [{"system": "icd10", "code": "S32.4"}]})
    assert case.facts.get("existing_right_deadline") is None


def test_completed_stays_here_are_earlier_stays(world: World) -> None:
    patient = a_patient()
    stay = a_placement(world, "completed", patient=patient)
    assert stay.ended_on is not None
    later = dt.datetime.combine(stay.ended_on, dt.time(12), LOCAL_ZONE) + dt.timedelta(days=60)
    told = [{"delytelse": "F", "ended_on": "2020-05-01"}]
    case = a_referral(world, patient=patient, now=later, facts={"earlier_stays": told})
    assert case.facts["earlier_stays"] == [*told, {"delytelse": "B", "ended_on": stay.ended_on.isoformat()}]


def test_long_travel_follows_from_the_municipality(world: World) -> None:
    near = a_referral(world)
    far = a_referral(world, patient=a_patient(municipality="5047"))
    assert (near.facts["long_travel"], far.facts["long_travel"]) == (False, True)
    assert far.proposal.lodging is True
    told = a_referral(world, patient=a_patient(municipality="5047"), facts={"long_travel": False})
    assert told.facts["long_travel"] is False, "what a person said is not derived over"


def test_suspected_serious_illness_is_told_at_once_also_at_night(world: World) -> None:
    night = dt.datetime(2026, 3, 7, 2, 0, tzinfo=LOCAL_ZONE)
    case = a_referral(world, now=night, facts={"urgency": "suspected_serious"})
    assert "suspected_serious" in attention.codes(case.attention)
    told = Message.objects.filter(template="suspected_serious")
    assert {row.user.name for row in told} == {"Liv Hegge", "Marit Dahl"}
    assert all(row.not_before == night for row in told)
    assert case.assessment_due == dt.date(2026, 3, 20), "the law says sooner, and names no number"


def test_an_open_case_is_revealed_only_as_open_and_since_when(world: World) -> None:
    patient = a_patient()
    case = a_referral(world, patient=patient)
    found = intake.open_case_of(number=patient.number, by=world.per_elsewhere, now=NOW)
    assert found == intake.OpenCase(since=TODAY)
    row = AccessLog.objects.get(data="open_case")
    assert (row.user, row.basis, row.case_ids) == (world.per_elsewhere.user, "treatment_relation", [case.pk])
    assert intake.open_case_of(number=a_patient().number, by=world.per_elsewhere, now=NOW) is None


def test_a_case_in_another_region_is_not_seen(world: World) -> None:
    patient = a_patient()
    a_referral(world, patient=patient)
    assert intake.open_case_of(number=patient.number, by=world.bo_elsewhere, now=NOW) is None
