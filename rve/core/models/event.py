import pgtrigger
from django.db import models

from rve.core.models.free_text import FreeJSON, FreeText
from rve.core.models.organisation import Organisation
from rve.core.models.triggers import no_truncate
from rve.core.models.user import User


class CaseEvent(models.Model):
    """What happened in a case: written by the use case in its own transaction, never changed."""

    kind = models.CharField(max_length=20, help_text="referral, placement, pool, user …")
    case_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, help_text="Null: the system")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    reason = FreeText(blank=True)
    changes = FreeJSON(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "case_id", "at"], name="event_of_case")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id} {self.verb}"
