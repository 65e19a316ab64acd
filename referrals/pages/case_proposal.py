"""The proposal in words: outcome, reasons with test, rule and source, what speaks against, remarks, law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deltytelser.models import Delytelse
from deltytelser.rules.reasons.changes import changes_in_words
from deltytelser.rules.render import render
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.templatetags.reasons import locator, rows_that
from referrals.models import Referral
from referrals.pages.case_reasons import tree_of
from referrals.pages.case_rules import Words, content_of
from referrals.queries.worklist_rows import GROUNDS
from referrals.words import MARKS, OUTCOMES, REDIRECTS
from rve.core.templatetags.rve_ui import short_date

STAGES = {
    0: gettext_lazy("Clock"),
    1: gettext_lazy("Gate"),
    2: gettext_lazy("Delytelse"),
    3: gettext_lazy("Right"),
    4: gettext_lazy("Level"),
    5: gettext_lazy("Deadline"),
    6: gettext_lazy("Place"),
}
TESTS = {
    "nytte": gettext_lazy("Benefit"),
    "ressurs": gettext_lazy("Resources"),
    "ansvar": gettext_lazy("Responsibility"),
}
MARK_WORDS = {"L": gettext_lazy("Local standard"), "Ø": gettext_lazy("Recommendation")}
MOST_AGAINST = 3
NEEDS = tuple(f"needs.{name}" for name in GROUNDS)
READING = {3: 0, 1: 1, 2: 2, 4: 4, 5: 5, 6: 6}


@dataclass(frozen=True, slots=True)
class Reason:
    stage: str
    text: str
    test: str
    rule: str
    title: str
    locator: str
    marks: list[str] = field(default_factory=list)
    against: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    outcome: str
    mark: str
    heading: str
    letter: str
    line: str
    deadline: str
    redirect: str
    reasons: list[Reason]
    remarks: list[str]
    differently: list[str]
    law: Reason | None
    rule_set: str
    missing_here: list[str]
    missing_there: list[str]


HEADINGS = {
    "granted": gettext_lazy("Right to rehabilitation"),
    "refused": gettext_lazy("No right to rehabilitation"),
    "redirected": gettext_lazy("Sent on to another body"),
    "incomplete": gettext_lazy("Facts are missing"),
    "manual": gettext_lazy("Must be weighed by a person"),
}


def panel(referral: Referral, words: Words) -> Panel | None:
    """The case's proposal; None where the rules could not read the facts."""
    content, rules = content_of(referral), words.rules
    if referral.proposal is None or rules is None:
        return None
    made = render(content, rules=rules, lang=words.lang)
    reasons = [
        _reason(said, trace, content, rules, words)
        for said, trace in zip(made["reasons"], content["trace"], strict=True)
    ]
    weighed = [one for one in reasons if one.rule not in ("law", "clock")]
    outcome = content["outcome"]
    return Panel(
        outcome=str(OUTCOMES[outcome]),
        mark=MARKS[outcome],
        heading=str(HEADINGS[outcome]),
        letter=content["delytelse"] or "",
        line=_line(referral, content, words),
        deadline=short_date(referral.proposal.start_deadline),
        redirect=str(REDIRECTS.get(content["route"]["redirect_to"] or "", "")),
        reasons=_with_against(_in_reading_order(weighed, content), _against(referral, words)),
        remarks=made["remarks"],
        differently=[changes_in_words(rules, one, words.lang) for one in content["counterfactuals"]],
        law=next((one for one in reasons if one.rule == "law"), None),
        rule_set=_rule_set(referral),
        missing_here=[
            words.fact(f"needs.{name}") for name in GROUNDS if f"needs.{name}" in content["missing"]
        ],
        missing_there=[words.fact(name) for name in content["missing"] if not name.startswith("needs.")],
    )


def _reason(
    said: dict[str, Any], trace: dict[str, Any], content: dict[str, Any], rules: Rules, words: Words
) -> Reason:
    marks = _marks(trace, content, rules)
    stage = trace["stage"]
    text = said["text"]
    if marks:
        # The marks stand as tags beside the sentence, so their words in brackets at its end are left out.
        text = text.rpartition(" (")[0] or text
    return Reason(
        stage=str(STAGES[stage]) if stage is not None else "",
        text=text,
        test=str(TESTS.get(said.get("test") or "", "–")),
        rule=said["rule"],
        title=said["source"]["title"],
        locator=locator(said["source"]["locator"]),
        marks=[str(MARK_WORDS.get(mark, mark)) for mark in marks],
    )


def _against(referral: Referral, words: Words) -> list[Reason]:
    """The rows of the right that nearly applied, with the fact that kept each from it."""
    tree = tree_of(referral, words)
    if tree is None:
        return []
    stage = _("Against") if tree["outcome"] == "granted" else _("Nearly")
    rows = [row for one in tree["stages"] if one["key"] == "right" for row in rows_that(one, "nearly")]
    return [_near(row, stage) for row in rows[:MOST_AGAINST]]


def _near(row: dict[str, Any], stage: str) -> Reason:
    return Reason(
        stage=stage,
        text=_("{rule} does not apply: {why}.").format(rule=row["short"], why=row["failed"]["words"]),
        test=str(TESTS.get(row["test"] or "", "–")),
        rule=row["id"],
        title="; ".join(dict.fromkeys(one["document"] for one in row["sources"])),
        locator=locator("; ".join(one["locator"] for one in row["sources"])),
        marks=[str(MARK_WORDS.get(mark, mark)) for mark in row["marks"]],
        against=True,
    )


def _with_against(reasons: list[Reason], against: list[Reason]) -> list[Reason]:
    """What speaks against stands after the right and the delytelse."""
    later = {str(STAGES[stage]) for stage in (4, 5, 6)}
    at = next((n for n, one in enumerate(reasons) if one.stage in later), len(reasons))
    return [*reasons[:at], *against, *reasons[at:]]


def _marks(trace: dict[str, Any], content: dict[str, Any], rules: Rules) -> list[str]:
    if trace["rule"] == "law":
        return []
    rows = rules.on(dt.date.fromisoformat(content["rule_set"]["valid_on"])).by_id
    named = [
        *trace["values"].get("rows", [trace["row"]]),
        *(one["row"] for one in trace["values"].get("limits", [])),
    ]
    return list(dict.fromkeys(mark for name in named for mark in rows[name].marks))


def _in_reading_order(reasons: list[Reason], content: dict[str, Any]) -> list[Reason]:
    """The right first, then how it was reached."""
    order = {str(words): READING.get(stage, 9) for stage, words in STAGES.items()}
    return sorted(reasons, key=lambda one: order.get(one.stage, 9))


def _line(referral: Referral, content: dict[str, Any], words: Words) -> str:
    """«Brudd, døgn, 7–21 dager»."""
    row = Delytelse.objects.filter(region=referral.region_id, code=content["delytelse"] or "").first()
    level = words.level(content["level"]) if content["level"] else ""
    if level and content["lodging"]:
        level = _("{level} with lodging").format(level=level)
    parts = [row.short_in(words.lang) if row else "", level, stay_words(content["stay"])]
    return ", ".join(part for part in parts if part)


def stay_words(stay: dict[str, int] | None) -> str:
    """«7–21 days»; empty where there is no guiding stay."""
    if not stay:
        return ""
    low, high = stay["min_days"], stay["max_days"]
    days = str(low) if low == high else f"{low}–{high}"
    return _("{days} days").format(days=days)


def _rule_set(referral: Referral) -> str:
    row = referral.proposal.rule_set if referral.proposal else None
    return (
        _("Rules {version}, in force {day}.").format(version=row.version, day=short_date(row.valid_from))
        if row
        else ""
    )
