"""The demo can be made at any hour: what came today has come by now."""

from __future__ import annotations

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from referrals.models import Referral
from rve.core.models import Region
from rve.local.demo.accounts import make_cast
from rve.local.demo.load import Casting
from rve.local.demo.walk import Walk

NIGHT = dt.datetime(2026, 3, 2, 0, 20, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.mark.django_db
def test_a_referral_of_today_is_there_when_the_demo_is_made_before_office_hours() -> None:
    call_command("load_reference", verbosity=0)
    region, today = Region.objects.get(code="HMN"), dt.date(2026, 3, 2)
    cast = make_cast(region=region, today=today)
    drawn = Casting(region=region, cast=cast, random=Random(1)).draw(today)
    case = Walk(story=drawn.story, cast=cast, today=today, now=NIGHT, random=Random(1)).run(
        drawn.sent, drawn.doctor
    )
    assert Referral.objects.get(pk=case.pk).received_on == today
