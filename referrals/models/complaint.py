import pgtrigger
from django.db import models
from django.db.models import F, Q

from referrals.models.decision import Decision
from referrals.models.referral import Referral
from rve.core.models import User
from rve.core.models.base import Public, Versioned
from rve.core.models.free_text import FreeLine, FreeText
from rve.core.models.triggers import no_truncate


class Complaint(Versioned):
    """A complaint to the unit (pbrl § 7-2), from its registration to Statsforvalteren's answer."""

    class Status(models.TextChoices):
        RECEIVED = "received"
        AWAITING_FORMALITIES = "awaiting_formalities"
        IN_REVIEW = "in_review"
        OVERTURNED = "overturned"
        PARTLY_OVERTURNED = "partly_overturned"
        UPHELD_SENT = "upheld_sent"
        RETURNED_UPHELD = "returned_upheld"
        RETURNED_CHANGED = "returned_changed"
        RETURNED_QUASHED = "returned_quashed"
        DISMISSED = "dismissed"
        WITHDRAWN = "withdrawn"

    class Channel(models.TextChoices):
        PAPER = "paper"
        DIGITAL = "digital"
        PHONE = "phone"

    class About(models.TextChoices):
        RIGHT = "right"
        DEADLINE = "deadline"
        PLACE = "place"
        LATENESS = "lateness"
        DISMISSAL = "dismissal"

    class Complainant(models.TextChoices):
        PATIENT = "patient"
        PARENT = "parent"
        GUARDIAN = "guardian"
        AUTHORISED = "authorised"
        LAWYER = "lawyer"
        CHILD_WELFARE = "child_welfare"
        OTHER = "other"

    class Lateness(models.TextChoices):
        IN_TIME = "in_time"
        TO_JUDGE = "to_judge"
        TAKEN = "taken"
        REFUSED = "refused"
        OVER_A_YEAR = "over_a_year"

    class Cause(models.TextChoices):
        NEW_FACTS = "new_facts"
        OTHER_JUDGEMENT = "other_judgement"
        ERROR_IN_FACTS = "error_in_facts"
        ERROR_IN_LAW = "error_in_law"

    OPEN = (Status.RECEIVED, Status.AWAITING_FORMALITIES, Status.IN_REVIEW, Status.UPHELD_SENT)

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="complaints")
    decision = models.ForeignKey(
        Decision,
        null=True,
        on_delete=models.PROTECT,
        related_name="complaints",
        help_text="What is complained of; null only where no assessment was made in time",
    )
    dismissal = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="complaints_on_it",
        help_text="The dismissed complaint whose dismissal is complained of",
    )
    reference = models.CharField(max_length=24, unique=True, help_text="HMN-2026-004217-K1")
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.RECEIVED)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    about = models.JSONField(default=list, help_text="Codes of About, at least one")
    grounds = FreeText(help_text="What the complaint says, in its own words or noted by phone")
    complainant = models.CharField(max_length=14, choices=Complainant.choices)
    complainant_name = models.CharField(max_length=120)
    received_on = models.DateField()
    sent_on = models.DateField(null=True, help_text="Day of posting: what counts for the time (fvl § 30)")
    known_on = models.DateField(help_text="Day the patient knew or should have known (pbrl § 7-5)")
    window_ends_on = models.DateField(help_text="Last day to complain (pbrl § 7-5; domstolloven §§ 148-149)")
    lateness = models.CharField(max_length=12, choices=Lateness.choices)
    lateness_reason = FreeText(blank=True)
    signed = models.BooleanField(default=False, help_text="Written and signed (pbrl § 7-3)")
    authority_shown = models.BooleanField(
        default=False, help_text="Written authority, or none needed (pbrl § 7-2 third paragraph)"
    )
    formalities_text = FreeText(blank=True, help_text="What was asked to be mended")
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="complaints")
    assigned_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    planned_outcome = models.CharField(
        max_length=20, blank=True, help_text="overturned, partly_overturned or upheld, before it is signed"
    )
    cause = models.CharField(max_length=16, choices=Cause.choices, blank=True)
    cause_text = FreeText(blank=True)
    caught_by = models.CharField(
        max_length=60, blank=True, help_text="The fact whose question would have caught it"
    )
    statement = FreeText(blank=True, help_text="The unit's statement to Statsforvalteren (fvl § 33)")
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True, help_text="Day of Statsforvalteren's decision")
    answer_reference = models.CharField(max_length=60, blank=True)
    answer_text = FreeText(blank=True)
    end_reason = FreeText(blank=True, help_text="Why dismissed or withdrawn")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(status__in=("received", "awaiting_formalities", "in_review")),
                name="complaint_one_in_work",
            ),
            models.CheckConstraint(
                condition=Q(assignee=None, assigned_at=None)
                | Q(assignee__isnull=False, assigned_at__isnull=False),
                name="complaint_assigned_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="complaint_signed_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("overturned", "partly_overturned")) | ~Q(cause=""),
                name="complaint_overturned_why",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(sent_on__lte=F("received_on")), name="complaint_sent_first"
            ),
        ]
        indexes = [models.Index(fields=["status", "received_on"], name="complaint_by_state")]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            no_truncate(),
            # What says whether it came in time. A complaint of lateness gets its decision later, with the
            # window of that one; a lateness is judged once, and once more where its dismissal is reversed.
            pgtrigger.Protect(
                name="dates_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.received_on IS DISTINCT FROM NEW.received_on"
                    " OR OLD.sent_on IS DISTINCT FROM NEW.sent_on"
                    " OR (OLD.lateness IS DISTINCT FROM NEW.lateness"
                    " AND NOT (OLD.lateness = 'to_judge' AND NEW.lateness IN ('taken', 'refused')"
                    " OR OLD.lateness IN ('refused', 'over_a_year') AND NEW.lateness = 'taken'"
                    " AND OLD.status = 'dismissed'))"
                    " OR ((OLD.decision_id, OLD.known_on, OLD.window_ends_on)"
                    " IS DISTINCT FROM (NEW.decision_id, NEW.known_on, NEW.window_ends_on)"
                    " AND NOT (OLD.decision_id IS NULL AND NEW.decision_id IS NOT NULL))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class ComplaintFile(Public):
    """What came with a complaint, what Statsforvalteren answered, or the package sent there: as it was."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint"
        PACKAGE = "package"
        ANSWER = "answer"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = FreeLine(max_length=160)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return self.name
