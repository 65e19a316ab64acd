"""Region, health trusts and the organisations that act: made once, then the administration's to keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from deltytelser.loading import Tally, upsert
from institutions.models import HealthTrust
from rve.core.models import CodedReason, Organisation, Region


def load_region(facts: dict[str, Any], tally: Tally) -> Region:
    named = facts["region"]
    return upsert(Region, tally, key={"code": named["code"]}, values={"name": named["name"]})


def load_trusts(region: Region, municipalities: list[dict[str, str]], tally: Tally) -> dict[str, HealthTrust]:
    """The trusts that the catchment areas name, by code."""
    names = {row["hf_kode"]: row["hf"] for row in municipalities if row["hf_kode"]}
    return {
        code: upsert(HealthTrust, tally, key={"region": region, "code": code}, values={"name": name})
        for code, name in sorted(names.items())
    }


def _organisation(
    region: Region, kind: Organisation.Kind, named: dict[str, str], first_day: dt.date, tally: Tally
) -> Organisation:
    """Found under its number or its name: either may have been mended since."""
    same = Q(number=named["number"]) | Q(name=named["name"])
    row = Organisation.objects.filter(same, region=region, kind=kind).order_by("pk").first()
    tally.note(Organisation, "unchanged" if row else "added")
    return row or Organisation.objects.create(
        region=region, kind=kind, name=named["name"], number=named["number"], valid_from=first_day
    )


def load_organisations(
    region: Region, facts: dict[str, Any], institutions: list[dict[str, str]], tally: Tally
) -> dict[str, Organisation]:
    """Organisations by trust code and institution kode; the unit itself and the RHF besides."""
    first_day, kind = facts["first_day"], Organisation.Kind
    for key, role in (("rhf", kind.RHF), ("rve", kind.RVE)):
        _organisation(region, role, facts[key], first_day, tally)
    made = {
        code: _organisation(region, kind.HF, trust, first_day, tally)
        for code, trust in facts["trusts"].items()
    }
    numbers = facts["institutions"]
    for row in institutions:
        if row["kode"] in numbers:
            named = {"name": row["institusjon"], "number": numbers[row["kode"]]}
            made[row["kode"]] = _organisation(region, kind.PRIVATE_INSTITUTION, named, first_day, tally)
    return made


def load_reasons(region: Region, rows: list[dict[str, str]], first_day: dt.date, tally: Tally) -> None:
    """Coded reasons that are not there yet: those that are belong to the team lead."""
    known = set(CodedReason.objects.filter(region=region).values_list("kind", "code"))
    new = [
        CodedReason(region=region, valid_from=first_day, **row)
        for row in rows
        if (row["kind"], row["code"]) not in known
    ]
    CodedReason.objects.bulk_create(new)
    tally.note(CodedReason, "added", len(new))
    tally.note(CodedReason, "unchanged", len(rows) - len(new))
