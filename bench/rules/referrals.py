"""Made-up referral facts: thousands of different ones, with unknowns, as the schema has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.rules.referral_words import CODES, GROUPS, MUNICIPALITIES, OFTEN_DENIED
from deltytelser.rules.vocabulary import (
    CONDITIONS,
    DELYTELSER,
    FUNCTION_LOSS,
    GOALS,
    MEASURES,
    NEEDS,
    SELF_CARE,
)

Facts = dict[str, Any]
# Every receipt falls in the latest edition of version 1, so that all are asked the same rows.
FIRST_RECEIPT = date(2024, 2, 1)
DAYS = 900
# How much is told of a referral: little, as most tell, or nearly all.
KNOWN = (0.4, 0.75, 0.95)


def referrals(count: int, *, seed: int = 1, known: float | None = None) -> Iterator[Facts]:
    """`count` referrals, the same ones for a seed. `known`: the chance that a fact is told."""
    draw = Random(seed)
    for number in range(count):
        yield _Maker(draw, draw.choice(KNOWN) if known is None else known).make(number)


def lines(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """The same as JSON lines, each with its newline."""
    for facts in referrals(count, seed=seed):
        yield json.dumps(facts, ensure_ascii=False).encode() + b"\n"


class _Maker:
    """Draws one referral."""

    def __init__(self, draw: Random, known: float) -> None:
        self.draw, self.known = draw, known

    def make(self, number: int) -> Facts:
        draw = self.draw
        receipt = FIRST_RECEIPT + timedelta(days=draw.randrange(DAYS))
        birth = receipt - timedelta(days=draw.randrange(365 * 10, 365 * 90))
        facts = {
            "reference": f"R-{number:07}",
            "referred_on": (receipt - timedelta(days=draw.randrange(5))).isoformat(),
            "received_on": receipt.isoformat(),
            "referrer": {"kind": draw.choice(("gp", "gp", "gp", "hf_ward", "hf_outpatient", "other"))},
            "patient": {"birth_date": birth.isoformat(), "municipality": draw.choice(MUNICIPALITIES)},
            "diagnoses": [dict(zip(("system", "code"), draw.choice(CODES).split(), strict=True))],
            "requested": {"delytelse": draw.choice(DELYTELSER) if draw.random() < 0.3 else None},
            "consent": True,
        }
        return facts | self._conditions() | self._history(receipt) | self._state()

    def _conditions(self) -> Facts:
        draw = self.draw
        groups = draw.sample(GROUPS, draw.choice((0, 1, 1, 2, 3)))
        names = list(dict.fromkeys(name for group in groups for name in group))
        ticked = [name for name in names if draw.random() < 0.45]
        # With everything known, what is not ticked is denied.
        asked = CONDITIONS if self.known >= 1 else (*names, *OFTEN_DENIED)
        left = [name for name in asked if name not in ticked]
        denied = [name for name in dict.fromkeys(left) if draw.random() < self.known]
        return {"conditions": ticked, "conditions_denied": denied}

    def _history(self, receipt: date) -> Facts:
        draw = self.draw
        event = receipt - timedelta(days=draw.randrange(600))
        stays = [
            {
                "delytelse": draw.choice("HJABG"),
                "ended_on": (receipt - timedelta(days=draw.randrange(10, 900))).isoformat(),
            }
            for _ in range(draw.choice((0, 0, 0, 1, 2)))
        ]
        return {
            "event_on": event.isoformat() if self._told() else None,
            "earlier_stays": stays,
            "significant_change": draw.random() < 0.5 if self._told() else None,
        }

    def _state(self) -> Facts:
        draw = self.draw
        return {
            "urgency": draw.choice(("ordinary", "ordinary", "ordinary", "deteriorating")),
            "function_loss": self._one_of(FUNCTION_LOSS),
            "self_care": self._one_of(SELF_CARE),
            "night_care": draw.random() < 0.1 if self._told() else None,
            "needs": {need: draw.random() < 0.35 if self._told() else None for need in NEEDS},
            "goal": self._one_of(GOALS),
            "municipal_measures": self._one_of(MEASURES),
            "long_travel": draw.random() < 0.3 if self._told() else None,
        }

    def _told(self) -> bool:
        return self.draw.random() < self.known

    def _one_of(self, words: tuple[str, ...]) -> str | None:
        return self.draw.choice(words) if self._told() else None
