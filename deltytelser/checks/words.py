"""The sentences of findings, by code; the words in them are gettext's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

Values = Mapping[str, str]


def sentence(code: str, values: Values) -> str:
    """The sentence for a finding's code; the code itself where a later version has dropped it."""
    found = _SENTENCES.get(code)
    return found() % _Known(values) if found else code


def sentence_codes() -> list[str]:
    """Every code that has a sentence."""
    return list(_SENTENCES)


class _Known(dict[str, str]):
    """A value that a stored report lacks is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


_SENTENCES: Final[Mapping[str, Callable[[], str]]] = {
    "types.error": lambda: _("The tables cannot be read: %(error)s."),
    "types.institution": lambda: _("%(row)s names %(institution)s, which is no institution."),
    "sources.missing": lambda: _("%(row)s has no source."),
    "sources.braces": lambda: _("%(row)s has the word {%(word)s} in braces, which nothing fills in."),
    "gaps.level": lambda: _(
        "No row gives a level for delytelse %(delytelse)s from %(day)s. A referral shows it."
    ),
    "gaps.deadline": lambda: _(
        "No row gives a deadline for delytelse %(delytelse)s from %(day)s. A referral shows it."
    ),
    "overlaps.disagree": lambda: _(
        "%(row)s and %(other)s apply to the same referral and disagree. Which comes first is not confirmed."
    ),
    "overlaps.same": lambda: _(
        "%(row)s and %(other)s apply to the same referrals, but only one of them refuses."
    ),
    "overlaps.order_gone": lambda: _(
        "The order of %(row)s and %(other)s is confirmed, but they do not disagree."
    ),
    "overlaps.order_turned": lambda: _(
        "%(row)s is confirmed to come before %(other)s, but the table has them the other way."
    ),
    "dead.row": lambda: _("%(row)s can never decide: no referral reaches it."),
    "dead.shadowed": lambda: _("%(row)s can never decide: earlier rows take every referral that it is for."),
    "dead.alternative": lambda: _("Alternative %(number)s of %(row)s can never decide."),
    "dead.refuses": lambda: _("%(row)s can never refuse."),
    "cases.differs": lambda: _("The case “%(case)s” gives %(found)s, not %(expected)s (%(key)s)."),
    "cases.invalid": lambda: _("The case “%(case)s” cannot be assessed: %(error)s."),
    "cases.none": lambda: _("The rule set has no cases."),
    "mutants.drop_row": lambda: _("No case notices if %(row)s is taken away."),
    "mutants.drop_alternative": lambda: _(
        "No case notices if alternative %(number)s of %(row)s is taken away."
    ),
    "mutants.drop_cell": lambda: _("No case notices if %(row)s loses the cell %(cell)s."),
    "mutants.drop_word": lambda: _("No case notices if %(row)s loses the word %(word)s."),
    "mutants.value": lambda: _("No case notices if %(row)s has “%(after)s” instead of “%(before)s”."),
    "mutants.swap": lambda: _("No case notices if %(row)s and %(other)s change places."),
    "second.only_first": lambda: _("The tables say “%(what)s” from %(day)s, but the second method does not."),
    "second.only_second": lambda: _("The second method says “%(what)s” from %(day)s, but the tables do not."),
    "second.error": lambda: _("The second method could not decide: %(error)s."),
}
