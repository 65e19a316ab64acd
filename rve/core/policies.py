"""May I? Who acts, and which roles a page is for. A view without a policy is refused (and fails the tests).

Questions about one case stand with the cases, in `referrals.policies`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from rve.core.models import Organisation, Region, Role, RoleAssignment, User

View = TypeVar("View", bound=Callable[..., Any])

RVE_ROLES = (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for one organisation on one day, with the roles that are in force there."""

    user: User
    organisation: Organisation
    roles: frozenset[str]
    today: dt.date

    @property
    def region(self) -> Region:
        return self.organisation.region

    def has(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))

    @property
    def at_rve(self) -> bool:
        return self.organisation.kind == Organisation.Kind.RVE and self.has(*RVE_ROLES)

    @property
    def main_role(self) -> str:
        """The role the pages are laid out for: the first in the order of Role."""
        return next((role for role in Role.values if role in self.roles), "")


@dataclass(frozen=True, slots=True)
class Policy:
    """Which roles may open a view; `public` needs no log-in, `any_role` any of them."""

    roles: tuple[str, ...] = ()
    public: bool = False
    any_role: bool = False

    def admits(self, actor: Actor | None) -> bool:
        if self.public:
            return True
        if actor is None:
            return False
        return self.any_role or actor.has(*self.roles)


def public(view: View) -> View:
    """Open to everyone, logged in or not."""
    view.policy = Policy(public=True)  # type: ignore[attr-defined]
    return view


def any_role(view: View) -> View:
    """For everyone who is logged in and has a role in force."""
    view.policy = Policy(any_role=True)  # type: ignore[attr-defined]
    return view


def roles(*names: str) -> Callable[[View], View]:
    """For those with one of these roles in the organisation they act for."""

    def mark(view: View) -> View:
        view.policy = Policy(roles=names)  # type: ignore[attr-defined]
        return view

    return mark


def actor_for(
    *, user: User, today: dt.date, organisation_id: int | None = None, without: Collection[str] = ()
) -> Actor | None:
    """A user as actor: in the asked organisation, else the first with a role in force; None without.

    Roles `without` are left out: the log-in did not show what they need.
    """
    rows = (
        RoleAssignment.objects.in_force(today)
        .filter(user=user)
        .exclude(role__in=without)
        .select_related("organisation__region")
        .order_by("organisation_id")
    )
    by_organisation: dict[int, list[RoleAssignment]] = {}
    for row in rows:
        by_organisation.setdefault(row.organisation_id, []).append(row)
    if not by_organisation:
        return None
    chosen = by_organisation.get(organisation_id or 0) or next(iter(by_organisation.values()))
    return Actor(
        user=user,
        organisation=chosen[0].organisation,
        roles=frozenset(row.role for row in chosen),
        today=today,
    )
