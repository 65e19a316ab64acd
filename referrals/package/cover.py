"""Who, which case, what is complained of. The identity number stands here and nowhere else in the package."""

from __future__ import annotations

from referrals.models import Referral
from referrals.models.patient import Protection
from referrals.package.blocks import Block, Bullets, Rows, Text
from referrals.package.material import Material
from rve.core import settings_by_date
from rve.core.dates import local
from rve.core.models import Details


def cover(material: Material, left_out: list[str]) -> list[Block]:
    """`left_out`: the files that did not fit, so that nobody takes the package for the whole."""
    say = material.say
    blocks: list[Block] = [
        Rows(tuple(_patient(material)), boxed=True),
        Text((say("cover", "lead_dismissal" if material.complaint.dismissal_id else "lead"),)),
        Rows(tuple(_case(material))),
        Text((say("cover", "how"),), small=True),
    ]
    if material.referral.protection != Protection.NONE:
        blocks.append(Text((say("labels", "enclosed_protected"),), small=True))
    if left_out:
        blocks += [Text((say("cover", "left_out"),)), Bullets(tuple(left_out))]
    return blocks


def author(material: Material) -> str:
    """The unit that sends, as its letters name it."""
    sender = _sender(material)
    return ", ".join(part for part in (sender["unit"], sender["name"]) if part)


def _sender(material: Material) -> dict[str, str]:
    day = local(material.now).date()
    found: dict[str, str] = settings_by_date.value(
        region=material.referral.region, key="letter_sender", on=day
    )
    return found


def _patient(material: Material) -> list[tuple[str, str]]:
    say, referral = material.say, material.referral
    found = [
        (say("labels", "patient"), f"{referral.name}, {say('labels', 'born')} {say.day(referral.birth_date)}")
    ]
    number = _number(referral)
    if number:
        found.append((say("labels", "number"), number))
    if referral.protection != Protection.NONE:
        found.append((say("labels", "address"), say("labels", "address_protected")))
    elif address := _address(referral):
        found.append((say("labels", "address"), address))
    if referral.municipality and referral.protection != Protection.STRICTLY:
        found.append((say("labels", "municipality"), referral.municipality.name))
    return [*found, (say("labels", "about"), _about(material))]


def _number(referral: Referral) -> str:
    """Decrypted for this line alone: the package is an official file of the case."""
    if referral.patient is None:
        return ""
    digits = Details.objects.only("number").get(pk=referral.patient.details_id).number
    return f"{digits[:6]} {digits[6:]}" if len(digits) == 11 else digits


def _address(referral: Referral) -> str:
    if referral.details_id is None:
        return ""
    sent = Details.objects.only("address", "postal_code", "city").get(pk=referral.details_id)
    return ", ".join(part for part in (sent.address, f"{sent.postal_code} {sent.city}".strip()) if part)


def _about(material: Material) -> str:
    return "; ".join(material.say.code("about", one) for one in material.complaint.about)


def _case(material: Material) -> list[tuple[str, str]]:
    say, complaint = material.say, material.complaint
    sender = _sender(material)
    found = [
        (say("labels", "reference"), complaint.reference),
        (say("labels", "case_reference"), material.referral.reference or ""),
        (say("labels", "complainant"), complainant(material)),
        (say("labels", "received"), say.day(complaint.received_on)),
        (say("labels", "decision_of"), _decision(material)),
        (
            say("labels", "sent_from"),
            ", ".join(one for one in (author(material), sender["postal_address"]) if one),
        ),
    ]
    people = (("prepared_by", complaint.assignee), ("signed_by", complaint.signed_by))
    found += [
        (say("labels", name), ", ".join(part for part in (user.name, user.title) if part))
        for name, user in people
        if user
    ]
    return [*found, (say("labels", "made_at"), say.moment(material.now))]


def complainant(material: Material) -> str:
    """«Torbjørn Aksnes (pasienten selv)»."""
    complaint = material.complaint
    return f"{complaint.complainant_name} ({material.say.code('complainants', complaint.complainant)})"


def _decision(material: Material) -> str:
    decision, say = material.decision, material.say
    if decision is None:
        return say("labels", "no_decision")
    outcome = say.code("outcomes", decision.outcome)
    return say(
        "labels",
        "decision_line",
        outcome=outcome,
        day=say.day(local(decision.signed_at).date() if decision.signed_at else None),
    )
