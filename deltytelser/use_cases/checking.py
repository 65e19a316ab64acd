"""The last step of a change, taken by the system: every check by two methods, then in force or sent back.

The checks take seconds and run outside of a transaction. An attempt holds the draft by its moment; one that
dies with its worker is followed by another, a few times.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from deltytelser.catalogue.read import load_world
from deltytelser.catalogue.whole import compile_whole
from deltytelser.checks.report import Report
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.rules.world import World
from deltytelser.use_cases.draft_saving import files_of, note, save
from deltytelser.use_cases.newest import check_first_day, check_newest
from deltytelser.use_cases.refusals import refused
from rve.core.errors import DomainError
from rve.core.models import Region

# Every check of a rule set, the second method among them.
Check = Callable[[Rules, World], Report]

log = logging.getLogger(__name__)

TASK: Final = "delytelse.publish_rule_set"
# Longer than a task may run: an attempt that began before is dead.
LONGEST_ATTEMPT: Final = dt.timedelta(minutes=6)
MOST_ATTEMPTS: Final = 3


def waiting(*, now: dt.datetime) -> list[int]:
    """The approved drafts that nobody is checking."""
    rows = RuleDraft.objects.filter(_unclaimed(now), state=RuleDraft.State.CHECKING)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _unclaimed(now: dt.datetime) -> Q:
    return Q(claimed_at=None) | Q(claimed_at__lt=now - LONGEST_ATTEMPT)


def publish(*, draft_id: int, now: dt.datetime, check: Check) -> RuleSet | None:
    """Runs every check of an approved draft, and puts it in force if all hold.

    None where it is sent back, or where another attempt has it. May be called twice.
    """
    rows = RuleDraft.objects.filter(_unclaimed(now), pk=draft_id, state=RuleDraft.State.CHECKING)
    if not rows.update(claimed_at=now, attempts=F("attempts") + 1):
        return None
    draft = RuleDraft.objects.select_related("region", "based_on").get(pk=draft_id)
    if draft.attempts > MOST_ATTEMPTS:
        return _give_back(draft, now, _("The checks were broken off several times."))
    try:
        rules = _numbered(draft)
        report = check(rules, load_world())
    except CatalogueError as error:
        return _give_back(draft, now, refused(error, where=True).message)
    except Exception:
        # Whatever it was, the people who wait for an answer must get one.
        log.exception("the checks of draft %s stopped", draft.pk)
        return _give_back(draft, now, _("The checks stopped on an error of their own."))
    if not report.holds:
        return _give_back(draft, now, _("The checks found faults."), report)
    try:
        return _put_in_force(draft, rules, report, now)
    except Exception:
        # Tried again it would end the same way: only a worker's death is followed by another attempt.
        log.exception("draft %s could not be put in force", draft.pk)
        return _give_back(
            draft, now, _("The checks found nothing wrong, but it could not be stored."), report
        )


def _numbered(draft: RuleDraft) -> Rules:
    """The rule set as it will be named: one whole number up from the highest of the region."""
    files = files_of(draft)
    versions = RuleSet.objects.filter(region=draft.region, published_at__isnull=False)
    numbers = [int(one) for one in versions.values_list("version", flat=True) if one.isdecimal()]
    files["rule_set.yaml"]["version"] = str(max(numbers, default=0) + 1)
    return compile_whole(files)


@transaction.atomic
def _put_in_force(draft: RuleDraft, rules: Rules, report: Report, now: dt.datetime) -> RuleSet | None:
    Region.objects.select_for_update().get(pk=draft.region_id)
    held = _held(draft)
    if held is None:
        return None
    try:
        check_newest(held.based_on)
        check_first_day(held.first_day, held.based_on, now=now)
    except DomainError as error:
        return _give_back(draft, now, error.message, report)
    published = _row(held, rules, report, now)
    if held.based_on.valid_to is None and held.based_on.valid_from < held.first_day:
        RuleSet.objects.filter(pk=held.based_on_id).update(valid_to=held.first_day)
    held.state, held.published_as, held.report = RuleDraft.State.PUBLISHED, published, report.to_json()
    save(held, now=now)
    note(held, "published", by=None, now=now, hash=published.hash, version=published.version)
    return published


def _row(draft: RuleDraft, rules: Rules, report: Report, now: dt.datetime) -> RuleSet:
    return RuleSet.objects.create(
        region=draft.region,
        hash=rules.hash,
        name=rules.id,
        version=rules.version,
        content=rules.content,
        valid_from=draft.first_day,
        published_at=now,
        author=draft.author,
        reviewer=draft.reviewer,
        based_on=draft.based_on,
        title=draft.title,
        why=draft.why,
        report=report.to_json(),
    )


@transaction.atomic
def _give_back(draft: RuleDraft, now: dt.datetime, why: str, report: Report | None = None) -> None:
    """Back to those who wrote it, with what was found."""
    held = _held(draft)
    if held is None:
        return
    held.state, held.sent_back_why = RuleDraft.State.OPEN, why
    held.report = report.to_json() if report else ""
    save(held, now=now)
    note(held, "checks_failed", by=None, now=now, reason=why)


def _held(draft: RuleDraft) -> RuleDraft | None:
    """The draft, locked, while it is still this attempt's."""
    rows = RuleDraft.objects.select_for_update(of=("self",)).select_related("region", "based_on")
    return rows.filter(pk=draft.pk, state=RuleDraft.State.CHECKING, claimed_at=draft.claimed_at).first()
