"""Who may try a rule change on the stored referrals, and see which cases get another answer."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from referrals.models import Backtest
from rve.core.errors import NotAllowed
from rve.core.models import Role
from rve.core.policies import Actor

BACKTEST_ROLES = (Role.PHYSICIAN, Role.TEAM_LEAD)


def can_backtest(actor: Actor) -> bool:
    return actor.at_rve and actor.has(*BACKTEST_ROLES)


def check_can_backtest(actor: Actor) -> None:
    """NotAllowed for anyone but the unit's team leads and physicians."""
    if not can_backtest(actor):
        raise NotAllowed(_("Only team leads and physicians at the unit try rules on old referrals."))


def backtests_visible_to(actor: Actor) -> QuerySet[Backtest]:
    """The region's, for those who may make one."""
    found = Backtest.objects.filter(region=actor.region)
    return found if can_backtest(actor) else found.none()
