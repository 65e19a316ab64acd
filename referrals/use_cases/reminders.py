"""Who is reminded of a clock, and the rows of a whole batch: one per clock, step and recipient.

All in office hours. Early warnings follow each person's wishes (muted kinds, one e-mail a day); the last day
and what is over always come, and at once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from referrals import clocks
from referrals.models import Clock, Referral
from referrals.use_cases import carried, notices
from referrals.use_cases.clock_people import ClockPeople
from rve.core import office, outbox
from rve.core.models import Message, Role, User
from rve.core.queue import enqueue

LAST = ("warn-0", clocks.BREACH)
DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Turn:
    """One clock's turn: the step it is at ("" for none), and the day it is looked at again."""

    clock: Clock
    step: str
    next_step_on: dt.date | None
    breached: bool = False


def recipients(clock: Clock, *, step: str, people: ClockPeople) -> list[User]:
    """The one whose turn it is; the team leads too on the last day and after, and
    where there is nobody else. Nobody for what is no one's to do.
    """
    if clock.kind in _NOBODY:
        return []
    found = _WHOSE_TURN.get(clock.kind, _at_the_place)(clock, step, people)
    if step in LAST or not found:
        found = [*found, *people.unit(clock.referral, Role.TEAM_LEAD)]
    return list({user.pk: user for user in found}.values())


# The window is the patient's own time; an unread letter goes on paper by itself.
_NOBODY = frozenset({Clock.Kind.COMPLAINT_WINDOW, Clock.Kind.UNREAD_DIGITAL})


def _assessor(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    return people.assessor_or_unit(clock.referral)


def _assessment(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    """The assessor; the physicians when it waits for a signature."""
    if clock.referral.status == Referral.Status.AWAITING_SIGNATURE:
        return people.unit(clock.referral, Role.PHYSICIAN)
    return people.assessor_or_unit(clock.referral)


def _referrer(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    """The referrer; the assessor besides when the answer is late."""
    late = people.assessor_or_unit(clock.referral) if step == clocks.BREACH else []
    return [*people.referrer(clock.referral), *late]


def _complaint(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    """The one who has the complaint; the team leads where nobody has."""
    assignee = clock.complaint.assignee if clock.complaint else None
    return [assignee] if assignee is not None and assignee.is_active else []


def _statsforvalter(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    return [*_complaint(clock, step, people), *people.unit(clock.referral, Role.TEAM_LEAD)]


def _blind(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    return people.blind(clock)


def _at_the_place(clock: Clock, step: str, people: ClockPeople) -> list[User]:
    """The institution's people; the assessor where no place has the case, and when the place is late."""
    stay = people.stay(clock)
    if stay is None:
        return people.assessor_or_unit(clock.referral)
    late = step == clocks.BREACH and clock.kind in _OWED_BY_THE_PLACE
    return [*people.institution(stay), *(people.assessor_or_unit(clock.referral) if late else ())]


_OWED_BY_THE_PLACE = frozenset(
    {Clock.Kind.INSTITUTION_ANSWER, Clock.Kind.FOLLOW_UP_GP, Clock.Kind.FOLLOW_UP_VISIT}
)
_WHOSE_TURN: Mapping[str, Callable[[Clock, str, ClockPeople], list[User]]] = {
    Clock.Kind.ASSESSMENT: _assessment,
    Clock.Kind.REFERRER_ANSWER: _referrer,
    Clock.Kind.EXPECTED_BREACH: _assessor,
    Clock.Kind.WAITING_LIST: _assessor,
    Clock.Kind.AWAITED_RESULT: _assessor,
    Clock.Kind.SECOND_OPINION_BLIND: _blind,
    Clock.Kind.COMPLAINT_FORMALITIES: _complaint,
    Clock.Kind.COMPLAINT_PRELIMINARY: _complaint,
    Clock.Kind.COMPLAINT_REVIEW: _complaint,
    Clock.Kind.STATSFORVALTER: _statsforvalter,
}


def put_reminders(turns: Sequence[Turn], *, people: ClockPeople, now: dt.datetime) -> Counter[int]:
    """Writes the rows that are not there yet, in the caller's transaction; how many are new by clock."""
    not_before = office.office_time(now)
    rows = {
        one.key: (turn.clock.pk, one) for turn in turns if turn.step for one in _outgoing(turn, people=people)
    }
    _take_back_older(turns, rows)
    new = outbox.put_new(*(one for _, one in rows.values()), now=now, not_before=not_before) if rows else ()
    if not_before <= now and any(not rows[key][1].in_digest for key in new):
        enqueue(outbox.TASK)
    return Counter(rows[key][0] for key in new)


def _take_back_older(turns: Sequence[Turn], wanted: Container[str]) -> None:
    """What an earlier step of these clocks wrote and nobody has sent: the present one says it all."""
    at_step = {str(turn.clock.pk): turn.clock.referral_id for turn in turns if turn.step}
    waiting = Message.objects.filter(
        Q(status__in=outbox.NOT_BEGUN) | Q(carried_by__status__in=outbox.NOT_BEGUN),
        kind=Message.Kind.REMINDER,
        case_kind="referral",
        case_id__in=set(at_step.values()),
    )
    older = [
        pk
        for pk, key in waiting.values_list("pk", "key")
        if key not in wanted and key.startswith("clock/") and key.split("/")[1] in at_step
    ]
    if older:
        outbox.not_begun().filter(pk__in=older).update(status=Message.Status.CANCELLED)
        carried.take_out(Q(pk__in=older))


def _outgoing(turn: Turn, *, people: ClockPeople) -> list[outbox.Outgoing]:
    early = turn.step not in LAST
    return [
        _row(turn, user, people, in_digest=early and user.reminders == DIGEST)
        for user in recipients(turn.clock, step=turn.step, people=people)
        if not (early and turn.clock.kind in user.muted_clocks)
    ]


def _row(turn: Turn, user: User, people: ClockPeople, *, in_digest: bool) -> outbox.Outgoing:
    clock = turn.clock
    about = clock.complaint.reference if clock.complaint else clock.referral.reference
    return outbox.Outgoing(
        key=f"clock/{clock.pk}/{_moved(clock)}{turn.step}/user/{user.pk}",
        kind=Message.Kind.REMINDER,
        channel=Message.Channel.EMAIL,
        case_kind="referral",
        case_id=clock.referral_id,
        template="reminder",
        context={
            "reference": about or "",
            "path": _path(clock, user, people),
            "clock": clock.kind,
            "step": turn.step,
            "due_on": clock.due_on.isoformat(),
        },
        user=user,
        office_hours=True,
        in_digest=in_digest,
    )


def _moved(clock: Clock) -> str:
    """A clock that was moved reminds anew of its new day."""
    return f"m{clock.moves}/" if clock.moves else ""


def _path(clock: Clock, user: User, people: ClockPeople) -> str:
    """Where the receiver acts: the institution's people open the placement, not the case."""
    stay = people.stay(clock)
    if stay is not None and user.pk in {one.pk for one in people.institution(stay)}:
        return f"/placements/{stay.public_id}"
    if clock.complaint is not None:
        return f"/complaints/{clock.complaint.public_id}"
    asked = clock.kind == Clock.Kind.REFERRER_ANSWER
    is_referrer = asked and user.pk in {one.pk for one in people.referrer(clock.referral)}
    return notices.path_of(clock.referral, for_referrer=is_referrer)
