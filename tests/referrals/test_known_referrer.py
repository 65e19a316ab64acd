"""The doctor of a referral that a system sent by the API is found among our users by the HPR number."""

from __future__ import annotations

import pytest

from referrals.models import Referral
from rve.core.models import User
from tests.people import World
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.tokens import Client

pytestmark = pytest.mark.django_db


def test_a_systems_referral_is_its_doctors(world: World) -> None:
    kari = world.kari.user
    body = a_body()
    User.objects.filter(pk=kari.pk).update(hpr_number=body["referrer"]["hpr_number"])
    answer = Client(world.practice, "referrals:read referrals:write").post(ADDRESS, body, key="a")
    case = Referral.objects.select_related("referrer__user").get(public_id=answer.json()["id"])
    assert case.referrer is not None
    assert case.referrer.user == kari
