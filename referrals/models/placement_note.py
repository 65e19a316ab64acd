import pgtrigger
from django.db import models
from django.db.models import Q

from referrals.models.placement import Placement
from rve.core.models import Organisation, User
from rve.core.models.base import Public
from rve.core.models.free_text import FreeText
from rve.core.models.triggers import no_truncate


class PlacementNote(Public):
    """What a place and the unit write to each other about a patient on the way: a question, or its answer."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="notes")
    answers = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="answer", help_text="The question answered"
    )
    text = FreeText()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="placement_note_text")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.at:%Y-%m-%d}"
