"""What is read out of a resource that a client sends: only what a use case needs; what is wrong is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from referrals.fhir import systems
from referrals.fhir.moments import read_day, read_instant
from referrals.fhir.outcome import Refused
from rve.core.models import CodedReason
from rve.core.policies import Actor


def resource(body: object, kind: str, *, ident: str = "") -> dict[str, Any]:
    """The body as a resource of that kind (and id, for an update)."""
    if not isinstance(body, dict) or body.get("resourceType") != kind:
        raise Refused(400, "structure", _("The body must be a {kind}.").format(kind=kind), "resourceType")
    if ident and body.get("id") != ident:
        raise Refused(400, "invalid", _("The id of the body must be that of the address."), f"{kind}.id")
    return body


def part(holder: object, *path: str | int) -> Any:
    """What stands at the path; None where the shape is another."""
    found = holder
    for step in path:
        if isinstance(step, int):
            found = found[step] if isinstance(found, list) and len(found) > step else None
        else:
            found = found.get(step) if isinstance(found, dict) else None
    return found


def listed(holder: object, *path: str | int) -> list[Any]:
    """The list at the path; empty where there is none."""
    found = part(holder, *path)
    return found if isinstance(found, list) else []


def text(holder: object, *path: str | int, element: str = "", most: int = 4_000) -> str:
    """The words at the path, empty where there are none. Refused when longer than `most` characters."""
    found = part(holder, *path)
    words = found.strip() if isinstance(found, str) else ""
    if len(words) > most:
        raise Refused(422, "too-long", _("At most {most} characters.").format(most=most), element)
    return words


def needed(sentence: str, element: str) -> Refused:
    return Refused(422, "required", sentence, element)


def day(holder: object, *path: str | int, element: str, default: dt.date | None = None) -> dt.date:
    """A day at the path; `default` where nothing stands there. Refused when it is unreadable or missing."""
    told = part(holder, *path)
    if told is None and default is not None:
        return default
    found = read_day(told)
    if found is None:
        raise needed(_("A whole date is needed here, for example 2026-04-27."), element)
    return found


def moment(holder: object, *path: str | int, element: str) -> dt.datetime:
    found = read_instant(part(holder, *path))
    if found is None:
        raise needed(
            _("A moment with its offset is needed here, for example 2026-04-27T11:00:00+02:00."), element
        )
    return found


def coded_reason(concepts: object, kind: str, *, actor: Actor, element: str) -> CodedReason | None:
    """Our coded reason among the codings of a CodeableConcept (or a list of them); None without one.

    Refused with the codes that may be used, when the code is none of them today.
    """
    system = systems.reason_system(kind)
    every = concepts if isinstance(concepts, list) else [concepts]
    codings = [one for concept in every for one in listed(concept, "coding")]
    codes = [str(part(one, "code")) for one in codings if part(one, "system") == system]
    if not codes:
        return None
    known = _reasons(kind, actor)
    if codes[0] not in known:
        sentence = _("The code is not known here. Use one of {codes}, of {system}.")
        raise Refused(
            422, "code-invalid", sentence.format(codes=", ".join(sorted(known)), system=system), element
        )
    return known[codes[0]]


def needed_reason(concepts: object, kind: str, *, actor: Actor, element: str) -> CodedReason:
    found = coded_reason(concepts, kind, actor=actor, element=element)
    if found is None:
        sentence = _("A coded reason is needed: one of {codes}, of {system}.")
        codes = ", ".join(sorted(_reasons(kind, actor)))
        raise needed(sentence.format(codes=codes, system=systems.reason_system(kind)), element)
    return found


def _reasons(kind: str, actor: Actor) -> dict[str, CodedReason]:
    now = Q(valid_to=None) | Q(valid_to__gt=actor.today)
    rows = CodedReason.objects.filter(now, region=actor.region, kind=kind, valid_from__lte=actor.today)
    return {row.code: row for row in rows}
