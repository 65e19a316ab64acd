"""What stands in the lists and the calendar in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from institutions.models import Institution
from referrals.clock_words import CLOCKS
from referrals.models import Clock
from referrals.proofs import proof_text
from referrals.queries.deadlines_filter import NOBODY
from rve.core.models import Region, User

VIEW_WORDS = {
    "breached": gettext_lazy("over the deadline"),
    "today": gettext_lazy("due today"),
    "risk": gettext_lazy("at risk"),
    "all": gettext_lazy("running"),
}
FACET_WORDS = {
    "kind": gettext_lazy("Kind"),
    "holder": gettext_lazy("With"),
    "at": gettext_lazy("Place"),
}
HOLIDAYS = {
    "nyttarsdag": gettext_lazy("New Year's Day"),
    "skjaertorsdag": gettext_lazy("Maundy Thursday"),
    "langfredag": gettext_lazy("Good Friday"),
    "1_paskedag": gettext_lazy("Easter Sunday"),
    "2_paskedag": gettext_lazy("Easter Monday"),
    "1_mai": gettext_lazy("1 May"),
    "17_mai": gettext_lazy("17 May"),
    "kristi_himmelfartsdag": gettext_lazy("Ascension Day"),
    "1_pinsedag": gettext_lazy("Whit Sunday"),
    "2_pinsedag": gettext_lazy("Whit Monday"),
    "1_juledag": gettext_lazy("Christmas Day"),
    "2_juledag": gettext_lazy("Boxing Day"),
}


def what(clock: Clock) -> str:
    """The kind in words; an awaited result by its own name."""
    return clock.title or str(CLOCKS.get(clock.kind, clock.kind))


def proof(clock: Clock) -> str:
    """The proof in nb or nn: legal sentences are written in these two, whatever the page's language."""
    return proof_text(clock, get_language() or "nb")


def names_of(region: Region, holders: Mapping[str, int]) -> dict[str, Mapping[str, Any]]:
    """The words of every facet's codes: two queries, however many there are."""
    keys = [int(one) for one in holders if one != NOBODY]
    people = {str(pk): name for pk, name in User.objects.filter(pk__in=keys).values_list("pk", "name")}
    places = dict(Institution.objects.filter(region=region).values_list("kode", "name"))
    return {"kind": CLOCKS, "holder": people | {NOBODY: _("Nobody yet")}, "at": places}
