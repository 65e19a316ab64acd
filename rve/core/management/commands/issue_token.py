"""A token for the API of the local installation: for trying it out, and for tests. Prints the token only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rve.core import clock
from rve.core.api import local_issuer
from rve.core.models import Organisation, Role, RoleAssignment, User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--client", required=True, help="the system's name, as it stands in the log")
        parser.add_argument("--organisation", required=True, help="its organisation number, nine digits")
        parser.add_argument("--scope", required=True, help="scopes with spaces between")
        parser.add_argument("--person", default="", metavar="HPR", help="a person of the unit, by HPR number")
        parser.add_argument("--role", default="", choices=Role.values, help="the person's role there")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Tokens of the local issuer are not for production.")
        if bool(options["person"]) != bool(options["role"]):
            raise CommandError("--person and --role belong together.")
        organisation = _organisation(options["organisation"])
        if options["person"]:
            _check_role(options["person"], options["role"], organisation)
        token = local_issuer.issue(
            client=options["client"],
            organisation=organisation.number,
            scope=options["scope"],
            hpr=options["person"],
            role=options["role"],
        )
        self.stdout.write(token)


def _organisation(number: str) -> Organisation:
    found = Organisation.objects.filter(number=number).first()
    if found is None:
        raise CommandError(f"There is no organisation {number}.")
    return found


def _check_role(hpr: str, role: str, organisation: Organisation) -> None:
    """The person must hold the role there today; the error says where and what they do hold."""
    people = list(User.objects.filter(hpr_number=hpr, is_client=False))
    if len(people) != 1:
        raise CommandError(f"{len(people)} users have the HPR number {hpr}: it must be exactly one.")
    rows = RoleAssignment.objects.in_force(clock.today()).filter(user=people[0])
    held = [(row.role, row.organisation.number) for row in rows.select_related("organisation").order_by("pk")]
    if (role, organisation.number) not in held:
        there = ", ".join(f"{what} in {where}" for what, where in held) or "none"
        raise CommandError(
            f"The person is not {role} in {organisation.number} today. Roles in force: {there}."
        )
