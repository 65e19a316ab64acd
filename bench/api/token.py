"""Who asks in the bench: a system of the practice that has referred all of the stored referrals."""

from __future__ import annotations

import io

from django.core.management import call_command

from referrals.models import Referral
from rve.core.models import Organisation

SCOPES = "referrals:write referrals:read"


def practice_number() -> str:
    return Organisation.objects.filter(kind=Organisation.Kind.PRACTICE).order_by("pk")[0].number


def token() -> str:
    """A token of the local issuer."""
    told = io.StringIO()
    call_command("issue_token", client="bench", organisation=practice_number(), scope=SCOPES, stdout=told)
    return told.getvalue().strip()


def ids(count: int) -> list[str]:
    """Public ids of referrals that have rows of their own for contact and referrer."""
    rows = Referral.objects.exclude(details=None).exclude(reference=None).order_by("pk")
    return [str(one) for one in rows.values_list("public_id", flat=True)[:count]]
