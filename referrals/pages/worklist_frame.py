"""What stands round the rows of the worklist: strip, views, facets, heads, pages; all of it links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.queries.worklist import Days
from referrals.queries.worklist_counts import Counts
from referrals.queries.worklist_filter import FACETS, OUTCOMES, VIEWS, WAITING, Filter
from referrals.queries.worklist_rows import PAGE
from referrals.words import OUTCOMES as OUTCOME_WORDS
from rve.core.templatetags.rve_ui import clock_time, short_date, week, weekday

SHOWN = 6

VIEW_WORDS = {
    "mine": gettext_lazy("Mine"),
    "mine-free": gettext_lazy("Mine and unclaimed"),
    "all": gettext_lazy("The whole unit"),
    "hold": gettext_lazy("On hold"),
}
WAITING_WORDS = {
    "you": gettext_lazy("you"),
    "nobody": gettext_lazy("Nobody, new case"),
    "referrer": gettext_lazy("Referrer"),
    "colleague": gettext_lazy("Another assessor"),
    "physician": gettext_lazy("Physician"),
    "place": gettext_lazy("New place"),
}
FACET_WORDS = {
    "waiting": gettext_lazy("Waiting for"),
    "outcome": gettext_lazy("Proposal"),
    "delytelse": gettext_lazy("Delytelse"),
    "hf": gettext_lazy("Health trust"),
}
HEADS: tuple[tuple[str, str | Promise], ...] = (
    ("due", gettext_lazy("Deadline")),
    ("due", gettext_lazy("Virkedager")),
    ("name", gettext_lazy("Patient, age")),
    ("municipality", gettext_lazy("Municipality")),
    ("delytelse", gettext_lazy("Delytelse")),
    ("outcome", gettext_lazy("Proposal")),
    ("waiting", gettext_lazy("Waiting for")),
    ("holder", gettext_lazy("With")),
)
DUE_WORDS = {
    "over": gettext_lazy("over the deadline"),
    "today": gettext_lazy("due today"),
    "soon": gettext_lazy("due within 2 virkedager"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A count that leads to its list."""

    label: str
    number: int
    url: str
    current: bool = False
    tone: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    number: int
    on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes to tick: the first ones, and the rest behind a line."""

    name: str
    label: str
    first: list[Choice]
    rest: list[Choice]
    open: bool
    all_line: str


@dataclass(frozen=True, slots=True)
class Head:
    label: str
    query: str
    sorted: str = ""
    num: bool = False


def frame(
    *,
    wanted: Filter,
    tally: Counts,
    days: Days,
    now: dt.datetime,
    short_names: Mapping[str, str],
    trusts: Mapping[str, str],
) -> dict[str, Any]:
    """The context of the page save its rows."""
    heads = _heads(wanted)
    names: dict[str, Mapping[str, Any]] = {
        "waiting": {code: capfirst(words) for code, words in WAITING_WORDS.items()},
        "outcome": OUTCOME_WORDS,
        "delytelse": {code: f"{code} {name}" for code, name in short_names.items()},
        "hf": trusts,
    }
    return {
        "clock_line": _("{day}, {week}. Updated at {time}.").format(
            day=f"{weekday(now).capitalize()} {short_date(now)}", week=week(now), time=clock_time(now)
        ),
        "strip": _strip(wanted, tally, days),
        "views": [
            Link(
                str(VIEW_WORDS[view]),
                tally.views[view],
                _url(Filter(view=view)),
                view == wanted.view,
                key=str(n),
            )
            for n, view in enumerate(VIEWS, 1)
        ],
        "facets": [_facet(name, names[name], tally.facets[name], wanted) for name in FACETS],
        "heads": heads,
        "kept": _kept(wanted),
        "cleared_url": _url(_cleared(wanted)) if wanted.chosen else "",
        "turned_url": _url(replace(wanted, descending=not wanted.descending, page=1)),
        "hints": _hints(),
        "filter_line": _filter_line(wanted),
        "sort_line": _sort_line(wanted, heads),
        "caption": _caption(wanted, heads),
        **_pages(wanted, tally.total),
    }


def _url(wanted: Filter) -> str:
    return f"?{wanted.query()}"


def _cleared(wanted: Filter) -> Filter:
    return Filter(view=wanted.view, sort=wanted.sort, descending=wanted.descending)


def _hints() -> list[tuple[list[str], str]]:
    return [
        (["J", "K"], _("down and up")),
        (["Enter"], _("open")),
        (["T"], _("take the case")),
        (["F"], _("filters")),
        (["1", "–", "4"], _("view")),
        (["?"], _("all shortcuts")),
    ]


def _strip(wanted: Filter, tally: Counts, days: Days) -> list[Link]:
    yesterday = days.today - days.last_virkedag == dt.timedelta(days=1)
    since = _("yesterday") if yesterday else weekday(days.last_virkedag)
    items = (
        ("over", _("over the deadline"), Filter(view="all", due="over"), "bad"),
        ("today", _("due today"), Filter(view="all", due="today"), "bad"),
        ("soon", _("within 2 virkedager"), Filter(view="all", due="soon"), "warn"),
        ("answered", _("answers since {day}").format(day=since), Filter(view="all", answered=True), ""),
        ("physician", _("for the physician's signature"), Filter(view="all", waiting=("physician",)), ""),
        ("open", _("open cases"), Filter(view="all"), ""),
        ("free", _("unclaimed"), Filter(view="all", waiting=("nobody",)), ""),
    )
    now = replace(wanted, sort="due", descending=False, page=1)
    return [
        Link(words, tally.strip[key], _url(to), to == now, tone if tally.strip[key] else "")
        for key, words, to, tone in items
    ]


def _facet(name: str, names: Mapping[str, Any], found: Mapping[str, int], wanted: Filter) -> Facet:
    chosen = getattr(wanted, name)
    fixed = {"waiting": WAITING, "outcome": OUTCOMES}.get(name)
    codes = fixed or sorted({*found, *chosen} - {""}, key=lambda code: (-found.get(code, 0), code))
    every = [Choice(code, str(names.get(code, code)), found.get(code, 0), code in chosen) for code in codes]
    rest = every[SHOWN:]
    return Facet(
        name=name,
        label=str(FACET_WORDS[name]),
        first=every[:SHOWN],
        rest=rest,
        open=any(one.on for one in rest),
        all_line=_("Show all {n}").format(n=len(every)),
    )


def _heads(wanted: Filter) -> list[Head]:
    heads = []
    for position, (sort, label) in enumerate(HEADS):
        here = sort == wanted.sort
        marked = here and position != 1
        turned = replace(wanted, sort=sort, descending=here and not wanted.descending, page=1)
        state = ("descending" if wanted.descending else "ascending") if marked else ""
        heads.append(Head(str(label), _url(turned), state, num=position == 1))
    return heads


def _kept(wanted: Filter) -> list[tuple[str, str]]:
    """What the filter form must send along besides its own boxes."""
    plain = replace(wanted, waiting=(), outcome=(), delytelse=(), hf=(), page=1)
    return [
        (name, value)
        for name, _eq, value in (part.partition("=") for part in plain.query().split("&"))
        if name
    ]


def _filter_line(wanted: Filter) -> str:
    return _("Filters ({n} chosen)").format(n=wanted.chosen) if wanted.chosen else _("Filters (none chosen)")


def _sorted_head(wanted: Filter, heads: list[Head]) -> str:
    return next(head.label for head in heads if head.sorted).lower()


def _sort_line(wanted: Filter, heads: list[Head]) -> str:
    words = _("Sort: {column}, last first") if wanted.descending else _("Sort: {column}, first first")
    return words.format(column=_sorted_head(wanted, heads))


def _caption(wanted: Filter, heads: list[Head]) -> str:
    return _("{view}, sorted by {column}").format(
        view=VIEW_WORDS[wanted.view], column=_sorted_head(wanted, heads)
    )


def _pages(wanted: Filter, total: int) -> dict[str, Any]:
    first = (wanted.page - 1) * PAGE + 1
    last = min(total, wanted.page * PAGE)
    whole = wanted.page == 1 and total <= PAGE
    line = _("Shows {n} of {total}") if whole else _("Shows {first}–{last} of {total}")
    return {
        "shown_line": line.format(n=total, first=min(first, total), last=last, total=total),
        "total": total,
        "pages": not whole,
        "previous_url": _url(replace(wanted, page=wanted.page - 1)) if wanted.page > 1 and total else "",
        "next_url": _url(replace(wanted, page=wanted.page + 1)) if last < total else "",
        "empty": _empty_line(wanted),
    }


def _empty_line(wanted: Filter) -> str:
    if wanted.page > 1:
        return _("This page is empty: the list has become shorter.")
    if wanted.chosen:
        return _("No case fits these filters.")
    lines = {
        "mine": _("You have no cases. Take one of the unclaimed ones."),
        "mine-free": _("You have no cases, and nobody waits to be taken."),
        "all": _("The unit has no open cases."),
        "hold": _("Nothing waits for the referrer, a signature or a new place."),
    }
    return lines[wanted.view]
