"""The sandbox for integrators: a region of its own with its known cases, and three tokens to begin with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rve.core import clock
from rve.core.api import local_issuer
from rve.local.sandbox.region import CODE, ORGANISATIONS, PEOPLE
from rve.local.sandbox.reset import reset

TOKENS = (
    (
        "PRACTICE",
        "practice",
        "",
        "referrals:write referrals:read complaints:write complaints:read institutions:read"
        " assessments:try sandbox:reset",
    ),
    (
        "UNIT",
        "rve",
        "physician",
        "referrals:read proposals:read assessments:write decisions:prepare decisions:sign placements:read"
        " institutions:read assessments:try sandbox:reset",
    ),
    ("PLACE", "fjord", "", "placements:read placements:write institutions:read pools:write sandbox:reset"),
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.SANDBOX:
            raise CommandError("The sandbox is for local installations where RVE_SANDBOX is on.")
        made = reset(now=clock.now())
        self.stdout.write(f"Region {CODE}: {len(made)} cases, {made[0].reference} to {made[-1].reference}.")
        for variable, organisation, person, scopes in TOKENS:
            _kind, name, number = ORGANISATIONS[organisation]
            who = f", as {PEOPLE[person][0]}" if person else ""
            self.stdout.write(f"\n# {name} ({number}){who}\n# {scopes}")
            self.stdout.write(f"{variable}={_token(number, scopes, person)}")


def _token(number: str, scopes: str, person: str) -> str:
    """Without a person: a system's."""
    hpr, role = (PEOPLE[person][4], PEOPLE[person][3].value) if person else ("", "")
    return local_issuer.issue(client="sandbox", organisation=number, scope=scopes, hpr=hpr, role=role)
