"""The menu of each role, in the order it is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rve.core.models import Role
from rve.core.policies import Actor

SEARCHING = (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD, Role.INSTITUTION, Role.REFERRER)

ROLE_TITLES = {
    Role.REFERRER.value: _("referrer"),
    Role.ASSESSOR.value: _("assessor"),
    Role.PHYSICIAN.value: _("physician"),
    Role.TEAM_LEAD.value: _("team lead"),
    Role.INSTITUTION.value: _("intake coordinator"),
    Role.PLANNER.value: _("planner"),
    Role.PRIVACY_OFFICER.value: _("privacy officer"),
    "": _("no role"),
}


@dataclass(frozen=True, slots=True)
class Item:
    label: str | Promise
    url_name: str
    covers: tuple[str, ...]
    roles: tuple[str, ...]
    key: str = ""


MENU = (
    Item(_("To sign"), "sign-queue", ("sign-queue", "sign"), (Role.PHYSICIAN,)),
    Item(
        _("Worklist"),
        "worklist",
        ("worklist", "case", "case-facts", "case-events"),
        (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD),
    ),
    Item(_("Register referral"), "register", ("register",), (Role.ASSESSOR, Role.TEAM_LEAD)),
    Item(
        _("New referral"),
        "referral-new",
        ("referral-new", "referral-step", "referral-review"),
        (Role.REFERRER,),
    ),
    Item(_("My referrals"), "my-referrals", ("my-referrals", "my-referral"), (Role.REFERRER,)),
    Item(_("Week board"), "board", ("board",), (Role.INSTITUTION,)),
    Item(_("Answer new"), "incoming", ("incoming", "placement"), (Role.INSTITUTION,)),
    Item(_("Stays"), "stays", ("stays",), (Role.INSTITUTION,)),
    Item(_("Our places"), "own-pools", ("own-pools", "pool-edit"), (Role.INSTITUTION,)),
    Item(
        _("Places"),
        "places",
        ("places", "reference-totals"),
        (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD, Role.PLANNER),
    ),
    Item(
        _("Rules"),
        "rules",
        (
            *("rules", "rules-table", "rules-versions", "rules-version", "rules-compare", "rules-ask"),
            *("rule-drafts", "rule-draft-new", "rule-draft", "rule-draft-row", "rule-draft-cases"),
            *("rule-draft-upload", "backtests", "backtest", "backtest-flips", "backtest-case"),
        ),
        (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD, Role.PLANNER),
    ),
    Item(_("Messages"), "messages", ("messages", "message"), (Role.ASSESSOR,)),
    Item(_("By hand"), "letters-by-hand", ("letters-by-hand", "letters-by-hand-done"), (Role.ASSESSOR,)),
    Item(
        _("Complaints"),
        "complaints",
        ("complaints", "complaint", "complaint-new", "complaint-act", "complaints-figures"),
        (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD),
    ),
    Item(
        _("Deadlines"),
        "deadlines",
        ("deadlines", "deadlines-calendar"),
        (Role.ASSESSOR, Role.PHYSICIAN, Role.TEAM_LEAD),
    ),
    Item(
        _("Administration"),
        "back-office",
        (
            *("back-office", "back-office-list", "back-office-new", "back-office-edit"),
            *("outbox", "letters-by-hand", "letters-by-hand-done", "messages", "message"),
            *("api-docs", "api-docs-group", "api-changelog", "api-problems", "api-problem"),
        ),
        (Role.TEAM_LEAD,),
    ),
    Item(_("Counts"), "planner", ("planner", "complaints-figures"), (Role.PLANNER,)),
    Item(_("Access log"), "access-log", ("access-log", "access-log-check"), (Role.PRIVACY_OFFICER,)),
)


def menu_for(actor: Actor) -> list[Item]:
    return [item for item in MENU if actor.has(*item.roles)]
