from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from rve.core.models import Organisation, Region, User

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def region(db: None) -> Region:
    return Region.objects.create(code="HMN", name="Helse Midt-Norge")


@pytest.fixture
def unit(region: Region) -> Organisation:
    return Organisation.objects.create(
        region=region, kind="rve", name="RVE", number="700000401", valid_from=dt.date(2018, 1, 1)
    )


@pytest.fixture
def ingrid(db: None) -> User:
    return User.objects.create(username="ingrid", name="Ingrid Moen", email="ingrid@example.no")


@pytest.fixture(autouse=True)
def mail_in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
