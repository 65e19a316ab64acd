"""The rows of a receipt, made first and written together: one statement for the keys, one for the rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Model

from referrals.models import Clock, CodedFacts, Patient, Proposal, Referral, Referrer
from referrals.use_cases.references import next_reference_and_keys
from rve.core.models import CaseEvent, Details
from rve.core.together import insert_together


@dataclass(slots=True)
class Receipt:
    """A referral as it is to be written, with what stands beside it. `draft`: its row is there already."""

    referral: Referral
    patient: Patient
    referrer: Referrer
    contact: Details
    year: int
    draft: bool
    clock: Clock | None = None
    proposal: Proposal | None = None
    coded: CodedFacts | None = None
    events: list[CaseEvent] = field(default_factory=list)
    _proposal_key: int = 0

    def number(self) -> None:
        """Gives the referral its reference, and all rows the keys by which they point to each other."""
        reference, keys = next_reference_and_keys(
            region=self.referral.region,
            year=self.year,
            models=(Referral, Patient, Referrer, Details, Details, Proposal),
        )
        case, patient, self.referrer.pk, self.contact.pk, number, self._proposal_key = keys
        self.referral.reference = reference
        if not self.draft:
            self.referral.pk = case
        if self.patient._state.adding:
            details = self.patient.details
            details.pk, self.patient.pk = number, patient
            # The key of the row it points to is read again.
            self.patient.details = details
        self.referral.patient, self.referral.referrer = self.patient, self.referrer
        self.referral.details = self.contact

    def write(self, *, now: dt.datetime) -> None:
        """Everything in one statement; then a draft that was there before."""
        known = not self.patient._state.adding
        if self.proposal is not None:
            self.proposal.pk, self.proposal.referral = self._proposal_key, self.referral
            self.referral.proposal = self.proposal
        insert_together(self._rows(known_patient=known))
        if self.draft:
            old = Details.objects.filter(referral=self.referral.pk).exclude(pk=self.contact.pk)
            gone = list(old.values_list("pk", flat=True))
            self.referral.save()
            Details.objects.filter(pk__in=gone).delete()

    def _rows(self, *, known_patient: bool) -> list[Model]:
        new_patient = [] if known_patient else [self.patient.details, self.patient]
        beside = (self.clock, self.proposal, self.coded)
        return [
            *new_patient[:1],
            self.contact,
            *new_patient[1:],
            self.referrer,
            *(() if self.draft else (self.referral,)),
            *(row for row in beside if row is not None),
            *self.events,
        ]
