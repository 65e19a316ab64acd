"""Whoever follows a row by its ETag and `updated_at` misses nothing: every use case that changes what is
shown moves both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from referrals.models import Placement, Question, Referral
from referrals.use_cases import cases, complaints, decisions, placement_notes, placements, settle
from referrals.use_cases.attachments import add_attachment
from referrals.use_cases.questions import QuestionItem, answer, ask, note_phone_call
from referrals.use_cases.recompute import recompute_clocks
from referrals.use_cases.weeks import give_week
from rve.core import clock
from rve.core.dates import LOCAL_ZONE
from rve.core.models import Setting
from tests.complaints import REFUSED, a_complaint_intake, the_other_physician
from tests.people import World, a_decision_input, a_referral
from tests.tokens import Client

SCOPES = (
    "referrals:read referrals:write proposals:read assessments:write decisions:prepare decisions:sign"
    " complaints:read complaints:write placements:read placements:write"
)
# What says itself that something moved.
_MARKS = frozenset({"version", "updated_at", "lastModified", "meta"})


def _without_marks(shown: Any) -> Any:
    if isinstance(shown, dict):
        return {name: _without_marks(one) for name, one in shown.items() if name not in _MARKS}
    return [_without_marks(one) for one in shown] if isinstance(shown, list) else shown


def _changed_at(shown: dict[str, Any]) -> str | None:
    return shown.get("updated_at") or shown.get("meta", {}).get("lastUpdated")


@dataclass
class Followed:
    """A case and all that is shown of it: to the practice, the unit, its physician and the institution."""

    world: World
    case: Referral
    now: dt.datetime = field(default_factory=clock.now)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        world = self.world
        self.readers = {
            "practice": Client(world.practice, SCOPES),
            "unit": Client(world.rve, SCOPES),
            "physician": Client(world.rve, SCOPES, person=world.liv),
            "institution": Client(world.fjellheimen.organisation, SCOPES),
        }
        self.seen = self._read()

    def _addresses(self) -> dict[str, list[str]]:
        case = f"/api/v1/referrals/{self.case.public_id}"
        decided = [f"/api/v1/decisions/{one.public_id}" for one in self.case.decisions.all()]
        complained = [f"/api/v1/complaints/{one.public_id}" for one in self.case.complaints.all()]
        placed = [one.public_id for one in self.case.placements.filter(forwarded_at__isnull=False)]
        places = [f"/api/v1/placements/{one}" for one in placed]
        whole = (f"ServiceRequest/{self.case.public_id}", f"Condition/{self.case.public_id}-1")
        return {
            "practice": [case, *complained],
            "unit": [case, *places, *complained],
            "physician": [case, *decided],
            "institution": [
                *places,
                *(f"/fhir/R4/Task/{one}" for one in placed),
                *(f"/fhir/R4/{one}" for one in whole if placed),
            ],
        }

    def _read(self) -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
        found = {}
        for who, addresses in self._addresses().items():
            for address in addresses:
                answered = self.readers[who].get(address)
                if answered.status_code == 200:
                    found[who, address] = (answered["ETag"], answered.json())
        return found

    def do(self, use_case: Callable[..., Any], **given: Any) -> Any:
        """Does it a minute later; what changed without a new mark is a fault."""
        self.now += dt.timedelta(minutes=1)
        made = use_case(**given, now=self.now)
        self.case.refresh_from_db()
        before, self.seen = self.seen, self._read()
        for key in before.keys() & self.seen.keys():
            self._compare(use_case.__name__, key, before[key], self.seen[key])
        return made

    def _compare(self, name: str, key: tuple[str, str], before: Any, after: Any) -> None:
        if _without_marks(before[1]) == _without_marks(after[1]):
            return
        differ = [one for one in after[1] if one not in _MARKS and after[1][one] != before[1].get(one)]
        if before[0] == after[0]:
            self.faults.append(f"{name}: {key} has the same ETag, and another {differ}")
        # Decisions are in no list, and say no moment; nor do complaints to the practice.
        moment = _changed_at(after[1])
        if moment is not None and moment == _changed_at(before[1]):
            self.faults.append(f"{name}: {key} has the same moment of change, and another {differ}")

    def on_case(self, use_case: Callable[..., Any], **given: Any) -> Any:
        return self.do(use_case, referral=self.case, version=self.case.version, **given)

    def on_place(self, use_case: Callable[..., Any], **given: Any) -> Any:
        row = self.place()
        return self.do(use_case, placement=row, version=row.version, **{"by": self.world.gro, **given})

    def on_decision(self, use_case: Callable[..., Any], **given: Any) -> Any:
        row = self.case.decisions.latest("pk")
        return self.do(use_case, decision=row, version=row.version, **given)

    def on_complaint(self, use_case: Callable[..., Any], **given: Any) -> Any:
        row = self.case.complaints.latest("pk")
        return self.do(use_case, complaint=row, version=row.version, **given)

    def place(self) -> Placement:
        return self.case.placements.latest("pk")

    def prepared(self, by: Any, **changed: Any) -> Any:
        asked = a_decision_input(self.case, **changed)
        return self.on_case(decisions.prepare, decision=asked, by=by)


def _followed(world: World, **changed: Any) -> Followed:
    return Followed(world, a_referral(world, now=clock.now(), **changed))


def _asked_and_answered(case: Followed) -> None:
    world = case.world
    case.on_case(cases.claim, by=world.ingrid)
    case.on_case(add_attachment, name="a.pdf", data=b"%PDF-1.4 a", by=world.kari)
    case.do(add_attachment, referral=case.case, name="b.pdf", data=b"%PDF-1.4 b", by=world.kari)
    items = [QuestionItem("", "Hvor bor pasienten?")]
    case.on_case(ask, items=items, by=world.ingrid)
    case.do(answer, question=Question.objects.get(), value=None, text="I Verdal.", by=world.kari)
    case.on_case(note_phone_call, text="Ringte legen.", by=world.ingrid)
    case.on_case(settle.settle_facts, values={"function_loss": "severe"}, by=world.ingrid)


@pytest.mark.slow
def test_from_receipt_to_discharge_every_change_that_is_shown_moves_the_marks(world: World) -> None:
    case = _followed(world)
    _asked_and_answered(case)
    case.prepared(world.ingrid)
    case.on_decision(decisions.send_back, note="For tynt.", by=world.liv)
    case.prepared(world.ingrid)
    case.on_decision(decisions.sign, by=world.liv)
    note = case.on_place(placement_notes.ask_unit, text="Kan hun gå i trapper?")
    case.do(placement_notes.answer_place, question=note, text="Ja.", by=world.ingrid)
    case.on_place(placement_notes.note_receipt)
    week = case.place().planned_week
    assert week is not None
    case.on_place(give_week, week=week + dt.timedelta(weeks=1))
    case.on_place(placements.accept)
    at = dt.datetime.combine(case.place().planned_week, dt.time(11), LOCAL_ZONE)  # type: ignore[arg-type]
    at = max(at, dt.datetime.combine(clock.today() + dt.timedelta(days=1), dt.time(11), LOCAL_ZONE))
    case.on_place(placements.schedule, at=at)
    case.now = max(case.now, at)
    case.on_place(placements.start, on=at.date(), event="behandling")
    case.on_place(placements.interrupt, on=at.date(), reason=world.reason("interrupt", "acute_illness"))
    case.on_place(placements.resume, on=at.date())
    case.on_place(placements.discharge, on=at.date(), note="God effekt.")
    assert case.faults == []


def test_so_does_a_place_that_declines_another_that_is_chosen_and_a_withdrawal(world: World) -> None:
    case = _followed(world)
    case.on_case(cases.claim, by=world.ingrid)
    case.prepared(world.ingrid)
    case.on_decision(decisions.sign, by=world.liv)
    Setting.objects.create(
        region=world.region,
        key="institution_answer_virkedager",
        value=12,
        valid_from=clock.today() - dt.timedelta(2),
    )
    recompute = {"region": world.region, "why": "Ny frist.", "by": world.marit}
    assert case.do(recompute_clocks, **recompute).changed
    no_room = world.reason("decline", "no_capacity")
    case.on_place(placements.decline, reason=no_room, comment="Fullt.")
    case.on_case(placements.reroute, institution="havblikk", reason="Nytt sted.", by=world.ingrid)
    wish = world.reason("withdraw", "patient_wish")
    case.on_case(cases.withdraw, reason=wish, text="Ringte.", by=world.ingrid)
    assert case.faults == []


def test_so_do_a_second_reading_and_a_complaint(world: World) -> None:
    case = _followed(world, facts=REFUSED | {"goal": None})
    case.on_case(cases.claim, by=world.ingrid)
    case.prepared(world.ingrid)
    case.on_decision(decisions.second_read, by=world.jonas)
    case.on_decision(decisions.sign, by=world.liv)
    intake = a_complaint_intake(received_on=clock.today(), sent_on=clock.today())
    case.do(complaints.register, referral=case.case, intake=intake, by=world.marit)
    case.on_complaint(complaints.assign, to=world.marit.user, by=world.marit)
    case.on_complaint(complaints.uphold, statement="Vedtaket er riktig.", by=world.marit)
    case.on_complaint(complaints.sign_statement, by=the_other_physician(world))
    assert case.faults == []


def test_so_do_new_diagnoses_of_a_case_that_an_institution_has(world: World) -> None:
    case = _followed(world)
    case.on_case(cases.claim, by=world.ingrid)
    case.prepared(world.ingrid)
    case.on_decision(decisions.sign, by=world.liv)
    intake = a_complaint_intake(received_on=clock.today(), sent_on=clock.today(), about=("place",))
    case.do(complaints.register, referral=case.case, intake=intake, by=world.marit)
    case.on_complaint(complaints.assign, to=world.jonas.user, by=world.marit)
    values = {"diagnoses": [{"system": "icd10", "code": "M06.9"}]}
    case.on_case(settle.settle_facts, values=values, by=world.jonas)
    assert case.faults == []
