"""Working on a case: taken, settled, asked, decided; and what happens when two do it at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from referrals.models import Assessment, Decision, Placement, Question, Referral
from referrals.use_cases import cases
from referrals.use_cases.scan import scan_clocks
from rve.core import clock
from rve.core.models import CaseEvent
from tests.people import NEEDS, World, a_claimed_case, a_placement, a_prepared_decision, a_referral

HTMX = {"HX-Request": "true"}
WORDS = {"nytte": "God nytte.", "ressurs": "Rimelig bruk.", "alvorlighet": "Moderat tap."}


@pytest.fixture
def ingrid_in(client: Client, world: World) -> Client:
    client.force_login(world.ingrid.user)
    return client


def _post(client: Client, step: str, case: Referral, data: dict[str, Any] | None = None, **extra: Any) -> Any:
    fresh = Referral.objects.get(pk=case.pk)
    sent = {"version": fresh.version} | (data or {})
    return client.post(reverse(f"case-{step}", args=[case.public_id]), sent, **extra)


def _fresh(case: Referral) -> Referral:
    return Referral.objects.get(pk=case.pk)


def _grounds(**answers: str) -> dict[str, str]:
    return {f"needs.{name}": answers.get(name, "unknown") for name in NEEDS}


def _granting(client: Client, case: Referral, **changed: Any) -> dict[str, Any]:
    """What the decide panel would send, as the page proposes it."""
    shown = client.get(reverse("case", args=[case.public_id])).context
    proposed = shown["proposed"]
    return {
        "outcome": "granted",
        "delytelse": proposed["delytelse"],
        "level": proposed["level"],
        "start_deadline": f"{proposed['start_deadline']:%d.%m.%Y}",
        "place": shown["place_chosen"],
        "then": "letter",
        **WORDS,
        **changed,
    }


def test_taking_a_case_makes_it_mine_within_the_same_list(ingrid_in: Client, world: World) -> None:
    case = a_referral(world, now=clock.now())
    address = reverse("case-claim", args=[case.public_id]) + "?view=all"
    answer = ingrid_in.post(address, {"version": case.version})
    assert answer["Location"] == reverse("case", args=[case.public_id]) + "?view=all"
    assert _fresh(case).assessor == world.ingrid.user


def test_one_click_on_a_ground_changes_the_proposal_at_once(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    before = _fresh(case).proposed_outcome
    answer = _post(ingrid_in, "settle", case, _grounds(intensity="yes"), headers=HTMX)
    assert before == "incomplete"
    assert _fresh(case).proposed_outcome == "granted"
    assert 'data-o="rett"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_part_brings_the_new_version_and_places_along(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    part = _post(ingrid_in, "settle", case, _grounds(intensity="yes"), headers=HTMX).content.decode()
    assert f'name="version" value="{_fresh(case).version}"' in part
    assert 'id="decide-choices"' in part
    assert "fjellheimen/" in part


def test_without_scripts_the_same_form_leads_back_to_the_page(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    answer = _post(ingrid_in, "settle", case, _grounds(intensity="yes"))
    assert answer["Location"] == reverse("case", args=[case.public_id])


def test_who_settled_a_ground_is_kept(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    _post(ingrid_in, "settle", case, _grounds(intensity="no"))
    mark = _fresh(case).provenance["needs.intensity"]
    assert (mark["how"], mark["user"]) == ("assessor", world.ingrid.user.pk)
    assert "needs.complexity" not in _fresh(case).provenance


def test_settling_the_same_again_writes_nothing(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    before = CaseEvent.objects.count()
    same = {f"needs.{name}": "yes" if value else "no" for name, value in NEEDS.items()}
    _post(ingrid_in, "settle", case, same, headers=HTMX)
    assert CaseEvent.objects.count() == before


def test_other_facts_are_changed_in_their_own_form(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    address = reverse("case-facts", args=[case.public_id])
    form = ingrid_in.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"version": _fresh(case).version, "function_loss": "severe", "conditions.stroke": "no"}
    assert ingrid_in.post(address, sent).status_code == 302
    facts = _fresh(case).facts
    assert facts["function_loss"] == "severe"
    assert "stroke" in facts["conditions_denied"]
    assert _fresh(case).provenance["function_loss"]["how"] == "assessor"
    changed = CaseEvent.objects.get(verb="facts_settled").changes["facts"]
    assert set(changed) == {"function_loss", "conditions.stroke"}


def test_a_date_that_is_none_is_said_at_its_field_and_kept(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    address = reverse("case-facts", args=[case.public_id])
    answer = ingrid_in.post(address, {"version": case.version, "event_on": "31.02.2026"})
    assert answer.status_code == 400
    assert "event_on" in answer.context["form"].errors
    assert "31.02.2026" in answer.content.decode()


def test_a_question_goes_out_with_the_words_it_was_given(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), facts={"goal": None})
    sent = {"fact": "goal", "text:goal": "Hva er målet for oppholdet?", "free": "Har hun hund?"}
    _post(ingrid_in, "ask", case, sent)
    asked = {one.fact: one.text for one in Question.objects.filter(referral=case)}
    assert asked == {"goal": "Hva er målet for oppholdet?", "": "Har hun hund?"}
    assert _fresh(case).status == "awaiting_information"


def test_asking_nothing_is_said(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = _post(ingrid_in, "ask", case)
    assert answer.status_code == 400
    assert answer.context["alert"]


def test_a_phone_call_settles_its_fact(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), facts={"night_care": None})
    _post(ingrid_in, "phone", case, {"answer": "night_care=yes", "said": "Kari sier at hun trenger tilsyn."})
    assert _fresh(case).facts["night_care"] is True
    assert _fresh(case).provenance["night_care"]["how"] == "answer"
    assert Question.objects.get(referral=case).channel == "phone"


def test_the_words_of_the_draft_are_kept_while_they_are_written(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = _post(ingrid_in, "draft", case, WORDS)
    assert "saved_at" in answer.json()
    assert Assessment.objects.get(referral=case, closed_at=None).nytte == "God nytte."
    assert "God nytte." in ingrid_in.get(reverse("case", args=[case.public_id])).content.decode()
    assert _fresh(case).version == case.version


def test_preparing_holds_the_place_and_shows_the_letter(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = _post(ingrid_in, "prepare", case, _granting(ingrid_in, case))
    made = Decision.objects.get(referral=case)
    assert answer["Location"] == reverse("letter-preview", args=[made.public_id])
    placement = Placement.objects.get(referral=case)
    assert (placement.status, placement.institution.kode) == ("booked", "fjellheimen")
    assert made.follows_proposal


def test_for_signing_leads_on_to_the_next_case(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    other = a_referral(world, now=clock.now())
    answer = _post(ingrid_in, "prepare", case, _granting(ingrid_in, case, then="next"))
    assert answer["Location"] == reverse("case", args=[other.public_id])


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = _post(ingrid_in, "prepare", case, _granting(ingrid_in, case, alvorlighet=""))
    assert answer.status_code == 400
    assert answer.context["wrong"] == "alvorlighet"
    assert "God nytte." in answer.content.decode()


def test_departing_from_the_proposal_takes_a_reason(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    late = f"{clock.today() + dt.timedelta(weeks=30):%d.%m.%Y}"
    sent = _granting(ingrid_in, case, start_deadline=late)
    refused = _post(ingrid_in, "prepare", case, sent)
    assert refused.context["wrong"] == "override_code"
    reason = {"override_code": "clinical_judgement", "override_text": "Venter på operasjon."}
    _post(ingrid_in, "prepare", case, sent | reason)
    made = Decision.objects.get(referral=case)
    assert (made.follows_proposal, made.override_text) == (False, "Venter på operasjon.")


def test_a_refusal_says_which_municipal_help_makes_it_responsible(ingrid_in: Client, world: World) -> None:
    none = dict.fromkeys(NEEDS, False)
    case = a_claimed_case(world, now=clock.now(), facts={"needs": none, "municipal_measures": "sufficient"})
    sent = {"outcome": "refused", "delytelse": "B", "then": "letter", **WORDS}
    assert _post(ingrid_in, "prepare", case, sent).context["wrong"] == "municipal_help"
    _post(ingrid_in, "prepare", case, sent | {"municipal_help": "Frisklivssentral."})
    assert Decision.objects.get(referral=case).outcome == "refused"


def test_another_delytelse_has_other_places(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    sent = _granting(ingrid_in, case, delytelse="F", level="inpatient")
    part = _post(ingrid_in, "look", case, sent, headers=HTMX).content.decode()
    assert "havblikk/" in part
    assert "fjellheimen/" not in part
    assert _fresh(case).version == case.version


def test_who_changed_the_case_meanwhile_is_named_and_text_is_kept(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    sent = _granting(ingrid_in, case) | {"version": case.version}
    cases.claim(referral=case, by=world.jonas, now=clock.now(), version=case.version)
    fresh = _fresh(case)
    cases.claim(referral=fresh, by=world.ingrid, now=clock.now(), version=fresh.version)
    answer = ingrid_in.post(reverse("case-prepare", args=[case.public_id]), sent)
    assert answer.status_code == 412
    assert world.jonas.user.name in answer.context["alert"]
    assert "God nytte." in answer.content.decode()
    assert not Decision.objects.filter(referral=case).exists()


def test_a_stale_click_on_a_ground_is_said_in_the_part(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now(), settled=False)
    sent = _grounds(intensity="yes") | {"version": case.version - 1}
    answer = ingrid_in.post(reverse("case-settle", args=[case.public_id]), sent, headers=HTMX)
    assert answer.status_code == 200
    assert answer.context["alert"]
    assert _fresh(case).proposed_outcome == "incomplete"


def test_what_was_written_stays_when_the_case_was_taken_over(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    sent = _granting(ingrid_in, case) | {"version": case.version}
    cases.claim(referral=case, by=world.jonas, now=clock.now(), version=case.version)
    answer = ingrid_in.post(reverse("case-prepare", args=[case.public_id]), sent)
    assert answer.status_code == 412
    assert "God nytte." in answer.content.decode()


def test_a_full_week_is_said_and_nothing_is_held(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    sent = _granting(ingrid_in, case)
    kode, pool, _week = str(sent["place"]).split("/")
    past = clock.today() - dt.timedelta(days=clock.today().weekday() + 14)
    answer = _post(ingrid_in, "prepare", case, sent | {"place": f"{kode}/{pool}/{past.isoformat()}"})
    assert answer.status_code == 400
    assert answer.context["wrong"] == "week"
    assert not Placement.objects.filter(referral=case).exists()


def test_put_back_handed_on_and_withdrawn(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    _post(ingrid_in, "put-back", case)
    assert _fresh(case).assessor is None
    _post(ingrid_in, "claim", case)
    _post(ingrid_in, "reassign", case, {"to": str(world.jonas.user.public_id), "reason": "absence"})
    assert _fresh(case).assessor == world.jonas.user
    _post(ingrid_in, "withdraw", case, {"reason": "patient_wish", "text": "Ønsker ikke opphold."})
    assert _fresh(case).status == "withdrawn"


@pytest.mark.parametrize("step", ["reassign", "withdraw"])
def test_a_reason_must_be_one_of_the_list(ingrid_in: Client, world: World, step: str) -> None:
    case = a_claimed_case(world, now=clock.now())
    sent = {"to": str(world.jonas.user.public_id), "reason": "fordi"}
    assert _post(ingrid_in, step, case, sent).context["wrong"] == "reason"
    assert _fresh(case).status == "in_assessment"


def test_a_case_is_handed_only_to_somebody_at_the_unit(ingrid_in: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now())
    answer = _post(ingrid_in, "reassign", case, {"to": str(world.kari.user.public_id), "reason": "absence"})
    assert answer.context["wrong"] == "to"


def test_a_declined_place_is_replaced_by_another(ingrid_in: Client, world: World) -> None:
    case = a_placement(world, "declined", now=clock.now()).referral
    shown = ingrid_in.get(reverse("case", args=[case.public_id])).context
    assert shown["place_chosen"].startswith("havblikk/")
    _post(ingrid_in, "reroute", case, {"place": shown["place_chosen"], "reason": "Fjellheimen sa nei."})
    live = Placement.objects.get(referral=case, status__in=Placement.LIVE)
    assert live.institution.kode == "havblikk"


def test_the_place_that_did_not_answer_is_last_and_never_proposed(ingrid_in: Client, world: World) -> None:
    placement = a_placement(world, now=clock.now() - dt.timedelta(days=30))
    scan_clocks(now=clock.now())
    shown = ingrid_in.get(reverse("case", args=[placement.referral.public_id])).context
    silent = placement.institution.kode
    assert shown["around"].silent == {silent}
    assert shown["place_groups"][-1].options[0][0].startswith(silent)
    assert not shown["reroute_chosen"].startswith(silent)


def test_another_place_takes_a_reason(ingrid_in: Client, world: World) -> None:
    case = a_placement(world, "declined", now=clock.now()).referral
    assert _post(ingrid_in, "reroute", case, {"place": "havblikk//queue"}).context["wrong"] == "reason"


def test_a_thin_refusal_is_read_by_a_second_person(client: Client, world: World) -> None:
    none = dict.fromkeys(NEEDS, False)
    made = a_prepared_decision(
        world,
        now=clock.now(),
        facts={"needs": none, "municipal_measures": "sufficient", "goal": None},
    )
    assert made.thin_grounds
    client.force_login(world.jonas.user)
    address = reverse("case-second-read", args=[made.referral.public_id])
    answer = client.post(address, {"version": made.version})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.second_reader == world.jonas.user
