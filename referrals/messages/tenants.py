"""Whose door it is: the unit a message is for, the organisation it comes from, and who acts for it here."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db.models import Q, QuerySet

from referrals.messages.parse.parties import Party
from rve.core.models import Organisation, Region, Role, User
from rve.core.policies import Actor

CLIENT = "messages"
NAME = "EPJ-melding"
_SENDERS = (
    Organisation.Kind.PRACTICE,
    Organisation.Kind.HF,
    Organisation.Kind.PRIVATE_INSTITUTION,
)


def _valid(on: dt.date) -> QuerySet[Organisation]:
    begun = Organisation.objects.filter(valid_from__lte=on)
    return begun.filter(Q(valid_to=None) | Q(valid_to__gt=on)).select_related("region")


def unit_of(receiver: Party, *, on: dt.date) -> Organisation | None:
    """The assessment unit that one of the receiver's HER-ids belongs to."""
    units = _valid(on).filter(kind=Organisation.Kind.RVE, her_id__in=receiver.her_ids)
    return units.order_by("pk").first() if receiver.her_ids else None


def region_of(receiver: Party | None, *, on: dt.date) -> Region:
    """Where a message is kept; one for nobody we know stands with the first unit that has a HER-id."""
    unit = unit_of(receiver, on=on) if receiver else None
    if unit is None:
        unit = _valid(on).filter(kind=Organisation.Kind.RVE).order_by("-her_id", "pk").first()
    return unit.region if unit else Region.objects.order_by("pk").earliest("pk")


def sender_of(sender: Party, *, unit: Organisation, on: dt.date) -> Organisation:
    """The sender's organisation in the unit's region: by HER-id, the innermost first, then by organisation
    number; the unit's own where it is not known here, as for paper.
    """
    known = _valid(on).filter(region=unit.region, kind__in=_SENDERS)
    for her_id in sender.her_ids:
        if found := known.filter(her_id=her_id).first():
            return found
    for number in sender.organisation_numbers:
        if found := known.filter(number=number).first():
            return found
    return unit


def actor_of(organisation: Organisation, *, today: dt.date) -> Actor:
    """The one system that messages act as, for the sender's organisation, or for the unit itself."""
    user, _new = User.objects.get_or_create(
        username=CLIENT, defaults={"name": NAME, "is_client": True, "password": make_password(None)}
    )
    own = organisation.kind == Organisation.Kind.RVE
    role = Role.ASSESSOR if own else Role.REFERRER
    return Actor(user=user, organisation=organisation, roles=frozenset({role}), today=today)
