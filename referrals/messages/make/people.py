"""Health personnel in the bodies of messages: name, HPR number, phone."""

from __future__ import annotations

from typing import Any

from referrals.messages.make import codes
from referrals.messages.make.codes import Coded
from referrals.messages.make.tree import Space

COMMON = Space(codes.COMMON, "fk1")


def names(name: str) -> tuple[str, str]:
    """Given and family name: the last word is the family's."""
    given, _space, family = name.strip().rpartition(" ")
    return given, family


def person(space: Space, element: str, *, name: str, hpr: str, role: Coded | None, phone: str = "") -> Any:
    """A person of the health services, named in `space`; number and phone stand in the common component."""
    given, family = names(name)
    number = (COMMON("Id", hpr), COMMON("TypeId", code=codes.HPR)) if hpr else ()
    return space(
        element,
        COMMON("TypeHealthcareProfessional", code=codes.PHYSICIAN) if space.uri != codes.DIALOG else None,
        _inner(space)("RoleToPatient", code=role) if role and space.uri != codes.DIALOG else None,
        _inner(space)("FamilyName", family),
        _inner(space)("GivenName", given),
        _inner(space)("Ident", *number) if number else None,
        _inner(space)("TeleCom", COMMON("TeleAddress", V=f"tel:{phone}")) if phone else None,
    )


def _inner(space: Space) -> Space:
    """A dialogue has elements of its own for people; a referral those of the common component."""
    return space if space.uri == codes.DIALOG else COMMON
