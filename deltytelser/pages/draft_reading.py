"""What the pages of drafts share: the draft of the reader's region, its rules, and who can do what next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.catalogue.compiled import compiled, compiled_content
from deltytelser.catalogue.read import load_world
from deltytelser.models import Delytelse, RuleDraft
from deltytelser.rules.ruleset import RuleSet
from deltytelser.rules.world import World
from deltytelser.use_cases.draft_saving import KIND
from rve.core import clock
from rve.core.models import CaseEvent, Organisation, RoleAssignment, User
from rve.core.numbers import whole_number
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import clock_time, day_month

# Tables where the first row that applies decides: there the order of rows is part of the rule.
ORDERED = ("map", "work", "gate", "level", "stay", "deadline", "route_named")


def draft_of(request: HttpRequest, public_id: uuid.UUID) -> RuleDraft:
    """A draft of the actor's region, else 404; 403 for one who may not write rules."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = RuleDraft.objects.filter(region=actor.region)
    people = ("author", "submitted_by", "reviewer", "based_on", "region", "published_as")
    draft: RuleDraft = get_object_or_404(rows.select_related(*people), public_id=public_id)
    policies.check_can_draft(actor)
    return draft


def rules_of(draft: RuleDraft) -> RuleSet:
    """The draft as it stands, compiled: what is saved always compiles."""
    return compiled_content(draft.content)


def base_rules(draft: RuleDraft) -> RuleSet:
    """The version that the draft is based on."""
    return compiled(draft.based_on)


@lru_cache(maxsize=1)
def shipped_world() -> World:
    """Places, areas and the diagnosis map that the checks ask: as delivered."""
    return load_world()


def version_in(request: HttpRequest) -> int:
    """The version of the draft that the page was made from; 0, which is always stale, where none is given."""
    return whole_number(request.POST.get("version")) or 0


def letters_of(draft: RuleDraft, lang: str) -> Mapping[str, str]:
    """The short name of each delytelse."""
    return {row.code: row.short_in(lang) for row in Delytelse.objects.filter(region_id=draft.region_id)}


def file_of(rules: RuleSet, table: str, row: str = "") -> str:
    """The file that a table, or a row of it, stands in; empty where there is none."""
    places = [one.place for one in rules.rows.get(table, ()) if not row or one.id == row]
    return places[-1].partition(", row ")[0] if places else ""


def editors_of(draft: RuleDraft) -> list[User]:
    """Everyone who began, wrote in or submitted it, by name."""
    return list(User.objects.filter(pk__in=policies.wrote(draft)).order_by("name"))


def may_approve(draft: RuleDraft, today: dt.date) -> list[User]:
    """Those of the unit who can be the second person: none who wrote in the draft."""
    inside = RoleAssignment.objects.in_force(today).filter(
        organisation__region=draft.region,
        organisation__kind=Organisation.Kind.RVE,
        role__in=policies.WRITERS,
    )
    people = User.objects.filter(pk__in=inside.values("user"), is_active=True)
    return list(people.exclude(pk__in=policies.wrote(draft)).order_by("name"))


def stale_words(draft: RuleDraft, actor: Actor) -> str:
    """Who changed the draft meanwhile, and when."""
    events = CaseEvent.objects.filter(kind=KIND, case_id=draft.pk).exclude(by=None).select_related("by")
    last = events.exclude(by=actor.user).order_by("-at").first()
    if last is None or last.by is None:
        return _(
            "The draft was changed since you opened it. What you wrote is kept: look it over, and save again."
        )
    at = timezone.localtime(last.at)
    when = clock_time(at) if at.date() == clock.today() else f"{day_month(at)} {clock_time(at)}"
    return _(
        "{name} changed the draft at {when}. What you wrote is kept: look it over, and save again."
    ).format(name=last.by.name, when=when)
