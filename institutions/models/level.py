from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The level of a service; `any` where the source does not state it."""

    INPATIENT = "inpatient", _("inpatient")
    DAY = "day", _("day")
    OUTPATIENT = "outpatient", _("outpatient")
    ANY = "any", _("level not stated")


# The lowest first. A pool whose level is not stated serves all of them.
LEVEL_SPANS = {
    Level.OUTPATIENT: (1, 1),
    Level.DAY: (2, 2),
    Level.INPATIENT: (3, 3),
    Level.ANY: (1, 3),
}
