"""The referral as it was sent: who, when, the text under its headings, practical facts, attachments."""

from __future__ import annotations

from referrals.forms import choices
from referrals.models import Attachment
from referrals.models.patient import Protection
from referrals.package.blocks import Block, Bullets, Heading, NewPage, Quote, Rows, Text, paragraphs
from referrals.package.enclosed import Enclosed, Found
from referrals.package.material import Material
from referrals.pages import case_read
from referrals.templatetags.cases import practical_blocks
from rve.core.dates import local


def referral_section(material: Material, enclosed: Enclosed) -> list[Block]:
    return [
        Rows(tuple(_head(material))),
        *_text(material),
        *_practical(material),
        *_attachments(material, enclosed),
    ]


def _head(material: Material) -> list[tuple[str, str]]:
    say, referral = material.say, material.referral
    urgency = str(referral.facts.get("urgency") or "")
    found = [
        (say("referral", "referrer"), case_read.referrer_line(referral)),
        (say("referral", "channel"), say.code("channels", referral.channel)),
        (say("referral", "referred"), say.day(referral.referred_on)),
        (say("referral", "received"), say.day(referral.received_on)),
    ]
    if referral.first_received_on and referral.first_received_on != referral.received_on:
        found.append((say("referral", "first_received"), say.day(referral.first_received_on)))
    found += [
        (say("referral", "language"), say.code("languages", referral.language)),
        (say("referral", "interpreter"), referral.interpreter),
        (say("referral", "urgency"), str(choices.words(choices.URGENCIES, urgency)) if urgency else ""),
    ]
    return [(term, value) for term, value in found if value]


def _text(material: Material) -> list[Block]:
    say = material.say
    found: list[Block] = [Heading(say("referral", "text"))]
    blocks = case_read.blocks(material.referral)
    if not blocks:
        return [*found, Text((say("referral", "no_text"),))]
    for block in blocks:
        found.append(Heading(block.heading, 3))
        if block.ticked:
            found.append(Bullets(tuple(block.ticked)))
        if block.text:
            found.append(Quote(paragraphs(block.text)))
    return found


def _practical(material: Material) -> list[Block]:
    """What the referrer told besides; with a protected address nobody else's name or phone number either."""
    told = dict(material.referral.practical or {})
    if material.referral.protection != Protection.NONE:
        told = {key: value for key, value in told.items() if not key.startswith("next_of_kin")}
    rows = tuple((str(term), str(value)) for term, value in practical_blocks(told))
    return [Heading(material.say("referral", "practical")), Rows(rows)] if rows else []


def _attachments(material: Material, enclosed: Enclosed) -> list[Block]:
    say = material.say
    if not material.attachments:
        return [Heading(say("referral", "attachments")), Text((say("referral", "no_attachments"),))]
    found: list[Block] = []
    for n, one in enumerate(material.attachments, 1):
        title = say("referral", "attachment", n=n, name=one.name)
        found += [
            NewPage(),
            Heading(title),
            Rows(((say("referral", "added"), say.day(local(one.added_at).date())),)),
            *enclosed.file(_found(one, title, f"attachment-{n}")),
        ]
    return found


def _found(one: Attachment, title: str, key: str) -> Found:
    return Found(
        one.name, one.content_type, one.size, one.sha256, lambda: bytes(one.content.data), title, key
    )
