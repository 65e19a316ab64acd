"""From checked claims to the caller: which user, for which organisation, in which roles.

A system's roles follow from what its organisation is and what its token is for; it is never a physician
or a team lead. A person has the roles that the unit has given, never any that a token claims.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.contrib.auth.hashers import make_password
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rve.core.api.caller import Caller
from rve.core.api.claims import Claims
from rve.core.api.refusals import NotKnown, TokenRefused
from rve.core.models import Organisation, Role, RoleAssignment, User
from rve.core.policies import Actor

LEVEL_OF_PEOPLE = 4
_Kind = Organisation.Kind
_SENDING = frozenset({"referrals:read", "referrals:write", "complaints:read", "complaints:write"})
_RECEIVING = frozenset({"placements:read", "placements:write", "pools:write"})


def caller_for(claims: Claims, *, today: dt.date) -> Caller:
    """The caller behind checked claims; NotKnown (403) when nobody may act so."""
    organisation = _organisation(claims.organisation, today)
    if claims.is_person:
        user, roles = _person(claims, organisation, today)
    else:
        user = _client(claims)
        roles = _roles_of_client(organisation, claims.scopes)
    actor = Actor(user=user, organisation=organisation, roles=roles, today=today)
    level = claims.level if claims.is_person else 0
    return Caller(actor, claims.scopes, claims.client_id, level, claims.is_person)


def _organisation(number: str, today: dt.date) -> Organisation:
    found = Organisation.objects.select_related("region").filter(number=number).first()
    if found is None:
        raise NotKnown(_("The organisation of the token is not known here."))
    if found.valid_from > today or (found.valid_to is not None and found.valid_to <= today):
        raise NotKnown(_("The organisation of the token is not valid here today."))
    return found


def _client(claims: Claims) -> User:
    """The system's own user, made the first time it calls, so that the log can name it."""
    subject = f"client:{claims.client_id}"
    name = hashlib.sha256(f"{claims.issuer} {claims.client_id}".encode()).hexdigest()[:32]
    user, _made = User.objects.get_or_create(
        issuer=claims.issuer,
        subject=subject,
        defaults={
            "username": f"client.{name}",
            "name": claims.client_id[:120],
            "password": make_password(None),
            "is_client": True,
            "security_level": 0,
        },
    )
    return _active(user)


def _person(claims: Claims, organisation: Organisation, today: dt.date) -> tuple[User, frozenset[str]]:
    """The user by issuer and subject, else by the HPR number, with the roles in force there: one query."""
    if claims.level < LEVEL_OF_PEOPLE:
        raise TokenRefused(
            _("People need security level {level}; the token shows a lower one or none."),
            error="insufficient_user_authentication",
            level=LEVEL_OF_PEOPLE,
        )
    in_force = RoleAssignment.objects.in_force(today).filter(user=OuterRef("pk"), organisation=organisation)
    people = User.objects.annotate(roles_there=ArraySubquery(in_force.values("role")))
    user = find_person(people, issuer=claims.issuer, subject=claims.subject, hpr=claims.hpr)
    if user is None:
        raise NotKnown(_("The person of the token is not known here: a team lead adds people."))
    return _active(user), _roles_of_person(frozenset(user.roles_there), claims)  # type: ignore[attr-defined]


def find_person(people: QuerySet[User], *, issuer: str, subject: str, hpr: str) -> User | None:
    """The user who is this person, or None: two with the same HPR number are nobody, and somebody whose
    HPR number here is another than the token's is not this person.
    """
    by_subject = Q(issuer=issuer, subject=subject) if subject else Q(pk=None)
    by_hpr = Q(hpr_number=hpr) if hpr else Q(pk=None)
    found = list(people.filter(by_subject | by_hpr, is_client=False)[:3])
    for user in found:
        if subject and (user.issuer, user.subject) == (issuer, subject):
            return user if not hpr or user.hpr_number in {"", hpr} else None
    return found[0] if len(found) == 1 else None


def _active(user: User) -> User:
    if not user.is_active:
        raise NotKnown(_("This user is closed here."))
    return user


def _roles_of_person(roles: frozenset[str], claims: Claims) -> frozenset[str]:
    if claims.role:
        roles &= {claims.role}
    if not claims.hpr:
        # A physician has an authorisation, and the issuer says so.
        roles -= {Role.PHYSICIAN.value}
    if not roles:
        raise NotKnown(_("The person has no role in force in the organisation of the token."))
    return roles


def _roles_of_client(organisation: Organisation, scopes: frozenset[str]) -> frozenset[str]:
    roles = set()
    if organisation.kind in {_Kind.PRACTICE, _Kind.HF} and scopes & _SENDING:
        roles.add(Role.REFERRER.value)
    if organisation.kind in {_Kind.PRIVATE_INSTITUTION, _Kind.HF} and scopes & _RECEIVING:
        roles.add(Role.INSTITUTION.value)
    if organisation.kind == _Kind.RVE and scopes:
        roles.add(Role.ASSESSOR.value)
    return frozenset(roles)
