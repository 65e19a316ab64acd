"""The list of complaints: one query for the counts, one for the rows, however many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from referrals.models import Clock, Complaint, Decision
from referrals.policies.complaint_checks import check_can_sign_statement
from referrals.policies.complaint_facts import quashed_by
from referrals.policies.complaints import complaints_visible_to
from rve.core.errors import DomainError
from rve.core.policies import Actor
from rve.core.virkedager import Calendar

PAGE = 50
SOON = 2  # virkedager
VIEWS = ("open", "mine", "unassigned", "formalities", "review", "sign", "statsforvalter", "back", "ended")
DUE = ("over", "soon", "time")

_S = Complaint.Status
IN_WORK = (_S.RECEIVED, _S.AWAITING_FORMALITIES, _S.IN_REVIEW)
# Statsforvalteren has answered, and the unit has something left to carry out.
_BACK = Q(status__in=(_S.RETURNED_CHANGED, _S.RETURNED_QUASHED), ended_at=None)
_OPEN = Q(ended_at=None)
# A late assessment that the unit owns up to, and a reversed dismissal, are signed without a new decision.
_OWNED_UP = (Q(about=["lateness"]) | Q(dismissal__isnull=False)) & Q(
    planned_outcome__in=(_S.OVERTURNED, _S.PARTLY_OVERTURNED)
)
_IN_REVIEW = Q(status__in=(_S.IN_REVIEW, _S.PARTLY_OVERTURNED), ended_at=None)
_STATEMENT = _IN_REVIEW & (Q(planned_outcome="upheld") | _OWNED_UP)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One list, as it stands in the address."""

    view: str = "open"
    due: str = ""
    page: int = 1


def every(actor: Actor) -> QuerySet[Complaint]:
    """The complaints the actor may see, each with `next_due`, `has_prepared` and `decision_gone`."""
    running = Clock.objects.filter(complaint=OuterRef("pk"), met_at=None, cancelled_at=None)
    prepared = Decision.objects.filter(complaint=OuterRef("pk"), status=Decision.Status.PREPARED)
    return complaints_visible_to(actor).annotate(
        next_due=Subquery(running.order_by("due_on").values("due_on")[:1]),
        has_prepared=Exists(prepared),
        decision_gone=Exists(Complaint.objects.filter(quashed_by(), decision=OuterRef("decision"))),
    )


def views(actor: Actor) -> dict[str, Q]:
    """What each view holds."""
    return {
        "open": _OPEN,
        "mine": _OPEN & Q(assignee=actor.user),
        "unassigned": Q(status__in=IN_WORK, assignee=None),
        "formalities": Q(status=_S.AWAITING_FORMALITIES),
        "review": _IN_REVIEW,
        "sign": Q(has_prepared=True) | _STATEMENT,
        "statsforvalter": Q(status=_S.UPHELD_SENT),
        "back": _BACK,
        "ended": ~_OPEN,
    }


def limits(today: dt.date, calendar: Calendar) -> dict[str, Q]:
    """The next due day of what the unit has in work: over, within two virkedager, later."""
    soon = calendar.add(today, SOON)
    ours = ~Q(status=_S.UPHELD_SENT)
    return {
        "over": ours & Q(next_due__lt=today),
        "soon": ours & Q(next_due__gte=today, next_due__lte=soon),
        "time": ours & Q(next_due__gt=soon),
    }


def counts(actor: Actor, *, today: dt.date, calendar: Calendar) -> dict[str, int]:
    """How many in each view, and of the open ones in each limit: one query over the whole list."""
    asked = {name: Count("pk", filter=which) for name, which in views(actor).items()}
    asked |= {name: Count("pk", filter=_OPEN & which) for name, which in limits(today, calendar).items()}
    return every(actor).aggregate(**asked)


def rows(actor: Actor, *, wanted: Wanted, today: dt.date, calendar: Calendar) -> list[Complaint]:
    """A page of complaints with case, decision and assignee, the next due day first; one more than a page."""
    found = every(actor).filter(views(actor)[wanted.view])
    if wanted.due:
        found = found.filter(limits(today, calendar)[wanted.due])
    ordered = _in_order(found, wanted.view)
    first = (wanted.page - 1) * PAGE
    return list(
        ordered.select_related("referral", "decision", "assignee", "dismissal")[first : first + PAGE + 1]
    )


def statements(actor: Actor) -> list[tuple[Complaint, str]]:
    """Those without a new decision that wait for a physician's signature, the next due day first, each with
    why the actor may not sign it; what somebody else must sign stands last.
    """
    related = ("referral", "assignee", "decision", "dismissal")
    found = _in_order(every(actor).filter(_STATEMENT).select_related(*related), "sign")
    return sorted(((one, _why_not(actor, one)) for one in found), key=lambda pair: bool(pair[1]))


def _why_not(actor: Actor, one: Complaint) -> str:
    try:
        check_can_sign_statement(actor, one)
    except DomainError as error:
        return error.message
    return ""


def _in_order(found: QuerySet[Complaint], view: str) -> QuerySet[Complaint]:
    if view == "ended":
        return found.order_by(F("ended_at").desc(nulls_last=True), "-pk")
    return found.order_by(F("next_due").asc(nulls_last=True), "received_on", "pk")
