"""The practical block in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PRACTICAL_SHORT = {
    "infection": _("infection"),
    "transfers": _("help to move"),
    "aids": _("aids"),
    "oxygen": _("oxygen"),
    "dialysis": _("dialysis"),
    "diet": _("diet"),
    "companion": _("companion"),
    "weight_kg": _("weight"),
}
START_EVENTS = {
    "treatment": _("Rehabilitation at the place"),
    "work_up": _("Work-up at the place"),
    "digital": _("A digital consultation where rehabilitation began"),
}
