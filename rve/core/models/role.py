import datetime as dt

from django.db import models
from django.db.models import F, Q

from rve.core.models.organisation import Organisation
from rve.core.models.user import User


class Role(models.TextChoices):
    REFERRER = "referrer"
    ASSESSOR = "assessor"
    PHYSICIAN = "physician"
    TEAM_LEAD = "team_lead"
    INSTITUTION = "institution"
    PLANNER = "planner"
    PRIVACY_OFFICER = "privacy_officer"


class Assignments(models.QuerySet["RoleAssignment"]):
    def in_force(self, on: dt.date) -> "Assignments":
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


class RoleAssignment(models.Model):
    """A role in an organisation, with its first day and the first day it no longer holds."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = Assignments.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="assignment_period"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(valid_to=None),
                name="assignment_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"
