from django.db import models

from rve.core.models.region import Region


class Setting(models.Model):
    """A dated value of a region: the one in force has the latest first day not after the date asked for."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200, help_text="The paragraph, or: local default")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "key", "valid_from"], name="setting_one_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"
