"""The sample messages: from a practice of the region to its unit, about people who do not exist."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from django.utils import timezone

from referrals.clocks import OSLO
from rve.core.identity_numbers import synthetic_number
from rve.core.models import Organisation, Region, Role, RoleAssignment, User
from rve.local.incoming.page import page

_HERE = Path(__file__).parent
# Nobody's here: the message is refused, and the list of the refused has one to show.
_NOBODY = "99999999"
_ONE_CLICK = "demo.fastlege"


class NoParties(Exception):
    """The region has no unit and practice with a HER-id, or no doctor there."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`name`: of the file. `wrong`: sent to a HER-id that is nobody's."""

    name: str
    version: str
    given_name: str
    family_name: str
    sex: str
    born: dt.date
    wrong: bool = False
    encoding: str = "utf-8"


SAMPLES = (
    Sample("1.0", "1.0", "Oddny", "Haugan", "female", dt.date(1955, 4, 18), encoding="iso-8859-1"),
    Sample("1.1", "1.1", "Jostein", "Kvam", "male", dt.date(1966, 9, 2)),
    Sample("2.0", "2.0", "Randi", "Myhre", "female", dt.date(1979, 11, 23)),
    Sample("2.0-wrong-address", "2.0", "Randi", "Myhre", "female", dt.date(1979, 11, 23), wrong=True),
)


def samples(region: Region, *, now: dt.datetime) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of each; with new ids every time, so that each time is a referral of its own."""
    parties = _parties(region)
    for one in SAMPLES:
        text = (_HERE / f"henvisning-{one.version}.xml").read_text(encoding="utf-8")
        words = {name: escape(said) for name, said in (parties | _about(one, now)).items()}
        yield f"{one.name}.xml", Template(text).substitute(words).encode(one.encoding)


def _about(one: Sample, now: dt.datetime) -> dict[str, str]:
    pdf = page("Epikrise. Alt i denne henvisningen er oppdiktet.")
    found = {
        "msg_id": str(uuid.uuid4()),
        "document_id": str(uuid.uuid4()),
        "moment": timezone.localtime(now, OSLO).replace(tzinfo=None).isoformat(timespec="seconds"),
        "given_name": one.given_name,
        "family_name": one.family_name,
        "birth_date": one.born.isoformat(),
        "number": synthetic_number(birth_date=one.born, sex=one.sex, serial=7),
        "pdf": base64.b64encode(pdf).decode(),
        "packed": base64.b64encode(gzip.compress(pdf)).decode(),
    }
    return found | ({"unit": _NOBODY} if one.wrong else {})


def _parties(region: Region) -> dict[str, str]:
    reached = Organisation.objects.filter(region=region).exclude(her_id="").order_by("pk")
    unit = reached.filter(kind=Organisation.Kind.RVE).first()
    doctor = _doctor(region)
    if unit is None or doctor is None:
        raise NoParties
    practice, user = doctor.organisation, doctor.user
    given, _space, family = user.name.rpartition(" ")
    return {
        "unit": unit.her_id,
        "unit_name": unit.name,
        "practice": practice.her_id,
        "practice_name": practice.name,
        "doctor": user.name,
        "doctor_given": given,
        "doctor_family": family,
        "hpr": user.hpr_number,
    }


def _doctor(region: Region) -> RoleAssignment | None:
    """The one who logs in with one click, else any: what comes by message stands in their own list."""
    rows = RoleAssignment.objects.filter(role=Role.REFERRER, organisation__region=region)
    rows = rows.filter(organisation__kind=Organisation.Kind.PRACTICE).exclude(organisation__her_id="")
    rows = rows.filter(user__in=User.objects.exclude(hpr_number="")).select_related("user", "organisation")
    return rows.filter(user__username=_ONE_CLICK).first() or rows.order_by("pk").first()
