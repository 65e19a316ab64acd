"""The rules on trial: as `manage.py assess`, without a patient, and nothing kept."""

from __future__ import annotations

import json
import time
from typing import Any

from deltytelser.catalogue.named import rule_set_named
from deltytelser.catalogue.read import load_world
from deltytelser.rules.batch import Engine, answer_lines
from referrals.models import Proposal
from rve.core import clock
from rve.core.models import AccessLog
from tests.people import FACTS, World
from tests.tokens import Client

ADDRESS = "/api/v1/assessments"
BESIDE = {
    "referred_on": "2026-03-02",
    "received_on": "2026-03-02",
    "referrer": {"kind": "gp"},
    "patient": {"birth_date": "1968-05-14", "municipality": "5038"},
}


def some(count: int) -> list[dict[str, Any]]:
    codes = ("M05.9", "I63.9", "S82.1", "G35", "E66.9")
    return [
        {
            "reference": f"case-{n}",
            **BESIDE,
            **FACTS,
            "diagnoses": [{"system": "icd10", "code": codes[n % 5]}],
        }
        for n in range(count)
    ]


def test_the_answers_are_those_of_the_command_line_for_line(world: World) -> None:
    asked: list[Any] = [*some(10), {"reference": "x"}, 3, {**some(1)[0], "goal": "copee"}]
    lines = [json.dumps(one).encode() for one in asked]
    engine = Engine(rule_set_named(None), load_world(), clock.today())
    wanted = [json.loads(line) for line in answer_lines(lines, 1, engine).lines.splitlines()]
    client = Client(world.practice, "assessments:try")
    assert client.post(ADDRESS, {"facts": asked}).json()["results"] == wanted
    assert client.post(ADDRESS, asked).json()["results"] == wanted
    assert not Proposal.objects.exists()
    assert not AccessLog.objects.exists()


def test_more_than_a_thousand_are_refused_by_number(world: World) -> None:
    answer = Client(world.practice, "assessments:try").post(ADDRESS, {"facts": [{}] * 1001})
    assert answer.status_code == 400
    assert "1 000" in answer.json()["errors"][0]["message"]


def test_a_thousand_are_answered_well_within_five_seconds(world: World) -> None:
    client, asked = Client(world.practice, "assessments:try"), some(1000)
    client.post(ADDRESS, asked[:1])
    begun = time.process_time()
    answer = client.post(ADDRESS, asked)
    assert len(answer.json()["results"]) == 1000
    assert time.process_time() - begun < 5


def test_it_needs_its_scope(world: World) -> None:
    assert Client(world.rve, "referrals:read").post(ADDRESS, some(1)).status_code == 403
