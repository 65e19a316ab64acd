"""What the pages of backtests read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from deltytelser.models import RuleDraft, RuleSet
from deltytelser.rules.tally import Group
from institutions.models import HealthTrust, Municipality
from referrals.models import Backtest, BacktestCase, Decision, Proposal, Referral
from referrals.policies import visible_to
from referrals.policies.backtests import backtests_visible_to
from rve.core.errors import NotFound
from rve.core.models import Region
from rve.core.policies import Actor

_ROW = ("draft", "rule_set", "against", "asked_by", "region")


def find(actor: Actor, public_id: uuid.UUID) -> Backtest:
    """NotFound for one of another region, or for whom it is not."""
    found = backtests_visible_to(actor).select_related(*_ROW).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such trial here."))
    return found


def recent(actor: Actor, *, most: int = 30) -> list[Backtest]:
    """The region's last ones, without their results."""
    rows = backtests_visible_to(actor).select_related(*_ROW).defer("result", "content")
    return list(
        rows.defer("draft__content", "rule_set__content", "against__content").order_by("-asked_at")[:most]
    )


def find_draft(actor: Actor, public_id: uuid.UUID) -> RuleDraft:
    """A draft of the region; NotFound for any other."""
    found = RuleDraft.objects.filter(region=actor.region, public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such draft here."))
    return found


def of_draft(actor: Actor, draft: RuleDraft) -> list[Backtest]:
    """The draft's, the newest first."""
    rows = backtests_visible_to(actor).filter(draft=draft).select_related("against", "asked_by", "draft")
    return list(rows.defer("content", "against__content").order_by("-asked_at")[:10])


def versions(region: Region) -> list[RuleSet]:
    """The published versions, the newest first, without their content."""
    rows = RuleSet.objects.filter(region=region, published_at__isnull=False)
    return list(rows.defer("content", "report").order_by("-valid_from", "-published_at"))


def version(actor: Actor, hash_: str) -> RuleSet:
    """A published version by its hash; NotFound for any other."""
    found = RuleSet.objects.filter(region=actor.region, published_at__isnull=False, hash=hash_).first()
    if found is None:
        raise NotFound(_("There is no such rule set here."))
    return found


def in_force_for(draft: RuleDraft) -> RuleSet:
    """The version that the draft would take over from on its first day; the one it was copied from else."""
    rows = RuleSet.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=draft.first_day),
        region=draft.region_id,
        published_at__isnull=False,
        valid_from__lte=draft.first_day,
    )
    return rows.order_by("-valid_from", "-published_at").first() or draft.based_on


def trust_names(region: Region) -> dict[str, str]:
    """The health trusts' areas, without the words that all share."""
    rows = HealthTrust.objects.filter(region=region).values_list("code", "name")
    return {code: name.removeprefix("Helse ").removesuffix(" hospital") for code, name in rows}


def municipality_names() -> dict[int, str]:
    """By number as the packed facts hold it."""
    return {int(number): name for number, name in Municipality.objects.values_list("number", "short_name")}


@dataclass(frozen=True, slots=True)
class Change:
    """Which changed cases a list is of: a kind, or a pair of outcomes; None: all."""

    kind: int | None = None
    outcomes: tuple[int, int] | None = None


def cases(backtest: Backtest, *, group: Group, change: Change) -> QuerySet[BacktestCase]:
    """The changed cases of a group, rights that are lost first, with what a line shows of the referral."""
    rows = BacktestCase.objects.filter(backtest=backtest)
    if group.delytelser:
        rows = rows.filter(Q(old_delytelse__in=group.delytelser) | Q(new_delytelse__in=group.delytelser))
    if group.areas:
        rows = rows.filter(area__in=group.areas)
    if group.ages:
        rows = rows.filter(age__in=group.ages)
    if group.rows is not None:
        rows = rows.filter(old_row=group.rows[0], new_row=group.rows[1])
    if change.kind is not None:
        rows = rows.filter(kind=change.kind)
    if change.outcomes is not None:
        rows = rows.filter(old_outcome=change.outcomes[0], new_outcome=change.outcomes[1])
    return rows.order_by("kind", "old_outcome", "new_outcome", "-referral_id").annotate(
        reference=F("referral__reference"),
        case_id=F("referral__public_id"),
        patient_pk=F("referral__patient_id"),
        received_on=F("referral__received_on"),
        birth_date=F("referral__birth_date"),
        municipality=F("referral__municipality__short_name"),
    )


@dataclass(frozen=True, slots=True)
class Flipped:
    """One changed case with what both rule sets are asked about."""

    case: BacktestCase
    referral: Referral
    proposal: Proposal
    signed: Decision | None


def flipped(actor: Actor, backtest: Backtest, referral_id: uuid.UUID) -> Flipped:
    """NotFound for a case that is not of this backtest, or not the actor's to see."""
    seen = visible_to(actor).select_related("region", "patient", "municipality")
    referral = seen.filter(public_id=referral_id).first()
    case = BacktestCase.objects.filter(backtest=backtest, referral=referral).first() if referral else None
    if referral is None or case is None:
        raise NotFound(_("There is no such case here."))
    proposal = referral.proposals.select_related("snapshot", "rule_set").order_by("-pk").first()
    if proposal is None:
        raise NotFound(_("There is no such case here."))
    signed = referral.decisions.filter(status=Decision.Status.SIGNED).select_related("signed_by").first()
    return Flipped(case, referral, proposal, signed)
