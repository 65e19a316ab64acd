from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from rve.core.models.base import Versioned


class User(AbstractBaseUser, Versioned):
    """A person who logs in, or a system that calls (`is_client`).

    What a person may do stands in RoleAssignment, per organisation; a system has its token's scopes.
    """

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(
        max_length=80, blank=True, help_text="As it stands under a letter: overlege, vurderer"
    )
    email = models.EmailField(blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    hpr_number = models.CharField(max_length=9, blank=True)
    security_level = models.PositiveSmallIntegerField(default=3)
    language = models.CharField(max_length=2, default="nb")
    single_keys = models.BooleanField(default=True, help_text="Single-letter shortcuts (WCAG 2.1.4)")
    reminders = models.CharField(
        max_length=8,
        choices=[("at_once", "at once"), ("digest", "one e-mail a day")],
        default="at_once",
        help_text="How reminders come; the last day and what is over always come at once",
    )
    muted_clocks = models.JSONField(
        default=list, blank=True, help_text="Kinds of clocks whose early warnings are not wanted"
    )
    is_client = models.BooleanField(default=False, help_text="A system with tokens of its own, no person")
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        indexes = [
            models.Index(fields=["hpr_number"], condition=~models.Q(hpr_number=""), name="user_by_hpr")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], condition=~models.Q(subject=""), name="user_one_per_subject"
            )
        ]

    def __str__(self) -> str:
        return self.name
