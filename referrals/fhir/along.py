"""What comes along with what was found, by `_include` and `_revinclude`: all from the caller's placements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from referrals.fhir import finding, rows
from referrals.fhir.make import clinical, communication, organization, people, service_request, stay, task
from referrals.models import Placement
from rve.core.models import Organisation
from rve.core.policies import Actor

Resource = dict[str, Any]


class Behind:
    """The placements that a page was made of, and those of the same cases and patients.

    `shown`: of Tasks all that are on the page; `held`: those that the caller still has, out of
    `rows.whole_page` where anything of the patient comes along.
    """

    def __init__(self, actor: Actor, shown: Sequence[Placement], held: Sequence[Placement]) -> None:
        self.actor, self.shown, self.held = actor, shown, held

    @cached_property
    def _newest_first(self) -> list[Placement]:
        """A case or patient that the caller has twice is shown as the latest placement has it."""
        patients = {row.referral.patient_id for row in self.held if row.newer}  # type: ignore[attr-defined]
        newer = rows.readable(self.actor).filter(referral__patient__in=patients) if patients else ()
        return sorted({row.pk: row for row in (*self.held, *newer)}.values(), key=lambda row: -row.pk)

    @cached_property
    def cases(self) -> list[Placement]:
        """The latest placement of each case on the page."""
        found: dict[int, Placement] = {}
        for row in self._newest_first:
            found.setdefault(row.referral_id, row)
        return [found[key] for key in dict.fromkeys(row.referral_id for row in self.held)]

    @cached_property
    def patients(self) -> list[Placement]:
        """The latest placement of each patient on the page."""
        found: dict[int | None, Placement] = {}
        for row in self._newest_first:
            found.setdefault(row.referral.patient_id, row)
        return list(found.values())

    @cached_property
    def stays(self) -> list[Placement]:
        """Every placement of those cases that the caller may read."""
        same = rows.readable(self.actor).filter(referral__in={row.referral_id for row in self.held})
        return list(same.order_by("pk")) if self.held else []

    @cached_property
    def units(self) -> dict[int, Organisation | None]:
        """The assessment unit of each region."""
        return {key: rows.unit_of(key) for key in {row.referral.region_id for row in self.shown}}

    def task(self, row: Placement) -> Resource:
        whole = rows.is_with(self.actor, row)
        return task.task(row, unit=self.units.get(row.referral.region_id), whole=whole)


def _requests(behind: Behind) -> list[Resource]:
    names = finding.names(behind.cases[0].referral.region_id) if behind.cases else {}
    return [service_request.service_request(row, names=names) for row in behind.cases]


def _organisations(behind: Behind, found: Iterable[Organisation | None]) -> list[Resource]:
    return [organization.organisation(one, today=behind.actor.today) for one in found if one]


def _units(behind: Behind) -> list[Resource]:
    return _organisations(behind, behind.units.values())


def _owners(behind: Behind) -> list[Resource]:
    return _organisations(behind, {row.institution.organisation for row in behind.shown})


def _tasks(behind: Behind) -> list[Resource]:
    """Every Task on those cases, also one that the caller declined."""
    cases = {row.referral_id for row in behind.held}
    found = rows.task_rows(behind.actor).filter(referral__in=cases).order_by("pk") if cases else ()
    return [behind.task(row) for row in found]


def _conditions(behind: Behind) -> list[Resource]:
    return [
        clinical.condition(row, number, told)
        for row in behind.cases
        for number, told in service_request.diagnoses(row.referral)
    ]


def _documents(behind: Behind) -> list[Resource]:
    found = {one.public_id: (row, one) for row in behind.stays for one in finding.files_of(row)}
    return [clinical.document(row, one) for row, one in found.values()]


def _notes_about(behind: Behind) -> list[Resource]:
    return [
        communication.communication(row, note)
        for row in behind.held
        for note in row.written  # type: ignore[attr-defined]
    ]


def _notes(behind: Behind) -> list[Resource]:
    return [
        communication.communication(row, note)
        for row in behind.stays
        for note in row.written  # type: ignore[attr-defined]
    ]


@dataclass(frozen=True, slots=True)
class Rule:
    """`source`: the kind of resource that it hangs from; `kind`: what comes."""

    source: str
    kind: str
    make: Callable[[Behind], list[Resource]]


_PATIENTS = Rule("Task", "Patient", lambda behind: [people.patient(row) for row in behind.patients])
_SUBJECTS = Rule("ServiceRequest", "Patient", _PATIENTS.make)
INCLUDES: Mapping[str, Rule] = {
    "Task:focus": Rule("Task", "ServiceRequest", _requests),
    "Task:patient": _PATIENTS,
    "Task:subject": _PATIENTS,
    "Task:requester": Rule("Task", "Organization", _units),
    "Task:owner": Rule("Task", "Organization", _owners),
    "ServiceRequest:patient": _SUBJECTS,
    "ServiceRequest:subject": _SUBJECTS,
    "ServiceRequest:requester": Rule(
        "ServiceRequest",
        "PractitionerRole",
        lambda behind: [people.practitioner_role(row) for row in behind.cases if row.referral.referrer],
    ),
    "ServiceRequest:performer": Rule(
        "ServiceRequest",
        "Organization",
        lambda behind: [organization.institution(row.institution) for row in behind.cases],
    ),
    "PractitionerRole:practitioner": Rule(
        "PractitionerRole",
        "Practitioner",
        lambda behind: [people.practitioner(row) for row in behind.cases if row.referral.referrer],
    ),
}
_CONDITIONS = Rule("Patient", "Condition", _conditions)
REVINCLUDES: Mapping[str, Rule] = {
    "Task:focus": Rule("ServiceRequest", "Task", _tasks),
    "Communication:about": Rule("Task", "Communication", _notes_about),
    "Communication:based-on": Rule("ServiceRequest", "Communication", _notes),
    "DocumentReference:related": Rule("ServiceRequest", "DocumentReference", _documents),
    "Appointment:based-on": Rule(
        "ServiceRequest",
        "Appointment",
        lambda behind: [stay.appointment(row) for row in behind.stays if row.scheduled_at],
    ),
    "Encounter:based-on": Rule(
        "ServiceRequest",
        "Encounter",
        lambda behind: [stay.encounter(row) for row in behind.stays if row.status in stay.ENCOUNTER],
    ),
    "Condition:patient": _CONDITIONS,
    "Condition:subject": _CONDITIONS,
}
# These need nothing of the case.
_OF_TASKS_ALONE = {"Task:requester", "Task:owner"}


def known(kind: str) -> dict[str, frozenset[str]]:
    """What a search for a kind may ask for, by parameter: by what it finds, with `:iterate` by what came."""
    found = {}
    for name, rules in (("_include", INCLUDES), ("_revinclude", REVINCLUDES)):
        found[name] = frozenset(word for word, rule in rules.items() if rule.source == kind)
        found[f"{name}:iterate"] = frozenset(rules)
    return found


def needs_the_case(asked: Iterable[tuple[str, str]]) -> bool:
    return any(word not in _OF_TASKS_ALONE for _name, word in asked)


def come_along(kind: str, asked: Sequence[tuple[str, str]], behind: Behind) -> list[Resource]:
    """`asked`: (parameter, value), known ones. What hangs from a kind that did not come stays away."""
    found: list[Resource] = []
    present, waiting = {kind}, list(dict.fromkeys(_rule(*one) for one in asked))
    while ready := [one for one in waiting if one.source in present]:
        for one in ready:
            found += one.make(behind)
            present.add(one.kind)
        waiting = [one for one in waiting if one not in ready]
    return found


def _rule(name: str, word: str) -> Rule:
    return (INCLUDES if name.startswith("_include") else REVINCLUDES)[word]
