"""The newest version of a region, and the days on which the next one may begin."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from deltytelser.models import RuleSet
from rve.core.dates import LOCAL_ZONE
from rve.core.errors import Conflict, DomainError
from rve.core.models import Region

# The next version begins no earlier than this one: a day far ahead would lock the region's rules until then.
MOST_DAYS_AHEAD = 366


def newest_rule_set(region: Region) -> RuleSet | None:
    """The published version with the latest first day: the one that the next is based on."""
    rows = RuleSet.objects.filter(region=region, published_at__isnull=False)
    return rows.order_by("-valid_from", "-published_at").first()


def check_newest(based_on: RuleSet) -> None:
    """Conflict where another version was published since: what it changed would be lost."""
    newest = newest_rule_set(based_on.region)
    if newest is None or newest.pk != based_on.pk:
        raise Conflict(_("A newer version of the rules is published. Begin a new draft from that one."))


def check_first_day(first_day: dt.date, based_on: RuleSet, *, now: dt.datetime) -> None:
    """After today, as nothing may change for what is received already; not before the version it follows."""
    today = timezone.localdate(now, LOCAL_ZONE)
    if first_day <= today:
        raise DomainError(_("The first day in force must be after today."), field="first_day")
    if first_day < based_on.valid_from:
        raise DomainError(
            _("The version that this is based on is in force from {day}: not before that.").format(
                day=based_on.valid_from.strftime("%d.%m.%Y")
            ),
            field="first_day",
        )
    if (first_day - today).days > MOST_DAYS_AHEAD:
        raise DomainError(_("The first day in force must be within a year."), field="first_day")
