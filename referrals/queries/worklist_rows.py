"""The rows of one page of the worklist, ready to be written: no template asks the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from referrals.models import Decision, Placement, Question
from referrals.queries.worklist import Days, matching, order_of
from referrals.queries.worklist_filter import Filter
from rve.core.policies import Actor
from rve.core.virkedager import Calendar

PAGE = 50
GROUNDS = (
    "complexity",
    "multidisciplinary",
    "specialist_competence",
    "intensity",
    "hospital_proximity",
    "diagnostic_workup",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the list knows it: codes and days, no words."""

    pk: int
    public_id: str
    version: int
    patient_pk: int
    name: str
    age: int | None
    municipality: str
    delytelse: str
    outcome: str
    status: str
    waiting: str
    holder: str
    due: dt.date | None
    left: int | None
    interpreter: bool
    protected: bool
    urgent: bool
    attention: str
    manual_reason: str
    answered_on: dt.date | None
    fresh: bool
    settled: int
    referrer_kind: str = ""
    asked_on: dt.date | None = None
    place: str = ""
    place_status: str = ""
    returned: bool = False


@dataclass(slots=True)
class _Around:
    """What stands in other tables about the cases of a page."""

    asked: dict[int, dt.datetime] = field(default_factory=dict)
    places: dict[int, tuple[str, str]] = field(default_factory=dict)
    returned: set[int] = field(default_factory=set)


_COLUMNS = {
    "municipality_name": F("municipality__short_name"),
    "holder": F("assessor__name"),
    "needs": F("facts__needs"),
    "urgency": F("facts__urgency"),
    "referrer_kind": F("facts__referrer__kind"),
}


def rows(actor: Actor, *, wanted: Filter, days: Days) -> list[Row]:
    """The page that `wanted` asks for: four queries, however long it is."""
    first = (wanted.page - 1) * PAGE
    found = list(
        matching(actor, wanted=wanted, days=days)
        .order_by(*order_of(wanted))
        .values(
            "pk",
            "public_id",
            "version",
            "patient_id",
            "given_name",
            "family_name",
            "birth_date",
            "delytelse",
            "proposed_outcome",
            "status",
            "waiting",
            "due",
            "interpreter",
            "protection",
            "attention",
            "manual_reason",
            "last_answer_at",
            **_COLUMNS,
        )[first : first + PAGE]
    )
    around = _around([one["pk"] for one in found])
    return [_row(one, around, days) for one in found]


def _around(pks: list[int]) -> _Around:
    asked = Question.objects.filter(referral__in=pks, answered_at=None, withdrawn_at=None).order_by(
        "asked_at"
    )
    places = Placement.objects.filter(referral__in=pks).order_by("pk")
    decisions = Decision.objects.filter(referral__in=pks).order_by("pk")
    last = {
        pk: (status, note)
        for pk, status, note in decisions.values_list("referral", "status", "returned_note")
    }
    return _Around(
        asked=dict(reversed(list(asked.values_list("referral", "asked_at")))),
        places={
            pk: (name, status)
            for pk, name, status in places.values_list("referral", "institution__name", "status")
        },
        returned={pk for pk, (status, note) in last.items() if status == "superseded" and note},
    )


def _row(one: dict[str, Any], around: _Around, days: Days) -> Row:
    pk, zone = one["pk"], days.answered_since.tzinfo
    answered, asked = one["last_answer_at"], around.asked.get(pk)
    place, place_status = around.places.get(pk, ("", ""))
    return Row(
        pk=pk,
        public_id=str(one["public_id"]),
        version=one["version"],
        patient_pk=one["patient_id"],
        name=f"{one['given_name']} {one['family_name']}".strip(),
        age=age_on(one["birth_date"], days.today),
        municipality=one["municipality_name"] or "",
        delytelse=one["delytelse"],
        outcome=one["proposed_outcome"],
        status=one["status"],
        waiting=one["waiting"],
        holder=one["holder"] or "",
        due=one["due"],
        left=left_until(one["due"], days.today, days.calendar),
        interpreter=bool(one["interpreter"]),
        protected=one["protection"] != "none",
        urgent=one["urgency"] == "suspected_serious",
        attention=one["attention"],
        manual_reason=one["manual_reason"],
        answered_on=answered.astimezone(zone).date() if answered else None,
        fresh=bool(answered and answered >= days.answered_since),
        settled=sum((one["needs"] or {}).get(ground) is not None for ground in GROUNDS),
        referrer_kind=one["referrer_kind"] or "",
        asked_on=asked.astimezone(zone).date() if asked else None,
        place=place,
        place_status=place_status,
        returned=pk in around.returned,
    )


def age_on(born: dt.date | None, day: dt.date) -> int | None:
    """Whole years; 29 February counts as 1 March."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def left_until(due: dt.date | None, today: dt.date, calendar: Calendar) -> int | None:
    """Virkedager left; negative: so many over, at least one."""
    if due is None:
        return None
    if due < today:
        return -max(1, calendar.between(due, today))
    return calendar.between(today, due)
