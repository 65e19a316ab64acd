from __future__ import annotations

import json
from typing import Any

import pytest

from referrals import engine
from referrals.models import Proposal, Question, Referral
from referrals.policies import allowed_actions
from referrals.use_cases import cases, questions, settle
from referrals.use_cases.questions import QuestionItem
from rve.core.errors import Conflict, DomainError, NotAllowed, Stale
from rve.core.models import CaseEvent, Message
from tests.people import NEEDS, NOW, World, a_claimed_case, a_prepared_decision, a_referral


def settle_all(world: World, case: Referral, **values: Any) -> Proposal | None:
    named = values or {f"needs.{name}": value for name, value in NEEDS.items()}
    return settle.settle_facts(referral=case, values=named, by=world.ingrid, now=NOW, version=case.version)


def ask(world: World, case: Referral, *facts: str) -> list[Question]:
    items = [QuestionItem(fact, "Hva er endret?") for fact in facts]
    return questions.ask(referral=case, items=items, by=world.ingrid, now=NOW, version=case.version)


def fresh(case: Referral) -> Referral:
    return Referral.objects.get(pk=case.pk)


def test_the_proposal_follows_at_once(world: World) -> None:
    case = a_claimed_case(world, settled=False)
    assert case.proposed_outcome == "incomplete"
    made = settle_all(world, case)
    assert made is not None and made.outcome == "granted"
    case = fresh(case)
    assert case.proposal == made
    assert case.provenance["needs.complexity"]["by"] == "Ingrid Moen"
    assert case.provenance["needs.complexity"]["how"] == "assessor"
    assert [row.cause for row in case.proposals.order_by("pk")] == ["receipt", "assessor"]


def test_a_ground_can_become_unknown_again(world: World) -> None:
    case = a_claimed_case(world)
    made = settle_all(world, case, **{"needs.complexity": None, "needs.multidisciplinary": None})
    assert made is not None and made.outcome == "incomplete"


def test_stored_bytes_are_canonical_and_hold_no_sentences(world: World) -> None:
    made = a_referral(world).proposal
    for text in (made.facts, made.content, made.snapshot.content):
        assert engine.canonical(json.loads(text)) == text
    assert "henvisning" not in made.content
    assert json.loads(made.facts)["reference"] == made.referral.reference


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("needs.intensity", "much"),
        ("function_loss", "awful"),
        ("diagnoses", []),
        ("event_on", "2026-13-01"),
        ("conditions.stroke", "perhaps"),
        ("conditions.invented", True),
        ("needs.invented", True),
        ("received_on", "2026-01-01"),
        ("patient.birth_date", "1970-01-01"),
    ],
)
def test_a_value_that_is_none_is_refused_and_nothing_changes(world: World, name: str, value: Any) -> None:
    case = a_claimed_case(world)
    with pytest.raises(DomainError) as caught:
        settle_all(world, case, **{name: value})
    assert caught.value.field == name
    assert fresh(case).facts == case.facts
    assert case.proposals.count() == 1


def test_one_fault_is_mended_while_another_remains(world: World) -> None:
    case = a_claimed_case(world, facts={"diagnoses": [], "event_on": "2030-01-01"})
    assert settle_all(world, case, diagnoses=[{"system": "icd10", "code": "M05.9"}]) is None
    case = fresh(case)
    assert case.attention == "facts_refused:event_on"
    made = settle_all(world, case, event_on="2026-01-01")
    assert made is not None
    assert fresh(case).attention == ""


def test_a_condition_is_settled_as_ticked_or_denied(world: World) -> None:
    case = a_claimed_case(world)
    settle_all(world, case, **{"conditions.fatigue_main_problem": True})
    case = fresh(case)
    assert "fatigue_main_problem" in case.facts["conditions"]
    settle_all(world, case, **{"conditions.fatigue_main_problem": False})
    assert "fatigue_main_problem" in fresh(case).facts["conditions_denied"]


def test_only_a_physician_sets_suspected_serious_illness(world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(NotAllowed):
        settle_all(world, case, urgency="suspected_serious")
    case = cases.claim(referral=case, by=world.liv, now=NOW, version=case.version)
    values = {"urgency": "suspected_serious"}
    settle.settle_facts(referral=case, values=values, by=world.liv, now=NOW, version=case.version)
    assert "suspected_serious" in fresh(case).attention
    assert Message.objects.filter(template="suspected_serious").count() == 2


def test_what_was_seen_must_be_what_is_there(world: World) -> None:
    case = a_claimed_case(world)
    settle_all(world, case, goal="improve")
    with pytest.raises(Stale):
        settle_all(world, case, goal="cope")


def test_nothing_is_kept_when_the_event_cannot_be_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_claimed_case(world)
    before = CaseEvent.objects.count()

    def broken(**_given: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("rve.core.events.record", broken)
    with pytest.raises(RuntimeError):
        settle_all(world, case, goal="improve")
    assert fresh(case).facts["goal"] == "cope"
    assert (CaseEvent.objects.count(), case.proposals.count()) == (before, 1)


def test_a_question_waits_for_the_referrer_and_the_clock_runs_on(world: World) -> None:
    case = a_claimed_case(world)
    made = ask(world, case, "significant_change", "event_on")
    case = fresh(case)
    assert case.status == "awaiting_information"
    assert len(made) == 2
    clock = case.clocks.get(kind="referrer_answer")
    assert clock.due_on.isoformat() == "2026-03-09"
    assert case.clocks.get(kind="assessment").running
    told = Message.objects.get(template="question")
    assert (told.user, told.context["path"]) == (world.kari.user, f"/referrals/{case.public_id}")


def test_a_fact_is_not_asked_twice(world: World) -> None:
    case = a_claimed_case(world)
    ask(world, case, "event_on")
    assert ask(world, fresh(case), "event_on", "significant_change")[0].fact == "significant_change"
    assert case.questions.count() == 2
    assert case.clocks.filter(kind="referrer_answer").count() == 1


def test_grounds_are_not_asked_of_the_referrer(world: World) -> None:
    case = a_claimed_case(world)
    with pytest.raises(DomainError):
        ask(world, case, "needs.intensity")
    with pytest.raises(DomainError):
        questions.ask(referral=case, items=[], by=world.ingrid, now=NOW, version=case.version)


def test_the_last_answer_brings_the_case_back_with_a_new_proposal(world: World) -> None:
    case = a_claimed_case(world)
    first, second = ask(world, case, "function_loss", "event_on")
    questions.answer(question=first, value="severe", text="Klarer seg ikke.", by=world.kari, now=NOW)
    assert fresh(case).status == "awaiting_information"
    questions.answer(question=second, value="2026-01-10", text="", by=world.kari, now=NOW)
    case = fresh(case)
    assert (case.status, case.facts["function_loss"], case.proposal.level) == (
        "in_assessment",
        "severe",
        "inpatient",
    )
    assert case.provenance["function_loss"]["how"] == "answer"
    assert case.clocks.get(kind="referrer_answer").met_at == NOW
    assert case.proposals.filter(cause="answer").count() == 2
    assert Message.objects.filter(template="answered", user=world.ingrid.user).count() == 2


def test_answering_twice_is_as_once_and_another_answer_is_refused(world: World) -> None:
    case = a_claimed_case(world)
    (row,) = ask(world, case, "event_on")
    for _ in range(2):
        questions.answer(question=row, value="2026-01-10", text="", by=world.kari, now=NOW)
    assert CaseEvent.objects.filter(verb="answered").count() == 1
    with pytest.raises(Conflict):
        questions.answer(question=row, value="2026-01-11", text="", by=world.kari, now=NOW)


def test_an_answer_the_rules_cannot_read_is_told_to_the_referrer(world: World) -> None:
    case = a_claimed_case(world)
    (row,) = ask(world, case, "function_loss")
    with pytest.raises(DomainError) as caught:
        questions.answer(question=row, value="terrible", text="", by=world.kari, now=NOW)
    assert caught.value.field == "function_loss"
    row.refresh_from_db()
    assert row.answered_at is None


def test_a_phone_call_answers_the_open_question(world: World) -> None:
    case = a_claimed_case(world)
    (row,) = ask(world, case, "event_on")
    case = fresh(case)
    noted = questions.note_phone_call(
        referral=case,
        text="Falt 10. januar.",
        fact="event_on",
        value="2026-01-10",
        by=world.ingrid,
        now=NOW,
        version=case.version,
    )
    assert (noted.pk, noted.channel) == (row.pk, "phone")
    case = fresh(case)
    assert (case.status, case.facts["event_on"]) == ("in_assessment", "2026-01-10")


def test_an_answer_after_preparing_keeps_the_physician_from_signing(world: World) -> None:
    decision = a_prepared_decision(world)
    case = fresh(decision.referral)
    row = case.questions.create(fact="function_loss", text="?", asked_by=world.ingrid.user, asked_at=NOW)
    questions.answer(question=row, value="severe", text="", by=world.kari, now=NOW)
    case = fresh(case)
    assert "new_information" in case.attention
    assert "sign" not in allowed_actions(world.liv, case)


def test_a_case_is_taken_over_and_handed_on_with_one_open_assessment(world: World) -> None:
    case = a_claimed_case(world)
    case = cases.claim(referral=case, by=world.jonas, now=NOW, version=case.version)
    assert case.assessments.filter(closed_at=None).get().by == world.jonas.user
    same = cases.claim(referral=case, by=world.jonas, now=NOW, version=1)
    assert same.version == case.version, "a double click changes nothing"
    case = cases.reassign(
        referral=case,
        to=world.ingrid.user,
        reason=world.reason("reassign", "absence"),
        by=world.marit,
        now=NOW,
        version=case.version,
    )
    assert case.assessments.filter(closed_at=None).get().by == world.ingrid.user
    assert Message.objects.get(template="reassigned").user == world.ingrid.user
    with pytest.raises(DomainError) as caught:
        cases.reassign(
            referral=case, to=world.kari.user, reason="x", by=world.marit, now=NOW, version=case.version
        )
    assert caught.value.field == "to"
    case = cases.put_back(referral=case, by=world.ingrid, now=NOW, version=case.version)
    assert (case.status, case.assessor) == ("received", None)


def test_withdrawing_ends_questions_clocks_and_decision(world: World) -> None:
    decision = a_prepared_decision(world)
    case = fresh(decision.referral)
    reason = world.reason("withdraw", "patient_wish")
    cases.withdraw(referral=case, reason=reason, text="Ringte.", by=world.kari, now=NOW, version=case.version)
    decision.refresh_from_db()
    booking = decision.placements.get().booking
    assert booking is not None
    assert (decision.status, booking.released_why) == ("superseded", "withdrawn")
    assert not case.clocks.filter(met_at=None, cancelled_at=None).exists()
    with pytest.raises(DomainError):
        wrong = world.reason("decline", "no_capacity")
        again = a_referral(world)
        cases.withdraw(referral=again, reason=wrong, text="", by=world.kari, now=NOW, version=again.version)
