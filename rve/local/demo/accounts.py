"""The people and practices of the demo: a log-in for every role, and colleagues for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from institutions.models import Institution
from rve.core.models import Organisation, Region, Role, RoleAssignment, User
from rve.core.policies import Actor, actor_for
from rve.local.demo.people import names

FIRST_DAY = dt.date(2018, 1, 1)
# user name, name, title, role
AT_RVE = (
    ("demo.vurderer", "Ingrid Moen", "vurderer", Role.ASSESSOR),
    ("demo.lege", "Liv Hegge", "overlege", Role.PHYSICIAN),
    ("demo.teamleder", "Marius Foss", "teamleder", Role.TEAM_LEAD),
    ("demo.vurderer2", "Kristin Nygård", "vurderer", Role.ASSESSOR),
    ("bakke", "Thomas Bakke", "vurderer", Role.ASSESSOR),
    ("ravn", "Jorunn Ravn", "vurderer", Role.ASSESSOR),
    ("demo.lege2", "Anders Eide", "overlege", Role.PHYSICIAN),
    ("demo.personvern", "Tone Vik", "personvernombud", Role.PRIVACY_OFFICER),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts in the made-up history."""

    assessors: tuple[Actor, ...]
    physicians: tuple[Actor, ...]
    doctors: dict[str, tuple[Actor, ...]]
    institutions: dict[int, Actor]


def _user(username: str, name: str, title: str, number: int) -> User:
    found = User.objects.filter(username=username).first()
    if found:
        return found
    return User.objects.create(
        username=username,
        name=name,
        title=title,
        hpr_number=f"{9_000_000 + number}",
        email=f"{username.replace('demo.', '')}@rve.example.no",
    )


def _actor(user: User, organisation: Organisation, role: str, today: dt.date) -> Actor:
    RoleAssignment.objects.get_or_create(
        user=user, organisation=organisation, role=role, valid_to=None, defaults={"valid_from": FIRST_DAY}
    )
    actor = actor_for(user=user, today=today, organisation_id=organisation.pk)
    if actor is None:
        raise RuntimeError(f"{user.username} has no role in force.")
    return actor


def make_cast(*, region: Region, today: dt.date) -> Cast:
    """Users, practices and roles, made once: running it again finds the same."""
    rve = Organisation.objects.get(region=region, kind=Organisation.Kind.RVE)
    rhf = Organisation.objects.filter(region=region, kind=Organisation.Kind.RHF).first() or rve
    at_rve = [
        (_actor(_user(username, name, title, index), rve, role, today), role)
        for index, (username, name, title, role) in enumerate(AT_RVE)
    ]
    _actor(_user("demo.planlegger", "Eivind Dahl", "rådgiver", 40), rhf, Role.PLANNER, today)
    return Cast(
        assessors=tuple(actor for actor, role in at_rve if role == Role.ASSESSOR),
        physicians=tuple(actor for actor, role in at_rve if role == Role.PHYSICIAN),
        doctors=_practices(region, today),
        institutions=_intakes(region, today),
    )


def _practices(region: Region, today: dt.date) -> dict[str, tuple[Actor, ...]]:
    found: dict[str, tuple[Actor, ...]] = {}
    for place, practice in enumerate(names()["practices"]):
        organisation, _made = Organisation.objects.get_or_create(
            number=practice["number"],
            defaults={
                "region": region,
                "kind": Organisation.Kind.PRACTICE,
                "name": practice["name"],
                "valid_from": FIRST_DAY,
                "email": f"post{place}@legekontor.example.no",
            },
        )
        found[practice["municipality"] + practice["name"]] = tuple(
            _actor(
                _user(_login(name), name, "fastlege", 100 + place * 10 + index),
                organisation,
                Role.REFERRER,
                today,
            )
            for index, name in enumerate(practice["doctors"])
        )
    return found


def _login(name: str) -> str:
    return "demo.fastlege" if name == "Kari Bjerkan" else name.lower().replace(" ", ".")


def _intakes(region: Region, today: dt.date) -> dict[int, Actor]:
    """An intake coordinator for every organisation with places; two of them log in with one click."""
    given = {"namdal": ("demo.inntak", "Gro Sagmo"), "meraker": ("demo.inntak2", "Stein Rønning")}
    found: dict[int, Actor] = {}
    rows = Institution.objects.filter(region=region, organisation__isnull=False).order_by("pk")
    for index, institution in enumerate(rows.select_related("organisation")):
        organisation = institution.organisation
        if organisation is None or organisation.pk in found:
            continue
        username, name = given.get(
            institution.kode, (f"inntak.{institution.kode}", f"Inntak {institution.name}")
        )
        user = _user(username, name, "inntakskoordinator", 300 + index)
        found[organisation.pk] = _actor(user, organisation, Role.INSTITUTION, today)
    return found
