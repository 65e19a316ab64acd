"""Complaints: registered and read by the unit; the referrer sees that there is one, and how it stands."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api import cases
from referrals.api.complaint_fields import ComplaintIn, ComplaintOut
from referrals.api.referral_examples import COMPLAINT, COMPLAINT_MADE
from referrals.models import Complaint, Decision, Referral
from referrals.policies.complaints import complaint_states_visible_to, complaints_visible_to
from referrals.use_cases.complaints import register
from referrals.use_cases.complaints.shapes import ComplaintIntake
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.api.fields import moment
from rve.core.errors import NotAllowed, NotFound
from rve.core.policies import Actor

_UNITS = (
    *("about", "channel", "grounds", "complainant", "complainant_name", "sent_on", "known_on"),
    *("window_ends_on", "lateness", "signed", "decision", "answered_on", "updated_at"),
)


class _Complaints(Endpoint):
    def shown(self, public_id: uuid.UUID) -> dict[str, Any]:
        """For this caller, and that it was read."""
        row = _visible(self.actor).filter(public_id=public_id).first()
        if row is None:
            raise NotFound(_("There is no such complaint here."))
        cases.seen(self, [row.referral], data="api:complaint")
        return complaint_shown(self.actor, row)


def _visible(actor: Actor) -> Any:
    if actor.at_rve:
        return complaints_visible_to(actor).select_related("referral", "decision")
    rows = complaint_states_visible_to(actor).select_related("referral")
    return rows.only(
        "public_id",
        "version",
        "reference",
        "status",
        "received_on",
        "ended_at",
        "referral__public_id",
        "referral__patient_id",
    )


def complaint_shown(actor: Actor, row: Complaint) -> dict[str, Any]:
    """What it says stays at the unit: null for the referrer."""
    shown: dict[str, Any] = {
        "id": row.public_id,
        "version": row.version,
        "referral": row.referral.public_id,
        "reference": row.reference,
        "status": row.status,
        "received_on": row.received_on,
        "ended_at": moment(row.ended_at) if row.ended_at else None,
    }
    if not actor.at_rve:
        return shown | dict.fromkeys(_UNITS)
    plain = {name: getattr(row, name) for name in _UNITS if name not in ("decision", "updated_at")}
    return {
        **shown,
        **plain,
        "decision": row.decision.public_id if row.decision else None,
        "updated_at": moment(row.updated_at),
    }


class ComplaintList(_Complaints):
    scope = {"POST": "complaints:write"}

    @describe(
        operation_id="register_complaint",
        summary="Register a complaint",
        description="By the unit's own systems: a complaint goes to the one who decided (pbrl § 7-2). The "
        "clocks start, and the complainant is told that it came. One that is registered already is 409 with "
        "its reference.",
        request=ComplaintIn,
        answers={201: ComplaintOut},
        errors=(404, 409, 422),
        examples={"request": COMPLAINT, 201: COMPLAINT_MADE},
        tags=("complaints",),
    )
    def post(self, request: Request) -> Response:
        return self.once(
            kind="complaint",
            make=self._register,
            show=self.shown,
            location=lambda made: reverse("api-complaint", args=[made]),
        )

    def _register(self) -> Made:
        sent = self.body(ComplaintIn)
        case = cases.find(self, sent.pop("referral"))
        if not self.actor.at_rve:
            raise NotAllowed(_("Only the assessment unit registers complaints: the patient sends it there."))
        made = register(referral=case, intake=_intake(case, sent), by=self.actor, now=self.now)
        return Made(made.public_id, made.version)


def _intake(case: Referral, sent: dict[str, Any]) -> ComplaintIntake:
    about = sent.pop("about") or [_usual_about(case)]
    reason = sent.pop("known_reason") or _("As told by the system that registered it.")
    return ComplaintIntake(**sent, about=tuple(about), known_reason=reason if sent["known_on"] else "")


def _usual_about(case: Referral) -> str:
    """What was decided; that nothing came in time, where nothing is decided."""
    signed = case.decisions.filter(status=Decision.Status.SIGNED).exists()
    return Complaint.About.RIGHT if signed else Complaint.About.LATENESS


class ComplaintDetail(_Complaints):
    scope = {"GET": "complaints:read"}

    @describe(
        operation_id="get_complaint",
        summary="Read a complaint",
        description="The unit reads all of it. The referrer reads that there is one and how it stands; what "
        "it says stays at the unit (null).",
        answers={200: ComplaintOut},
        errors=(404,),
        examples={200: COMPLAINT_MADE},
        tags=("complaints",),
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        found = self.shown(public_id)
        return self.answer(found, version=found["version"])
