"""Where a referral stands, in the words of the one who sent it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from referrals.models import Decision, Placement, Referral
from referrals.words import QUASHED, QUASHED_MARK, REDIRECTS
from rve.core.templatetags.dates_in_words import moment_in_words, short_date

S = Referral.Status


@dataclass(frozen=True, slots=True)
class Status:
    """`mark`: the shape beside the words (rett, nei, videre), `unknown` for the referrer's turn, or none."""

    text: str
    detail: str = ""
    mark: str = ""


def status_of(
    referral: Referral, *, signed: Decision | None, placement: Placement | None, to_answer: int, quashed: bool
) -> Status:
    """A prepared decision is still «under assessment»: the outcome is told when it is signed."""
    if referral.status == S.DRAFT:
        saved = moment_in_words(timezone.localtime(referral.updated_at), get_language() or "nb")
        return Status(_("Draft"), _("saved {at}").format(at=saved))
    if referral.status == S.WITHDRAWN:
        return Status(_("Withdrawn"))
    if signed is not None and quashed:
        return Status(str(QUASHED), _("is decided anew"), QUASHED_MARK)
    if signed is not None:
        return _decided(signed, placement, closed=referral.status == S.CLOSED)
    if to_answer:
        return Status(_("Waiting for an answer from you"), _("Questions: {n}").format(n=to_answer), "unknown")
    if referral.status == S.RECEIVED:
        return Status(_("Received"), _("No assessor yet"))
    return Status(_("Under assessment"))


def _decided(signed: Decision, placement: Placement | None, *, closed: bool) -> Status:
    if signed.outcome == Decision.Outcome.REFUSED:
        return Status(_("No right"), _("Closed") if closed else "", "nei")
    if signed.outcome == Decision.Outcome.REDIRECTED:
        return Status(_("Sent on"), str(REDIRECTS.get(signed.redirect_to, signed.redirect_to)), "videre")
    return Status(_("Right"), _where(signed, placement), "rett")


def _where(signed: Decision, placement: Placement | None) -> str:
    """Place and time as far as they are known."""
    if placement is None:
        return signed.institution.name if signed.institution else _("Place is being found")
    place = placement.institution.name
    if placement.status in {"started", "interrupted"} and placement.started_on:
        return _("{place}, began {day}").format(place=place, day=_day(placement.started_on))
    if placement.status == "completed" and placement.ended_on:
        return _("{place}, ended {day}").format(place=place, day=_day(placement.ended_on))
    if placement.scheduled_at:
        return _("{place}, {day}").format(place=place, day=_day(placement.scheduled_at))
    if placement.planned_week is None:
        return _("{place}, in queue").format(place=place)
    return _("{place}, planned week {week}").format(
        place=place, week=placement.planned_week.isocalendar().week
    )


def _day(value: dt.date | dt.datetime) -> str:
    day = timezone.localdate(value) if isinstance(value, dt.datetime) else value
    return short_date(day, get_language() or "nb")
