"""A referral being written: saved at every step, sent once. Only what cannot be done without is required.

The identity number and the contact are kept encrypted with the draft, never among its answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Municipality
from referrals import clocks, policies
from referrals.forms import answers as typed
from referrals.models import Referral
from referrals.models.patient import Protection, Sex
from referrals.use_cases.history import note
from referrals.use_cases.intake import Intake, ReferrerInput, register
from referrals.use_cases.patients import PatientInput, sort_key
from referrals.use_cases.rows import lock_referral, save
from rve.core.errors import DomainError
from rve.core.models import Details, Region
from rve.core.policies import Actor

_CONTACT = ("phone", "email", "address", "postal_code", "city")


@transaction.atomic
def start_draft(*, by: Actor, now: dt.datetime) -> Referral:
    """An empty draft of the referrer's own organisation."""
    policies.check_can_refer(by)
    draft = Referral.objects.create(
        region=by.region,
        organisation=by.organisation,
        created_by=by.user,
        created_at=now,
        updated_at=now,
        details=Details.objects.create(region=by.region, as_typed=True),
    )
    note(draft, "created", by=by, now=now, channel=draft.channel)
    return draft


@transaction.atomic
def save_step(
    *, draft: Referral, step: str, answers: Mapping[str, Any], by: Actor, now: dt.datetime, version: int
) -> Referral:
    """Keeps a step's answers as typed, right or wrong; nothing is lost and nothing is required yet."""
    row = lock_referral(draft, version)
    policies.check_can_write_draft(by, row)
    if step not in typed.STEPS:
        raise DomainError(_("There is no such step."), field="step")
    kept = {key: value for key, value in answers.items() if key not in typed.CONTACT}
    row.form = {**row.form, step: kept}
    if step == "patient":
        _keep_contact(row, answers)
        _show_patient(row)
    save(row, now=now)
    return row


def _keep_contact(row: Referral, answers: Mapping[str, Any]) -> None:
    details = row.details or Details(region=row.region, as_typed=True)
    details.number = str(answers.get("identity_number") or "")
    kind = str(answers.get("number_kind") or "")
    details.number_kind = kind if kind in Details.Kind.values else Details.Kind.NONE
    for key in _CONTACT:
        setattr(details, key, str(answers.get(key) or ""))
    details.save()
    row.details = details


def _show_patient(row: Referral) -> None:
    """The columns that lists show, where the answers make sense."""
    said = typed.patient_of(row.form)
    row.given_name, row.family_name = said["given_name"][:80], said["family_name"][:80]
    row.sort_key = sort_key(given_name=row.given_name, family_name=row.family_name)
    row.birth_date = said["birth_date"]
    row.sex = said["sex"] if said["sex"] in Sex.values else Sex.UNKNOWN
    row.language = said["language"] if said["language"] in {"nb", "nn"} else "nb"
    row.interpreter = said["interpreter"][:40]
    row.protection = said["protection"] if said["protection"] in Protection.values else Protection.NONE
    row.municipality = Municipality.objects.filter(number=said["municipality"]).first()


@transaction.atomic
def submit_draft(*, draft: Referral, by: Actor, now: dt.datetime, version: int) -> Referral:
    """Sends the draft: it becomes a received referral. Sending it twice gives the same referral.

    DomainError names the field that is missing or wrong; the draft stays as it is.
    """
    row = lock_referral(draft)
    policies.check_can_see(by, row)
    if row.status != Referral.Status.DRAFT and row.organisation_id == by.organisation.pk:
        return row
    row = lock_referral(draft, version)
    policies.check_can_write_draft(by, row)
    details = row.details
    number = details.number if details else ""
    missing = typed.missing_of(row.form, number=number)
    if missing:
        raise DomainError(_("This must be filled in before the referral can be sent."), field=missing[0][1])
    try:
        return register(referral=row, intake=_intake(row, number, by=by, now=now), by=by, now=now)
    except DomainError as error:
        # The form calls it by its long name.
        error.field = "identity_number" if error.field == "number" else error.field
        raise


def _intake(row: Referral, number: str, *, by: Actor, now: dt.datetime) -> Intake:
    """What was typed, as one intake; it is received the moment it is sent."""
    today = timezone.localdate(now, clocks.OSLO)
    facts = typed.facts_of(row.form, referred_on=today, received_on=today)
    details = row.details
    contact = {key: str(getattr(details, key)) if details else "" for key in _CONTACT}
    said: dict[str, Any] = {**typed.patient_of(row.form), **contact}
    return Intake(
        channel=Referral.Channel.FORM,
        organisation=row.organisation,
        patient=PatientInput(**said, number=number),
        referrer=_referrer(row, by),
        referred_on=today,
        received_on=today,
        facts={key: value for key, value in facts.items() if value is not None},
        clinical=typed.clinical_of(row.form),
        functions=typed.functions_of(row.form),
        tried=typed.tried_of(row.form),
        practical=typed.practical_of(row.form),
        derived=typed.DERIVED,
    )


def _referrer(row: Referral, by: Actor) -> ReferrerInput:
    said = typed.referrer_of(row.form)
    practice = row.organisation
    return ReferrerInput(
        kind=said["kind"],
        hf=said["hf"],
        name=by.user.name,
        hpr_number=by.user.hpr_number,
        practice=practice.name,
        organisation_number=practice.number,
        address=practice.address,
        phone=practice.phone,
        email=by.user.email or practice.email,
        user=by.user,
    )


@transaction.atomic
def delete_draft(*, draft: Referral, by: Actor, now: dt.datetime) -> None:
    """Throws the draft away, with its files and its encrypted contact."""
    row = lock_referral(draft)
    policies.check_can_write_draft(by, row)
    remove(row)


def remove(row: Referral) -> None:
    """Deletes a draft's rows; its events stay, they say nothing of a patient."""
    details = row.details
    row.delete()
    if details is not None:
        details.delete()


@transaction.atomic
def delete_old_drafts(*, region: Region, older_than: dt.datetime, limit: int = 200) -> int:
    """Deletes drafts nobody has touched since; how many. Those being written at this moment are left."""
    rows = Referral.objects.filter(
        region=region, status=Referral.Status.DRAFT, updated_at__lt=older_than
    ).select_related("details")
    old = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
    for row in old:
        remove(row)
    return len(old)
