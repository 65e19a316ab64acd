"""Another tenant's case is not there: for lists, for reading, for letters."""

from __future__ import annotations

import pytest

from referrals.models import Letter, Referral
from referrals.policies import allowed_actions, can_see, placements_visible_to, visible_letters, visible_to
from tests.people import World, a_placement, a_prepared_decision, a_referral
from tests.referrals.test_drafts import a_draft
from tests.referrals.test_transitions import PEOPLE


def seen_by(world: World, case: Referral) -> set[str]:
    listed = {person for person in PEOPLE if visible_to(getattr(world, person)).filter(pk=case.pk).exists()}
    asked = {person for person in PEOPLE if can_see(getattr(world, person), case)}
    assert listed == asked, "the list and the single case follow one rule"
    return listed


UNIT = {"ingrid", "jonas", "liv", "marit"}


def test_a_draft_is_the_practice_s_own(world: World) -> None:
    assert seen_by(world, a_draft(world)) == {"kari"}


def test_a_received_case_is_the_unit_s_and_the_practice_s(world: World) -> None:
    assert seen_by(world, a_referral(world)) == {"kari", *UNIT}


def test_the_institution_sees_it_from_the_day_it_is_forwarded(world: World) -> None:
    made = a_prepared_decision(world)
    assert seen_by(world, made.referral) == {"kari", *UNIT}
    row = a_placement(world)
    assert seen_by(world, row.referral) == {"kari", "gro", *UNIT}


@pytest.mark.parametrize("state", ["accepted", "scheduled", "started", "interrupted", "completed"])
def test_and_as_long_as_the_patient_is_its_own(world: World, state: str) -> None:
    row = a_placement(world, state)
    assert seen_by(world, row.referral) == {"kari", "gro", *UNIT}
    assert placements_visible_to(world.gro).get() == row
    assert not placements_visible_to(world.siv_elsewhere).exists()


def test_but_not_after_it_declined(world: World) -> None:
    row = a_placement(world, "declined")
    assert seen_by(world, row.referral) == {"kari", *UNIT}


def test_each_opens_the_letters_written_to_them(world: World) -> None:
    a_placement(world)
    roles = {
        person: set(visible_letters(getattr(world, person)).values_list("recipient_role", flat=True))
        for person in PEOPLE
    }
    everyone = {"patient", "referrer", "institution"}
    assert roles == {
        **{person: set() for person in PEOPLE},
        **dict.fromkeys(UNIT, everyone),
        "kari": {"referrer"},
        "gro": {"institution"},
    }
    assert Letter.objects.count() == 3


def test_strangers_are_told_of_nothing_to_do(world: World) -> None:
    row = a_placement(world)
    for person in ("per_elsewhere", "siv_elsewhere", "bo_elsewhere", "planner", "privacy"):
        assert allowed_actions(getattr(world, person), row.referral) == []
        assert allowed_actions(getattr(world, person), row) == []
