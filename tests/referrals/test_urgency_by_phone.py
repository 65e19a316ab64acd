from __future__ import annotations

import pytest

from referrals.use_cases.questions import note_phone_call
from rve.core.errors import NotAllowed
from tests.people import NOW, World, a_claimed_case


def test_an_assessor_cannot_set_suspected_serious_illness_by_noting_a_call(world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(NotAllowed):
        note_phone_call(
            referral=case,
            text="Legen ringte.",
            fact="urgency",
            value="suspected_serious",
            by=world.ingrid,
            now=NOW,
            version=case.version,
        )
    case.refresh_from_db()
    assert case.facts["urgency"] == "ordinary"
