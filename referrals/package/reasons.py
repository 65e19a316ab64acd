"""The proposals with their reasons in words: the one behind the decision, and the one made again."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from deltytelser.models import Delytelse
from deltytelser.rules.tree import reason_tree
from deltytelser.templatetags.reasons import locator, rows_that
from referrals import engine
from referrals.models import Proposal, Referral
from referrals.package.blocks import Block, Bullets, Heading, NewPage, Reason, Rows, Table, Text
from referrals.package.facts import facts_of
from referrals.package.material import Material
from rve.core.dates import short_date

Json = dict[str, Any]


def reasons_section(material: Material) -> list[Block]:
    """First what the decision rested on, then the newest, with what differs."""
    say = material.say
    newest = material.proposals[-1] if material.proposals else None
    first = material.decision.proposal if material.decision else newest
    if first is None:
        return [Text((say("reasons", "none"),))]
    title = "complained" if material.decision else "first"
    blocks: list[Block] = [Text((say("reasons", "lead"),), small=True), *_proposal(first, title, material)]
    if newest is None or newest.pk == first.pk:
        return [*blocks, Text((say("reasons", "same"),))] if material.decision else blocks
    return [*blocks, NewPage(), *_proposal(newest, "again", material), *_changed(first, newest, material)]


def _proposal(proposal: Proposal, title: str, material: Material) -> list[Block]:
    tree = reason_tree(
        json.loads(proposal.facts),
        rules=engine.compiled(proposal.rule_set),
        world=engine.world_of(proposal.snapshot),
        on=proposal.made_on,
        lang=material.say.language,
    )
    blocks: list[Block] = [
        Heading(material.say("reasons", title)),
        Rows(tuple(_head(proposal, tree, material))),
    ]
    for stage in tree["stages"]:
        blocks += _stage(stage, material)
    blocks += _law(tree, material)
    return [*blocks, *_remarks(tree, material)]


def _head(proposal: Proposal, tree: Json, material: Material) -> list[tuple[str, str]]:
    say = material.say
    rule_set = proposal.rule_set
    rows = [
        (say("reasons", "outcome"), tree["outcome_words"]),
        (say("reasons", "delytelse"), delytelse_name(material.referral, tree["delytelse"], say.language)),
        (say("reasons", "deadline"), _day((tree["start_deadline"] or {}).get("date"))),
        (say("reasons", "assessed_by"), _day(tree["assessment_due"])),
        (say("reasons", "missing"), ", ".join(one["label"] for one in tree["missing"])),
        (say("reasons", "made"), say.moment(proposal.made_at)),
        (
            say("reasons", "rules"),
            say("reasons", "rules_line", version=rule_set.version, day=short_date(rule_set.valid_from)),
        ),
    ]
    return [(term, value) for term, value in rows if value]


def delytelse_name(referral: Referral, letter: str | None, language: str) -> str:
    """«B Revmatiske sykdommer»."""
    row = Delytelse.objects.filter(region=referral.region_id, code=letter or "").first()
    return f"{letter} {row.name_in(language)}" if row else letter or ""


def _day(value: str | None) -> str:
    return short_date(dt.date.fromisoformat(value)) if value else ""


def _stage(stage: Json, material: Material) -> list[Block]:
    say = material.say
    blocks: list[Block] = [Heading(stage["name"], 3)]
    if not stage["reached"]:
        return [*blocks, Text((say("reasons", "not_reached"),), small=True)]
    if stage["steps"]:
        blocks.append(Rows(tuple((_day(one["date"]), one["words"]) for one in stage["steps"])))
    shown = rows_that(stage, "decides holds may_hold")
    blocks += [_reason(row, material) for row in shown]
    near = rows_that(stage, "nearly")
    if near:
        blocks.append(Bullets(tuple(_near(row, material) for row in near)))
    if stage["candidates"]:
        blocks.append(Bullets(tuple(_candidate(one) for one in stage["candidates"])))
    if len(blocks) == 1:
        blocks.append(Text((say("reasons", "nothing"),), small=True))
    return blocks


def _reason(row: Json, material: Material) -> Reason:
    say = material.say
    cells = [*row["when"], *(cell for group in row["one_of"] for cell in group if cell["state"] == "met")]
    state = "may_hold" if row["state"] == "decides" and not row["certain"] else row["state"]
    return Reason(
        state=say("states", state),
        text=row["text"],
        cells=tuple(_cell(cell, material) for cell in cells),
        source=_source(row, material),
    )


def _cell(cell: Json, material: Material) -> str:
    said = f" ({cell['said']})" if cell["said"] else ""
    return f"{material.say('cells', cell['state'])} {cell['phrase']}{said}"


def _source(row: Json, material: Material) -> str:
    say = material.say
    parts = [row["id"], *(f"{one['document']}, {locator(one['locator'])}" for one in row["sources"])]
    if row["test"]:
        parts.append(say.code("tests", row["test"]))
    parts += [say.code("marks", mark) for mark in row["marks"]]
    first, last = _day(row["first"]), _day(row["last"])
    return " · ".join([*parts, f"{first}–{last}" if last else f"{say('reasons', 'from')} {first}"])


def _near(row: Json, material: Material) -> str:
    text = f"{row['short'] or row['text']} ({row['id']}): {row['failed']['words']}."
    return material.say("reasons", "nearly", text=text)


def _candidate(one: Json) -> str:
    order = one["order"]
    return (
        f"{one['number']}. {one['name']}, {one['level_words']}. {one['why']}. {order[:1].upper()}{order[1:]}."
    )


def _law(tree: Json, material: Material) -> list[Block]:
    """The law of the day of the proposal."""
    law = tree["law"]
    return [
        Heading(material.say("reasons", "law", day=_day(tree["law_on"])), 3),
        Text((law["text"],)),
        Text((_source(law, material),), small=True),
    ]


def _remarks(tree: Json, material: Material) -> list[Block]:
    say = material.say
    lists = (
        ("against", [one["words"] for one in tree["counterfactuals"]]),
        ("remarks", tree["remarks"]),
    )
    return [
        block
        for name, items in lists
        if items
        for block in (Heading(say("reasons", name), 3), Bullets(tuple(items)))
    ]


def _changed(first: Proposal, newest: Proposal, material: Material) -> list[Block]:
    """Facts that are not as they were; nothing where none is."""
    say = material.say
    before, after = _named(first, material), _named(newest, material)
    unknown = say("labels", "unknown")
    rows = tuple(
        (label, before.get((name, label), unknown), after.get((name, label), unknown))
        for name, label in dict.fromkeys((*before, *after))
        if before.get((name, label)) != after.get((name, label))
    )
    if first.outcome != newest.outcome:
        words = [say.code("outcomes", one.outcome) for one in (first, newest)]
        rows = ((say("reasons", "outcome"), words[0], words[1]), *rows)
    if not rows:
        return []
    head = tuple(say("reasons", name) for name in ("fact", "before", "after"))
    title = say("reasons", "changed")
    return [Heading(title), Table(title, head, rows, (2, 2, 2))]


def _named(proposal: Proposal, material: Material) -> dict[tuple[str, str], str]:
    """The facts of a proposal in words."""
    then = copy.copy(material.referral)
    then.facts = json.loads(proposal.facts)
    return {(one.name, one.label): one.value for one in facts_of(then, material)}
