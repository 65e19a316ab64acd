import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from rve.core.models.organisation import Organisation
from rve.core.models.triggers import no_truncate
from rve.core.models.user import User


class AccessLog(models.Model):
    """Who has seen what, on which basis (pasientjournalloven § 22 a): one row per page or answer."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = models.CharField(max_length=20)
    basis = models.CharField(max_length=40, help_text="assessment, treatment_relation, placement, control …")
    data = models.CharField(
        max_length=60, help_text="Which data or document: case, worklist, letter, attachment …"
    )
    case_ids = ArrayField(models.BigIntegerField(), default=list, help_text="Referrals seen")
    patient_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="access_at"),
            models.Index(fields=["user", "at"], name="access_user"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_id} {self.data}"


class AccessLogSeal(models.Model):
    """A hash over a run of log rows and the seal before it: a changed or missing row breaks the chain."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    rows = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
