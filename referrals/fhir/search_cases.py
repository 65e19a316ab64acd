"""Searches for what stands behind a case: narrowed to a case or a patient, never all that one has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from referrals.fhir import rows, search_tasks
from referrals.fhir.along import INCLUDES, REVINCLUDES, Behind, Resource
from referrals.fhir.outcome import Refused
from referrals.fhir.search import Asked, Filter
from referrals.models import Placement
from rve.core.policies import Actor

# So many placements at most are looked behind.
MOST = 200
_REQUEST, _PATIENT, _OWN = "referral__public_id", "referral__patient__public_id", "public_id"
# By kind: (parameter, the kind that it names, our field).
_REFERENCES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "ServiceRequest": (
        ("_id", "", _REQUEST),
        ("patient", "Patient", _PATIENT),
        ("subject", "Patient", _PATIENT),
    ),
    "Condition": (("patient", "Patient", _PATIENT), ("subject", "Patient", _PATIENT)),
    "DocumentReference": (
        ("related", "ServiceRequest", _REQUEST),
        ("patient", "Patient", _PATIENT),
        ("subject", "Patient", _PATIENT),
    ),
    "Appointment": (
        ("_id", "", _OWN),
        ("based-on", "ServiceRequest", _REQUEST),
        ("patient", "Patient", _PATIENT),
    ),
    "Encounter": (
        ("_id", "", _OWN),
        ("based-on", "ServiceRequest", _REQUEST),
        ("patient", "Patient", _PATIENT),
        ("subject", "Patient", _PATIENT),
    ),
}
MAKERS: Mapping[str, Callable[[Behind], list[Resource]]] = {
    "ServiceRequest": INCLUDES["Task:focus"].make,
    "Condition": REVINCLUDES["Condition:patient"].make,
    "DocumentReference": REVINCLUDES["DocumentReference:related"].make,
    "Appointment": REVINCLUDES["Appointment:based-on"].make,
    "Encounter": REVINCLUDES["Encounter:based-on"].make,
}


def filters(kind: str, *, base: str) -> Mapping[str, Filter]:
    found: dict[str, Filter] = {}
    for name, target, column in _REFERENCES[kind]:
        found[name] = _filter(target, column, base)
    if kind == "ServiceRequest":
        found["identifier"] = search_tasks.by_case_number
    return found


def _filter(target: str, column: str, base: str) -> Filter:
    def condition(text: str) -> Q:
        if not target:
            return Q(**{f"{column}__in": search_tasks.uuids(text)})
        return search_tasks.by_reference(text, base, target, column)

    return condition


def behind(actor: Actor, kind: str, asked: Asked) -> Behind:
    """The caller's placements that the search is narrowed to. Refused where it is not, or is too wide."""
    if not asked.where:
        names = ", ".join(name for name in filters(kind, base=""))
        sentence = _("Name what it belongs to: one of {names}.").format(names=names)
        raise Refused(400, "too-costly", sentence)
    found: list[Placement] = list(rows.readable_page(actor).filter(*asked.where).order_by("pk")[: MOST + 1])
    if len(found) > MOST:
        raise Refused(400, "too-costly", _("Too much is asked for at once: name fewer."))
    return Behind(actor, found, found)


def matches(kind: str, found: Behind, asked: Asked) -> list[Resource]:
    made = MAKERS[kind](found)
    return sorted(made, key=lambda one: str(one["meta"]["lastUpdated"]), reverse=asked.newest_first)


def of_page(found: Behind, shown: list[Resource]) -> Behind:
    """The placements behind the cases that a page shows."""
    ids = {one["id"] for one in shown}
    held = [row for row in found.held if str(row.referral.public_id) in ids]
    return Behind(found.actor, held, held)
