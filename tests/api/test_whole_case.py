"""A case from creation to discharge by a script that knows the schema and three tokens, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from referrals.models import Decision, Letter, Placement, Referral
from rve.core import clock
from rve.core.models import CaseEvent, Message
from tests.api.script import Api, Json, read_schema
from tests.people import FACTS, NEEDS, World, a_patient, a_region
from tests.tokens import token_for

PRACTICE = "referrals:write referrals:read"
PHYSICIAN = (
    "referrals:read proposals:read assessments:write decisions:prepare decisions:sign institutions:read"
)
PLACE = "placements:read placements:write"
# What the referrer answers to, when asked.
TOLD = {"goal": FACTS["goal"], "municipal_measures": FACTS["municipal_measures"]}


@pytest.fixture
def world(committed_db: None, settings: Any, tmp_path: Any) -> World:
    settings.LETTER_FOLDER = str(tmp_path)
    return a_region()


def _referral() -> Json:
    """A referral that leaves some facts open."""
    today, patient = clock.today().isoformat(), a_patient()
    facts = {key: value for key, value in FACTS.items() if key not in TOLD}
    return {
        "facts": facts
        | {
            "referred_on": today,
            "received_on": today,
            "referrer": {"kind": "gp"},
            "patient": {"birth_date": patient.birth_date.isoformat(), "municipality": "5038"},
        },
        "patient": {
            "identity_number": patient.number,
            "given_name": patient.given_name,
            "family_name": patient.family_name,
            "address": patient.address,
            "postal_code": patient.postal_code,
            "city": patient.city,
            "phone": patient.phone,
            "language": "nb",
        },
        "referrer": {"name": "Kari Bjerkan", "kind": "gp"},
        "practical": {"transfers": "independent"},
        "clinical_text": "Leddgikt siden 2010, verre siste halvår.",
        "source_reference": "epj-1",
    }


def _decision(proposal: Json) -> Json:
    """What the rules propose, at the first place they name."""
    return {
        "outcome": proposal["outcome"],
        "delytelse": proposal["delytelse"],
        "level": proposal["level"],
        "lodging": proposal["lodging"],
        "start_deadline": proposal["start_deadline"]["date"],
        "institution": proposal["route"]["candidates"][0]["institution"],
        "nytte": "God nytte ventes.",
        "ressurs": "Rimelig bruk av ressurser.",
        "alvorlighet": "Moderat funksjonstap.",
    }


def test_three_tokens_and_the_schema_are_enough(world: World, live_server: Any) -> None:
    schema = read_schema(live_server.url)
    practice = Api(live_server.url, token_for(world.practice, PRACTICE), schema)
    physician = Api(live_server.url, token_for(world.rve, PHYSICIAN, world.liv), schema)
    place = Api(live_server.url, token_for(world.fjellheimen.organisation, PLACE), schema)
    today = clock.today().isoformat()

    sent = practice.post("send_referral", body=_referral())
    asked = [one for one in sent["questions"] if one["fact"] in TOLD]
    assert asked
    answers = [{"question": one["id"], "value": TOLD[one["fact"]]} for one in asked]
    practice.post("answer_questions", sent["id"], body={"answers": answers}, seen=sent)

    case = physician.get("get_referral", sent["id"])
    facts = {f"needs.{need}": value for need, value in NEEDS.items()}
    physician.post("settle_facts", sent["id"], body={"facts": facts}, seen=case)
    proposal = physician.get("get_proposal", sent["id"])
    case = physician.get("get_referral", sent["id"])
    prepared = physician.post("prepare_decision", sent["id"], body=_decision(proposal), seen=case)
    assert (prepared["status"], prepared["placement"]["status"]) == ("prepared", "booked")
    signed = physician.post("sign_decision", prepared["id"], seen=prepared)
    assert signed["status"] == "signed"

    [stay] = place.get("list_placements", status="forwarded")["results"]
    for verb, body in (
        ("accept", {}),
        ("schedule", {"on": today}),
        ("start", {"on": today}),
        ("discharge", {"on": today, "note": "Mål i hovedsak nådd."}),
    ):
        assert verb in stay["allowed_actions"]
        stay = place.post(f"{verb}_placement", stay["id"], body=body, seen=stay)
    assert stay["status"] == "completed"

    read = practice.get("get_referral", sent["id"])
    assert (read["status"], read["decision"]["outcome"]) == ("closed", "granted")
    assert practice.get("get_decision", read["decision"]["id"])["placement"]["status"] == "completed"
    _nothing_is_doubled()


def _nothing_is_doubled() -> None:
    assert [model.objects.count() for model in (Referral, Decision, Placement)] == [1, 1, 1]
    letters = Counter(Letter.objects.values_list("kind", "recipient_role"))
    events = Counter(CaseEvent.objects.filter(kind="referral").values_list("verb", flat=True))
    assert max(letters.values()) == 1
    for verb in ("received", "prepared", "signed", "accepted", "scheduled", "started", "discharged"):
        assert events[verb] == 1, verb
    assert Message.objects.filter(kind="letter").count() == sum(letters.values())
