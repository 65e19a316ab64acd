"""What the case page reads: one case, and what stands round it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from deltytelser.models import RuleSet
from referrals.models import (
    Assessment,
    Attachment,
    Clock,
    Complaint,
    Decision,
    Letter,
    Placement,
    Question,
    Referral,
)
from referrals.policies import visible_to
from referrals.policies.complaint_facts import at_work_on
from rve.core.errors import NotFound
from rve.core.models import CaseEvent, CodedReason, RoleAssignment, User
from rve.core.policies import RVE_ROLES, Actor

NOT_ANSWERED = "not_answered"
_ROW = (
    "region",
    "patient__details",
    "organisation",
    "referrer",
    "details",
    "municipality__health_trust",
    "assessor",
    "proposal__rule_set",
    "proposal__snapshot",
)


# Each with what the page shows of it, the oldest first.
_READ_ALONG = (
    Prefetch("clocks", Clock.objects.select_related("placement__institution", "complaint").order_by("pk")),
    Prefetch(
        "decisions",
        Decision.objects.select_related(
            "institution", "override_reason", "prepared_by", "signed_by", "second_reader"
        ).order_by("pk"),
    ),
    Prefetch("complaints", Complaint.objects.select_related("assignee", "decision").order_by("pk")),
    Prefetch(
        "placements",
        Placement.objects.select_related("institution", "decline_reason", "booking", "queue_entry").order_by(
            "pk"
        ),
    ),
    Prefetch("questions", Question.objects.select_related("asked_by", "answered_by").order_by("pk")),
)


@dataclass(slots=True)
class Around:
    """The rows of other tables that the page shows."""

    clock: Clock | None = None
    start_clock: Clock | None = None
    assessment: Assessment | None = None
    attachments: list[Attachment] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    prepared: Decision | None = None
    signed: Decision | None = None
    returned: Decision | None = None
    placement: Placement | None = None
    declined: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=list)
    earlier: list[Referral] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    reviewing: Complaint | None = None

    @property
    def standing(self) -> Decision | None:
        """The decision the page shows: prepared before signed; none while the reader decides anew."""
        return self.prepared or (None if self.reviewing else self.signed)


def find(actor: Actor, public_id: uuid.UUID) -> Referral:
    """The case with what the page reads of other rows; NotFound for one that is not the actor's to see."""
    rows = visible_to(actor).select_related(*_ROW).annotate(newer_rule_set=_newer_rule_set())
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such case here."))
    return found


def _newer_rule_set() -> Subquery:
    """The key of the version that was published last, where that was after the one of the proposal."""
    newer = RuleSet.objects.filter(
        region=OuterRef("region"), published_at__gt=OuterRef("proposal__rule_set__published_at")
    )
    return Subquery(newer.order_by("-valid_from", "-published_at").values("pk")[:1])


def around(actor: Actor, referral: Referral) -> Around:
    """Everything but the events, a query each; read along with the case, so that the policies ask nothing
    twice.
    """
    prefetch_related_objects([referral], *_READ_ALONG)
    clocks, decisions = list(referral.clocks.all()), list(referral.decisions.all())
    last = decisions[-1] if decisions else None
    complaints, placements = _complaints(actor, referral), list(referral.placements.all())
    return Around(
        clock=next((one for one in reversed(clocks) if one.kind == "assessment"), None),
        start_clock=next((one for one in reversed(clocks) if one.kind == "start"), None),
        assessment=referral.assessments.filter(kind="primary", closed_at=None).first(),
        attachments=list(referral.attachments.order_by("pk")),
        questions=list(referral.questions.all()),
        prepared=next((one for one in decisions if one.status == "prepared"), None),
        signed=next((one for one in decisions if one.status == "signed"), None),
        returned=last if last is not None and last.status == "superseded" and last.returned_note else None,
        placement=placements[-1] if placements else None,
        declined={one.institution.kode for one in placements if one.status == Placement.Status.DECLINED},
        silent={one.institution.kode for one in placements if _was_silent(one)},
        letters=list(referral.letters.defer("pdf").order_by("created_at", "pk")),
        earlier=_earlier(actor, referral),
        complaints=complaints,
        reviewing=at_work_on(referral, actor.user) if actor.at_rve else None,
    )


def _was_silent(one: Placement) -> bool:
    """The place was given back because nobody answered in time."""
    held, waited = one.booking, one.queue_entry
    return NOT_ANSWERED in (held.released_why if held else "", waited.left_why if waited else "")


def _complaints(actor: Actor, referral: Referral) -> list[Complaint]:
    """The newest first; what a complaint says is the unit's alone to read."""
    if not actor.at_rve:
        return []
    return sorted(referral.complaints.all(), key=lambda one: -one.pk)


def _earlier(actor: Actor, referral: Referral) -> list[Referral]:
    """The patient's other cases that the actor may see, the newest first."""
    others = visible_to(actor).filter(patient=referral.patient_id).exclude(pk=referral.pk)
    return list(others.exclude(status="draft").order_by("-received_on")[:10]) if referral.patient_id else []


def events(referral: Referral, *, limit: int | None = None) -> list[CaseEvent]:
    """The history, the newest first."""
    rows = CaseEvent.objects.filter(kind="referral", case_id=referral.pk).select_related("by", "organisation")
    ordered = rows.order_by("-at", "-pk")
    return list(ordered[:limit] if limit else ordered)


def number_of_events(referral: Referral) -> int:
    return CaseEvent.objects.filter(kind="referral", case_id=referral.pk).count()


def colleagues(actor: Actor) -> list[User]:
    """Those who work at the unit today, by name, the actor left out."""
    rows = RoleAssignment.objects.in_force(actor.today).filter(
        organisation=actor.organisation, role__in=RVE_ROLES, user__is_active=True
    )
    return list(User.objects.filter(pk__in=rows.values("user_id")).exclude(pk=actor.user.pk).order_by("name"))


def reasons(actor: Actor, kind: str) -> list[CodedReason]:
    """The coded reasons of a kind that may be chosen today."""
    rows = CodedReason.objects.filter(region=actor.region, kind=kind, valid_from__lte=actor.today)
    return [row for row in rows.order_by("pk") if row.valid_to is None or actor.today < row.valid_to]
