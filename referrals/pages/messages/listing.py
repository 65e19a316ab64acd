"""The list: what waits for a person first, then everything in, out and refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from referrals.models import MessageIn, MessageOut, Referral
from referrals.pages.messages import words
from referrals.policies.messages import READS
from referrals.queries import messages as queries
from rve.core import clock
from rve.core.models import Role
from rve.core.policies import roles

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is read; `way`: in, out."""

    row: MessageIn | MessageOut
    way: str
    at: dt.datetime
    kind: str
    state: str
    colour: str
    other: str
    case: Referral | None
    why: str


@roles(*READS)
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    counts = queries.counts(actor)
    view = request.GET.get("view", "")
    if view not in queries.VIEWS:
        view = queries.LOOK if counts.look else queries.IN
    found = queries.looked_at(actor) if view == queries.LOOK else queries.listed(actor, view)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": lines(list(page.object_list)),
        "page": page,
        "view": view,
        "counts": counts,
        "put_aside": queries.put_aside(actor),
        "today": clock.today(),
        "leads": actor.has(Role.TEAM_LEAD),
    }
    return render(request, "referrals/messages/list.html", context)


def lines(rows: Sequence[MessageIn | MessageOut]) -> list[Line]:
    names = queries.names_of(rows)
    return [line(row, names) for row in rows]


def line(row: MessageIn | MessageOut, names: dict[str, str]) -> Line:
    said, colour = words.state(row)
    her_id = queries.other_side(row)
    return Line(
        row=row,
        way="in" if isinstance(row, MessageIn) else "out",
        at=queries.when(row),
        kind=words.kind(row),
        state=said,
        colour=colour,
        other=names.get(her_id) or (f"HER {her_id}" if her_id else ""),
        case=row.referral,
        why=words.why(row),
    )
