"""The rows of the worklist in words: all is worked out here, and the template only writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from referrals import attention
from referrals.forms import choices
from referrals.queries.worklist_rows import GROUNDS, Row
from referrals.words import MARKS, OUTCOMES
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import day_month, left_tone, left_unit, left_words, short_date

GROWN_UP = 18
UNDECIDED = ("incomplete", "manual")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is written. `claim`: where T posts to; empty where there is nothing to take."""

    href: str
    name: str
    age: str
    tags: list[str]
    due: str
    left: str
    tone: str
    unit: str
    over: bool
    municipality: str
    delytelse: SafeString | str
    mark: str
    outcome: str
    waiting: str
    holder: str
    mine: bool
    free: bool
    claim: str
    version: int


def lines(rows: list[Row], *, actor: Actor, short_names: Mapping[str, str], query: str) -> list[Line]:
    """The rows in words; `query` is the list they stand in, so that a case knows its neighbours."""
    words = {code: str(word) for code, word in OUTCOMES.items()}
    kinds = {code: str(word) for code, word in choices.REFERRER_KINDS}
    suffix = f"?{query}" if query else ""
    return [_line(row, actor, short_names, suffix, words, kinds) for row in rows]


def _line(
    row: Row,
    actor: Actor,
    short_names: Mapping[str, str],
    suffix: str,
    words: Mapping[str, str],
    kinds: Mapping[str, str],
) -> Line:
    mine = row.holder == actor.user.name and row.waiting in {
        "you",
        "physician",
        "referrer",
        "place",
        "colleague",
    }
    return Line(
        href=reverse("case", args=[row.public_id]) + suffix,
        name=row.name,
        age=str(row.age) if row.age is not None else "–",
        tags=_tags(row),
        due=short_date(row.due) or "–",
        left=left_words(row.left),
        tone=left_tone(row.left),
        unit=left_unit(row.left),
        over=row.left is not None and row.left < 0,
        municipality=row.municipality or "–",
        delytelse=_delytelse(row.delytelse, short_names),
        mark=MARKS.get(row.outcome, ""),
        outcome=words.get(row.outcome, "–"),
        waiting=waiting_words(row, kinds),
        holder=capfirst(_("you")) if mine else short_name(row.holder) if row.holder else _("Unclaimed"),
        mine=mine,
        free=not row.holder,
        claim=reverse("case-claim", args=[row.public_id]) + suffix if row.waiting == "nobody" else "",
        version=row.version,
    )


def _tags(row: Row) -> list[str]:
    flags = (
        (row.urgent, _("urgent")),
        (row.age is not None and row.age < GROWN_UP, _("under 18")),
        (row.interpreter, _("interpreter")),
        (row.protected, _("protected address")),
        (attention.FACTS_REFUSED in attention.codes(row.attention), _("look at the facts")),
    )
    return [word for holds, word in flags if holds]


def _delytelse(code: str, short_names: Mapping[str, str]) -> SafeString | str:
    if not code:
        return "–"
    return format_html('<span class="letter">{}</span>{}', code, short_names.get(code, ""))


def short_name(name: str) -> str:
    """«T. Bakke»."""
    first, _space, rest = name.partition(" ")
    last = rest.rpartition(" ")[2]
    return f"{first[0]}. {last}" if last else name


def waiting_words(row: Row, kinds: Mapping[str, str]) -> str:
    """Whom the case waits for, and for what."""
    if row.waiting == "place" and attention.PLACE_ASKS in attention.codes(row.attention):
        return _("The place has a question")
    if row.waiting == "place":
        declined = row.place_status == "declined"
        words = _("New place: {place} said no") if declined else _("New place: {place} did not answer")
        return words.format(place=row.place) if row.place else _("New place")
    if row.waiting == "referrer":
        who = kinds.get(row.referrer_kind, _("Referrer"))
        return _("{who}, asked {day}").format(who=who, day=day_month(row.asked_on)) if row.asked_on else who
    if row.waiting == "physician":
        return _("The physician's signature")
    if row.waiting == "nobody":
        return _("New, not taken")
    return _work_words(row)


def _work_words(row: Row) -> str:
    """What the assessor has before them."""
    if row.status == "awaiting_signature":
        return _("A second reader")
    if row.returned:
        return _("Decision, sent back by the physician")
    if row.manual_reason:
        return _("Decision, no answer by day 8")
    if row.fresh:
        return _("Decision, answered {day}").format(day=day_month(row.answered_on))
    if row.outcome in UNDECIDED and row.settled < len(GROUNDS):
        return _("Grounds, {n} of 6 settled").format(n=row.settled)
    return _("Decision")
