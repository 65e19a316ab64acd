"""Dialogmelding 1.1: questions to the referrer (HIS 1077:2017), and a referral's status (HIS 1206:2018)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from deltytelser.models import Delytelse
from referrals.messages.make import codes
from referrals.messages.make.codes import Coded
from referrals.messages.make.people import person
from referrals.messages.make.tree import Space
from referrals.models import Decision, MessageOut, Placement, Question, Referral
from rve.core.dates import clock_time, local, short_date
from rve.core.models import User

DIALOG = Space(codes.DIALOG)


def questions(referral: Referral, asked: Sequence[Question], *, phone: str) -> Any:
    """One message with all that is asked, numbered; whoever answers keeps the numbers."""
    about = _("Questions about the referral {reference}").format(reference=referral.reference)
    lead = _("Answer in a message that refers to this one. Number the answers as the questions.")
    numbered = [f"{n}. {one.text}" for n, one in enumerate(asked, 1)]
    return _note(
        codes.QUESTION,
        subject=about,
        text="\n\n".join((lead, *numbered)),
        who=asked[0].asked_by if asked else None,
        phone=phone,
    )


def status(message: MessageOut, *, phone: str) -> Any:
    """What has become of the referral: the code, and the same in words."""
    told = message.context
    referral = message.referral
    assert referral is not None
    decision = (
        referral.decisions.select_related("signed_by", "institution", "proposal")
        .filter(signed_at__isnull=False)
        .order_by("-signed_at")
        .first()
    )
    return _note(
        codes.STATUSES[told["code"]],
        subject="",
        text="\n".join(line for line in _sentences(message, decision) if line),
        who=decision.signed_by if decision else None,
        phone=phone,
    )


def _note(code: Coded, *, subject: str, text: str, who: User | None, phone: str) -> Any:
    contact = (
        DIALOG(
            "RollerRelatertNotat",
            DIALOG("RoleToPatient", code=codes.CONTACT),
            person(
                DIALOG, "HealthcareProfessional", name=who.name, hpr=who.hpr_number, role=None, phone=phone
            ),
        )
        if who is not None
        else None
    )
    note = DIALOG(
        "Notat",
        DIALOG("TemaKodet", code=code),
        DIALOG.maybe("Tema", subject),
        DIALOG("TekstNotatInnhold", text),
        contact,
    )
    return DIALOG("Dialogmelding", note)


def _sentences(message: MessageOut, decision: Decision | None) -> list[str]:
    referral, told = message.referral, message.context
    assert referral is not None and referral.received_on is not None
    received = short_date(referral.received_on)
    first = _("Referral {reference}, received on {day}.").format(reference=referral.reference, day=received)
    place = message.placement
    code = told["code"]
    if code in ("granted", "refused", "redirected"):
        return [first, *_decided(decision)]
    if code == "rerouted":
        return [first, _("The right stands, and the patient goes to another place."), *_place(place)]
    if code == "scheduled":
        at = dt.datetime.fromisoformat(told["at"])
        time = _("Time of attendance: {day} at {time}.")
        words = time.format(day=short_date(local(at).date()), time=clock_time(at).removeprefix("kl. "))
        return [first, words, *_place(place), *_deadline(decision)]
    return [first, *_after(code, told), *_place(place)]


def _decided(decision: Decision | None) -> list[str]:
    assert decision is not None
    if decision.outcome == Decision.Outcome.GRANTED:
        offer = Delytelse.objects.filter(region=decision.referral.region, code=decision.delytelse).first()
        right = _("The patient has a right to necessary health care: delytelse {letter}, {name}.")
        live = decision.placements.filter(status__in=Placement.LIVE).select_related("institution").first()
        return [
            right.format(letter=decision.delytelse, name=offer.name if offer else ""),
            *_deadline(decision),
            *_place(live),
            _("The time comes later."),
        ]
    said = (decision.nytte, decision.ressurs, decision.alvorlighet, decision.municipal_help)
    head = (
        _("The patient has no right to this health care in the specialist service.")
        if decision.outcome == Decision.Outcome.REFUSED
        else _("The referral belongs elsewhere and has been sent on.")
    )
    return [head, *said]


def _deadline(decision: Decision | None) -> list[str]:
    if decision is None or decision.start_deadline is None:
        return []
    day = short_date(decision.start_deadline)
    return [_("Latest start of the health care: {day}.").format(day=day)]


def _place(placement: Placement | None) -> list[str]:
    if placement is None:
        return []
    found = [_("Place: {name}.").format(name=placement.institution.name)]
    if placement.planned_week and placement.scheduled_at is None:
        found.append(_("Planned from the week of {week}.").format(week=short_date(placement.planned_week)))
    return found


def _after(code: str, told: dict[str, Any]) -> list[str]:
    sentences = {
        "started": _("The stay began on {day}."),
        "interrupted": _("The stay was interrupted on {day}."),
        "completed": _("The stay ended on {day}."),
        "patient_declined": _("The case ended on {day} before any stay: the patient does not want it."),
        "ended": _("The case ended on {day} before any stay."),
    }
    return [sentences[code].format(day=short_date(dt.date.fromisoformat(told["on"])))]
