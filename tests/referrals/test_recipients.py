"""Who gets the letter, and what stands on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals.letters.compose import compose
from referrals.letters.data import Recipient
from referrals.models import LetterParagraph
from referrals.use_cases.letters import letter_data
from referrals.use_cases.parents import leave_out_parents, take_in_parents
from referrals.use_cases.recipients import age_on, patient_side, recipients_of
from rve.core.errors import DomainError
from rve.core.models import CaseEvent
from tests.people import NOW, World, a_claimed_case, a_patient, a_placement, a_prepared_decision
from tests.referrals.test_decisions import REFUSED, prepare

TODAY = NOW.date()
PARENTS = [
    {"role": "parent", "name": "Anne Aksnes", "address": "Bakken 1", "postal_code": "7650", "city": "Verdal"},
    {"role": "parent", "name": "Bjørn Aksnes"},
]
WELFARE = {"role": "child_welfare", "name": "Barnevernet"}


def years_ago(years: int) -> dt.date:
    return TODAY.replace(year=TODAY.year - years)


def found(world: World, born: dt.date, protection: str = "none", **practical: Any) -> list[Recipient]:
    patient = a_patient(birth_date=born, protection=protection)
    made = a_prepared_decision(world, patient=patient, practical=practical)
    return [one for one in recipients_of(made.referral, made) if one.role not in ("referrer", "institution")]


@pytest.mark.parametrize(
    ("years", "practical", "roles"),
    [
        (58, {}, ["patient"]),
        (58, {"guardians": [{"role": "guardian", "name": "Verge"}]}, ["patient", "guardian"]),
        (16, {"guardians": PARENTS}, ["patient"]),
        (15, {"guardians": PARENTS}, ["patient", "parent", "parent"]),
        (15, {"guardians": PARENTS, "patient_wish_parents": "no"}, ["patient"]),
        (15, {"guardians": PARENTS, "patient_wish_parents": "yes"}, ["patient", "parent", "parent"]),
        (12, {"guardians": PARENTS, "patient_wish_parents": "no"}, ["patient"]),
        (11, {"guardians": PARENTS, "patient_wish_parents": "no"}, ["parent", "parent"]),
        (11, {}, ["parent"]),
        (15, {"guardians": PARENTS, "parents_left_out": {"reason": "Vold."}}, ["patient"]),
        (11, {"guardians": [*PARENTS, WELFARE], "parents_left_out": {"reason": "Vold."}}, ["child_welfare"]),
        (11, {"guardians": [{"role": "child_welfare", "name": "Barnevernet"}]}, ["child_welfare"]),
    ],
)
def test_who_gets_it_by_age(world: World, years: int, practical: dict[str, Any], roles: list[str]) -> None:
    got = found(world, years_ago(years), **practical)
    assert [one.role for one in got] == roles
    assert all(one.reason for one in got)


def test_the_birthday_itself_counts() -> None:
    assert age_on(dt.date(2010, 3, 2), dt.date(2026, 3, 1)) == 15
    assert age_on(dt.date(2010, 3, 2), dt.date(2026, 3, 2)) == 16
    assert age_on(dt.date(2012, 2, 29), dt.date(2028, 2, 28)) == 15
    assert age_on(dt.date(2012, 2, 29), dt.date(2027, 3, 1)) == 15


@pytest.mark.parametrize("protection", ["confidential", "strictly"])
def test_a_protected_address_stands_on_no_letter(world: World, protection: str) -> None:
    for one in found(world, years_ago(14), protection, guardians=PARENTS):
        assert (one.address_lines, one.protected) == ((), True)


def test_a_parent_without_an_own_address_lives_with_the_patient(world: World) -> None:
    _, anne, bjorn = found(world, years_ago(14), guardians=PARENTS)
    assert anne.address_lines == ("Bakken 1", "7650 Verdal")
    assert bjorn.address_lines == ("Leksdalsvegen 418", "7650 Verdal")


def test_the_preview_is_the_letter_that_will_be_sent(world: World) -> None:
    made = a_prepared_decision(world, patient=a_patient(language="nn"))
    data = letter_data(made, recipients_of(made.referral, made)[0])
    assert (data.kind, data.language, data.institution_name) == ("granted_week", "nn", "Fjellheimen")
    assert data.planned_week == (2026, 11)
    assert data.start_deadline == made.start_deadline
    assert data.stay_text == "om lag to veker"
    assert data.delytelse_name == "Delytelse B"
    assert data.outcome_reasons
    assert (data.signer_name, data.prepared_by_name) == ("", "Ingrid Moen")
    assert compose(data).title


def test_a_refusal_tells_the_patient_why_and_the_referrer_what_would_have_changed_it(world: World) -> None:
    made = prepare(world, a_claimed_case(world, facts=REFUSED | {"goal": None}))
    patient, referrer = recipients_of(made.referral, made)
    data = letter_data(made, patient)
    assert data.kind == "refused"
    assert any("grunn" in one.lower() for one in data.outcome_reasons)
    assert data.municipal_help
    told = letter_data(made, referrer)
    assert told.counterfactual
    assert told.advice
    assert "Opptrening" in str(compose(data))


def test_a_redirected_referral_says_where_it_went(world: World) -> None:
    case = a_claimed_case(world, patient=a_patient(municipality="0301"))
    assert case.proposed_outcome == "redirected"
    made = prepare(world, case, redirect_to="other_region", municipal_help="")
    data = letter_data(made, recipients_of(made.referral, made)[0])
    assert data.kind == "redirected"
    assert "helseregion" in data.redirect_to
    assert compose(data).title


def test_the_unit_may_word_a_paragraph_anew_from_a_day(world: World) -> None:
    texts = {"heading_nb": "Språk", "heading_nn": "Språk", "text_nb": "Be om tolk.", "text_nn": "Be om tolk."}
    LetterParagraph.objects.create(region=world.region, key="language_help", valid_from=TODAY, **texts)
    made = a_prepared_decision(world)
    patient = recipients_of(made.referral, made)[0]
    assert "Be om tolk." in str(compose(letter_data(made, patient)))
    before = letter_data(made, patient, on=TODAY - dt.timedelta(days=1))
    assert "Be om tolk." not in str(compose(before))


def test_a_moved_time_names_the_time_before(world: World) -> None:
    row = a_placement(world, "scheduled")
    letter = row.referral.letters.filter(kind="time_set", recipient_role="patient").get()
    assert "tid" in letter.title


def test_weighty_reasons_keep_the_letters_from_the_parents_at_any_age(world: World) -> None:
    patient = a_patient(birth_date=years_ago(14))
    case = a_claimed_case(world, patient=patient, practical={"guardians": PARENTS})
    with pytest.raises(DomainError) as caught:
        leave_out_parents(referral=case, reason=" ", by=world.ingrid, now=NOW, version=case.version)
    assert caught.value.field == "parents_reason"
    case = leave_out_parents(
        referral=case, reason="Fare for vold.", by=world.ingrid, now=NOW, version=case.version
    )
    assert [one.role for one in patient_side(case, on=TODAY)] == ["patient"]
    assert CaseEvent.objects.get(verb="parents_left_out").reason == "Fare for vold."
    case = take_in_parents(referral=case, by=world.ingrid, now=NOW, version=case.version)
    assert [one.role for one in patient_side(case, on=TODAY)] == ["patient", "parent", "parent"]


def test_a_small_child_s_letters_go_to_somebody(world: World) -> None:
    patient = a_patient(birth_date=years_ago(8))
    case = a_claimed_case(world, patient=patient, practical={"guardians": PARENTS})
    with pytest.raises(DomainError) as caught:
        leave_out_parents(referral=case, reason="Vold.", by=world.ingrid, now=NOW, version=case.version)
    assert caught.value.field == "parents_reason"
