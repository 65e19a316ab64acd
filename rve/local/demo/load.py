"""Loads a made-up history: the past in bulk, the newest weeks through the use cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from institutions.models import Municipality
from referrals.models import Clock, Decision, Referral
from referrals.models.counter import ReferenceCounter
from rve.core.errors import DomainError
from rve.core.models import Message, Region
from rve.core.policies import Actor
from rve.core.virkedager import is_virkedag
from rve.local.demo import history_rows
from rve.local.demo.accounts import Cast
from rve.local.demo.draw import Drawn, intake_of
from rve.local.demo.history import Past, Pools, Rules, plan_case, settled_facts
from rve.local.demo.people import draw_person, stories
from rve.local.demo.walk import Walk, sendable

OSLO = ZoneInfo("Europe/Oslo")
CHANNELS = (Referral.Channel.FORM, Referral.Channel.PAPER, Referral.Channel.FORWARDED, Referral.Channel.PHONE)
# Of a hundred referrals, by channel.
CHANNEL_WEIGHTS = (86, 8, 4, 2)
BATCH = 1000


class Casting:
    """Draws referrals: a story, a person of the right age, a municipality by its size, a doctor near it."""

    def __init__(self, *, region: Region, cast: Cast, random: Random) -> None:
        self.cast, self.random = cast, random
        rows = Municipality.objects.filter(health_trust__region=region).select_related("health_trust")
        self.places = list(rows.order_by("number"))
        self.weights = [row.population_2024 or 1 for row in self.places]
        self.numbers: set[str] = set()

    def draw(self, day: dt.date) -> Drawn:
        story = self.random.choices(stories(), [one["weight"] for one in stories()])[0]
        person = draw_person(self.random, ages=story["age"], on=day)
        while person.number in self.numbers:
            person = draw_person(self.random, ages=story["age"], on=day)
        self.numbers.add(person.number)
        municipality = self.random.choices(self.places, self.weights)[0]
        doctor = self._doctor(municipality)
        sent = intake_of(
            story,
            person=person,
            municipality=municipality,
            practice=doctor.organisation,
            doctor=doctor.user,
            day=day,
            channel=self.random.choices(CHANNELS, CHANNEL_WEIGHTS)[0],
            random=self.random,
        )
        return Drawn(sent, story, municipality, doctor)

    def _doctor(self, municipality: Municipality) -> Actor:
        """A doctor of the municipality's own practice, else of one in the same county, else of any."""
        doctors = self.cast.doctors
        near = [one for key, many in doctors.items() if key.startswith(municipality.number) for one in many]
        county = [one for key, many in doctors.items() if key[:2] == municipality.number[:2] for one in many]
        return self.random.choice(near or county or [one for many in doctors.values() for one in many])


def working_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """The virkedager from one day to another, both included."""
    return [
        day
        for day in (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
        if is_virkedag(day)
    ]


def load_past(
    *,
    region: Region,
    cast: Cast,
    number: int,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    seed: int,
    running: bool = False,
) -> Counter[str]:
    """Cases received between two days that have ended, or (`running`) whose stay runs or is booked.

    How many of each outcome, and how many did not fit.
    """
    random = Random(seed)
    casting, rules, pools = (
        Casting(region=region, cast=cast, random=random),
        Rules(region, today),
        Pools(region),
    )
    days = sorted(random.choices(working_days(first, last), k=number))
    references = _references(region, days)
    tally: Counter[str] = Counter()
    batch: list[Past] = []
    for day, reference in zip(days, references, strict=True):
        case = plan_case(
            casting.draw(day),
            reference=reference,
            rules=rules,
            pools=pools,
            until=None if running else today - dt.timedelta(days=1),
            random=Random(random.random()),
        )
        tally[case.outcome if case else "left out"] += 1
        if case:
            batch.append(case)
        if len(batch) == BATCH:
            history_rows.write(batch, region=region, cast=cast, rules=rules)
            batch = []
    history_rows.write(batch, region=region, cast=cast, rules=rules)
    pools.write()
    return tally


def _references(region: Region, days: list[dt.date]) -> list[str]:
    """A reference for each day, in order, counted on from where the region's counter stands."""
    found = []
    for year, count in sorted(Counter(day.year for day in days).items()):
        counter, _made = ReferenceCounter.objects.get_or_create(region=region, year=year)
        ReferenceCounter.objects.filter(pk=counter.pk).update(last=F("last") + count)
        found += [f"{region.code}-{year}-{counter.last + step:06}" for step in range(1, count + 1)]
    return found


@dataclass(frozen=True, slots=True)
class Present:
    """How many are walked: of the last fortnight, of the last `days` days, and refusals that complaints are
    made on.
    """

    newest: int
    before: int
    refused: int
    days: int


def load_present(*, region: Region, cast: Cast, wanted: Present, now: dt.datetime, seed: int) -> Counter[str]:
    """Cases of the last weeks, each walked to where it stands now; why some were refused, counted."""
    random = Random(seed)
    today = now.astimezone(OSLO).date()
    casting = Casting(region=region, cast=cast, random=random)
    long_ago = working_days(today - dt.timedelta(days=wanted.days), today)
    recent = working_days(today - dt.timedelta(days=15), today)
    picked = random.choices(recent, k=wanted.newest) + random.choices(long_ago, k=wanted.before)
    cases = [casting.draw(day) for day in picked]
    cases += _to_refuse(casting, Rules(region, today), long_ago, wanted.refused)
    refused: Counter[str] = Counter()
    for drawn in sorted(cases, key=lambda one: one.sent.received_on):
        walk = Walk(story=drawn.story, cast=cast, today=today, now=now, random=Random(random.random()))
        try:
            with transaction.atomic():
                walk.run(drawn.sent, drawn.doctor)
        except DomainError as error:
            refused[str(error)] += 1
    settle_outbox(before=today)
    return refused


def _to_refuse(casting: Casting, rules: Rules, days: list[dt.date], number: int) -> list[Drawn]:
    """Referrals that the rules refuse, spread over the days."""
    found: list[Drawn] = []
    while len(found) < number:
        day = days[len(found) * len(days) // number]
        drawn = casting.draw(day)
        facts = settled_facts(drawn.sent, drawn.story, "-")
        if rules.propose(facts, day)["outcome"] == Decision.Outcome.REFUSED:
            found.append(drawn)
    return found


def settle_outbox(*, before: dt.date) -> int:
    """What was due before a day left on its day: nobody gets a month's mail today. How many rows.

    The letters among it were handed over then, so the patients were told: their clocks are met.
    """
    rows = Message.objects.filter(sendable(before))
    left = rows.update(status=Message.Status.SENT, sent_at=F("not_before"), claimed_at=F("not_before"))
    told = Clock.objects.filter(
        kind=Clock.Kind.ASSESSMENT,
        met_at=None,
        cancelled_at=None,
        referral__decisions__status=Decision.Status.SIGNED,
        referral__decisions__signed_at__date__lt=before,
    )
    for clock, signed_at in told.annotate(signed_at=F("referral__decisions__signed_at")).values_list(
        "pk", "signed_at"
    ):
        Clock.objects.filter(pk=clock).update(met_at=signed_at, next_step_on=None)
    return left
