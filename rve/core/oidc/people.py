"""Which user a person from the log-in provider is. Nobody is made up: a team lead adds people first."""

from __future__ import annotations

import datetime as dt
import logging
import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from rve.core import events
from rve.core.api.claims import HPR, LEVEL, level_of
from rve.core.api.identity import LEVEL_OF_PEOPLE, find_person
from rve.core.models import Role, User
from rve.core.oidc.refused import LoginRefused

# What other providers than HelseID call the highest level.
_HIGHEST = {"4", "Level4", "idporten-loa-high"}
_LIKE_AN_IDENTITY_NUMBER = re.compile(r"\d{11}")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """What a sound identity token says."""

    issuer: str
    subject: str
    hpr: str
    level: int

    @property
    def without(self) -> frozenset[str]:
        """Roles that are not in force in this session: a physician has an authorisation, in the HPR."""
        return frozenset() if self.hpr else frozenset({Role.PHYSICIAN.value})


def person_of(payload: dict[str, Any]) -> Person:
    hpr = payload.get(HPR, "")
    level = level_of(payload.get(LEVEL))
    if not level and payload.get("acr") in _HIGHEST:
        level = LEVEL_OF_PEOPLE
    return Person(
        issuer=str(payload["iss"]),
        subject=str(payload.get("sub", "")),
        hpr=hpr if isinstance(hpr, str) else "",
        level=level,
    )


@transaction.atomic
def user_of(person: Person, *, now: dt.datetime) -> User:
    """The user who is this person, tied to the provider's name for them from the first log-in on.

    Raises LoginRefused: level, unknown or closed.
    """
    if person.level < LEVEL_OF_PEOPLE:
        raise LoginRefused("level")
    names = {"issuer": person.issuer, "subject": person.subject, "hpr": person.hpr}
    found = find_person(User.objects.all(), **names)
    if found is None or not person.subject:
        raise LoginRefused("unknown")
    user = User.objects.select_for_update().get(pk=found.pk)
    if not user.is_active:
        raise LoginRefused("closed")
    if (user.issuer, user.subject) != (person.issuer, person.subject):
        _tie(user, person, now)
    return user


def _tie(user: User, person: Person, now: dt.datetime) -> None:
    """Somebody who is tied to another name at this provider is somebody else, or must be looked into."""
    if user.subject and user.issuer == person.issuer:
        raise LoginRefused("unknown")
    if _LIKE_AN_IDENTITY_NUMBER.fullmatch(person.subject):
        log.warning("the log-in provider names people by their identity numbers: they are not kept")
        raise LoginRefused("failed")
    user.issuer, user.subject, user.security_level = person.issuer, person.subject, person.level
    user.save(update_fields=["issuer", "subject", "security_level"])
    events.record(
        kind="user",
        case_id=user.pk,
        verb="tied_to_provider",
        by=user,
        organisation=None,
        at=now,
        changes={"issuer": person.issuer},
    )
