"""The sandbox's known cases, each walked to its state through the use cases."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from referrals.models import Placement, Referral
from referrals.use_cases import cases, decisions, placements, questions
from referrals.use_cases.decisions import DecisionInput
from referrals.use_cases.intake import Intake, ReferrerInput, register
from referrals.use_cases.patients import PatientInput
from rve.core.dates import LOCAL_ZONE
from rve.core.identity_numbers import synthetic_number
from rve.core.models import CodedReason
from rve.local.sandbox.region import INSTITUTIONS, ORGANISATIONS, PEOPLE, Sandbox

# The same id each time: a script can begin with it.
NAMESPACE = uuid.UUID("5a5d0b0c-0000-4000-8000-5bc5bc5bc5bc")
STATES = (
    "received",
    "awaiting_information",
    "awaiting_signature",
    "forwarded",
    "accepted",
    "scheduled",
    "started",
    "completed",
    "declined",
)
# Rheumatic disease with its grounds settled: the rules grant delytelse B, by day.
FACTS: dict[str, Any] = {
    "diagnoses": [{"system": "icd10", "code": "M05.9"}],
    "conditions": ["systemic_rheumatic_disease"],
    "conditions_denied": ["risk_of_function_loss"],
    "urgency": "ordinary",
    "function_loss": "moderate",
    "self_care": "independent",
    "night_care": False,
    "goal": "cope",
    "municipal_measures": "insufficient",
    "consent": True,
    "needs": {
        "complexity": True,
        "multidisciplinary": True,
        "specialist_competence": False,
        "intensity": False,
        "hospital_proximity": False,
        "diagnostic_workup": False,
    },
}
# Given name, family name and street, by state.
_NAMES = (
    ("Solveig", "Myrvold", "Strandvegen 4"),
    ("Arvid", "Tangen", "Kirkegata 11"),
    ("Randi", "Flatås", "Fjellvegen 27"),
    ("Oddvar", "Nesset", "Skolegata 8"),
    ("Turid", "Haugan", "Elvebakken 3"),
    ("Magne", "Brekke", "Sjøgata 19"),
    ("Inger", "Lillevik", "Storgata 42"),
    ("Steinar", "Moe", "Bakkevegen 6"),
    ("Gunvor", "Aune", "Havnegata 15"),
)
_ON_THE_WAY = ("accepted", "scheduled", "started", "completed")


def public_id(state: str) -> uuid.UUID:
    """The id of the referral that stands in a state after each reset."""
    return uuid.uuid5(NAMESPACE, state)


@dataclass(frozen=True, slots=True)
class Walk:
    """One case on its way to a state, all of it at one moment."""

    box: Sandbox
    state: str
    now: dt.datetime

    def run(self) -> Referral:
        case = self._received()
        if self.state == "received":
            return case
        case = cases.claim(referral=case, **self._by("assessor"), version=case.version)
        if self.state == "awaiting_information":
            self._ask(case)
        else:
            self._decide(case)
        case.refresh_from_db()
        return case

    def _by(self, name: str) -> dict[str, Any]:
        return {"by": self.box.people[name], "now": self.now}

    @property
    def _today(self) -> dt.date:
        return self.now.astimezone(LOCAL_ZONE).date()

    def _received(self) -> Referral:
        practice = self.box.organisations["practice"]
        new = Referral(
            public_id=public_id(self.state),
            region=self.box.region,
            created_by=self.box.people["referrer"].user,
            created_at=self.now,
            organisation=practice,
        )
        name, _title, _at, _role, hpr = PEOPLE["referrer"]
        sent = Intake(
            channel=Referral.Channel.FORM,
            organisation=practice,
            patient=a_patient(STATES.index(self.state)),
            referrer=ReferrerInput(
                kind="gp",
                name=name,
                hpr_number=hpr,
                practice=practice.name,
                organisation_number=ORGANISATIONS["practice"][2],
                user=self.box.people["referrer"].user,
            ),
            referred_on=self._today,
            received_on=self._today,
            facts=FACTS,
            clinical={"situation": "Leddgikt i mange år, verre siste halvår.", "goal": "Gå tur igjen."},
            practical={"transfers": "independent", "companion": "no"},
        )
        return register(referral=new, intake=sent, **self._by("referrer"))

    def _ask(self, case: Referral) -> None:
        item = questions.QuestionItem(fact="", text="Hvor langt går pasienten?")
        questions.ask(referral=case, items=[item], **self._by("assessor"), version=case.version)

    def _decide(self, case: Referral) -> None:
        proposal = case.proposal
        assert proposal is not None
        wanted = DecisionInput(
            outcome="granted",
            nytte="God nytte ventes.",
            ressurs="Rimelig bruk av ressurser.",
            alvorlighet="Moderat funksjonstap.",
            delytelse=proposal.delytelse,
            level=proposal.level,
            lodging=proposal.lodging,
            start_deadline=proposal.start_deadline or self._today + dt.timedelta(weeks=12),
            institution=INSTITUTIONS["fjord"][0],
        )
        made = decisions.prepare(referral=case, decision=wanted, **self._by("assessor"), version=case.version)
        if self.state != "awaiting_signature":
            decisions.sign(decision=made, **self._by("physician"), version=made.version)
            self._answer(made.placements.get())

    def _answer(self, row: Placement) -> None:
        if self.state == "declined":
            reason = CodedReason.objects.get(region=self.box.region, kind="decline", code="no_capacity")
            self._act(placements.decline, row, reason=reason, comment="Ta gjerne kontakt.")
        for step in _ON_THE_WAY[: _ON_THE_WAY.index(self.state) + 1 if self.state in _ON_THE_WAY else 0]:
            row.refresh_from_db()
            getattr(self, f"_{step}")(row)

    def _act(self, use_case: Callable[..., Any], row: Placement, **said: Any) -> None:
        use_case(placement=row, **self._by("intake"), version=row.version, **said)

    def _accepted(self, row: Placement) -> None:
        self._act(placements.accept, row)

    def _scheduled(self, row: Placement) -> None:
        day = self._today if self.state in ("started", "completed") else row.planned_week or self._today
        self._act(placements.schedule, row, at=dt.datetime.combine(day, dt.time(11), LOCAL_ZONE))

    def _started(self, row: Placement) -> None:
        self._act(placements.start, row, on=self._today, event="Rehabilitering ved stedet")

    def _completed(self, row: Placement) -> None:
        self._act(placements.discharge, row, on=self._today, note="Mål i hovedsak nådd.")


def a_patient(serial: int) -> PatientInput:
    """Made up, with a synthetic number (month + 80); the same one for the same serial."""
    born, sex = dt.date(1960 + serial, 5, 14), ("female", "male")[serial % 2]
    given_name, family_name, address = _NAMES[serial]
    return PatientInput(
        given_name=given_name,
        family_name=family_name,
        birth_date=born,
        number=synthetic_number(birth_date=born, sex=sex, serial=serial),
        number_kind="fnr",
        sex=sex,
        address=address,
        postal_code="0000",
        city="Sandvær",
        phone="90000000",
        municipality="9901",
    )


def make_cases(box: Sandbox, *, now: dt.datetime) -> list[Referral]:
    """One case in each state, in the order of STATES."""
    return [Walk(box, state, now).run() for state in STATES]
