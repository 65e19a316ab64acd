"""What comes next for a complaint, told by the policies: one step in front, the others behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.rules.labels import question
from referrals import complaint_words as words
from referrals.dotted import CONDITION
from referrals.models import Complaint, ComplaintFile
from referrals.pages.case_rules import Words
from referrals.pages.complaints.beside import Beside
from referrals.policies.complaints import (
    complaint_actions,
    deciders,
    eligible,
    formalities_in_order,
    waits_for_signature,
)
from referrals.queries.complaint import Around
from rve.core.models import Role, User
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import short_date

Status = Complaint.Status
# What stands in front, the first that is possible; the rest is behind «Other».
IN_FRONT = (
    *("judge_lateness", "sign_statement", "ask_formalities", "mend", "assign", "prepare", "decide"),
    *("record_answer", "review_again"),
)
DECIDE = ("plan_outcome", "uphold")


@dataclass(frozen=True, slots=True)
class Steps:
    """`front`: the step in front, empty while somebody else must act; `others`: what else can be done."""

    front: str
    others: list[str]
    waits: str
    actions: list[str]
    eligible: list[User] = field(default_factory=list)
    leads: bool = False


def steps(actor: Actor, complaint: Complaint, around: Around) -> Steps:
    """The steps of this person, now."""
    actions = complaint_actions(actor, complaint)
    shown = [one for one in actions if one not in (*DECIDE, *_needless(complaint, around))]
    if any(one in actions for one in DECIDE):
        shown.append("decide")
    front = _front(shown, complaint, around)
    leads = actor.has(Role.TEAM_LEAD, Role.PHYSICIAN)
    asks = "assign" in actions or "review_again" in actions
    return Steps(
        front=front,
        others=[one for one in shown if one != front],
        waits=_waits(actor, complaint, around) if not front else "",
        actions=actions,
        eligible=eligible(complaint, on=actor.today) if asks and leads else [],
        leads=leads,
    )


def _needless(complaint: Complaint, around: Around) -> tuple[str, ...]:
    """What the policies allow and nobody has use for now."""
    found: tuple[str, ...] = ("ask_formalities", "mend") if formalities_in_order(complaint) else ()
    if around.prepared is not None:
        return (*found, "assign", "prepare")
    return (*found, "assign") if waits_for_signature(complaint) else found


def _front(shown: Sequence[str], complaint: Complaint, around: Around) -> str:
    if complaint.lateness == Complaint.Lateness.OVER_A_YEAR and "dismiss" in shown:
        return "dismiss"
    asked = any(one.kind == "complaint_formalities" and one.running for one in around.clocks)
    passed = set()
    if asked:
        passed.add("ask_formalities")
    if complaint.assignee_id is not None:
        passed.add("assign")
    if around.prepared is not None:
        passed.add("decide")
    return next((one for one in IN_FRONT if one in shown and one not in passed), "")


def _waits(actor: Actor, complaint: Complaint, around: Around) -> str:
    """For whom the complaint waits, in a sentence."""
    if complaint.ended_at is not None:
        return ""
    if around.prepared is not None:
        return _("The new decision waits for a physician who had no part in the first one.")
    if waits_for_signature(complaint):
        return _("The statement waits for a physician who had no part in the decision.")
    if complaint.lateness == Complaint.Lateness.OVER_A_YEAR:
        return _("It can only be dismissed, by a physician who had no part in the decision.")
    if complaint.assignee_id is None and actor.user.pk in deciders(complaint):
        return _("You took part in the decision. Somebody else must take the complaint.")
    if complaint.status == Status.UPHELD_SENT:
        return _("The complaint is at Statsforvalteren.")
    if complaint.assignee is not None and complaint.assignee_id != actor.user.pk:
        return _("The complaint is with {name}.").format(name=complaint.assignee.name)
    return _("Nothing is left for you to do here now.")


def choices(complaint: Complaint, rules: Words, beside: Beside | None) -> dict[str, Any]:
    """The closed choices of the forms."""
    return {
        "planned_choices": words.PLANNED,
        "cause_choices": words.CAUSE,
        "answer_choices": words.ANSWER,
        "caught_groups": caught_groups(complaint, rules, beside),
        "missing_words": missing_words(complaint),
    }


def missing_words(complaint: Complaint) -> str:
    """What to ask for, ready to send, in the language of the letter."""
    nynorsk = complaint.referral.language == "nn"
    found = []
    if not complaint.signed:
        found.append(
            "Klaga må vere skriftleg og underskriven. Skriv under på klaga og send henne til oss."
            if nynorsk
            else "Klagen må være skriftlig og underskrevet. Skriv under på klagen og send den til oss."
        )
    if not complaint.authority_shown:
        found.append(
            "Vi treng ei skriftleg fullmakt frå pasienten, eller verjefullmakt."
            if nynorsk
            else "Vi trenger en skriftlig fullmakt fra pasienten, eller vergefullmakt."
        )
    return " ".join(found)


def caught_groups(
    complaint: Complaint, rules: Words, beside: Beside | None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions of the rule book: about what has changed first, then what was unknown, then the rest."""
    if rules.rules is None or complaint.decision is None or complaint.dismissal_id is not None:
        return []
    asked = _questions(rules)
    changed = [one.name for one in beside.facts] if beside else []
    unknown = list(complaint.decision.proposal.missing)
    groups = (
        (_("Changed since the decision"), changed),
        (_("Unknown when it was decided"), unknown),
        (_("Other questions"), list(asked)),
    )
    found, seen = [], set[str]()
    for label, names in groups:
        own = [(name, asked[name]) for name in names if name in asked and name not in seen]
        seen |= {name for name, _words in own}
        if own:
            found.append((label, own))
    return found


def _questions(rules: Words) -> dict[str, str]:
    """Every fact that has a question, or that the assessor settles, with its words."""
    assert rules.rules is not None
    labels = rules.rules.labels
    groups = (("facts", ""), ("conditions", CONDITION))
    names = [f"{before}{one}" for group, before in groups for one in _entries(labels.get(group))]
    found = {name: question(rules.rules, name, rules.lang) for name in names}
    return {
        name: said or rules.fact(name) for name, said in found.items() if said or name.startswith("needs.")
    }


def _entries(labels: object) -> list[str]:
    return list(labels) if isinstance(labels, Mapping) else []


def kept_files(around: Around) -> list[tuple[ComplaintFile, str]]:
    """The files with what each is and when it came."""
    kinds = {
        "complaint": _("with the complaint"),
        "package": _("the package to Statsforvalteren"),
        "answer": _("Statsforvalteren's answer"),
    }
    return [(one, f"{kinds[one.kind]}, {short_date(one.added_at)}") for one in around.files]
