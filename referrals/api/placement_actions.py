"""What an institution answers, one address for each verb; If-Match names the placement's version."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals import clocks
from referrals.api.placement_examples import GONE, after
from referrals.api.placement_fields import (
    AcceptIn,
    DeclineIn,
    DischargeIn,
    InterruptIn,
    PlacementOut,
    ScheduleIn,
    StartIn,
)
from referrals.api.placement_rows import is_with, readable
from referrals.api.placements import Placements
from referrals.api.reasons import codes_told, reason_of
from referrals.api.said import said_as
from referrals.models import Placement
from referrals.pages.institution.words import START_EVENTS
from referrals.use_cases import placements as use_cases
from rve.core.api.describe import describe
from rve.core.api.endpoint import Made
from rve.core.errors import Conflict, DomainError, NotFound
from rve.core.models import CodedReason

# When a day alone is given: the time that the page suggests too.
USUAL_TIME = dt.time(11)
ERRORS = (409, 412, 422, 428)


class PlacementAction(Placements):
    """A verb: `fields` is its body, `act` the one call, `reasons` the kind of its coded reasons."""

    scope = {"POST": "placements:write"}
    fields: ClassVar[type[serializers.Serializer]]
    reasons: ClassVar[str] = ""

    def answered(self, public_id: uuid.UUID) -> Response:
        return self.once(
            kind="placement", make=lambda: self._make(public_id), show=self.shown, status=200, required=False
        )

    def _make(self, public_id: uuid.UUID) -> Made:
        said, version = self.body(self.fields), self.expected_version()
        row = (
            readable(self.actor).select_related("referral", "institution").filter(public_id=public_id).first()
        )
        if row is None:
            raise NotFound(_("There is no such case here."))
        if not is_with(self.actor, row):
            raise Conflict(_("The case is no longer with this institution."))
        who = {"placement": row, "by": self.actor, "now": self.now, "version": version}
        codes = codes_told("reason_code", self.reasons, region_id=row.referral.region_id, on=self.actor.today)
        with codes, said_as({"reason": "reason_code"}):
            self.act(row, said, who)
        return Made(row.public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        raise NotImplementedError

    def check_today(self, on: dt.date | None) -> None:
        """An answer counts from the moment it comes: another day than today can only be a mistake."""
        if on is not None and on > timezone.localdate(self.now, clocks.OSLO):
            raise DomainError(_("The day lies in the future."), field="on")


class Accept(PlacementAction):
    fields = AcceptIn

    @describe(
        operation_id="accept_placement",
        summary="Accept a placement",
        description="The institution takes the patient: the booked weeks are confirmed.",
        request=AcceptIn,
        answers={200: PlacementOut},
        errors=ERRORS,
        examples={"request": {}, 200: after("accepted", "schedule", "start")},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.answered(public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        self.check_today(said.get("on"))
        use_cases.accept(**who)


class Decline(PlacementAction):
    fields, reasons = DeclineIn, CodedReason.Kind.DECLINE.value

    @describe(
        operation_id="decline_placement",
        summary="Decline a placement",
        description="The place is given back, and the unit finds another. The patient can no longer be read.",
        request=DeclineIn,
        answers={200: PlacementOut},
        errors=ERRORS,
        examples={"request": {"reason_code": "no_capacity", "comment": "Ledig fra uke 20."}, 200: GONE},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.answered(public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        self.check_today(said.get("on"))
        reason = reason_of(row.referral.region_id, self.reasons, said["reason_code"])
        use_cases.decline(**who, reason=reason, comment=said["comment"])


class Schedule(PlacementAction):
    fields, reasons = ScheduleIn, CodedReason.Kind.POSTPONE.value

    @describe(
        operation_id="schedule_placement",
        summary="Give the time of attendance",
        description="The patient gets a letter. The booked weeks follow the time: 409 when that week is "
        "full. Moving a time needs `reason_code`, and never moves the deadline: `late` says when Helfo must "
        "be contacted.",
        request=ScheduleIn,
        answers={200: PlacementOut},
        errors=ERRORS,
        examples={
            "request": {"at": "2026-03-23T10:00:00+01:00"},
            200: after("scheduled", "schedule", "start", scheduled_at="2026-03-23T09:00:00.000Z"),
        },
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.answered(public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        code = said.get("reason_code")
        reason = reason_of(row.referral.region_id, self.reasons, code) if code else None
        use_cases.schedule(**who, at=_moment(said), reason=reason)


def _moment(said: dict[str, Any]) -> dt.datetime:
    """`at`; or `on` at the usual time. DomainError where neither is given, or the two are different days."""
    at, on = said.get("at"), said.get("on")
    if at is None and on is None:
        raise DomainError(_("Give the time of attendance."), field="at")
    if at is None:
        day: dt.date = said["on"]
        return dt.datetime.combine(day, USUAL_TIME, clocks.OSLO)
    if on is not None and timezone.localdate(at, clocks.OSLO) != on:
        raise DomainError(_("This is another day than that of the time."), field="on")
    return at


class Start(PlacementAction):
    fields = StartIn

    @describe(
        operation_id="start_placement",
        summary="Report the start",
        description="The stay has really begun, on a day that has come: the deadline is met on that day. "
        "An interrupted stay goes on.",
        request=StartIn,
        answers={200: PlacementOut},
        errors=ERRORS,
        examples={
            "request": {"on": "2026-03-23", "event": "treatment"},
            200: after("started", "interrupt", "discharge", started_on="2026-03-23"),
        },
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.answered(public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        if row.status == Placement.Status.INTERRUPTED:
            use_cases.resume(**who, on=said["on"])
            return
        # Stored with the case, and read by people who write bokmål.
        with translation.override("nb"):
            event = str(START_EVENTS[said["event"]])
        use_cases.start(**who, on=said["on"], event=event)


class Interrupt(PlacementAction):
    fields, reasons = InterruptIn, CodedReason.Kind.INTERRUPT.value

    @describe(
        operation_id="interrupt_placement",
        summary="Report an interruption",
        description="The stay stops for a while; the place is kept.",
        request=InterruptIn,
        answers={200: PlacementOut},
        errors=ERRORS,
        examples={
            "request": {"on": "2026-03-30", "reason_code": "acute_illness"},
            200: after("interrupted", "start", "discharge", interrupted_on="2026-03-30"),
        },
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.answered(public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        reason = reason_of(row.referral.region_id, self.reasons, said["reason_code"])
        use_cases.interrupt(**who, on=said["on"], reason=reason, comment=said["comment"])


class Discharge(PlacementAction):
    fields = DischargeIn

    @describe(
        operation_id="discharge_placement",
        summary="Report the discharge",
        description="The stay is over: later weeks are given back, and the case is closed.",
        request=DischargeIn,
        answers={200: PlacementOut},
        errors=ERRORS,
        examples={
            "request": {"on": "2026-04-10", "note": "Mål i hovedsak nådd."},
            200: after("completed", ended_on="2026-04-10"),
        },
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.answered(public_id)

    def act(self, row: Placement, said: dict[str, Any], who: dict[str, Any]) -> None:
        use_cases.discharge(**who, on=said["on"], note=said["note"])
