from django.db import models
from django.db.models import Q

from rve.core.encryption import EncryptedField, lookup_index
from rve.core.models.region import Region


class Details(models.Model):
    """Identity number, phone, e-mail and address, encrypted, in this one table.

    A patient has one row with the number; a case has one of its own, as sent, without it. A draft's row holds
    the number as it was typed until it is sent.
    """

    class Kind(models.TextChoices):
        FNR = "fnr"
        DNR = "dnr"
        HELP = "help"
        NONE = "none"

    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    number_kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.NONE)
    number = EncryptedField()
    number_index = models.CharField(max_length=64, blank=True, editable=False)
    as_typed = models.BooleanField(
        default=False, help_text="A draft's number, right or wrong: nobody is found by it"
    )
    phone = EncryptedField()
    email = EncryptedField()
    address = EncryptedField()
    postal_code = EncryptedField()
    city = EncryptedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number_index"],
                condition=~Q(number_index=""),
                name="details_one_per_number",
            )
        ]

    def __str__(self) -> str:
        return f"Details {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.number_index = lookup_index(self.number) if self.number and not self.as_typed else ""
        super().save(*args, **kwargs)  # type: ignore[arg-type]
