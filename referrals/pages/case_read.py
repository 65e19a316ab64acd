"""The left column: the referral's text under headings, contact and practical facts, earlier cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.forms import choices
from referrals.models import Referral
from referrals.templatetags.cases import HEADINGS
from referrals.words import MARKS, OUTCOMES, REFERRAL
from rve.core.templatetags.rve_ui import short_date

EFFECTS = {
    "good": gettext_lazy("good effect"),
    "some": gettext_lazy("some effect, then it stopped"),
    "none": gettext_lazy("no effect"),
}
CAME_BY: Mapping[str, Promise] = {
    Referral.Channel.MESSAGE: gettext_lazy("Came as a message from the record system"),
    Referral.Channel.API: gettext_lazy("Came from the record system by API"),
}
ORDER = ("situation", "function", "tried", "own_training", "goal", "change", "wishes", "message")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of the referral with what was ticked under it, and the text."""

    heading: str
    ticked: list[str] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another case of the same patient."""

    public_id: str
    reference: str
    day: str
    mark: str
    words: str
    letter: str


def blocks(referral: Referral) -> list[Block]:
    """The referral in reading order; headings with nothing under them are left out."""
    return [block for _key, block in blocks_by_key(referral)]


def blocks_by_key(referral: Referral) -> list[tuple[str, Block]]:
    """As `blocks`, each with its heading's key: situation, function …"""
    ticked = {"function": _functions(referral.functions), "tried": _tried(referral.tried)}
    found = [
        (key, Block(str(HEADINGS[key]), ticked.get(key, []), str(referral.clinical.get(key) or "")))
        for key in ORDER
    ]
    return [(key, block) for key, block in found if block.ticked or block.text]


def lower_first(words: str) -> str:
    """«daglige gjøremål (ADL)»: only the first letter, so that abbreviations stand."""
    return words[:1].lower() + words[1:]


def _functions(functions: dict[str, Any]) -> list[str]:
    degrees = dict(choices.DEGREES)
    areas = [(str(words), functions[area]) for area, words in choices.AREAS if area in functions]
    found = [f"{words}: {lower_first(str(degrees.get(degree, degree)))}" for words, degree in areas if degree]
    unknown = [lower_first(words) for words, degree in areas if not degree]
    if functions.get("bedbound"):
        found.insert(0, _("Confined to bed"))
    return [*found, _("Not known: {areas}").format(areas=", ".join(unknown))] if unknown else found


def _tried(tried: list[dict[str, Any]]) -> list[str]:
    return [", ".join(_measure(one)) for one in tried]


def _measure(one: dict[str, Any]) -> list[str]:
    name: str | Promise = choices.words(choices.MEASURES, one.get("measure"))
    weeks, effect = one.get("weeks"), EFFECTS.get(one.get("effect") or "")
    parts = [str(name)]
    if weeks:
        parts.append(_("{n} weeks").format(n=weeks))
    return [*parts, str(effect)] if effect else parts


def referrer_line(referral: Referral) -> str:
    """«Kari Bjerkan, fastlege, Verdal legesenter.»"""
    who = referral.referrer
    if who is None:
        return ""
    kind = choices.words(choices.REFERRER_KINDS, who.kind).partition(" (")[0].lower()
    return ", ".join(part for part in (who.name, kind, who.practice) if part)


def came_by(referral: Referral) -> str:
    """How a case came that no person wrote in here: «Kom som EPJ-melding»."""
    return str(CAME_BY.get(referral.channel, ""))


def earlier(cases: list[Referral]) -> list[Earlier]:
    return [
        Earlier(
            public_id=str(case.public_id),
            reference=case.reference or "",
            day=short_date(case.received_on),
            mark=MARKS.get(case.proposed_outcome, ""),
            words=str(
                REFERRAL[case.status] if not case.proposed_outcome else OUTCOMES[case.proposed_outcome]
            ),
            letter=case.delytelse,
        )
        for case in cases
    ]


def contact(referral: Referral) -> list[tuple[str, str]]:
    """Phone and address as sent; a protected address is not shown here."""
    details = referral.details
    if details is None:
        return []
    found = [(_("Phone"), details.phone), (_("E-mail"), details.email)]
    if referral.protection == "none":
        city = f"{details.postal_code} {details.city}".strip()
        found.append((_("Address"), ", ".join(part for part in (details.address, city) if part)))
    else:
        found.append((_("Address"), _("Protected address: not shown")))
    return [(label, value) for label, value in found if value]


def number_words(number: str) -> str:
    """«128365 10192»."""
    return f"{number[:6]} {number[6:]}" if len(number) == 11 else number
