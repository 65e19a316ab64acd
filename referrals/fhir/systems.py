"""The code systems and identifiers that the facade speaks: Norwegian OIDs, HL7's own, and a few of ours.

OIDs as in HL7 Norway's base profiles (hl7.fhir.no.basis). Ours begin with the setting FHIR_SYSTEM_BASE and
are experimental: no Norwegian referral guide for FHIR exists. HER-ids are on no resource: they belong to a
communication party, which R4 has no naming system for here.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

_OID = "urn:oid:2.16.578.1.12.4.1"
FNR, DNR, FHN, HPR = f"{_OID}.4.1", f"{_OID}.4.2", f"{_OID}.4.3", f"{_OID}.4.4"
DUF = f"{_OID}.4.5"
ORGANISATION_NUMBER = f"{_OID}.4.101"
ICD10, ICPC2 = f"{_OID}.1.7110", f"{_OID}.1.7170"
FIELD_OF_PRACTICE = f"{_OID}.1.8451"
LEVEL_OF_CARE = f"{_OID}.1.8406"
END_OF_WAITING = f"{_OID}.1.8445"
REFERRAL_STATUS = f"{_OID}.1.8229"
# Whoever has one of these in an address has put a person there.
OF_PEOPLE = (FNR, DNR, FHN, DUF)

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
CONDITION_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"

_OF_NUMBER = {"fnr": FNR, "dnr": DNR, "help": FHN}
_LEVELS = {"inpatient": ("1", "IMP"), "day": ("2", "AMB"), "outpatient": ("3", "AMB")}


def ours(kind: str, name: str) -> str:
    """`CodeSystem/decline`, `NamingSystem/referral`, `StructureDefinition/…` under our own base."""
    return f"{settings.FHIR_SYSTEM_BASE}/{kind}/{name}"


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    found = {"system": system, "code": code}
    return found | {"display": display} if display else found


def number_system(kind: str) -> str:
    """The naming system of an identity number of ours: fnr, dnr or help; "" for none."""
    return _OF_NUMBER.get(kind, "")


def care_level(level: str) -> dict[str, str] | None:
    """The level by the Norwegian code list 8406; None where it is not stated."""
    found = _LEVELS.get(level)
    return coding(LEVEL_OF_CARE, found[0], level) if found else None


def encounter_class(level: str) -> dict[str, str]:
    code = _LEVELS.get(level, ("", "AMB"))[1]
    return coding(ACT, code, {"IMP": "inpatient encounter", "AMB": "ambulatory"}[code])


def reason_system(kind: str) -> str:
    """Our coded reasons: decline, interrupt, postpone, withdraw."""
    return ours("CodeSystem", f"{kind}-reason")


def without_empty(resource: dict[str, Any]) -> dict[str, Any]:
    """FHIR has no null and no empty list, object or text, however deep: what says nothing is left out."""
    told = ((key, _full(value)) for key, value in resource.items())
    return {key: value for key, value in told if value not in _NOTHING}


_NOTHING: tuple[Any, ...] = (None, "", [], {})


def _full(value: Any) -> Any:
    if isinstance(value, dict):
        return without_empty(value)
    if isinstance(value, list):
        return [one for one in map(_full, value) if one not in _NOTHING]
    return value
