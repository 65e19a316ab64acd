import datetime as dt
from collections.abc import Callable

import pytest

from deltytelser.models import Delytelse
from institutions.models import Agreement, Institution, Level, Pool, PoolDelytelse
from institutions.reference.loading import load
from rve.core.models import Organisation, Region, Role, User
from rve.core.policies import Actor

NOW = dt.datetime(2026, 5, 6, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 5, 6)
MONDAY = dt.date(2026, 5, 11)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def region(db: None) -> Region:
    return Region.objects.create(code="HMN", name="Helse Midt-Norge")


@pytest.fixture
def organisation(region: Region) -> Organisation:
    return Organisation.objects.create(
        region=region,
        kind=Organisation.Kind.PRIVATE_INSTITUTION,
        name="Fjellheimen",
        number="700000311",
        valid_from=dt.date(2018, 1, 1),
    )


@pytest.fixture
def institution(organisation: Organisation) -> Institution:
    return Institution.objects.create(
        region=organisation.region,
        kode="fjellheimen",
        name="Fjellheimen",
        kind=Institution.Kind.PRIVATE,
        organisation=organisation,
        place="Fjellheimen",
        in_region=True,
        agreement_kind="avtale",
        source="test",
    )


@pytest.fixture
def agreement(institution: Institution) -> Agreement:
    return Agreement.objects.create(
        institution=institution,
        kind=Agreement.Kind.RHF_AGREEMENT,
        valid_from=dt.date(2018, 1, 1),
        source="test",
    )


@pytest.fixture
def make_pool(agreement: Agreement) -> Callable[..., Pool]:
    def make(
        tenths: int | None = 10, letters: str = "A", level: Level = Level.INPATIENT, **given: object
    ) -> Pool:
        values = {"valid_from": agreement.valid_from, "printed_tenths": tenths, "source": "test", **given}
        pool = Pool.objects.create(
            agreement=agreement,
            code=f"fjellheimen-{letters}-{level}",
            level=level,
            capacity_tenths=tenths,
            **values,
        )
        for letter in letters:
            delytelse, _ = Delytelse.objects.get_or_create(
                region=agreement.institution.region,
                code=letter,
                defaults={
                    "name": f"Delytelse {letter}",
                    "short_name": letter,
                    "valid_from": dt.date(2018, 1, 1),
                    "source": "test",
                },
            )
            PoolDelytelse.objects.create(pool=pool, delytelse=delytelse)
        pool.refresh_from_db()
        return pool

    return make


@pytest.fixture
def coordinator(organisation: Organisation) -> Actor:
    user = User.objects.create(username="gro", name="Gro Sagmo")
    return Actor(user=user, organisation=organisation, roles=frozenset({Role.INSTITUTION}), today=TODAY)


@pytest.fixture
def reference(db: None) -> Region:
    load(code="HMN")
    return Region.objects.get(code="HMN")
