"""What stands round the rows: strip, facets, heads, pages; all of it links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.pages.deadlines.words import FACET_WORDS, VIEW_WORDS
from referrals.pages.worklist_frame import SHOWN, Choice, Facet, Head, Link
from referrals.queries.deadlines import Tally
from referrals.queries.deadlines_filter import FACETS, VIEWS, Filter
from rve.core.templatetags.rve_ui import short_date

PAGE = 50
HEADS = (
    ("due", gettext_lazy("Due")),
    ("", gettext_lazy("Virkedager")),
    ("name", gettext_lazy("Patient")),
    ("kind", gettext_lazy("What")),
    ("at", gettext_lazy("Place")),
    ("holder", gettext_lazy("With")),
)
TONES = {"breached": "bad", "today": "bad", "risk": "warn"}


def frame(*, wanted: Filter, tally: Tally, names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The context of the page save its rows."""
    return {
        "wanted": wanted,
        "strip": [_view(view, wanted, tally) for view in VIEWS],
        "facets": facets(wanted, tally, names),
        "heads": [_head(sort, str(label), wanted) for sort, label in HEADS],
        "kept": kept(wanted),
        "cleared_url": f"?{_cleared(wanted).query()}" if wanted.chosen else "",
        "only": _only(wanted),
        "query": wanted.query(page=1),
        "filter_line": _("Filters ({n} chosen)").format(n=wanted.chosen)
        if wanted.chosen
        else _("Filters (none chosen)"),
        "hints": [
            (["J", "K"], _("down and up")),
            (["Enter"], _("open")),
            (["F"], _("filters")),
            (["?"], _("all shortcuts")),
        ],
        **_pages(wanted, tally.shown),
    }


def _view(view: str, wanted: Filter, tally: Tally) -> Link:
    number = tally.views[view]
    url = f"?{replace(wanted, view=view, page=1).query()}"
    tone = TONES.get(view, "") if number else ""
    return Link(str(VIEW_WORDS[view]), number, url, view == wanted.view, tone)


def facets(wanted: Filter, tally: Tally, names: Mapping[str, Mapping[str, Any]]) -> list[Facet]:
    counted = {"kind": tally.kind, "holder": tally.holder, "at": tally.at}
    found = [_facet(name, counted[name], getattr(wanted, name), names[name]) for name in FACETS]
    return [one for one in found if one.first]


def _facet(name: str, counted: Mapping[str, int], ticked: tuple[str, ...], names: Mapping[str, Any]) -> Facet:
    """Those that there are, the most first; what is ticked stays though there is none."""
    codes = sorted({*counted, *ticked}, key=lambda code: (-counted.get(code, 0), str(names.get(code, code))))
    every = [Choice(code, str(names.get(code, code)), counted.get(code, 0), code in ticked) for code in codes]
    # The kinds are few and known: all of them stand in the open.
    shown = len(every) if name == "kind" else SHOWN
    rest = every[shown:]
    return Facet(
        name,
        str(FACET_WORDS[name]),
        every[:shown],
        rest,
        any(one.on for one in rest),
        _("Show all {n}").format(n=len(every)),
    )


def _head(sort: str, label: str, wanted: Filter) -> Head:
    if not sort:
        return Head(label, "", num=True)
    here = sort == wanted.sort
    turned = replace(wanted, sort=sort, descending=here and not wanted.descending, page=1)
    state = ("descending" if wanted.descending else "ascending") if here else ""
    return Head(label, f"?{turned.query()}", state)


def kept(wanted: Filter) -> list[tuple[str, str]]:
    """What the filter form must send along besides its own boxes."""
    plain = replace(wanted, kind=(), holder=(), at=(), page=1).query()
    return [(name, value) for name, _eq, value in (part.partition("=") for part in plain.split("&")) if name]


def _cleared(wanted: Filter) -> Filter:
    return Filter(view=wanted.view, sort=wanted.sort, descending=wanted.descending)


def _only(wanted: Filter) -> str:
    """What the list is narrowed to besides its boxes."""
    day = _("due {day}").format(day=short_date(wanted.day)) if wanted.day else ""
    return ", ".join(one for one in (day, wanted.case) if one)


def _pages(wanted: Filter, total: int) -> dict[str, Any]:
    first, last = (wanted.page - 1) * PAGE + 1, min(total, wanted.page * PAGE)
    whole = wanted.page == 1 and total <= PAGE
    line = _("Shows {n} of {total}") if whole else _("Shows {first}–{last} of {total}")
    return {
        "shown_line": line.format(n=total, first=min(first, total), last=last, total=total),
        "pages": not whole,
        "previous_url": f"?{wanted.query(page=wanted.page - 1)}" if wanted.page > 1 else "",
        "next_url": f"?{wanted.query(page=wanted.page + 1)}" if last < total else "",
    }
