"""The six grounds that the assessor settles, each with what it does to the proposal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.rules.errors import InvalidFacts, NoRuleInForce
from referrals import dotted, engine, facts
from referrals.models import Referral
from referrals.pages.case_rules import Words
from referrals.queries.worklist_rows import GROUNDS
from referrals.words import OUTCOMES
from rve.core.models import User
from rve.core.templatetags.rve_ui import clock_time, day_month

NAMES = {
    "complexity": gettext_lazy("High complexity"),
    "multidisciplinary": gettext_lazy("Broad multidisciplinary team"),
    "specialist_competence": gettext_lazy("Specialist competence"),
    "intensity": gettext_lazy("Intensity beyond the municipality's"),
    "hospital_proximity": gettext_lazy("Close to a hospital"),
    "diagnostic_workup": gettext_lazy("Work-up or diagnosis"),
}
# Complexity and a broad team are a ground together; each of the others is one alone.
PAIR = {"complexity": "multidisciplinary", "multidisciplinary": "complexity"}
SHORT = {"complexity": gettext_lazy("complexity"), "multidisciplinary": gettext_lazy("a broad team")}
VALUES = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class Ground:
    name: str
    label: str
    value: str
    effect: str


def grounds(referral: Referral, words: Words, *, viewer: User, today: dt.date) -> list[Ground]:
    """The six in the order of the keys 1–6. The rules are asked again for those that are not settled."""
    known = {name: dotted.get(referral.facts, f"needs.{name}") for name in GROUNDS}
    answers = _asked(referral, words, [name for name in GROUNDS if known[name] is None])
    return [
        Ground(
            name=name,
            label=str(NAMES[name]),
            value={True: "yes", False: "no"}.get(known[name], "unknown"),
            effect=_effect(name, known, referral, viewer, today, answers.get(name)),
        )
        for name in GROUNDS
    ]


def _asked(referral: Referral, words: Words, unsettled: list[str]) -> dict[str, tuple[str, str]]:
    """What the proposal would be with each unsettled ground answered yes, and no."""
    proposal, rules, world = referral.proposal, words.rules, words.world
    if proposal is None or rules is None or world is None or not unsettled:
        return {}
    told = facts.facts_of(referral)

    def outcome(name: str, value: bool) -> str:
        changed = dotted.put(told, f"needs.{name}", value)
        found: dict[str, Any] = engine.propose_from(
            facts=changed, rules=rules, world=world, on=proposal.made_on
        )
        return str(found["outcome"])

    try:
        return {name: (outcome(name, True), outcome(name, False)) for name in unsettled}
    except (InvalidFacts, NoRuleInForce):
        return {}


def _effect(
    name: str,
    known: dict[str, Any],
    referral: Referral,
    viewer: User,
    today: dt.date,
    answers: tuple[str, str] | None,
) -> str:
    if known[name] is None:
        return _open_effect(answers, referral.proposed_outcome, f"needs.{name}" in _missing(referral))
    return f"{settled_by(referral, f'needs.{name}', viewer, today)} {_settled_effect(name, known)}".strip()


def _missing(referral: Referral) -> list[str]:
    return referral.proposal.missing if referral.proposal else []


def _settled_effect(name: str, known: dict[str, Any]) -> str:
    if not known[name]:
        return _("Not a ground.")
    other = PAIR.get(name)
    if other is None:
        return _("A ground alone.")
    with_other = SHORT[other]
    if known[other]:
        return _("A ground together with: {other}.").format(other=with_other)
    return _("A ground only together with: {other}.").format(other=with_other)


def _open_effect(answers: tuple[str, str] | None, now: str, decides: bool) -> str:
    if answers is None:
        return _("Not settled.")
    yes, no = answers
    if yes == no == now:
        return _("Decides together with others.") if decides else _("Does not change the proposal.")
    words = {code: str(text).lower() for code, text in OUTCOMES.items()}
    return _("Decides. Yes: {yes}. No: {no}.").format(yes=words.get(yes, yes), no=words.get(no, no))


def settled_by(referral: Referral, name: str, viewer: User, today: dt.date) -> str:
    """«You 10.31.», «Marius Foss 9. apr.»; empty where nobody is named."""
    mark = referral.provenance.get(name) or {}
    if not mark.get("at"):
        return ""
    at = timezone.localtime(dt.datetime.fromisoformat(mark["at"]))
    who = _("You") if mark.get("user") == viewer.pk else mark.get("by") or _("The system")
    when = clock_time(at) if at.date() == today else day_month(at)
    return f"{who} {when}" if when.endswith(".") else f"{who} {when}."
