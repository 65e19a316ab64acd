"""Ended cases in bulk: a unit's past, proposed by the rules and decided, without the use cases.

The newest weeks are walked through the real use cases (`walk`). Here it is the years before:
what counts is that lists, counts, waits and boards have their past. No letters are made.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from institutions.models import Municipality, Pool, PoolDelytelse, PoolWeek
from institutions.planning.volume import Places, first_free_week, whole_places
from institutions.planning.weeks import WEEK, monday, weeks_for_days
from institutions.queries.world import levels_of
from referrals import dotted, engine
from referrals.models import Snapshot
from referrals.use_cases.intake import Intake
from rve.core.models import Region
from rve.core.virkedager import add_virkedager
from rve.local.demo.draw import Drawn, needs_of
from rve.local.demo.walk import MUNICIPAL_HELP, OFTEN_CHOSEN

OSLO = ZoneInfo("Europe/Oslo")
STAY_DAYS = 21
# Of the stays that would begin after their deadline, those that are shown all the same.
LATE_SHARE = 0.08


def at(day: dt.date, random: Random) -> dt.datetime:
    """A moment in office hours of a day."""
    return dt.datetime.combine(day, dt.time(8 + random.randint(0, 7), random.randint(0, 59)), OSLO)


@dataclass(slots=True)
class Stay:
    """Where and when, how long, and how far it has come: completed, started, scheduled."""

    pool: Pool
    first_week: dt.date
    weeks: int
    status: str = "completed"

    @property
    def begun(self) -> bool:
        return self.status != "scheduled"

    @property
    def ended(self) -> bool:
        return self.status == "completed"

    @property
    def started_on(self) -> dt.date:
        return self.first_week

    @property
    def ended_on(self) -> dt.date:
        return self.first_week + WEEK * self.weeks - dt.timedelta(days=3)


@dataclass(slots=True)
class Past:
    """One ended case before it is written: what came, was proposed and decided, and where it stayed."""

    sent: Intake
    municipality: Municipality
    story: dict[str, Any]
    facts: dict[str, Any]
    proposal: dict[str, Any]
    outcome: str
    claimed_on: dt.date
    decided_on: dt.date
    deadline: dt.date | None
    stay: Stay | None
    random: Random


def _stay_weeks(proposal: dict[str, Any]) -> int:
    stay = proposal.get("stay")
    return weeks_for_days((stay["min_days"] + stay["max_days"]) / 2 if stay else STAY_DAYS)


class Pools:
    """The region's pools with their counters in memory: the past is booked here and written once."""

    def __init__(self, region: Region) -> None:
        pools = Pool.objects.filter(institution__region=region).select_related("institution").order_by("pk")
        self.pools = {pool.pk: pool for pool in pools}
        self.by_place: dict[tuple[str, str, str], list[Pool]] = defaultdict(list)
        rows = PoolDelytelse.objects.filter(pool__in=self.pools).select_related("delytelse", "institution")
        for row in rows.order_by("pk"):
            pool = self.pools[row.pool_id]
            for level in levels_of(pool.level):
                self.by_place[row.institution.kode, row.delytelse.code, level].append(pool)
        self.counts: dict[int, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
        counted = PoolWeek.objects.filter(pool__in=self.pools)
        for pool_id, week, booked in counted.values_list("pool_id", "week", "booked"):
            self.counts[pool_id][week] = booked

    def book(
        self, proposal: dict[str, Any], *, earliest: dt.date, until: dt.date, random: Random
    ) -> Stay | None:
        """A place among the first candidates whose free span has ended by a day; None when there is none."""
        delytelse, weeks = proposal["delytelse"], _stay_weeks(proposal)
        candidates = proposal["route"]["candidates"][:6]
        for candidate in random.sample(candidates, len(candidates)):
            for pool in self.by_place[candidate["institution"], delytelse, candidate["level"]]:
                first = first_free_week(self._places(pool), weeks, monday(earliest) + WEEK, 30)
                if first and first + WEEK * weeks <= until:
                    self._count(pool, first, weeks)
                    return Stay(pool, first, weeks)
        return None

    def book_running(
        self, proposal: dict[str, Any], *, after: dt.date, deadline: dt.date, today: dt.date, random: Random
    ) -> Stay | None:
        """A stay that runs now or lies some weeks ahead, at one of the places that are shown most."""
        weeks = _stay_weeks(proposal)
        earliest = max(monday(after) + WEEK, monday(today) + WEEK * random.randint(-weeks + 1, 7))
        for candidate in proposal["route"]["candidates"]:
            if candidate["institution"] not in OFTEN_CHOSEN:
                continue
            for pool in self.by_place[candidate["institution"], proposal["delytelse"], candidate["level"]]:
                first = first_free_week(self._places(pool), weeks, earliest, 8)
                if first and (first <= deadline or random.random() < LATE_SHARE):
                    self._count(pool, first, weeks)
                    return Stay(pool, first, weeks, "started" if first <= today else "scheduled")
        return None

    def _count(self, pool: Pool, first: dt.date, weeks: int) -> None:
        for step in range(weeks):
            self.counts[pool.pk][first + WEEK * step] += 1

    def _places(self, pool: Pool) -> Places:
        return Places(
            capacity_tenths=pool.capacity_tenths,
            booked=self.counts[pool.pk],
            opens=pool.valid_from,
            closes=pool.valid_to,
        )

    def write(self) -> None:
        """The counters as they stand now."""
        rows = [
            PoolWeek(
                pool=self.pools[pool_id],
                week=week,
                booked=booked,
                tenths=self.pools[pool_id].capacity_tenths,
                ceiling=None
                if self.pools[pool_id].capacity_tenths is None
                else whole_places(self.pools[pool_id].capacity_tenths or 0),
            )
            for pool_id, weeks in self.counts.items()
            for week, booked in weeks.items()
        ]
        PoolWeek.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["pool", "week"],
            update_fields=["booked"],
            batch_size=2000,
        )


class Rules:
    """The rules with one snapshot of routing per delytelse: the past is not routed week by week."""

    def __init__(self, region: Region, today: dt.date) -> None:
        self.region, self.today = region, today
        self.ground = engine.take_geography(region)
        self.bare = engine.bare_world(self.ground)
        self.row = engine.rule_set_for(region=region, receipt=today)
        self.rules = engine.compiled(self.row)
        self._snapshots: dict[str | None, tuple[Snapshot, Any]] = {}

    def snapshot(self, letter: str | None) -> tuple[Snapshot, Any]:
        if letter not in self._snapshots:
            taken = engine.take_snapshot(region=self.region, on=self.today, letter=letter, ground=self.ground)
            self._snapshots[letter] = taken, engine.world_of(taken)
        return self._snapshots[letter]

    def propose(self, facts: dict[str, Any], on: dt.date) -> dict[str, Any]:
        letter = engine.propose_from(facts=facts, rules=self.rules, world=self.bare, on=on)["delytelse"]
        return engine.propose_from(facts=facts, rules=self.rules, world=self.snapshot(letter)[1], on=on)


def settled_facts(sent: Intake, story: dict[str, Any], reference: str) -> dict[str, Any]:
    """The facts as they stood when the case was decided, with the assessor's grounds."""
    facts = {"reference": reference, **sent.facts}
    facts["received_on"] = sent.received_on.isoformat()
    facts["referred_on"] = sent.referred_on.isoformat()
    facts["first_received_on"] = sent.first_received_on.isoformat() if sent.first_received_on else None
    facts["patient"] = {
        "birth_date": sent.patient.birth_date.isoformat(),
        "municipality": sent.patient.municipality,
    }
    for name, value in needs_of(story).items():
        facts = dotted.put(facts, name, value)
    return facts


def plan_case(
    drawn: Drawn, *, reference: str, rules: Rules, pools: Pools, until: dt.date | None, random: Random
) -> Past | None:
    """A case that has ended by a day, or (`until` None) one whose stay runs or is booked; else None."""
    sent, story = drawn.sent, drawn.story
    facts = settled_facts(sent, story, reference)
    claimed_on = add_virkedager(sent.received_on, random.randint(1, 4))
    decided_on = add_virkedager(claimed_on, random.randint(0, 5))
    proposal = rules.propose(facts, decided_on)
    outcome = {"manual": "granted", "incomplete": "granted"}.get(proposal["outcome"], proposal["outcome"])
    deadline, stay = None, None
    if until is None and outcome != "granted":
        return None
    if outcome == "granted":
        given = proposal.get("start_deadline")
        deadline = dt.date.fromisoformat(given["date"]) if given else sent.received_on + WEEK * 12
        if until and not proposal["route"]["candidates"]:
            outcome = "refused"
        else:
            earliest = decided_on + dt.timedelta(days=10)
            stay = (
                pools.book(proposal, earliest=earliest, until=until, random=random)
                if until
                else pools.book_running(
                    proposal, after=decided_on, deadline=deadline, today=rules.today, random=random
                )
            )
            if stay is None:
                return None
    return Past(
        sent=sent,
        municipality=drawn.municipality,
        story=story,
        facts=facts,
        proposal=proposal,
        outcome=outcome,
        claimed_on=claimed_on,
        decided_on=decided_on,
        deadline=deadline if stay else None,
        stay=stay,
        random=random,
    )


def municipal_help(past: Past) -> str:
    return past.story.get("municipal_help", MUNICIPAL_HELP) if past.outcome == "refused" else ""
