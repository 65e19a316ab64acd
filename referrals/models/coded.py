from django.db import models
from django.db.models.lookups import Exact

from deltytelser.rules.record import RECORD
from referrals.models.referral import Referral
from rve.core.models import Region


class CodedFacts(models.Model):
    """The facts of a case's latest proposal, packed: what a rule change is tried on. Narrow, for it is read
    whole.
    """

    referral = models.OneToOneField(
        Referral, primary_key=True, on_delete=models.PROTECT, related_name="coded"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, db_index=False)
    code = models.BinaryField(help_text="deltytelser.rules.record.RECORD")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        models.F("code"), function="octet_length", output_field=models.IntegerField()
                    ),
                    RECORD.itemsize,
                ),
                name="coded_facts_length",
            ),
        ]

    def __str__(self) -> str:
        return f"coded facts of {self.referral_id}"
