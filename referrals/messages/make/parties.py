"""Who is who on an envelope: the unit, the place a patient goes to, the sender of a referral."""

from __future__ import annotations

from institutions.models import Institution
from referrals.messages.make.head import Party
from referrals.models import MessageIn, Referral
from rve.core.models import Organisation, Region


def unit_of(region: Region) -> Organisation | None:
    """The region's assessment unit as a communication party; None while it has no HER-id."""
    rows = Organisation.objects.filter(region=region, kind=Organisation.Kind.RVE).exclude(her_id="")
    return rows.order_by("pk").first()


def party(organisation: Organisation) -> Party:
    return Party(organisation.name, organisation.her_id, organisation.number)


def her_id_of(place: Institution) -> str:
    """Where messages to a place go: its own party, else its organisation's; empty where there is none."""
    owner = place.organisation
    return place.her_id or (owner.her_id if owner is not None else "")


def place_party(place: Institution) -> Party:
    """The organisation, and inside it the place where that is a party of its own."""
    owner = place.organisation
    if owner is None:
        return Party(place.name, place.her_id)
    return Party(
        owner.name, owner.her_id, owner.number, Party(place.name, place.her_id) if place.her_id else None
    )


def first_message(referral: Referral) -> MessageIn | None:
    """The message that the referral came with."""
    rows = MessageIn.objects.filter(referral=referral, kind=MessageIn.Kind.REFERRAL).defer("content")
    return rows.order_by("pk").first()


def sender_party(referral: Referral, her_id: str) -> Party:
    """The sender of the referral: as the register here knows the HER-id, else by the referral's own words."""
    known = Organisation.objects.filter(her_id=her_id).first()
    if known is not None:
        return party(known)
    who = referral.referrer
    name = (who.practice or who.name) if who is not None else ""
    return Party(name or her_id, her_id, who.organisation_number if who is not None else "")
