"""Which rules «Ask the book» asks: the version in force on receipt, another version, or a draft."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from deltytelser import policies
from deltytelser.catalogue.compiled import compiled, compiled_content
from deltytelser.models import RuleDraft
from deltytelser.models import RuleSet as StoredRuleSet
from deltytelser.queries import drafts_under_way, version_in_force, versions_of
from deltytelser.rules.errors import CatalogueError
from deltytelser.rules.ruleset import RuleSet
from rve.core.errors import NotFound
from rve.core.policies import Actor
from rve.core.templatetags.rve_ui import short_date

_SHORTEST: Final = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules to ask. `day` is what the page begins with; `fault` says why a draft cannot be asked."""

    rules: RuleSet | None
    words: str
    day: dt.date
    fault: str = ""


def rules_asked(chosen: str, *, actor: Actor, receipt: dt.date | None, today: dt.date) -> Asked:
    """The rules named in the address; NotFound for what is not of the actor's region or not for them."""
    if not chosen:
        return _in_force(actor, receipt, today)
    draft = _draft(chosen)
    if draft is not None:
        return _of_draft(draft, actor, today)
    rows = list(versions_of(actor.region).filter(hash__startswith=chosen)[:1]) if _is_hash(chosen) else []
    if not rows:
        raise NotFound(_("There are no such rules here."))
    row = rows[0]
    return Asked(compiled(row), _version_words(row.version, row.valid_from), _day_within(row, today))


def _day_within(row: StoredRuleSet, today: dt.date) -> dt.date:
    """Today where the version is in force, else the nearest day on which it is."""
    last = row.valid_to - dt.timedelta(days=1) if row.valid_to else dt.date.max
    return min(max(today, row.valid_from), last)


def _is_hash(text: str) -> bool:
    return len(text) >= _SHORTEST and all(letter in "0123456789abcdef" for letter in text)


def _in_force(actor: Actor, receipt: dt.date | None, today: dt.date) -> Asked:
    """By the day of receipt; the newest where none was in force, so that the page has its words."""
    row = version_in_force(region=actor.region, on=receipt or today)
    if row is not None:
        return Asked(compiled(row), _version_words(row.version, row.valid_from), today)
    newest = versions_of(actor.region).first()
    words = _("No rules were in force on that day.")
    return Asked(compiled(newest) if newest else None, "", today, fault=words)


def _draft(chosen: str) -> RuleDraft | None:
    try:
        found = RuleDraft.objects.filter(public_id=uuid.UUID(chosen)).first()
    except (ValueError, ValidationError):
        return None
    if found is None:
        raise NotFound(_("There is no such draft here."))
    return found


def _of_draft(draft: RuleDraft, actor: Actor, today: dt.date) -> Asked:
    policies.check_can_read_draft(actor, draft)
    words = _("Draft: {title}").format(title=draft.title)
    day = max(today, draft.first_day)
    try:
        return Asked(compiled_content(draft.content), words, day)
    except CatalogueError as error:
        fault = _("The draft cannot be used yet: {why}").format(why=error)
        return Asked(compiled(draft.based_on), words, day, fault=fault)


def choices_for(actor: Actor) -> list[tuple[str, str]]:
    """What can be asked: the version in force, each version, and the drafts of those who may write."""
    found = [("", _("In force on the day of receipt"))]
    found += [
        (row.hash[:12], _version_words(row.version, row.valid_from)) for row in versions_of(actor.region)
    ]
    if policies.can_draft(actor):
        found += [
            (str(draft.public_id), _("Draft: {title}").format(title=draft.title))
            for draft in drafts_under_way(actor.region)
        ]
    return found


def _version_words(version: str, first: dt.date) -> str:
    return _("Rules {version}, in force {day}.").format(version=version, day=short_date(first)).rstrip(".")
