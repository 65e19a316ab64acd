"""Made-up complaints on the made-up decisions, each walked through the real use cases to where it stands."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random
from textwrap import wrap
from typing import Any

import pikepdf
from django.db import transaction

from referrals.models import Complaint, Decision
from referrals.policies.complaints import deciders
from referrals.use_cases import complaints, decisions, settle
from referrals.use_cases.complaints import ComplaintIntake, FileInput
from rve.core.errors import DomainError
from rve.core.models import Region
from rve.core.policies import Actor
from rve.local.demo.accounts import Cast
from rve.local.demo.complaint_plans import ANSWERED, CAUSES, PAST, PRESENT, Plan
from rve.local.demo.walk import OSLO, NotYet, Walk

# What a complaint brings to light: with these most refusals become a right.
NEW_FACTS: dict[str, Any] = {
    "municipal_measures": "insufficient",
    "needs.complexity": True,
    "needs.multidisciplinary": True,
}
# Between the signature and the complaint: in time, and too late.
IN_TIME, LATE = (6, 27), (45, 200)


@dataclass(slots=True)
class ComplaintWalk(Walk):
    """One complaint on its way, on the decision of a case that has been walked before."""

    def follow(self, decision: Decision, plan: Plan) -> Complaint:
        """From the letter in the post to where the plan ends, or to today."""
        self.case = decision.referral
        self.at = self._moment(self.today - dt.timedelta(days=plan.ago))
        row = self._register(decision, plan)
        try:
            return self._go_on(row, plan)
        except NotYet:
            return _fresh(row)

    def _register(self, decision: Decision, plan: Plan) -> Complaint:
        signed = plan.to != "formalities"
        intake = ComplaintIntake(
            channel=plan.channel,
            about=plan.about,
            complainant=plan.complainant,
            complainant_name=plan.name or self.case.name,
            grounds=plan.grounds,
            received_on=self.at.date(),
            sent_on=max(self.at.date() - dt.timedelta(days=2), decision.signed_at.astimezone(OSLO).date())
            if decision.signed_at
            else None,
            signed=signed,
            authority_shown=signed,
            files=(FileInput("klage.pdf", _scan(plan.grounds)),),
        )
        by = self.random.choice(self.cast.assessors)
        return complaints.register(referral=self.case, intake=intake, by=by, now=self.at)

    def _go_on(self, row: Complaint, plan: Plan) -> Complaint:
        if plan.to in ("late", "registered"):
            return row
        if plan.to == "formalities":
            text = "Klagen må være underskrevet. Skriv under på klagen og send den til oss."
            return complaints.ask_formalities(complaint=row, text=text, **self._by(self._handler(row), row))
        if plan.to == "withdrawn":
            self._later(2, 4)
            reason = "Ringte og sa at klagen trekkes."
            return complaints.withdraw(complaint=row, reason=reason, **self._by(self._handler(row), row))
        self._later(1, 2)
        handler = self._handler(row)
        if plan.to == "dismissed":
            reason = "Klagen kom etter at fristen gikk ut, og det er ingen særlige grunner til å ta den."
            by = self._by(self._signer(row), row)
            return complaints.judge_lateness(complaint=row, take=False, reason=reason, **by)
        row = complaints.assign(complaint=row, to=handler.user, **self._by(handler, row))
        return self._review(row, handler, plan)

    def _review(self, row: Complaint, handler: Actor, plan: Plan) -> Complaint:
        if plan.to == "review":
            return row
        self._later(2, 5)
        if plan.to in ("settled", "overturned"):
            self._settle_new(handler)
        if plan.to == "settled":
            return _fresh(row)
        if plan.to in ("overturned", "partly_overturned"):
            return self._decide_anew(row, handler, plan)
        return self._uphold(row, handler, plan)

    def _settle_new(self, handler: Actor) -> None:
        case = self._fresh()
        settle.settle_facts(referral=case, values=NEW_FACTS, by=handler, now=self.at, version=case.version)

    def _decide_anew(self, row: Complaint, handler: Actor, plan: Plan) -> Complaint:
        cause, text, caught_by = self.random.choice(CAUSES[plan.kind])
        complaints.plan_outcome(
            complaint=row,
            outcome=plan.to,
            cause=cause,
            cause_text=text,
            caught_by=caught_by,
            **self._by(handler, row),
        )
        case = self._fresh()
        made = decisions.prepare(
            referral=case, decision=self._anew(row, plan), by=handler, now=self.at, version=case.version
        )
        self._second_read(made)
        self._later(1, 2)
        made.refresh_from_db()
        decisions.sign(decision=made, by=self._signer(row), now=self.at, version=made.version)
        if plan.to == "overturned":
            self._place()
        return _fresh(row)

    def _anew(self, row: Complaint, plan: Plan) -> decisions.DecisionInput:
        """A right with a place, or for a part of the complaint the same right a fortnight sooner."""
        old, case = row.decision, self.case
        assert old is not None and case.proposal is not None
        proposal = json.loads(case.proposal.content)
        asked = self._input(proposal | ({"outcome": "manual"} if proposal["outcome"] == "refused" else {}))
        if plan.to == "overturned":
            return asked
        assert old.start_deadline is not None
        sooner = max(old.start_deadline - dt.timedelta(days=14), self.at.date() + dt.timedelta(days=7))
        return replace(
            asked,
            outcome="granted",
            delytelse=old.delytelse,
            level=old.level,
            lodging=old.lodging,
            start_deadline=sooner,
            institution=None,
            municipal_help="",
            override_code=self._override(),
            override_text="Samlet skjønn etter klagen.",
        )

    def _uphold(self, row: Complaint, handler: Actor, plan: Plan) -> Complaint:
        statement = (
            "Enheten har vurdert saken på nytt. Opplysningene i klagen endrer ikke vurderingen av nytte og"
            " ressurser. Enheten finner ikke grunnlag for å endre vedtaket."
        )
        row = complaints.uphold(complaint=row, statement=statement, **self._by(handler, row))
        if plan.to == "statement":
            return row
        self._later(1, 2)
        row = complaints.sign_statement(complaint=row, **self._by(self._signer(row), row))
        if plan.to == "sent":
            return row
        self._later(20, 40)
        return complaints.record_answer(
            complaint=row,
            answer=plan.to,
            answered_on=self.at.date(),
            reference=f"{self.at.year}/{self.random.randint(1000, 9999)}",
            text=ANSWERED[plan.to],
            **self._by(handler, row),
        )

    def _by(self, actor: Actor, row: Complaint) -> dict[str, Any]:
        return {"by": actor, "now": self.at, "version": _fresh(row).version}

    def _handler(self, row: Complaint) -> Actor:
        """Ingrid, who logs in with one click, where she had no part in the decision."""
        return next(one for one in self.cast.assessors if one.user.pk not in deciders(row))

    def _signer(self, row: Complaint) -> Actor:
        free = (one for one in self.cast.physicians if one.user.pk not in deciders(row))
        found = next(free, None)
        if found is None:
            raise NotYet
        return found


def _scan(text: str) -> bytes:
    """A page that stands for the scanned letter."""
    lines = "".join(f"({line}) Tj 0 -18 Td " for line in wrap(text.replace("(", "").replace(")", ""), 70))
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 740 Td {lines}ET".encode("cp1252"))
        kept = BytesIO()
        pdf.save(kept, deterministic_id=True)
    return kept.getvalue()


def _fresh(row: Complaint) -> Complaint:
    return Complaint.objects.select_related("referral", "decision").get(pk=row.pk)


def load_complaints(*, region: Region, cast: Cast, now: dt.datetime, seed: int) -> Counter[str]:
    """Complaints of the last year: the ended ones first, then one in each state. Why some were left out."""
    random, today = Random(seed), now.astimezone(OSLO).date()
    tally: Counter[str] = Counter()
    for plan in (*PAST, *PRESENT):
        decision = _decision_for(region, plan, today=today)
        if decision is None:
            tally[f"no decision for {plan.to}"] += 1
            continue
        tally[_walked(decision, plan, cast=cast, today=today, now=now, random=random)] += 1
    return tally


def _walked(
    decision: Decision, plan: Plan, *, cast: Cast, today: dt.date, now: dt.datetime, random: Random
) -> str:
    """The state it came to, or why it was left out."""
    walk = ComplaintWalk(story={}, cast=cast, today=today, now=now, random=Random(random.random()))
    try:
        with transaction.atomic():
            return str(walk.follow(decision, plan).status)
    except DomainError as error:
        return str(error)


def _decision_for(region: Region, plan: Plan, *, today: dt.date) -> Decision | None:
    """A signed decision of the kind, of the right age, that nobody has complained of."""
    received = today - dt.timedelta(days=plan.ago)
    least, most = LATE if plan.late else IN_TIME
    rows = Decision.objects.filter(
        referral__region=region,
        referral__status__in=("decided", "closed"),
        referral__proposal__isnull=False,
        referral__complaints=None,
        status=Decision.Status.SIGNED,
        outcome=plan.kind,
        signed_at__date__lte=received - dt.timedelta(days=least),
        signed_at__date__gte=received - dt.timedelta(days=most),
    )
    if plan.kind == "granted":
        rows = rows.filter(placements__status__in=("forwarded", "accepted", "scheduled"))
    return (
        rows.select_related("referral__region", "prepared_by", "proposal")
        .order_by("-signed_at", "pk")
        .first()
    )
