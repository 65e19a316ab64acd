"""Who is told what by e-mail: a reference, a date and a link, never anything of the patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from referrals.models import Letter, Placement, Referral
from rve.core import outbox
from rve.core.models import Message, Organisation, Role, RoleAssignment, User
from rve.core.queue import enqueue


def users_with(*, roles: Iterable[str], on: dt.date, **organisation: object) -> list[User]:
    """The active people with one of the roles in force on the day, in an organisation that fits."""
    rows = RoleAssignment.objects.in_force(on).filter(role__in=list(roles), user__is_active=True)
    rows = rows.filter(**{f"organisation__{key}": value for key, value in organisation.items()})
    return list(User.objects.filter(pk__in=rows.values("user_id")).order_by("pk"))


def unit(referral: Referral, *roles: str, on: dt.date) -> list[User]:
    """The people of the assessment unit with one of these roles."""
    return users_with(roles=roles, on=on, kind=Organisation.Kind.RVE, region=referral.region)


def institution(placement: Placement, *, on: dt.date) -> list[User]:
    """The institution's people; none where it has no organisation here."""
    owner = placement.institution.organisation_id
    return users_with(roles=[Role.INSTITUTION], on=on, pk=owner) if owner else []


def referrer(referral: Referral) -> list[User]:
    """The referrer as a user, where there is one."""
    user = (referral.referrer.user if referral.referrer else None) or (
        referral.created_by if referral.channel == Referral.Channel.FORM else None
    )
    return [user] if user is not None and user.is_active else []


def assessor_or_unit(referral: Referral, *, on: dt.date) -> list[User]:
    """The case's assessor; all assessors and team leads where nobody has it."""
    if referral.assessor is not None and referral.assessor.is_active:
        return [referral.assessor]
    return unit(referral, Role.ASSESSOR, Role.TEAM_LEAD, on=on)


def readers_of(letter: Letter, *, on: dt.date) -> list[User]:
    """The people here who read a referrer's or an institution's copy; none for the patient's side."""
    if letter.recipient_role == "referrer":
        return referrer(letter.referral)
    placement = (
        letter.referral.placements.filter(status__in=Placement.LIVE).select_related("institution").first()
    )
    if letter.recipient_role != "institution" or placement is None:
        return []
    return institution(placement, on=on)


def path_of(referral: Referral, *, for_referrer: bool = False) -> str:
    return f"/referrals/{referral.public_id}" if for_referrer else f"/cases/{referral.public_id}"


def tell(
    users: Iterable[User],
    *,
    referral: Referral,
    template: str,
    key: str,
    path: str,
    now: dt.datetime,
    kind: str = Message.Kind.NOTICE,
    not_before: dt.datetime | None = None,
    office_hours: bool = False,
    **context: str,
) -> int:
    """One e-mail row per person, once per key however often it is asked; sent
    when the transaction is saved.
    """
    found = [
        outbox.Outgoing(
            key=f"{key}/user/{user.pk}",
            kind=kind,
            channel=Message.Channel.EMAIL,
            case_kind="referral",
            case_id=referral.pk,
            template=template,
            context={"reference": referral.reference or "", "path": path, **context},
            user=user,
            office_hours=office_hours,
        )
        for user in users
    ]
    new = outbox.put(*found, now=now, not_before=not_before) if found else 0
    if new and (not_before is None or not_before <= now):
        enqueue(outbox.TASK)
    return new
