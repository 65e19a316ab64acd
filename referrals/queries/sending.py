"""What waits to leave and what did not leave, by channel; letters by hand with who took care of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from referrals.channels.port import BY_HAND
from referrals.models import Clock, Letter, Referral
from referrals.policies.sending import letters_by_hand, messages_of
from rve.core.models import CaseEvent, Message
from rve.core.policies import Actor

WAITING = (Message.Status.PENDING, Message.Status.SENDING)
FAILED, PAPER = "failed", "paper"
# What went on paper instead needs nobody: it is shown for so long.
SHOWN_FOR = dt.timedelta(days=30)
CHANNELS = tuple(Message.Channel.values)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a channel wait, failed, and went on paper instead lately."""

    channel: str
    waiting: int
    failed: int
    paper: int


@dataclass(frozen=True, slots=True)
class ByHand:
    """A letter for people to bring: `due` is the last day to tell the patient, where that runs."""

    message: Message
    letter: Letter
    due: dt.date | None
    done: CaseEvent | None


def outbox(actor: Actor, *, view: str, now: dt.datetime, channel: str = "") -> QuerySet[Message]:
    """What waits (soonest first), failed, or went on paper instead (latest first); letters by hand have a
    page of their own.
    """
    found = _with_paper(actor)
    if channel in CHANNELS:
        found = found.filter(channel=channel)
    if view == FAILED:
        return found.filter(_failed()).order_by("-created_at", "-pk")
    if view == PAPER:
        return found.filter(_on_paper(now)).order_by("-created_at", "-pk")
    return found.filter(status__in=WAITING).order_by("not_before", "pk")


def counts(actor: Actor, *, now: dt.datetime) -> list[Counted]:
    """One line for each channel, in one query."""
    rows = _with_paper(actor).filter(status__in=(*WAITING, Message.Status.FAILED))
    found = (
        rows.order_by()
        .values("channel")
        .annotate(
            waiting=Count("pk", filter=Q(status__in=WAITING)),
            failed=Count("pk", filter=_failed()),
            paper=Count("pk", filter=_on_paper(now)),
        )
    )
    by_channel = {
        row["channel"]: Counted(row["channel"], row["waiting"], row["failed"], row["paper"]) for row in found
    }
    return [by_channel.get(one, Counted(one, 0, 0, 0)) for one in CHANNELS]


def _with_paper(actor: Actor) -> QuerySet[Message]:
    paper = Message.objects.filter(key=Concat(OuterRef("key"), Value("/paper")))
    return messages_of(actor).exclude(template=BY_HAND).annotate(on_paper=Exists(paper))


def _failed() -> Q:
    return Q(status=Message.Status.FAILED, on_paper=False)


def _on_paper(now: dt.datetime) -> Q:
    return Q(status=Message.Status.FAILED, on_paper=True, created_at__gt=now - SHOWN_FOR)


def cases_of(messages: Iterable[Message]) -> dict[int, Referral]:
    """The cases of a page's rows, by key."""
    return Referral.objects.in_bulk({message.case_id for message in messages})


def letters_of(messages: Iterable[Message]) -> dict[str, Letter]:
    """The letters of a page's rows, by public id, without their bytes."""
    named = {str(message.context["letter"]) for message in messages if "letter" in message.context}
    rows = Letter.objects.filter(public_id__in=named).defer("pdf").select_related("referral")
    return {str(row.public_id): row for row in rows}


def waiting_by_hand(actor: Actor) -> QuerySet[Message]:
    return letters_by_hand(actor).filter(status=Message.Status.PENDING).order_by("created_at", "pk")


def done_by_hand(actor: Actor) -> QuerySet[Message]:
    return letters_by_hand(actor).filter(status=Message.Status.SENT).order_by("-sent_at", "-pk")


def by_hand(messages: Sequence[Message]) -> list[ByHand]:
    """The rows of a page, three queries however many they are."""
    letters = letters_of(messages)
    cases = {letter.referral_id for letter in letters.values()}
    clocks = Clock.objects.filter(
        referral__in=cases, kind=Clock.Kind.ASSESSMENT, met_at=None, cancelled_at=None
    )
    due = dict(clocks.values_list("referral_id", "due_on"))
    events = CaseEvent.objects.filter(kind="referral", case_id__in=cases, verb="letter_by_hand")
    done = {event.changes.get("letter"): event for event in events.select_related("by").order_by("pk")}
    return [
        ByHand(message, letter, due.get(letter.referral_id), done.get(str(letter.public_id)))
        for message in messages
        if (letter := letters.get(str(message.context["letter"])))
    ]
