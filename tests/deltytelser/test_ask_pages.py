"""«Spør regelboken»: facts in the address, the proposal and the tables out; nothing saved."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from deltytelser.catalogue.compiled import compiled
from deltytelser.models import DiagnosisCode, RuleSet
from deltytelser.pages.ask_examples import examples_of, params_of
from deltytelser.pages.ask_facts import NAMES, facts_from, kept
from deltytelser.pages.ask_fields import CONDITION, CONDITION_GROUPS
from deltytelser.pages.ask_form import AskForm
from deltytelser.rules.schema import first_fault
from deltytelser.rules.vocabulary import CONDITIONS
from tests.deltytelser.rule_drafts import a_changed_draft
from tests.people import World

FRACTURE = {
    "received_on": "15.04.2026",
    "age": "57",
    "patient.municipality": "5001",
    "referrer.kind": "gp",
    "diagnoses": "icd10:S32.4",
    "function_loss": "moderate",
    "goal": "improve",
    "municipal_measures": "insufficient",
    "needs.intensity": "yes",
    "conditions.complex_fracture": "yes",
    "conditions.multitrauma": "no",
}
# Delytelse A, where the deadline of deadline.A/other decides.
OTHER_FRACTURE = {"conditions.complex_fracture": "no", "conditions.comorbidity_significant": "yes"}


@pytest.fixture
def marit(client: Client, world: World) -> Client:
    client.force_login(world.marit.user)
    return client


def _ask(client: Client, **changed: Any) -> Any:
    told = {name: value for name, value in (FRACTURE | changed).items() if value}
    return client.get(reverse("rules-ask"), told, follow=True)


def _answer(client: Client, **changed: Any) -> Any:
    return client.get(reverse("rules-ask-answer"), FRACTURE | changed, headers={"HX-Request": "true"})


def test_a_question_is_answered_with_its_tables_lit(marit: Client) -> None:
    page = _ask(marit)
    assert page.context["tree"]["outcome"] == "granted"
    text = page.content.decode()
    assert "Rett til rehabilitering" in text
    assert 'class="chip met"' in text
    assert 'class="chip failed"' in text
    assert "deadline.A/complex" in text


def test_the_page_begins_with_a_day_and_asks_for_a_diagnosis(marit: Client) -> None:
    page = marit.get(reverse("rules-ask"))
    assert page.status_code == 200
    assert page.context["tree"] is None
    assert page.context["fresh"]


def test_the_fact_that_decides_is_marked_at_its_field(marit: Client) -> None:
    page = _ask(marit, **{"municipal_measures": "not_tried", "needs.intensity": ""})
    assert page.context["tree"]["outcome"] == "incomplete"
    missing = {one["fact"] for one in page.context["tree"]["missing"]}
    marked = {mark.id for mark in page.context["marks"] if mark.needed}
    assert "needs.intensity" in missing
    assert "f-needs-intensity" in marked
    assert len(marked) == len(missing)


def test_the_answer_alone_keeps_the_address_in_step(marit: Client) -> None:
    part = _answer(marit, urgency="", goal="maintain")
    assert "<html" not in part.content.decode()
    address = part["HX-Replace-Url"]
    assert address.startswith(reverse("rules-ask") + "?")
    assert "goal=maintain" in address
    assert "urgency" not in address
    assert marit.get(address).context["tree"]["outcome"] == part.context["tree"]["outcome"]


def test_an_address_with_empty_answers_is_written_anew(marit: Client) -> None:
    answer = marit.get(reverse("rules-ask"), FRACTURE | {"urgency": "", "csrf": "x"})
    assert answer.status_code == 302
    assert "urgency" not in answer["Location"]
    assert "csrf" not in answer["Location"]
    assert marit.get(answer["Location"]).status_code == 200


def test_the_answer_without_a_script_leads_to_the_page(marit: Client) -> None:
    answer = marit.get(reverse("rules-ask-answer"), FRACTURE)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("rules-ask") + "?")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"event_on": "16.04.2026"}, "f-event-on", "This is after the day of receipt."),
        (
            {"event_on": "1.1.1950"},
            "f-age",
            "The patient was not born when it happened: look at the age or the date.",
        ),
        ({"event_on": "i går"}, "f-event-on", "Write the date with day, month and year, such as 15.04.2026."),
        ({"age": ""}, "f-age", "Write the age on the day of receipt in whole years."),
        ({"received_on": "01.01.1999"}, "", "No rules were in force on that day."),
        ({"diagnoses": ""}, "f-search", "Choose a diagnosis."),
        ({"goal": "fly"}, "f-goal", "Choose one of the answers."),
        (
            {"earlier_stays.0.ended_on": "01.02.2026"},
            "f-earlier-stays-0-delytelse",
            "Choose the delytelse of the stay.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    marit: Client, changed: dict[str, str], field: str, words: str
) -> None:
    page = _ask(marit, **changed)
    assert page.status_code == 200
    assert page.context["tree"] is None
    with translation.override("nb"):
        assert gettext(words) in html.unescape(page.content.decode())
    if field:
        assert field in {one[0] for one in page.context["wrong"]}


def test_diagnoses_are_added_made_first_and_taken_away() -> None:
    def after(query: str) -> list[str]:
        return kept(QueryDict("diagnoses=icd10:S32.4&diagnoses=icd10:M05.9" + query)).getlist("diagnoses")

    assert after("&add=icpc2:L72") == ["icd10:S32.4", "icd10:M05.9", "icpc2:L72"]
    assert after("&first=icd10:M05.9") == ["icd10:M05.9", "icd10:S32.4"]
    assert after("&remove=icd10:S32.4") == ["icd10:M05.9"]
    assert after("&add=<script>") == ["icd10:S32.4", "icd10:M05.9"]


def test_a_diagnosis_is_found_by_its_words(marit: Client) -> None:
    DiagnosisCode.objects.create(system="icd10", code="M059", title="Revmatoid artritt", source="imported")
    found = marit.get(reverse("rules-ask-diagnoses"), {"search": "artritt"})
    assert 'name="add" value="icd10:M05.9"' in found.content.decode()


def test_another_version_is_asked_by_its_hash(marit: Client, world: World) -> None:
    row = RuleSet.objects.get(region=world.region)
    assert _ask(marit, rule_set=row.hash[:12]).context["tree"]["rule_set"]["hash"] == row.hash


@pytest.mark.parametrize("chosen", ["0123456789abcdef", "no-such", "11111111-1111-4111-8111-111111111111"])
def test_rules_that_are_not_there_are_not_found(marit: Client, chosen: str) -> None:
    assert _ask(marit, rule_set=chosen).status_code == 404


def test_a_draft_is_asked_by_those_who_may_write_it(client: Client, world: World) -> None:
    draft = a_changed_draft(world)
    about = {"rule_set": str(draft.public_id), "received_on": f"{draft.first_day:%d.%m.%Y}"}
    client.force_login(world.liv.user)
    weeks = _ask(client, **about, **OTHER_FRACTURE).context["tree"]["start_deadline"]["weeks"]
    assert weeks == 10
    assert _ask(client, **OTHER_FRACTURE).context["tree"]["start_deadline"]["weeks"] == 12


def test_a_draft_is_not_shown_to_those_who_may_not_write(client: Client, world: World) -> None:
    draft = a_changed_draft(world)
    client.force_login(world.ingrid.user)
    assert _ask(client, rule_set=str(draft.public_id)).status_code in (403, 404)
    assert str(draft.public_id) not in _ask(client).content.decode()


def test_the_draft_of_another_region_is_not_found(client: Client, world: World) -> None:
    draft = a_changed_draft(world)
    client.force_login(world.bo_elsewhere.user)
    answer = _ask(client, rule_set=str(draft.public_id))
    assert answer.status_code == 404
    assert draft.title not in answer.content.decode()


def test_the_rules_of_another_region_are_not_found(client: Client, world: World) -> None:
    row = RuleSet.objects.get(region=world.region)
    client.force_login(world.per_elsewhere.user)
    assert client.get(reverse("rules-ask"), FRACTURE | {"rule_set": row.hash}, follow=True).status_code in (
        403,
        404,
    )


def test_every_condition_stands_in_one_group() -> None:
    grouped = [name for _title, names in CONDITION_GROUPS for name in names]
    assert sorted(grouped) == sorted(CONDITIONS)


def test_every_example_fills_in_a_form_that_the_rules_can_read(world: World) -> None:
    rules = compiled(RuleSet.objects.get(region=world.region))
    for case in examples_of(rules):
        told = kept(params_of(case, receipt=dt.date(2026, 4, 15)))
        form = AskForm(told, rules=rules, lang="nb")
        assert form.is_valid(), (case.id, form.errors)
        facts = facts_from(form.cleaned_data, told.getlist("diagnoses"))
        assert first_fault(facts) is None
        same = ("function_loss", "goal", "municipal_measures", "urgency", "conditions", "conditions_denied")
        assert {name: facts[name] or None for name in same} == {
            name: sorted(case.facts.get(name) or [], key=CONDITIONS.index) or None
            if name.startswith("conditions")
            else case.facts.get(name)
            for name in same
        }


def test_an_example_gets_the_answer_it_must_have(marit: Client, world: World) -> None:
    rules = compiled(RuleSet.objects.get(region=world.region))
    for case in examples_of(rules)[::12]:
        page = marit.get(reverse("rules-ask"), {"example": case.id}, follow=True)
        assert page.context["tree"]["outcome"] == case.expected["outcome"], case.id


def test_every_fact_of_the_form_reaches_the_address() -> None:
    told = QueryDict(mutable=True)
    for name in NAMES:
        told[name] = "x"
    assert set(kept(told)) == set(NAMES)
    assert {name for name in NAMES if name.startswith(CONDITION)} == {CONDITION + name for name in CONDITIONS}
