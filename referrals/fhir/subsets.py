"""Resources in part: `_summary` and `_elements` (R4, search.html § summary, § elements)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from referrals.fhir import systems
from referrals.fhir.search_values import refuse, words

_ALWAYS = ("resourceType", "id", "meta")
# What R4 demands of each kind, and what it calls its summary, of the elements that are made here.
_MANDATORY: Mapping[str, tuple[str, ...]] = {
    "Task": ("status", "intent"),
    "ServiceRequest": ("status", "intent", "subject"),
    "Condition": ("subject",),
    "DocumentReference": ("status", "content"),
    "Binary": ("contentType",),
    "Appointment": ("status", "participant"),
    "Encounter": ("status", "class"),
    "Communication": ("status",),
}
_SUMMARY: Mapping[str, tuple[str, ...]] = {
    "Task": (
        *("groupIdentifier", "status", "statusReason", "businessStatus", "intent", "code", "focus", "for"),
        *("executionPeriod", "lastModified", "requester", "owner"),
    ),
    "ServiceRequest": (
        *("identifier", "status", "intent", "category", "priority", "code", "subject", "occurrencePeriod"),
        *("authoredOn", "requester", "performer", "reasonReference"),
    ),
    "Patient": (
        *("identifier", "active", "name", "telecom", "gender", "birthDate", "deceasedDateTime", "address"),
    ),
    "PractitionerRole": ("active", "practitioner", "organization", "telecom"),
    "Practitioner": ("identifier", "active", "name"),
    "Organization": ("identifier", "active", "name", "partOf"),
    "Condition": ("clinicalStatus", "code", "subject", "recordedDate"),
    "DocumentReference": ("status", "docStatus", "type", "subject", "date", "content", "context"),
    "Binary": ("contentType", "securityContext"),
    "Appointment": ("status", "start", "end", "participant"),
    "Encounter": ("status", "class", "type", "subject", "appointment", "reasonCode"),
    "Communication": ("basedOn", "status", "subject"),
}


@dataclass(slots=True)
class Subset:
    """`summary`: true, text, data, count, false or nothing. `elements`: those asked for, by kind; "" for the
    kind that is searched for or read.
    """

    summary: str = ""
    elements: dict[str, set[str]] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return self.summary == "count"

    def of(self, resource: dict[str, Any], *, match: bool = True) -> dict[str, Any]:
        """The resource, or the part that was asked for, marked as a part: it is not to be sent back."""
        kind = resource["resourceType"]
        kept = self._kept(kind, match)
        if kept is None:
            return resource
        kept |= {*_ALWAYS, *_MANDATORY.get(kind, ())}
        meta = resource["meta"] | {"tag": [systems.coding(systems.OBSERVATION_VALUE, "SUBSETTED")]}
        return {name: value for name, value in resource.items() if name in kept} | {"meta": meta}

    def _kept(self, kind: str, match: bool) -> set[str] | None:
        if kind in self.elements or (match and "" in self.elements):
            return self.elements.get(kind, set()) | (self.elements.get("", set()) if match else set())
        if self.summary == "true":
            return set(_SUMMARY[kind])
        return set() if self.summary == "text" else None


def take_summary(subset: Subset, value: str) -> None:
    if value not in ("true", "text", "data", "count", "false"):
        refuse("_summary", _("true, text, data, count or false."))
    subset.summary = value


def take_elements(subset: Subset, value: str) -> None:
    """`status,owner`, or `Patient.name` for a kind that comes along."""
    for word in words(value):
        kind, _dot, name = word.rpartition(".")
        subset.elements.setdefault(kind, set()).add(name)


CONTROLS: Mapping[str, Callable[[Subset, str], None]] = {"_summary": take_summary, "_elements": take_elements}


def of_read(parameters: Mapping[str, Sequence[str]]) -> Subset:
    """What a read asks for; one resource is never counted."""
    found = Subset()
    for name, take in CONTROLS.items():
        for value in parameters.get(name, ()):
            take(found, value)
    if found.counts:
        refuse("_summary", _("Only a search is counted."))
    return found
