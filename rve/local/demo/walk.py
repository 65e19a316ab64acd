"""One made-up case walked through the real use cases, each step at its own moment, until today."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from referrals.models import Decision, Placement, Referral
from referrals.use_cases import cases, decisions, intake, placements, questions, settle
from rve.core.errors import DomainError
from rve.core.models import CodedReason
from rve.core.policies import Actor
from rve.core.virkedager import add_virkedager, is_virkedag
from rve.local.demo.accounts import Cast
from rve.local.demo.draw import needs_of

OSLO = ZoneInfo("Europe/Oslo")
# The places that log in with one click in the demo: their boards shall not be empty.
OFTEN_CHOSEN = ("namdal", "meraker", "selli")
MUNICIPAL_HELP = "Fysioterapi og hverdagsrehabilitering i kommunen dekker behovet nå."


class NotYet(Exception):
    """The next step of the case lies in the future: here it stands today."""


@dataclass(slots=True)
class Walk:
    """A case on its way: `at` is the moment of its last step."""

    story: dict[str, Any]
    cast: Cast
    today: dt.date
    now: dt.datetime
    random: Random
    at: dt.datetime = field(init=False)
    case: Referral = field(init=False)
    assessor: Actor = field(init=False)

    def run(self, sent: intake.Intake, doctor: Actor) -> Referral:
        """Receives the referral and goes as far as today allows."""
        # What came today has come by now, also where the demo is made before office hours.
        self.at = min(self._at_work(sent.received_on), self.now)
        by = doctor if sent.channel == Referral.Channel.FORM else self.random.choice(self.cast.assessors)
        self.case = intake.receive(intake=sent, by=by, now=self.at)
        try:
            self._assess(doctor)
            self._decide()
            self._place()
        except NotYet:
            pass
        return self.case

    def _at_work(self, day: dt.date) -> dt.datetime:
        """Some time between eight and three."""
        return dt.datetime.combine(
            day, dt.time(8 + self.random.randint(0, 6), self.random.randint(0, 59)), OSLO
        )

    def _moment(self, day: dt.date) -> dt.datetime:
        moment = self._at_work(day)
        if moment > self.now:
            raise NotYet
        return moment

    def _later(self, low: int, high: int) -> dt.datetime:
        """Goes on by some virkedager; NotYet when that is past this moment."""
        day = add_virkedager(self.at.date(), self.random.randint(low, high)) if high else self.at.date()
        self.at = (
            self._moment(day)
            if day > self.at.date()
            else self.at + dt.timedelta(minutes=self.random.randint(9, 55))
        )
        if self.at > self.now:
            raise NotYet
        return self.at

    def _on(self, day: dt.date) -> dt.datetime:
        self.at = self._moment(_working_day(day))
        return self.at

    def _fresh(self) -> Referral:
        self.case = Referral.objects.select_related("region", "patient", "assessor").get(pk=self.case.pk)
        return self.case

    def _assess(self, doctor: Actor) -> None:
        self.assessor = self.random.choice(self.cast.assessors)
        self._later(0, 5)
        cases.claim(referral=self.case, by=self.assessor, now=self.at, version=self._fresh().version)
        if self.story.get("leave_open") or self.random.random() < 0.2:
            self._ask(doctor)
        self._later(0, 1)
        settle.settle_facts(
            referral=self._fresh(),
            values=needs_of(self.story),
            by=self.assessor,
            now=self.at,
            version=self.case.version,
        )

    def _ask(self, doctor: Actor) -> None:
        self._later(0, 0)
        fact, words = (
            "conditions.comorbidity_significant",
            "Har pasienten annen sykdom av betydning for rehabiliteringen?",
        )
        asked = questions.ask(
            referral=self._fresh(),
            items=[questions.QuestionItem(fact, words)],
            by=self.assessor,
            now=self.at,
            version=self.case.version,
        )
        self._later(1, 4)
        answerer = doctor if doctor.organisation.pk == self.case.organisation_id else None
        if answerer is None:
            return
        for question in asked:
            questions.answer(
                question=question, value=False, text="Nei, ikke av betydning.", by=answerer, now=self.at
            )

    def _decide(self) -> None:
        self._later(0, 4)
        case = self._fresh()
        proposal = json.loads(case.proposal.content) if case.proposal else {}
        if case.status == Referral.Status.AWAITING_INFORMATION and self.random.random() < 0.5:
            raise NotYet
        wanted = self._input(proposal)
        try:
            made = decisions.prepare(
                referral=case, decision=wanted, by=self.assessor, now=self.at, version=case.version
            )
        except DomainError:
            raise NotYet from None
        self._second_read(made)
        self._later(1, 2)
        signer = self.random.choice(self.cast.physicians)
        made.refresh_from_db()
        decisions.sign(decision=made, by=signer, now=self.at, version=made.version)

    def _second_read(self, made: Decision) -> None:
        if made.thin_grounds:
            self._later(0, 1)
            other = next(one for one in self.cast.assessors if one.user.pk != made.prepared_by_id)
            decisions.second_read(decision=made, by=other, now=self.at, version=made.version)

    def _input(self, proposal: dict[str, Any]) -> decisions.DecisionInput:
        """What the assessor decides: the proposal; where it leaves it to a person, a right with a place."""
        outcome = proposal.get("outcome", "manual")
        outcome = "granted" if outcome in {"manual", "incomplete"} else outcome
        route = proposal.get("route") or {}
        candidates = route.get("candidates") or []
        deadline = (proposal.get("start_deadline") or {}).get("date")
        departs = proposal.get("outcome") in {"manual", "incomplete"}
        receipt = self.case.first_received_on or self.case.received_on or self.today
        return decisions.DecisionInput(
            outcome=outcome,
            delytelse=proposal.get("delytelse") or ("J" if outcome == "granted" else ""),
            level=proposal.get("level") or ("outpatient" if outcome == "granted" else ""),
            lodging=bool(proposal.get("lodging")),
            start_deadline=(dt.date.fromisoformat(deadline) if deadline else receipt + dt.timedelta(weeks=12))
            if outcome == "granted"
            else None,
            institution=self._place_of(candidates, proposal) if outcome == "granted" else "",
            pool_id=None,
            week=None,
            redirect_to=route.get("redirect_to") or "",
            nytte=self.story.get("nytte", "Forventet nytte er til stede."),
            ressurs=self.story.get("ressurs", "Ressursbruken står i forhold til nytten."),
            alvorlighet=self.story.get("alvorlighet", "Moderat funksjonstap."),
            municipal_help=self.story.get("municipal_help", MUNICIPAL_HELP) if outcome == "refused" else "",
            override_code=self._override() if departs else "",
            override_text="Samlet skjønn etter gjennomgang av henvisningen." if departs else "",
        )

    def _place_of(self, candidates: list[dict[str, Any]], proposal: dict[str, Any]) -> str:
        """The first as a rule; now and then the patient chose one further down."""
        codes = [str(one["institution"]) for one in candidates[:8]]
        wished = [code for code in codes if code in OFTEN_CHOSEN]
        if wished and self.random.random() < 0.45:
            return self.random.choice(wished)
        return (
            self.random.choices(codes[:3], (6, 2, 1)[: len(codes)])[0] if codes else self._someone(proposal)
        )

    def _someone(self, proposal: dict[str, Any]) -> str:
        serving = {"A": "selli", "B": "meraker", "C": "selli", "D": "coperio", "E": "roros", "F": "meraker"}
        serving |= {
            "G": "kastvollen",
            "H": "selli",
            "I": "selli",
            "J": "falck",
            "M": "landaasen",
            "N": "meraker",
        }
        serving |= {"O": "selli", "R": "friskgarden"}
        return serving.get(proposal.get("delytelse") or "J", "falck")

    def _override(self) -> str:
        row = (
            CodedReason.objects.filter(region=self.case.region, kind=CodedReason.Kind.OVERRIDE)
            .order_by("pk")
            .first()
        )
        return row.code if row else ""

    def _live(self) -> Placement:
        row = Placement.objects.filter(referral=self.case, status__in=Placement.LIVE).select_related(
            "institution__organisation", "decision", "referral"
        )
        found = row.first()
        if found is None:
            raise NotYet
        return found

    def _place(self) -> None:
        place = self._live()
        intake_of_place = self.cast.institutions.get(place.institution.organisation_id or 0)
        if intake_of_place is None:
            raise NotYet
        self._later(1, 7)
        if self.random.random() < 0.06:
            self._decline(place, intake_of_place)
            raise NotYet
        placements.accept(placement=place, by=intake_of_place, now=self.at, version=place.version)
        self._later(1, 4)
        self._stay(self._live(), intake_of_place)

    def _decline(self, place: Placement, by: Actor) -> None:
        reason = (
            CodedReason.objects.filter(region=self.case.region, kind=CodedReason.Kind.DECLINE)
            .order_by("pk")
            .first()
        )
        if reason is not None:
            placements.decline(
                placement=place,
                reason=reason,
                comment="Ta gjerne kontakt.",
                by=by,
                now=self.at,
                version=place.version,
            )

    def _stay(self, place: Placement, by: Actor) -> None:
        week = place.planned_week or self.at.date()
        day = _working_day(max(week, self.at.date() + dt.timedelta(days=3)))
        at = dt.datetime.combine(day, dt.time(self.random.choice((9, 10, 11)), 0), OSLO)
        try:
            placements.schedule(placement=place, at=at, by=by, now=self.at, version=place.version)
        except DomainError:
            raise NotYet from None
        self._on(day)
        place = self._live()
        placements.start(
            placement=place,
            on=self.at.date(),
            event="Rehabilitering ved stedet",
            by=by,
            now=self.at,
            version=place.version,
        )
        self._on(self.at.date() + dt.timedelta(weeks=place.stay_weeks) - dt.timedelta(days=3))
        place = self._live()
        placements.discharge(
            placement=place,
            on=self.at.date(),
            note="Mål i hovedsak nådd.",
            by=by,
            now=self.at,
            version=place.version,
        )


def _working_day(day: dt.date) -> dt.date:
    """This day, or the first virkedag after it."""
    while not is_virkedag(day):
        day += dt.timedelta(days=1)
    return day


def sendable(day: dt.date) -> Q:
    """What would have left long ago: rows of the outbox that were due before a day."""
    return Q(status="pending", not_before__date__lt=day)
