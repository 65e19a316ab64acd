"""What is known of the case: each fact in words, who said it and when; what nobody said; what was asked."""

from __future__ import annotations

import datetime as dt

from referrals import dotted
from referrals.models import Referral
from referrals.package.blocks import Block, Heading, Quote, Table, Text, paragraphs
from referrals.package.material import Material
from referrals.pages.case_facts_rows import Fact, Reader, known_facts, unknown_facts
from referrals.provenance import ANSWER, ASSESSOR, DERIVED, REFERRER, REGISTERED
from referrals.queries.worklist_rows import GROUNDS
from rve.core.dates import local
from rve.core.models import User

HOW = (REFERRER, REGISTERED, ANSWER, ASSESSOR, DERIVED)


def facts_section(material: Material) -> list[Block]:
    return [*_known(material), *_unknown(material), *_questions(material)]


def facts_of(referral: Referral, material: Material) -> list[Fact]:
    """The known facts and the six grounds, in reading order, named and in words."""
    # Nobody reads: a person's own name stands where the case page says «you».
    reader = Reader(User(pk=0), local(material.now).date(), material.words)
    grounds = [(f"needs.{name}", dotted.get(referral.facts, f"needs.{name}")) for name in GROUNDS]
    settled = [
        Fact(name, material.words.fact(name), material.words.value(name, value), "")
        for name, value in grounds
        if value is not None
    ]
    return [*known_facts(referral, reader), *settled]


def _known(material: Material) -> list[Block]:
    say = material.say
    rows = tuple(
        (one.label, one.value, *_source(one.name, material)) for one in facts_of(material.referral, material)
    )
    head = tuple(say("facts", name) for name in ("head_fact", "head_value", "head_by", "head_when"))
    title = say("facts", "known")
    return [Heading(title), Table(title, head, rows, (3.2, 3, 2.6, 1.9))]


def _source(name: str, material: Material) -> tuple[str, str]:
    """Who said it, and when where that was not with the referral."""
    say, mark = material.say, material.referral.provenance.get(name) or {}
    how = mark.get("how") if mark.get("how") in HOW else REFERRER
    at = dt.datetime.fromisoformat(mark["at"]) if mark.get("at") else None
    if how == REFERRER:
        return say("how", REFERRER), say.day(material.referral.received_on)
    words = say("how", str(how), who=mark.get("by", "")) if how == ASSESSOR else say("how", str(how))
    return words, say.moment(at)


def _unknown(material: Material) -> list[Block]:
    say = material.say
    names = [one.label for one in unknown_facts(material.referral, material.words, needs=True)]
    if not names:
        return []
    return [
        Heading(say("facts", "unknown")),
        Text((say("facts", "unknown_lead"),), small=True),
        Text((", ".join(dict.fromkeys(names)) + ".",)),
    ]


def _questions(material: Material) -> list[Block]:
    say = material.say
    if not material.questions:
        return []
    found: list[Block] = [Heading(say("facts", "questions"))]
    for one in material.questions:
        answered = one.answered_at is not None and one.answered_at <= material.now
        who = one.answered_by.name if one.answered_by else say("roles", "referrer")
        said = paragraphs(one.answer) or (_value(one.fact, one.value, material),)
        found.append(Quote(paragraphs(one.text)))
        rows = [(say("facts", "asked", who=one.asked_by.name, when=say.moment(one.asked_at)), "")]
        if answered:
            rows.append((say("facts", "answered", who=who, when=say.moment(one.answered_at)), " ".join(said)))
        else:
            taken = one.withdrawn_at is not None and one.withdrawn_at <= material.now
            rows.append((say("facts", "taken_back" if taken else "not_answered"), ""))
        found.append(
            Text(
                tuple(f"{term}. {value}".strip() if value else f"{term.rstrip('.')}." for term, value in rows)
            )
        )
    return found


def _value(name: str, value: object, material: Material) -> str:
    return material.words.value(name, value) if name and value is not None else ""
