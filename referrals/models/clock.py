import pgtrigger
from django.db import models
from django.db.models import Q

from referrals.models.complaint import Complaint
from referrals.models.letter import Letter
from referrals.models.placement import Placement
from referrals.models.referral import Referral
from rve.core.models.free_text import FreeJSON, FreeLine


class Clock(models.Model):
    """A due date, computed and never counted, with the proof a jurist can follow."""

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment"
        START = "start"
        INSTITUTION_ANSWER = "institution_answer"
        REFERRER_ANSWER = "referrer_answer"
        TIME_SENT = "time_sent"
        EXPECTED_BREACH = "expected_breach"
        SECOND_OPINION_BLIND = "second_opinion_blind"
        COMPLAINT_WINDOW = "complaint_window"
        COMPLAINT_FORMALITIES = "complaint_formalities"
        COMPLAINT_PRELIMINARY = "complaint_preliminary"
        COMPLAINT_REVIEW = "complaint_review"
        STATSFORVALTER = "statsforvalter"
        WAITING_LIST = "waiting_list"
        UNREAD_DIGITAL = "unread_digital"
        FOLLOW_UP_GP = "follow_up_gp"
        FOLLOW_UP_VISIT = "follow_up_visit"
        AWAITED_RESULT = "awaited_result"

    kind = models.CharField(max_length=24, choices=Kind.choices)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    placement = models.ForeignKey(
        Placement, null=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    complaint = models.ForeignKey(
        Complaint, null=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    letter = models.ForeignKey(
        Letter, null=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    title = FreeLine(max_length=160, blank=True, help_text="What an awaited result is")
    starts_on = models.DateField()
    due_on = models.DateField()
    next_step_on = models.DateField(
        null=True, help_text="The day of the next reminder or of the breach; null: none left"
    )
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    moves = models.PositiveSmallIntegerField(
        default=0, help_text="How often the due day was moved; each stands in the history with its reason"
    )
    proof = FreeJSON(default=dict, help_text="Days counted and not, setting and paragraph: rendered in words")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=Q(met_at=None, cancelled_at=None, placement=None, complaint=None, letter=None)
                & ~Q(kind="awaited_result"),
                name="clock_one_running_per_case",
            ),
            models.UniqueConstraint(
                fields=["placement", "kind"],
                condition=Q(met_at=None, cancelled_at=None, placement__isnull=False),
                name="clock_one_running_per_placement",
            ),
            models.UniqueConstraint(
                fields=["complaint", "kind"],
                condition=Q(met_at=None, cancelled_at=None, complaint__isnull=False),
                name="clock_one_running_per_complaint",
            ),
            models.UniqueConstraint(
                fields=["letter", "kind"],
                condition=Q(met_at=None, cancelled_at=None, letter__isnull=False),
                name="clock_one_running_per_letter",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="due_day_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.due_on IS DISTINCT FROM NEW.due_on AND NEW.moves <= OLD.moves"
                ),
            ),
            # What is counted from is a fact; only when the patient knew may come to light later.
            pgtrigger.Protect(
                name="first_day_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.starts_on IS DISTINCT FROM NEW.starts_on AND OLD.kind <> 'complaint_window'"
                ),
            ),
            # Met or cancelled once. The assessment's alone runs on, when digital post gives a letter back.
            pgtrigger.Protect(
                name="end_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.met_at IS NOT NULL AND OLD.met_at IS DISTINCT FROM NEW.met_at"
                    " AND NOT (OLD.kind = 'assessment' AND NEW.met_at IS NULL)"
                    " OR (OLD.cancelled_at IS NOT NULL"
                    " AND OLD.cancelled_at IS DISTINCT FROM NEW.cancelled_at)"
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_on", "id"],
                condition=Q(met_at=None, cancelled_at=None),
                name="clock_due_scan",
            ),
            models.Index(
                fields=["due_on", "id"], condition=Q(met_at=None, cancelled_at=None), name="clock_running_due"
            ),
            # Partial ones in place of Django's own: every move of a due day writes the others.
            models.Index(fields=["referral", "kind"], name="clock_of_case"),
            models.Index(
                fields=["placement"], condition=Q(placement__isnull=False), name="clock_of_placement"
            ),
            models.Index(
                fields=["complaint"], condition=Q(complaint__isnull=False), name="clock_of_complaint"
            ),
            models.Index(fields=["letter"], condition=Q(letter__isnull=False), name="clock_of_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"

    @property
    def running(self) -> bool:
        return self.met_at is None and self.cancelled_at is None
