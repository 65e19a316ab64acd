"""A rule set from files, as a draft: from another region, another machine, or an editor."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.catalogue.whole import compile_whole
from deltytelser.models import RuleDraft, RuleSet
from deltytelser.rules.errors import CatalogueError, NoRuleInForce
from deltytelser.rules.ruleset import RuleSet as Rules
from deltytelser.use_cases.drafts import make_draft
from deltytelser.use_cases.newest import newest_rule_set
from deltytelser.use_cases.refusals import refused
from rve.core.errors import Conflict, DomainError, NotFound
from rve.core.models import Region
from rve.core.policies import Actor


@transaction.atomic
def import_draft(
    *,
    region: Region,
    files: Mapping[str, object],
    title: str,
    why: str,
    first_day: dt.date,
    by: Actor,
    now: dt.datetime,
) -> RuleDraft:
    """A draft with these parsed files, based on the newest version. DomainError names file, row and cell."""
    policies.check_can_draft(by)
    if region.pk != by.region.pk:
        raise NotFound(_("There is no such region here."))
    newest = newest_rule_set(region)
    if newest is None:
        raise Conflict(_("The region has no rule set yet that this could follow."))
    try:
        rules = compile_whole(files)
    except CatalogueError as error:
        raise refused(error, where=True) from error
    _check_fits(rules, newest, region)
    _check_in_force(rules, first_day)
    return make_draft(
        based_on=newest,
        content=rules.content,
        title=title,
        why=why,
        first_day=first_day,
        by=by,
        now=now,
        verb="imported",
    )


def _check_fits(rules: Rules, newest: RuleSet, region: Region) -> None:
    """Rules that send referrals to another region's areas are of no use here, and must not seem to be."""
    if rules.region != region.code:
        raise DomainError(
            _("rule_set.yaml, region: the rule set is for {other}, not for {region}.").format(
                other=rules.region, region=region.code
            ),
            field="region",
        )
    ours = json.loads(newest.content)["rule_set.yaml"]["areas"]
    if {*rules.words.areas} != {*ours, "none"}:
        raise DomainError(
            _("rule_set.yaml, areas: the areas of the region are {areas}.").format(areas=", ".join(ours)),
            field="areas",
        )


def _check_in_force(rules: Rules, first_day: dt.date) -> None:
    try:
        rules.on(first_day)
        rules.law_on(first_day)
    except NoRuleInForce as error:
        raise DomainError(
            _("The rule set has no rules in force on its first day."), field="first_day"
        ) from error
