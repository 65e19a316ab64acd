"""The placements a caller holds a Task on: every resource of a patient is found through these."""

from __future__ import annotations

import uuid

from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from institutions.models import Institution
from referrals.models import Attachment, Letter, Placement, PlacementNote
from referrals.policies import placements_visible_to
from rve.core.models import CaseEvent, Organisation, Role
from rve.core.policies import Actor

_WITH = (
    *("referral__patient", "referral__withdraw_reason", "decision", "booking", "queue_entry"),
    *("institution__organisation", "decline_reason", "interrupt_reason"),
)
_WHOLE = (*_WITH, "referral__patient__details", "referral__details", "referral__referrer__organisation")
# Long or encrypted, and in no Task.
_NOT_IN_A_TASK = [
    f"referral__{name}" for name in ("clinical", "form", "functions", "practical", "provenance", "tried")
]


def tasks(actor: Actor) -> QuerySet[Placement]:
    """Forwarded placements: RVE's region, an institution's own. Its own also when it no longer has the
    patient (declined, cancelled): its system must learn that, though nothing of the patient.
    """
    seen = Q(pk__in=())
    if actor.at_rve:
        seen |= Q(referral__region=actor.region)
    if actor.has(Role.INSTITUTION):
        # By key, so that the pages of one institution are read from its own index.
        own = Institution.objects.filter(organisation=actor.organisation).values_list("pk", flat=True)
        seen |= Q(institution__in=list(own.order_by()))
    rows = Placement.objects.filter(seen, forwarded_at__isnull=False)
    notes = PlacementNote.objects.select_related("organisation").order_by("pk")
    rows = rows.annotate(received=Exists(_received()) | Exists(_asked()))
    return rows.prefetch_related(Prefetch("notes", notes, to_attr="written"))


def _received() -> QuerySet[CaseEvent]:
    """Said to be received by the institution's system: an event, no state of ours."""
    events = CaseEvent.objects.annotate(about=KeyTextTransform("placement", "changes"))
    return events.filter(
        kind="referral",
        case_id=OuterRef("referral_id"),
        verb="place_received",
        about=Cast(OuterRef("public_id"), CharField()),
    )


def _asked() -> QuerySet[PlacementNote]:
    """Whoever asks about a patient has read the referral."""
    return PlacementNote.objects.filter(placement=OuterRef("pk"))


def task_rows(actor: Actor) -> QuerySet[Placement]:
    """For Tasks alone: two queries however many."""
    return tasks(actor).select_related(*_WITH).defer(*_NOT_IN_A_TASK)


def whole_rows(actor: Actor) -> QuerySet[Placement]:
    """For everything round a Task: four queries however many, the bytes of files left out."""
    files = Attachment.objects.order_by("pk")
    letters = Letter.objects.filter(recipient_role="institution").defer("pdf").order_by("pk")
    rows = tasks(actor).select_related(*_WHOLE).defer("referral__form")
    return rows.prefetch_related(
        Prefetch("referral__attachments", files, to_attr="files"),
        Prefetch("referral__letters", letters, to_attr="sent"),
    )


def readable(actor: Actor) -> QuerySet[Placement]:
    """The placements behind which the caller may read the case: those it still has, RVE all of them."""
    return whole_rows(actor).filter(pk__in=placements_visible_to(actor).values("pk"))


def whole_page(actor: Actor) -> QuerySet[Placement]:
    """For Tasks and more: `newer` where the caller still has a later placement of the same patient."""
    later = placements_visible_to(actor).filter(
        referral__patient=OuterRef("referral__patient"), pk__gt=OuterRef("pk"), forwarded_at__isnull=False
    )
    return whole_rows(actor).annotate(newer=Exists(later))


def readable_page(actor: Actor) -> QuerySet[Placement]:
    """As `readable`, with `newer`."""
    return whole_page(actor).filter(pk__in=placements_visible_to(actor).values("pk"))


_GONE = ("declined", "cancelled")


def is_with(actor: Actor, row: Placement) -> bool:
    """Whether the patient behind a Task may be read."""
    return actor.at_rve or row.status not in _GONE


def with_patient(actor: Actor) -> Q:
    """Those that `is_with` holds for: by a patient no others are found."""
    return Q() if actor.at_rve else ~Q(status__in=_GONE)


def task(actor: Actor, ident: uuid.UUID) -> Placement | None:
    return task_rows(actor).filter(public_id=ident).first()


def of_placement(actor: Actor, ident: uuid.UUID) -> Placement | None:
    return readable(actor).filter(public_id=ident).first()


def of_case(actor: Actor, ident: uuid.UUID) -> Placement | None:
    """The caller's latest placement of a case."""
    return readable(actor).filter(referral__public_id=ident).order_by("-pk").first()


def of_patient(actor: Actor, ident: uuid.UUID) -> Placement | None:
    """The caller's latest placement of a patient: the newest address and phone that were sent to it."""
    return readable(actor).filter(referral__patient__public_id=ident).order_by("-pk").first()


def letters_of(row: Placement) -> list[Letter]:
    """The letters to this very institution: those to an earlier one are that one's own."""
    return [one for one in row.referral.sent if one.recipient_name == row.institution.name]  # type: ignore[attr-defined]


def unit_of(region_id: int) -> Organisation | None:
    """The assessment unit that forwards the region's cases."""
    units = Organisation.objects.filter(region_id=region_id, kind=Organisation.Kind.RVE)
    return units.order_by("pk").first()
