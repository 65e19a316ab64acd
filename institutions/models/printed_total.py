from django.db import models

from institutions.models.institution import Institution


class PrintedTotal(models.Model):
    """The totals printed for an institution, in tenths of a place; null where none is printed."""

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE, related_name="printed_total")
    text = models.CharField(max_length=80, blank=True)
    inpatient_tenths = models.PositiveIntegerField(null=True, blank=True)
    day_tenths = models.PositiveIntegerField(null=True, blank=True)
    outpatient_tenths = models.PositiveIntegerField(null=True, blank=True)
    whole_tenths = models.PositiveIntegerField(
        null=True, blank=True, help_text="Where the print does not say the level"
    )
    remark = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.institution} {self.text}"
