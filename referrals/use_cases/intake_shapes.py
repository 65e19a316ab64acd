"""A referral as it came, by any door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referrals.use_cases.attachments import FileInput
from referrals.use_cases.patients import PatientInput
from rve.core.models import Organisation, User


@dataclass(frozen=True, slots=True)
class ReferrerInput:
    """Who referred, as on the day. `kind`: gp, contract_specialist, hf_outpatient, hf_ward, other."""

    kind: str
    name: str
    hpr_number: str = ""
    practice: str = ""
    organisation_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hf: str = ""
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """A referral as it came. `facts`: referral-facts without reference, patient and dates; may be partial.

    `organisation` is the referrer's tenant; RVE's own where the practice is not known here. `derived`: the
    names of facts that were worked out from the answers. `source_reference`: the sending system's own id.
    """

    channel: str
    organisation: Organisation
    patient: PatientInput
    referrer: ReferrerInput
    referred_on: dt.date
    received_on: dt.date
    first_received_on: dt.date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    clinical: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Any] = field(default_factory=dict)
    tried: Sequence[Any] = ()
    practical: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[FileInput] = ()
    derived: Sequence[str] = ()
    source_reference: str = ""
