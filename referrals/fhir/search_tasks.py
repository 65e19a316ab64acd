"""Search parameters of Task and of Communication."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from referrals.fhir import systems
from referrals.fhir.make.task import STATUS
from referrals.fhir.references import as_uuid, parse
from referrals.fhir.rows import with_patient
from referrals.fhir.search import Filter
from referrals.fhir.search_values import date_filter, refuse, token, words
from referrals.models import Patient
from rve.core.encryption import lookup_index
from rve.core.policies import Actor

_NOBODY = Q(pk__in=())


def task_filters(actor: Actor, *, base: str, in_body: bool) -> Mapping[str, Filter]:
    """By name. A patient's identity number only in a body; the links name the Patient."""
    found: dict[str, Filter] = {
        "_id": lambda text: Q(public_id__in=uuids(text)),
        "_lastUpdated": lambda text: date_filter("_lastUpdated", "updated_at", text),
        "modified": lambda text: date_filter("modified", "updated_at", text),
        "authored-on": lambda text: date_filter("authored-on", "forwarded_at", text),
        "status": _status,
        "owner": lambda text: _owner(text, base),
        "owner:identifier": _owner_number,
        "group-identifier": by_case_number,
    }
    for name in ("focus", "based-on"):
        found[name] = lambda text: by_reference(text, base, "ServiceRequest", "referral__public_id")
    for name in ("patient", "subject"):
        found[name] = lambda text: _of_patient(text, actor, base)
    if in_body:
        for name in ("patient.identifier", "patient:identifier", "subject:identifier"):
            found[name] = lambda text: _by_number(text, actor)
    return found


def communication_filters(*, base: str) -> Mapping[str, Filter]:
    """Of PlacementNote rows."""
    return {
        "_id": lambda text: Q(public_id__in=uuids(text)),
        "_lastUpdated": lambda text: date_filter("_lastUpdated", "at", text),
        "sent": lambda text: date_filter("sent", "at", text),
        "about": lambda text: by_reference(text, base, "Task", "placement__public_id"),
        "based-on": lambda text: by_reference(text, base, "ServiceRequest", "placement__referral__public_id"),
        "in-response-to": lambda text: by_reference(text, base, "Communication", "answers__public_id"),
    }


def uuids(text: str) -> list[uuid.UUID]:
    return [found for word in words(text) if (found := as_uuid(word)) is not None]


def by_reference(text: str, base: str, kind: str, field: str) -> Q:
    """What is not here is nobody's: an empty answer, as for another's."""
    parsed = [parse(word, base=base, kind=kind) for word in words(text)]
    return Q(**{f"{field}__in": [key for one in parsed if one and (key := as_uuid(one[1]))]})


def _of_patient(text: str, actor: Actor, base: str) -> Q:
    return by_reference(text, base, "Patient", "referral__patient__public_id") & with_patient(actor)


def _status(text: str) -> Q:
    where = _NOBODY
    for word in words(text):
        if word not in {*STATUS.values(), "received"}:
            refuse("status", _("{code} is no status that a Task has here.").format(code=word))
        ours = [own for own, fhir in STATUS.items() if fhir == word]
        if word == "requested":
            where |= Q(status="forwarded", received=False)
        elif word == "received":
            where |= Q(status="forwarded", received=True)
        else:
            where |= Q(status__in=ours)
    return where


def _owner(text: str, base: str) -> Q:
    by_organisation = by_reference(text, base, "Organization", "institution__organisation__public_id")
    return by_organisation | by_reference(text, base, "Organization", "institution__public_id")


def _owner_number(text: str) -> Q:
    numbers = [
        value for system, value in map(token, words(text)) if system in ("", systems.ORGANISATION_NUMBER)
    ]
    return Q(institution__organisation__number__in=numbers)


def by_case_number(text: str) -> Q:
    own = systems.ours("NamingSystem", "referral")
    return Q(
        referral__reference__in=[value for system, value in map(token, words(text)) if system in ("", own)]
    )


def _by_number(text: str, actor: Actor) -> tuple[Q, str]:
    """By the keyed index; the answer's links name the Patient, never the number."""
    system, number = token(text)
    if system not in ("", *systems.OF_PEOPLE):
        return _NOBODY, "patient=Patient/none"
    rows = Patient.objects.filter(details__region=actor.region, details__number_index=lookup_index(number))
    found = rows.values_list("public_id", flat=True).first() if number else None
    if found is None:
        return _NOBODY, "patient=Patient/none"
    return Q(referral__patient__public_id=found) & with_patient(actor), f"patient=Patient/{found}"
