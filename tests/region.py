"""A small made-up region: its rule book, two institutions with places, its people, and strangers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from deltytelser.catalogue.read import load_rule_set
from deltytelser.models import Delytelse, DiagnosisMapping, RuleSet
from institutions.models import Agreement, HealthTrust, Institution, Level, Municipality, Pool, PoolDelytelse
from rve.core.dates import LOCAL_ZONE
from rve.core.models import CodedReason, Organisation, Region, Role, RoleAssignment, User
from rve.core.policies import Actor

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL_ZONE)
BEGINNING = dt.date(2018, 1, 1)
_serial = count()


@dataclass(frozen=True)
class World:
    """The people as actors, and what they work with. `_elsewhere` ones belong to other tenants."""

    region: Region
    rve: Organisation
    practice: Organisation
    fjellheimen: Institution
    havblikk: Institution
    pool: Pool
    kari: Actor  # GP at Verdal legesenter
    ingrid: Actor  # assessor
    jonas: Actor  # another assessor
    liv: Actor  # physician at RVE
    marit: Actor  # team lead
    gro: Actor  # intake coordinator at Fjellheimen
    per_elsewhere: Actor  # GP at another practice
    siv_elsewhere: Actor  # intake coordinator at Havblikk
    bo_elsewhere: Actor  # assessor in another region
    planner: Actor
    privacy: Actor

    def reason(self, kind: str, code: str) -> CodedReason:
        return CodedReason.objects.get(region=self.region, kind=kind, code=code)


def an_actor(name: str, organisation: Organisation, *roles: str, title: str = "") -> Actor:
    """A person with these roles in force since long, and an address for reminders."""
    first = name.split()[0].lower()
    user = User.objects.create(
        username=f"{first}.{next(_serial)}",
        name=name,
        title=title,
        email=f"{first}@example.no",
        hpr_number="",
    )
    for role in roles:
        RoleAssignment.objects.create(user=user, organisation=organisation, role=role, valid_from=BEGINNING)
    return Actor(user=user, organisation=organisation, roles=frozenset(roles), today=NOW.date())


def an_organisation(region: Region, kind: str, name: str, number: str) -> Organisation:
    return Organisation.objects.create(
        region=region,
        kind=kind,
        name=name,
        number=number,
        address="Vegen 1\n7650 Verdal",
        valid_from=BEGINNING,
    )


def a_pool(institution: Institution, letters: str, level: str, tenths: int | None) -> Pool:
    """A pool of an agreement since 2018; tenths of a place, None an agreement without a number."""
    agreement, _ = Agreement.objects.get_or_create(
        institution=institution,
        kind=Agreement.Kind.RHF_AGREEMENT,
        valid_from=BEGINNING,
        defaults={"source": "test"},
    )
    pool = Pool.objects.create(
        agreement=agreement,
        institution=institution,
        code=f"{institution.kode}-{letters}-{level}",
        level=level,
        capacity_tenths=tenths,
        printed_tenths=tenths,
        valid_from=BEGINNING,
        source="test",
    )
    for letter in letters:
        PoolDelytelse.objects.create(
            pool=pool, delytelse=Delytelse.objects.get(region=institution.region, code=letter)
        )
    pool.refresh_from_db()
    return pool


@cache
def _rules() -> Any:
    return load_rule_set()


def the_rule_book(region: Region) -> RuleSet:
    """Version 1, published."""
    rules = _rules()
    row, _ = RuleSet.objects.get_or_create(
        hash=rules.hash,
        defaults={
            "region": region,
            "name": rules.id,
            "version": rules.version,
            "content": rules.content,
            "valid_from": BEGINNING,
            "published_at": dt.datetime(2018, 1, 1, tzinfo=dt.UTC),
        },
    )
    return row


def _an_institution(region: Region, organisation: Organisation, kode: str, name: str) -> Institution:
    return Institution.objects.create(
        region=region,
        kode=kode,
        name=name,
        kind=Institution.Kind.PRIVATE,
        organisation=organisation,
        place="Verdal",
        latitude=63.8,
        longitude=11.5,
        in_region=True,
        agreement_kind="avtale",
        source="test",
    )


def _catalogue(region: Region) -> None:
    for letter in "ABCDEFGHIJKLMNOPQR":
        Delytelse.objects.create(
            region=region,
            code=letter,
            name=f"Delytelse {letter}",
            name_nn=f"Delytelse {letter}",
            short_name=letter,
            valid_from=BEGINNING,
            source="test",
        )
    ranges = (
        ("M05", "M14", "B"),
        ("S32", "S82", "A"),
        ("I60", "I69", "F"),
        ("G35", "G37", "G"),
        ("E66", "E66", "K"),
    )
    for first, last, letter in ranges:
        DiagnosisMapping.objects.create(
            region=region,
            system="icd10",
            code_from=first,
            code_to=last,
            delytelse=Delytelse.objects.get(region=region, code=letter),
            certainty="høy",
            title="",
        )


def _municipalities(region: Region) -> None:
    trust = HealthTrust.objects.create(region=region, code="HNT", name="Helse Nord-Trøndelag")
    for number, name, north, east, area in (
        ("5038", "Verdal", 63.79, 11.48, trust),
        ("5047", "Overhalla", 64.5, 11.94, trust),
        ("0301", "Oslo", 59.98, 10.74, None),
    ):
        Municipality.objects.create(
            number=number,
            name=name,
            short_name=name,
            latitude=north,
            longitude=east,
            point_kind="tyngdepunkt",
            health_trust=area,
        )


def _reasons(region: Region) -> None:
    for kind, code in (
        ("decline", "no_capacity"),
        ("override", "clinical_judgement"),
        ("withdraw", "patient_wish"),
        ("interrupt", "acute_illness"),
        ("reassign", "absence"),
        ("postpone", "capacity"),
    ):
        CodedReason.objects.create(
            region=region, kind=kind, code=code, text_nb=code, text_nn=code, npr_code="", valid_from=BEGINNING
        )


def a_region() -> World:
    """One region with its rule book, two institutions and its people; strangers from elsewhere besides."""
    kind = Organisation.Kind
    region = Region.objects.create(code="HMN", name="Helse Midt-Norge")
    other = Region.objects.create(code="HV", name="Helse Vest")
    _catalogue(region)
    _municipalities(region)
    _reasons(region)
    the_rule_book(region)
    rve = an_organisation(region, kind.RVE, "Regional vurderingsenhet", "700000401")
    practice = an_organisation(region, kind.PRACTICE, "Verdal legesenter", "700000402")
    other_practice = an_organisation(region, kind.PRACTICE, "Levanger legesenter", "700000403")
    fjell = an_organisation(region, kind.PRIVATE_INSTITUTION, "Fjellheimen AS", "700000404")
    hav = an_organisation(region, kind.PRIVATE_INSTITUTION, "Havblikk AS", "700000405")
    rhf = an_organisation(region, kind.RHF, "Helse Midt-Norge RHF", "700000406")
    other_rve = an_organisation(other, kind.RVE, "RVE Vest", "700000407")
    fjellheimen = _an_institution(region, fjell, "fjellheimen", "Fjellheimen")
    havblikk = _an_institution(region, hav, "havblikk", "Havblikk")
    pool = a_pool(fjellheimen, "AB", Level.DAY, 20)
    a_pool(havblikk, "B", Level.DAY, 10)
    a_pool(havblikk, "F", Level.INPATIENT, None)
    return World(
        region=region,
        rve=rve,
        practice=practice,
        fjellheimen=fjellheimen,
        havblikk=havblikk,
        pool=pool,
        kari=an_actor("Kari Bjerkan", practice, Role.REFERRER, title="fastlege"),
        ingrid=an_actor("Ingrid Moen", rve, Role.ASSESSOR, title="vurderer"),
        jonas=an_actor("Jonas Vik", rve, Role.ASSESSOR, title="vurderer"),
        liv=an_actor("Liv Hegge", rve, Role.PHYSICIAN, title="overlege"),
        marit=an_actor("Marit Dahl", rve, Role.TEAM_LEAD, title="teamleder"),
        gro=an_actor("Gro Sagmo", fjell, Role.INSTITUTION),
        per_elsewhere=an_actor("Per Lund", other_practice, Role.REFERRER),
        siv_elsewhere=an_actor("Siv Strand", hav, Role.INSTITUTION),
        bo_elsewhere=an_actor("Bo Berg", other_rve, Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD),
        planner=an_actor("Nina Plan", rhf, Role.PLANNER),
        privacy=an_actor("Odd Vern", rve, Role.PRIVACY_OFFICER),
    )
