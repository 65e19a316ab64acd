"""A referrer's own draft: found within the organisation, its view logged, its contact read back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from referrals import policies
from referrals.models import Referral
from rve.core import access_log
from rve.core.errors import NotFound
from rve.core.numbers import whole_number
from rve.core.policies import Actor

CONTACT = ("phone", "email", "address", "postal_code", "city")


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: every view here has a role, so there is one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def own(request: HttpRequest, public_id: uuid.UUID) -> Referral:
    """The referral of the actor's organisation, draft or sent; NotFound for anyone else's."""
    rows = policies.visible_to(actor_of(request)).select_related(
        "details", "municipality", "organisation", "region", "patient", "referrer"
    )
    found = rows.filter(public_id=public_id, organisation=actor_of(request).organisation).first()
    if found is None:
        raise NotFound(_("There is no such referral here."))
    return found


def contact_of(draft: Referral) -> dict[str, str]:
    """Number, phone and address of a draft, decrypted."""
    details = draft.details
    if details is None:
        return {}
    return {"identity_number": details.number} | {key: getattr(details, key) for key in CONTACT}


def seen(request: HttpRequest, referral: Referral, *, data: str, at: dt.datetime) -> None:
    """One row in the access log for this page."""
    access_log.seen(
        actor=actor_of(request),
        data=data,
        basis="treatment_relation",
        at=at,
        case_ids=[referral.pk],
        patient_ids=[referral.patient_id] if referral.patient_id else [],
    )


def version_of(request: HttpRequest) -> int:
    """The version the page was made from; 0 where the form does not say."""
    text = request.POST.get("version", "")
    return whole_number(text) or 0


def crumb(draft: Referral, today: dt.date) -> dict[str, Any]:
    """Who the draft is about, as far as it is known: name, age, municipality."""
    age = None
    if draft.birth_date:
        born = draft.birth_date
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    place = draft.municipality.short_name if draft.municipality else ""
    return {"name": draft.name, "age": age, "place": place}
