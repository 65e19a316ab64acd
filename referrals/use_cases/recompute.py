"""All running clocks computed anew, after the calendar or a length was changed: by sets, never row by row.

Clocks of one kind with the same first day have the same new day: it is computed once for all of them.
The decision's deadlines, and what was moved by hand, stand.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from referrals import clocks
from referrals.models import Clock
from referrals.use_cases import carried
from referrals.use_cases.go_on import recompute_go_on
from rve.core.errors import DomainError, NotAllowed
from rve.core.models import Region, Role, Setting
from rve.core.policies import Actor
from rve.core.settings_by_date import DEFAULTS
from rve.core.virkedager import Calendar

KINDS = tuple(kind for kind, rule in clocks.KINDS.items() if rule.setting)
# What was moved by hand stands: only a clock that was ever moved has to be looked into for that.
_GROUPS = """
    SELECT c.kind, c.starts_on, c.due_on, c.breached_at IS NULL, min(c.id), count(*)
    FROM referrals_clock c JOIN referrals_referral r ON r.id = c.referral_id
    WHERE c.met_at IS NULL AND c.cancelled_at IS NULL AND r.region_id = %(region)s
        AND c.kind = ANY(%(kinds)s) AND (c.moves = 0 OR NOT c.proof ? 'moved')
    GROUP BY 1, 2, 3, 4
"""
_TABLE = """
    CREATE TEMPORARY TABLE recomputed (
        kind text, starts_on date, due_on date, fresh boolean,
        new_due date, proof jsonb, step date, over boolean
    ) ON COMMIT DROP
"""
# The case before its clocks: whoever works on a case locks in that order too.
_CASES = """
    UPDATE referrals_referral AS r
    SET assessment_due = t.new_due, version = r.version + 1, updated_at = %(now)s
    FROM referrals_clock c JOIN recomputed t USING (kind, starts_on, due_on)
    WHERE c.met_at IS NULL AND c.cancelled_at IS NULL AND r.region_id = %(region)s
        AND (c.moves = 0 OR NOT c.proof ? 'moved') AND (c.breached_at IS NULL) = t.fresh
        AND c.referral_id = r.id AND c.kind = 'assessment' AND t.new_due <> t.due_on
"""
# Places show the day they are to answer by.
_PLACES = """
    UPDATE referrals_placement AS p SET version = p.version + 1, updated_at = %(now)s
    FROM referrals_clock c JOIN recomputed t USING (kind, starts_on, due_on),
        referrals_referral r
    WHERE c.met_at IS NULL AND c.cancelled_at IS NULL AND r.region_id = %(region)s
        AND (c.moves = 0 OR NOT c.proof ? 'moved') AND (c.breached_at IS NULL) = t.fresh
        AND r.id = c.referral_id AND p.id = c.placement_id
        AND c.kind = 'institution_answer' AND t.new_due <> t.due_on
"""
_CLOCKS = """
    WITH done AS (
        UPDATE referrals_clock AS c SET
            due_on = t.new_due,
            proof = c.proof || t.proof,
            next_step_on = LEAST(
                t.step,
                CASE WHEN c.proof ->> 'go_on_on' > %(today)s THEN (c.proof ->> 'go_on_on')::date END
            ),
            moves = c.moves + (t.new_due <> t.due_on)::int,
            breached_at = CASE WHEN t.over THEN c.breached_at END
        FROM recomputed t, referrals_referral r
        WHERE c.met_at IS NULL AND c.cancelled_at IS NULL AND r.region_id = %(region)s
            AND (c.moves = 0 OR NOT c.proof ? 'moved') AND (c.breached_at IS NULL) = t.fresh
            AND r.id = c.referral_id
            AND c.kind = t.kind AND c.starts_on = t.starts_on AND c.due_on = t.due_on
        RETURNING c.id, c.referral_id, c.kind, t.due_on AS before, t.new_due AS after
    ), told AS (
        INSERT INTO core_caseevent (kind, case_id, verb, by_id, organisation_id, at, reason, changes)
        SELECT 'referral', referral_id, 'clock_moved', %(by)s, %(organisation)s, %(now)s, %(why)s,
            jsonb_build_object('clock', kind, 'from', before, 'to', after, 'why', 'recomputed')
        FROM done WHERE before <> after RETURNING 1
    ), taken_back AS (
        UPDATE core_message AS m SET status = 'cancelled' FROM done
        WHERE m.status = 'pending' AND m.kind = 'reminder' AND done.before <> done.after
            AND m.key LIKE 'clock/%%' AND split_part(m.key, '/', 2) = done.id::text
    )
    SELECT count(*) FROM told
"""
# A million rows are joined and grouped in memory, for this transaction alone.
_MEMORY = "SET LOCAL work_mem = '128MB'"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many running clocks were looked at, and how many got another due day."""

    clocks: int
    changed: int


@transaction.atomic
def recompute_clocks(*, region: Region, why: str, by: Actor | None, now: dt.datetime) -> Recomputed:
    """Due day, proof and next step of the region's running clocks by the settings as they are now; each that
    moved is told in its case's history with `why`, and what was to be sent for the old day is taken back.

    NotAllowed for others than a team lead (None: the system); DomainError without a reason.
    """
    if by is not None and not (by.at_rve and by.has(Role.TEAM_LEAD) and by.region == region):
        raise NotAllowed(_("Only a team lead can compute the clocks anew."))
    if not why.strip():
        raise DomainError(_("Say why the clocks are computed anew."), field="why")
    today = timezone.localdate(now, clocks.OSLO)
    about: dict[str, Any] = {
        "kinds": list(KINDS),
        "region": region.pk,
        "by": by.user.pk if by else None,
        "organisation": by.organisation.pk if by else None,
        "now": now,
        "today": today.isoformat(),
        "why": why.strip(),
    }
    dated = _Dated.of(region)
    recompute_go_on(region=region, today=today, calendar=dated.calendar)
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        cursor.execute(_GROUPS, about)
        groups = cursor.fetchall()
        found = sum(group[-1] for group in groups)
        changed = list(_changed(groups, dated, today=today))
        if not changed:
            return Recomputed(found, 0)
        cursor.execute(_TABLE)
        execute_values(cursor.cursor, "INSERT INTO recomputed VALUES %s", changed, page_size=500)
        cursor.execute("ANALYZE recomputed")
        cursor.execute(_CASES, about)
        cursor.execute(_PLACES, about)
        cursor.execute(_CLOCKS, about)
        moved = cursor.fetchone()[0]
    carried.take_out_moved()
    return Recomputed(found, moved)


def _changed(groups: list[Any], dated: _Dated, *, today: dt.date) -> Iterator[tuple[Any, ...]]:
    """The groups whose due day or proof is another now; one clock of each tells the proof of all."""
    proofs = dict(Clock.objects.filter(pk__in=[group[4] for group in groups]).values_list("pk", "proof"))
    for kind, starts_on, due_on, fresh, one, _number in groups:
        due, proof = clocks.computed(
            kind,
            starts_on=starts_on,
            length=int(dated.value(clocks.KINDS[kind].setting, starts_on)),
            calendar=dated.calendar(starts_on, today),
        )
        if due == due_on and proofs[one] | proof == proofs[one]:
            continue
        over = due < today
        step = clocks.next_step_on(kind, due, today, proof=proof)
        if clocks.step_on(kind, due, today, proof=proof):
            step = today if fresh or not over else None
        yield kind, starts_on, due_on, fresh, due, json.dumps(proof), step, over


@dataclass(slots=True)
class _Dated:
    """The region's settings in memory: asked for each group, read once."""

    rows: dict[str, list[tuple[dt.date, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, region: Region) -> _Dated:
        found = cls()
        for row in Setting.objects.filter(region=region).order_by("valid_from"):
            found.rows.setdefault(row.key, []).append((row.valid_from, row.value))
        return found

    def value(self, key: str, on: dt.date) -> Any:
        """The value in force on a day, as `settings_by_date.value` tells it."""
        in_force = [value for first, value in self.rows.get(key, ()) if first <= on]
        return in_force[-1] if in_force else DEFAULTS[key]

    def calendar(self, starts_on: dt.date, today: dt.date) -> Calendar:
        extra = frozenset(dt.date.fromisoformat(day) for day in self.value("extra_days_off", today))
        return Calendar(bool(self.value("saturday_is_virkedag", starts_on)), extra)
