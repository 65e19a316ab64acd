"""Who has seen what of a patient, for the privacy officer and through them the patient."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from referrals.models import Patient, Referral
from rve.core.encryption import lookup_index
from rve.core.models import AccessLog, Region


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for: a patient by identity number or reference, a user by name, a period."""

    number: str = ""
    reference: str = ""
    user: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def empty(self) -> bool:
        return not (self.number or self.reference or self.user)


def patients(*, region: Region, search: Search) -> list[Patient]:
    """The patients that a number or a reference points at, in the region."""
    found = Patient.objects.filter(region=region)
    if search.number:
        digits = "".join(char for char in search.number if char in "0123456789")
        return list(found.filter(details__number_index=lookup_index(digits)))
    if search.reference:
        return list(found.filter(referrals__reference=search.reference.strip().upper()).distinct())
    return []


def rows(*, region: Region, search: Search) -> QuerySet[AccessLog]:
    """The log rows that answer the search, newest first; none for an empty search."""
    log = AccessLog.objects.filter(organisation__region=region).select_related("user", "organisation")
    if search.number or search.reference:
        people = patients(region=region, search=search)
        cases = list(Referral.objects.filter(patient__in=people).values_list("pk", flat=True))
        log = log.filter(Q(patient_ids__overlap=[one.pk for one in people]) | Q(case_ids__overlap=cases))
    if search.user:
        log = log.filter(user__name__icontains=search.user)
    if search.since:
        log = log.filter(at__date__gte=search.since)
    if search.until:
        log = log.filter(at__date__lte=search.until)
    return log.none() if search.empty else log.order_by("-at", "-pk")
