"""A region of its own to try the API in: made-up organisations, people and places, the shipped rule book.

Nothing of it is production's: the region's code is what everything here is found and emptied by.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from deltytelser.catalogue.read import CATALOGUE, read_folder
from deltytelser.loading import Tally, load_delytelser, load_mappings
from deltytelser.models import Delytelse, RuleSet
from deltytelser.rules.compile import compile_rule_set
from deltytelser.rules.files import HEAD
from institutions.models import Agreement, HealthTrust, Institution, Level, Municipality, Pool, PoolDelytelse
from institutions.reference.files import Files
from institutions.reference.people import load_reasons
from rve.core.models import Organisation, Region, Role, RoleAssignment, Setting, User
from rve.core.policies import Actor

CODE, NAME = "SBX", "Sandkasse"
FIRST_DAY = dt.date(2018, 1, 1)
_Kind = Organisation.Kind
# kind, name, organisation number (none like it is given out)
ORGANISATIONS = {
    "rve": (_Kind.RVE, "Sandkasse: regional vurderingsenhet", "799990008"),
    "practice": (_Kind.PRACTICE, "Sandkasse: legekontoret", "799990016"),
    "fjord": (_Kind.PRIVATE_INSTITUTION, "Sandkasse: Fjordheim rehabilitering", "799990024"),
    "fjell": (_Kind.PRIVATE_INSTITUTION, "Sandkasse: Fjelltun rehabilitering", "799990032"),
}
# name, title, organisation, role, HPR number
PEOPLE = {
    "referrer": ("Marte Solbakken", "fastlege", "practice", Role.REFERRER, "9990001"),
    "assessor": ("Eirik Holm", "vurderer", "rve", Role.ASSESSOR, "9990002"),
    "physician": ("Astrid Bjørnstad", "overlege", "rve", Role.PHYSICIAN, "9990003"),
    "intake": ("Tor Fagerli", "inntakskoordinator", "fjord", Role.INSTITUTION, "9990004"),
}
# number, name, the trust whose area it is in (the rule book knows these areas), north, east
MUNICIPALITIES = (
    ("9901", "Sandvær (sandkasse)", "STO", 63.43, 10.39),
    ("9902", "Sandmo (sandkasse)", "HNT", 63.79, 11.48),
)
INSTITUTIONS = {"fjord": ("fjordheim", "9901"), "fjell": ("fjelltun", "9902")}
# Tenths of a place by level; one pool takes every delytelse.
CAPACITY = {Level.INPATIENT: 60, Level.DAY: 120, Level.OUTPATIENT: 100}


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The region, its organisations by name, and its people as actors."""

    region: Region
    organisations: dict[str, Organisation]
    people: dict[str, Actor]


@transaction.atomic
def make_region(*, now: dt.datetime, today: dt.date) -> Sandbox:
    """Makes what is missing; running it again finds the same."""
    region, _ = Region.objects.get_or_create(code=CODE, defaults={"name": NAME})
    trusts = _trusts(region)
    _municipalities(trusts)
    _catalogue(region)
    _rule_book(region, now)
    organisations = {name: _organisation(region, *row) for name, row in ORGANISATIONS.items()}
    for name, (kode, municipality) in INSTITUTIONS.items():
        _institution(region, organisations[name], kode, municipality)
    people = {name: _person(name, row, organisations, today) for name, row in PEOPLE.items()}
    Setting.objects.get_or_create(
        region=region,
        key="letter_sender",
        valid_from=FIRST_DAY,
        defaults={"value": _sender(), "source": "sandbox"},
    )
    return Sandbox(region, organisations, people)


def _trusts(region: Region) -> dict[str, HealthTrust]:
    return {
        code: HealthTrust.objects.get_or_create(
            region=region, code=code, defaults={"name": f"Sandkasse: helseforetaket {code}"}
        )[0]
        for code in sorted({row[2] for row in MUNICIPALITIES})
    }


def _municipalities(trusts: dict[str, HealthTrust]) -> None:
    for number, name, trust, north, east in MUNICIPALITIES:
        Municipality.objects.get_or_create(
            number=number,
            defaults={
                "name": name,
                "short_name": name,
                "latitude": north,
                "longitude": east,
                "point_kind": "sandkasse",
                "health_trust": trusts[trust],
            },
        )


def _catalogue(region: Region) -> None:
    """Delytelser, diagnosis map and coded reasons as the reference data has them."""
    if Delytelse.objects.filter(region=region).exists():
        return
    files, tally = Files(), Tally()
    names = {row["kode"]: row for row in files.own_rows("delytelse_names")}
    delytelser = load_delytelser(
        region=region, rows=files.rows("delytelser"), names=names, first_day=FIRST_DAY, tally=tally
    )
    load_mappings(
        region=region, rows=files.rows("diagnose_til_delytelse"), delytelser=delytelser, tally=tally
    )
    load_reasons(region, files.own_rows("coded_reasons"), FIRST_DAY, tally)


def _rule_book(region: Region, now: dt.datetime) -> None:
    """The shipped rule book under the sandbox's own name: a version belongs to one region."""
    if RuleSet.objects.filter(region=region).exists():
        return
    files = read_folder(CATALOGUE)
    files[HEAD] = {**files[HEAD], "id": CODE.lower(), "region": CODE}
    rules = compile_rule_set(files)
    RuleSet.objects.create(
        region=region,
        hash=rules.hash,
        name=rules.id,
        version=rules.version,
        content=rules.content,
        valid_from=rules.breaks[0],
        published_at=now,
    )


def _organisation(region: Region, kind: str, name: str, number: str) -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        number=number, defaults={"region": region, "kind": kind, "name": name, "valid_from": FIRST_DAY}
    )
    return found


def _institution(region: Region, organisation: Organisation, kode: str, municipality: str) -> None:
    number, _name, trust, north, east = next(row for row in MUNICIPALITIES if row[0] == municipality)
    place, made = Institution.objects.get_or_create(
        region=region,
        kode=kode,
        defaults={
            "name": organisation.name.removeprefix("Sandkasse: "),
            "kind": Institution.Kind.PRIVATE,
            "organisation": organisation,
            "health_trust": HealthTrust.objects.get(region=region, code=trust),
            "municipality": Municipality.objects.get(number=number),
            "place": "Sandkassen",
            "latitude": north,
            "longitude": east,
            "in_region": True,
            "agreement_kind": "sandkasse",
            "source": "sandbox",
        },
    )
    if made:
        _pools(place)


def _pools(place: Institution) -> None:
    agreement = Agreement.objects.create(
        institution=place, kind=Agreement.Kind.RHF_AGREEMENT, valid_from=FIRST_DAY, source="sandbox"
    )
    letters = list(Delytelse.objects.filter(region=place.region).order_by("code"))
    for level, tenths in CAPACITY.items():
        pool = Pool.objects.create(
            agreement=agreement,
            institution=place,
            code=f"{place.kode}-alle-{level}",
            level=level,
            capacity_tenths=tenths,
            printed_tenths=tenths,
            valid_from=FIRST_DAY,
            source="sandbox",
        )
        PoolDelytelse.objects.bulk_create(PoolDelytelse(pool=pool, delytelse=letter) for letter in letters)


def _person(name: str, row: Any, organisations: dict[str, Organisation], today: dt.date) -> Actor:
    who, title, at, role, hpr = row
    user, _ = User.objects.get_or_create(
        username=f"sandbox.{name}", defaults={"name": who, "title": title, "hpr_number": hpr}
    )
    RoleAssignment.objects.get_or_create(
        user=user,
        organisation=organisations[at],
        role=role,
        valid_to=None,
        defaults={"valid_from": FIRST_DAY},
    )
    return Actor(user=user, organisation=organisations[at], roles=frozenset({role.value}), today=today)


def _sender() -> dict[str, str]:
    return {
        "name": "Sandkassen",
        "unit": "Sandkassens vurderingsenhet",
        "place": "Sandkassen",
        "postal_address": "Sandkassen, 0000 Ingensteds",
        "phone": "",
        "complaint_online": "",
        "ombud_area": "",
    }
