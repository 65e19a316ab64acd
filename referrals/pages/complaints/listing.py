"""The list of complaints: figures on top, one filter on the left, the next due day first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from referrals.complaint_words import MARKS, STATUS, about_words, number_of
from referrals.models import Complaint
from referrals.policies.complaints import waits_for_signature
from referrals.queries import complaints as queries
from referrals.queries.complaints import DUE, PAGE, VIEWS, Wanted
from referrals.queries.worklist_rows import left_until
from referrals.use_cases.clocks import calendar_today
from referrals.words import MARKS as DECISION_MARKS
from referrals.words import OUTCOMES, QUASHED, QUASHED_MARK
from rve.core import access_log, clock
from rve.core.numbers import whole_number
from rve.core.policies import RVE_ROLES, Actor, roles
from rve.core.templatetags.rve_ui import left_tone, left_unit, left_words, short_date
from rve.core.virkedager import Calendar

VIEW_WORDS = {
    "open": gettext_lazy("All open"),
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Unassigned"),
    "formalities": gettext_lazy("Formalities"),
    "review": gettext_lazy("In review"),
    "sign": gettext_lazy("To be signed"),
    "statsforvalter": gettext_lazy("At Statsforvalteren"),
    "back": gettext_lazy("Back, to carry out"),
    "ended": gettext_lazy("Ended"),
}
EMPTY = {
    "open": gettext_lazy("No complaint is open."),
    "mine": gettext_lazy("You have no complaints."),
    "unassigned": gettext_lazy("Every complaint has somebody who handles it."),
    "formalities": gettext_lazy("No complaint waits for a signature or an authority."),
    "review": gettext_lazy("No complaint is in review."),
    "sign": gettext_lazy("No complaint waits for a physician's signature."),
    "statsforvalter": gettext_lazy("No complaint is at Statsforvalteren."),
    "back": gettext_lazy("Statsforvalteren has sent nothing back that is left to carry out."),
    "ended": gettext_lazy("No complaint has ended yet."),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A count that leads to its list."""

    label: str
    number: int
    url: str
    current: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is written."""

    href: str
    name: str
    reference: str
    due: str
    left: str
    tone: str
    unit: str
    over: bool
    about: str
    decided: str
    decided_mark: str
    letter: str
    state: str
    mark: str
    note: str
    holder: str
    mine: bool


@roles(*RVE_ROLES)
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    wanted, calendar = _wanted(request), calendar_today(actor.region, today)
    found = queries.rows(actor, wanted=wanted, today=today, calendar=calendar)
    shown, tally = found[:PAGE], queries.counts(actor, today=today, calendar=calendar)
    access_log.seen(
        actor=actor,
        data="complaints",
        basis="assessment",
        at=clock.now(),
        case_ids=[row.referral_id for row in shown],
        patient_ids=[row.referral.patient_id for row in shown],
    )
    context = {
        "lines": [_line(row, actor, today, calendar) for row in shown],
        "strip": _strip(tally, wanted),
        "views": [_view(view, tally, wanted) for view in VIEWS],
        "title": VIEW_WORDS[wanted.view],
        "empty": _("No complaint fits these filters.") if wanted.due else EMPTY[wanted.view],
        "cleared_url": _url(replace(wanted, due="", page=1)) if wanted.due else "",
        "previous_url": _url(replace(wanted, page=wanted.page - 1)) if wanted.page > 1 else "",
        "next_url": _url(replace(wanted, page=wanted.page + 1)) if len(found) > PAGE else "",
        "ended": wanted.view == "ended",
    }
    return render(request, "referrals/complaints/list.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    view, due = request.GET.get("view", ""), request.GET.get("due", "")
    return Wanted(
        view=view if view in VIEWS else "open",
        due=due if due in DUE else "",
        page=max(whole_number(request.GET.get("page", "")) or 1, 1),
    )


def _url(wanted: Wanted) -> str:
    usual = Wanted()
    pairs = [
        (name, getattr(wanted, name))
        for name in ("view", "due", "page")
        if getattr(wanted, name) != getattr(usual, name)
    ]
    return f"{reverse('complaints')}?{urlencode(pairs)}" if pairs else reverse("complaints")


def _strip(tally: dict[str, int], wanted: Wanted) -> list[Link]:
    items = (
        ("time", _("in time"), Wanted(due="time"), ""),
        ("soon", _("due within 2 virkedager"), Wanted(due="soon"), "warn"),
        ("over", _("over the deadline"), Wanted(due="over"), "bad"),
        ("statsforvalter", _("at Statsforvalteren"), Wanted(view="statsforvalter"), ""),
    )
    return [
        Link(words, tally[key], _url(to), to == replace(wanted, page=1), tone if tally[key] else "")
        for key, words, to, tone in items
    ]


def _view(view: str, tally: dict[str, int], wanted: Wanted) -> Link:
    return Link(str(VIEW_WORDS[view]), tally[view], _url(Wanted(view=view)), view == wanted.view)


def _line(row: Complaint, actor: Actor, today: dt.date, calendar: Calendar) -> Line:
    due: dt.date | None = row.next_due  # type: ignore[attr-defined]
    left = left_until(due, today, calendar)
    decision, gone = row.decision, row.decision_gone  # type: ignore[attr-defined]
    return Line(
        href=reverse("complaint", args=[row.public_id]),
        name=row.referral.name,
        reference=f"{row.referral.reference} {number_of(row.reference)}",
        due=short_date(due) or "–",
        left=left_words(left),
        tone=left_tone(left),
        unit=left_unit(left),
        over=left is not None and left < 0,
        about=about_words(row.about),
        decided=str(QUASHED if gone else OUTCOMES[decision.outcome]) if decision else _("no decision"),
        decided_mark=(QUASHED_MARK if gone else DECISION_MARKS[decision.outcome]) if decision else "",
        letter=decision.delytelse if decision else "",
        state=str(STATUS[row.status]),
        mark=MARKS.get(row.status, ""),
        note=_note(row),
        holder=row.assignee.name if row.assignee else "",
        mine=row.assignee_id == actor.user.pk,
    )


def _note(row: Complaint) -> str:
    """What the complaint waits for, where the state does not say it."""
    if row.has_prepared:  # type: ignore[attr-defined]
        return _("a new decision waits for the physician's signature")
    if waits_for_signature(row) and row.ended_at is None:
        return _("the statement waits for the physician's signature")
    if row.lateness == Complaint.Lateness.TO_JUDGE and row.ended_at is None:
        return _("came too late: must be judged")
    return ""
