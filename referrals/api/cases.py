"""The referrals that a caller of the API may read: what is not the caller's is not there. Drafts are in no
answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from deltytelser.models import RuleSet
from referrals.models import Attachment, Complaint, Decision, Placement, Question, Referral
from referrals.policies import visible_to
from rve.core import access_log
from rve.core.api.endpoint import Endpoint
from rve.core.errors import NotFound
from rve.core.models import Role

LISTED = (
    *("public_id", "version", "reference", "status", "channel", "source_reference", "given_name"),
    *("family_name", "birth_date", "referred_on", "received_on", "assessment_due", "updated_at"),
    *("proposed_outcome", "delytelse", "patient_id", "region_id", "organisation__number"),
)
_BESIDE = (
    *("region", "organisation", "patient__details", "details", "referrer", "municipality"),
    *("assessor", "withdraw_reason", "proposal"),
)
# Large, and not shown with the case.
_LEFT_OUT = ("form", "provenance", "proposal__facts", "proposal__content")
_WORDS_OF_RULES = ("content", "report", "why")
SIGNED = Decision.Status.SIGNED


def readable(endpoint: Endpoint) -> QuerySet[Referral]:
    """Those of the caller's organisation, of the region for RVE, of an institution its own."""
    return visible_to(endpoint.actor).exclude(status=Referral.Status.DRAFT)


def listed(endpoint: Endpoint) -> QuerySet[Referral]:
    """For lists, without what is long or secret: one query when read."""
    signed = Decision.objects.filter(referral=OuterRef("pk"), status=SIGNED)
    asked = Question.objects.filter(referral=OuterRef("pk"), answered_at=None, withdrawn_at=None)
    rows = readable(endpoint).select_related("organisation").only(*LISTED)
    return rows.annotate(outcome=Subquery(signed.values("outcome")[:1]), is_asked=Exists(asked))


def find(endpoint: Endpoint, public_id: uuid.UUID) -> Referral:
    """The bare row, to act on. NotFound for one that is not the caller's to see."""
    return _first(readable(endpoint).select_related("region", "organisation"), public_id)


def find_whole(endpoint: Endpoint, public_id: uuid.UUID) -> Referral:
    """With all that is shown of it: one query, and one each for decisions, placements and complaints where
    there are any.
    """
    rows = readable(endpoint).select_related(*_BESIDE).defer(*_LEFT_OUT)
    case = _first(rows.annotate(**_beside()), public_id)
    there = ("decisions", "placements", "complaints")
    wanted = [_prefetch(name) for name in there if getattr(case, f"has_{name}")]
    prefetch_related_objects([case], *wanted)
    _put_together(case)
    return case


def _first(rows: QuerySet[Referral], public_id: uuid.UUID) -> Referral:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such case here."))
    return found


def _beside() -> dict[str, Any]:
    """Files, questions and the rules of the proposal, in the same query as the case."""
    own = {"referral": OuterRef("pk")}
    names = ("public_id", "name", "content_type", "size", "added_at")
    files = Attachment.objects.filter(**own).order_by("pk")
    asked = Question.objects.filter(**own, withdrawn_at=None).order_by("asked_at", "pk")
    told = ("public_id", "fact", "text", "asked_at", "answered_at", "answer", "value")
    return {
        "files": ArraySubquery(files.values(one=JSONObject(**{name: name for name in names}))),
        "asked": ArraySubquery(asked.values(one=JSONObject(**{name: name for name in told}))),
        "rules_hash": Subquery(RuleSet.objects.filter(pk=OuterRef("proposal__rule_set")).values("hash")),
        "has_decisions": Exists(Decision.objects.filter(**own)),
        "has_placements": Exists(Placement.objects.filter(**own)),
        "has_complaints": Exists(Complaint.objects.filter(**own)),
    }


def _prefetch(name: str) -> Prefetch:
    return {
        "decisions": Prefetch("decisions", _decisions(), to_attr="all_decisions"),
        "placements": Prefetch(
            "placements",
            Placement.objects.select_related("institution", "pool").order_by("-pk"),
            to_attr="all_placements",
        ),
        "complaints": Prefetch(
            "complaints", Complaint.objects.order_by("-received_on", "-pk"), to_attr="all_complaints"
        ),
    }[name]


def _decisions() -> QuerySet[Decision]:
    rows = Decision.objects.select_related(
        "institution", "override_reason", "prepared_by", "signed_by", "proposal__rule_set"
    )
    rules = [f"proposal__rule_set__{name}" for name in _WORDS_OF_RULES]
    return rows.defer("proposal__facts", *rules).order_by("-pk")


def _put_together(case: Any) -> None:
    for name in ("all_decisions", "all_placements", "all_complaints"):
        if not hasattr(case, name):
            setattr(case, name, [])
    for one in case.all_decisions:
        one.referral = case
        one.places = [place for place in case.all_placements if place.decision_id == one.pk]
    if case.proposal is not None:
        case.proposal.rule_set = RuleSet.from_db(
            None, ["id", "hash"], [case.proposal.rule_set_id, case.rules_hash]
        )


def seen(endpoint: Endpoint, cases: Sequence[Referral], *, data: str = "api:referral") -> None:
    """Writes down that the caller was shown these, once for the whole answer."""
    access_log.seen(
        actor=endpoint.actor,
        data=data,
        basis=basis(endpoint),
        at=endpoint.now,
        case_ids=[case.pk for case in cases],
        patient_ids=[case.patient_id for case in cases],
    )


def basis(endpoint: Endpoint) -> str:
    """Why the caller may look."""
    if endpoint.actor.at_rve:
        return "assessment"
    return "treatment_relation" if endpoint.actor.has(Role.REFERRER) else "placement"
