"""The decisions as they were signed: outcome, the three tests in words, who prepared and who signed."""

from __future__ import annotations

from referrals.models import Decision
from referrals.package.blocks import Block, Heading, Quote, Rows, Text, paragraphs
from referrals.package.material import Material
from referrals.package.reasons import delytelse_name
from referrals.words import REDIRECTS
from rve.core.dates import local
from rve.core.models import User

TESTS = ("nytte", "ressurs", "alvorlighet", "municipal_help")


def decision_section(material: Material) -> list[Block]:
    """The one complained of first, then the others in their order."""
    if not material.decisions:
        return [Text((material.say("decision", "none"),))]
    others = [one for one in material.decisions if one != material.decision]
    ordered = [material.decision, *others] if material.decision else others
    return [block for one in ordered for block in _decision(one, material)]


def _decision(decision: Decision, material: Material) -> list[Block]:
    say = material.say
    day = local(decision.signed_at).date() if decision.signed_at else None
    complained = decision == material.decision and not material.complaint.dismissal_id
    title = say("decision", "complained") if complained else say("decision", "other", day=say.day(day))
    blocks: list[Block] = [Heading(title), Rows(tuple(_outcome(decision, material)), boxed=complained)]
    for name in TESTS:
        text = paragraphs(getattr(decision, name))
        if text:
            blocks += [Heading(say("decision", name), 3), Quote(text)]
    if decision.override_reason or decision.override_text:
        blocks += [Heading(say("decision", "departs"), 3), Quote(_departs(decision, say.language))]
    return [*blocks, Rows(tuple(_people(decision, material)))]


def _outcome(decision: Decision, material: Material) -> list[tuple[str, str]]:
    say = material.say
    level = say.code("levels", decision.level) if decision.level else ""
    if level and decision.lodging:
        level = f"{level} {say('decision', 'lodging')}"
    rows = [
        (say("decision", "outcome"), say.code("outcomes", decision.outcome)),
        (say("decision", "delytelse"), delytelse_name(material.referral, decision.delytelse, say.language)),
        (say("decision", "level"), level),
        (say("decision", "deadline"), say.day(decision.start_deadline) if decision.start_deadline else ""),
        (say("decision", "place"), decision.institution.name if decision.institution else ""),
        (say("decision", "redirect"), str(REDIRECTS.get(decision.redirect_to, decision.redirect_to))),
    ]
    return [(term, value) for term, value in rows if value]


def _departs(decision: Decision, language: str) -> tuple[str, ...]:
    coded = decision.override_reason
    words = (coded.text_nn if language == "nn" else coded.text_nb) if coded else ""
    return tuple(one for one in (words, *paragraphs(decision.override_text)) if one)


def _people(decision: Decision, material: Material) -> list[tuple[str, str]]:
    say = material.say
    steps = (
        ("prepared", decision.prepared_by, decision.prepared_at),
        ("second", decision.second_reader, decision.second_read_at),
        ("signed", decision.signed_by, decision.signed_at),
    )
    found = [(say("decision", name), f"{person(user)}, {say.moment(at)}") for name, user, at in steps if user]
    gone = decision.superseded_at
    if decision.pk in material.quashed:
        return [*found, (say("decision", "status"), say("decision", "quashed_status"))]
    status = (
        say("decision", "superseded_status", day=say.day(local(gone).date()))
        if gone and gone <= material.now
        else say("decision", "signed_status")
    )
    return [*found, (say("decision", "status"), status)]


def person(user: User) -> str:
    """«Liv Hegge, overlege»."""
    return ", ".join(part for part in (user.name, user.title) if part)
