from django.db import models


class Region(models.Model):
    """A health region: the key on cases, rule sets, agreements and settings."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name
