"""The people around a batch of clocks, found in a fixed number of queries however many clocks there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from referrals.models import Assessment, Clock, Placement, Referral
from referrals.use_cases.notices import referrer
from rve.core.models import Organisation, Role, RoleAssignment, User
from rve.core.policies import RVE_ROLES

# Those whose clock is at the place, where there is one.
AT_THE_PLACE = frozenset({"institution_answer", "time_sent", "start", "follow_up_gp", "follow_up_visit"})


@dataclass(slots=True)
class ClockPeople:
    """Who has which role around the clocks that were handed in, on one day."""

    _unit: dict[tuple[int, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    _places: dict[int, list[User]] = field(default_factory=lambda: defaultdict(list))
    _stays: dict[int, Placement] = field(default_factory=dict)
    _blind: dict[int, User] = field(default_factory=dict)

    @classmethod
    def around(cls, rows: Sequence[Clock], *, on: dt.date) -> ClockPeople:
        """Reads them: at most three queries."""
        found = cls()
        found._read_stays(rows)
        found._read_roles(rows, on)
        found._read_blind(rows)
        return found

    def unit(self, case: Referral, *roles: str) -> list[User]:
        """The people of the assessment unit with one of these roles, each once."""
        users = {user.pk: user for role in roles for user in self._unit[case.region_id, role]}
        return [users[pk] for pk in sorted(users)]

    def assessor_or_unit(self, case: Referral) -> list[User]:
        """The case's assessor; all assessors and team leads where nobody has it."""
        if case.assessor is not None and case.assessor.is_active:
            return [case.assessor]
        return self.unit(case, Role.ASSESSOR, Role.TEAM_LEAD)

    def stay(self, clock: Clock) -> Placement | None:
        """The placement a clock is about: its own, or the case's that an institution has."""
        return self._stays.get(clock.pk)

    def institution(self, stay: Placement) -> list[User]:
        """The institution's people; none where it has no organisation here."""
        owner = stay.institution.organisation_id
        return self._places[owner] if owner else []

    def blind(self, clock: Clock) -> list[User]:
        """The one who is drawn to assess without seeing the first assessment."""
        user = self._blind.get(clock.referral_id)
        return [user] if user is not None and user.is_active else []

    def referrer(self, case: Referral) -> list[User]:
        return referrer(case)

    def _read_stays(self, rows: Iterable[Clock]) -> None:
        wanted = [row for row in rows if row.kind in AT_THE_PLACE]
        lacking = {row.referral_id for row in wanted if row.placement is None}
        live = Placement.objects.filter(referral_id__in=lacking, status__in=Placement.LIVE)
        live = live.exclude(status__in=(Placement.Status.BOOKED, Placement.Status.QUEUED))
        of_case = {one.referral_id: one for one in live.select_related("institution")} if lacking else {}
        for row in wanted:
            stay = row.placement or of_case.get(row.referral_id)
            if stay is not None:
                self._stays[row.pk] = stay

    def _read_roles(self, rows: Iterable[Clock], on: dt.date) -> None:
        owners = {stay.institution.organisation_id for stay in self._stays.values()}
        at_unit = Q(
            organisation__kind=Organisation.Kind.RVE,
            organisation__region_id__in={row.referral.region_id for row in rows},
            role__in=RVE_ROLES,
        )
        at_place = Q(organisation_id__in=owners - {None}, role=Role.INSTITUTION)
        found = RoleAssignment.objects.in_force(on).filter(at_unit | at_place, user__is_active=True)
        for one in found.select_related("user", "organisation").order_by("user_id", "pk"):
            if one.role == Role.INSTITUTION:
                self._places[one.organisation_id].append(one.user)
            else:
                self._unit[one.organisation.region_id, one.role].append(one.user)

    def _read_blind(self, rows: Iterable[Clock]) -> None:
        cases = {row.referral_id for row in rows if row.kind == Clock.Kind.SECOND_OPINION_BLIND}
        if not cases:
            return
        drawn = Assessment.objects.filter(
            referral_id__in=cases, kind=Assessment.Kind.BLIND, closed_at__isnull=True
        )
        self._blind = {one.referral_id: one.by for one in drawn.select_related("by").order_by("pk")}
