"""The packed facts: written with each proposal, of a fixed form, made for cases from before."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import IntegrityError

from deltytelser.rules import vocabulary
from deltytelser.rules.record import RECORD, pack
from referrals import engine
from referrals.models import CodedFacts
from referrals.use_cases.coding import code_missing
from tests.people import World, a_claimed_case, a_patient, a_referral, settled

LISTS = ("FUNCTION_LOSS", "GOALS", "MEASURES", "NEEDS", "REFERRERS", "URGENCIES", "SELF_CARE", "CONDITIONS")


def stored(case_pk: int) -> bytes:
    return bytes(CodedFacts.objects.get(referral=case_pk).code)


def test_a_received_case_is_packed_as_its_proposal_saw_it(world: World) -> None:
    case = a_referral(world)
    assert case.proposal is not None
    facts = json.loads(case.proposal.facts)
    assert stored(case.pk) == pack(facts, world=engine.world_of(case.proposal.snapshot))


def test_new_facts_take_the_place_of_the_old(world: World) -> None:
    case = a_claimed_case(world, settled=False)
    before = stored(case.pk)
    settled(world, case, world.ingrid, **{"needs.intensity": True})
    assert stored(case.pk) != before
    assert CodedFacts.objects.count() == 1


def test_the_database_refuses_another_length(world: World) -> None:
    case = a_referral(world)
    with pytest.raises(IntegrityError, match="coded_facts_length"):
        CodedFacts.objects.filter(referral=case).update(code=b"short")


def test_cases_from_before_are_packed_and_the_others_left(world: World) -> None:
    old, new = a_referral(world), a_referral(world, patient=a_patient(family_name="Solem"))
    packed = stored(old.pk)
    CodedFacts.objects.filter(referral=old).delete()
    CodedFacts.objects.filter(referral=new).update(code=b"\0" * RECORD.itemsize)
    assert code_missing(region=world.region) == 1
    assert stored(old.pk) == packed
    assert stored(new.pk) == b"\0" * RECORD.itemsize


def test_a_change_of_the_form_needs_a_migration_that_packs_anew() -> None:
    """Whoever gets here has changed what the stored bytes mean: empty the table in a migration (the next
    backtest packs it again), then put the new digest here.
    """
    words = {name: getattr(vocabulary, name) for name in LISTS}
    form = json.dumps([RECORD.descr, words, vocabulary.DELYTELSE_WORDS], sort_keys=True)
    assert hashlib.sha256(form.encode()).hexdigest()[:16] == "490956957fb7d113"
