"""The links of the description: what an answer gives, the next request takes."""

from __future__ import annotations

from typing import Any

from rve.core.api import document
from tests.api.test_schema import operations, refers

Operation = dict[str, Any]


def _by_id() -> dict[str, Operation]:
    return {operation["operationId"]: operation for _name, operation in operations()}


def _links(operation_id: str, status: str = "200") -> dict[str, Operation]:
    linked = _by_id()[operation_id]["responses"][status].get("links", {})
    components = document.schema()["components"]["links"]
    return {name: components[link["$ref"].rpartition("/")[2]] for name, link in linked.items()}


def test_a_sent_referral_leads_to_all_that_is_done_with_a_referral() -> None:
    acts = {"answer_questions", "add_attachment", "withdraw_referral", "settle_facts", "prepare_decision"}
    assert set(_links("send_referral", "201")) == {"get_referral", "get_proposal", *acts}


def test_a_prepared_decision_leads_to_its_signature_and_a_signed_one_to_its_place() -> None:
    assert _links("prepare_decision", "201")["sign_decision"]["parameters"] == {
        "id": "$response.body#/id",
        "If-Match": "$response.header.ETag",
    }
    place = _links("sign_decision")["get_placement"]
    assert place["parameters"] == {"id": "$response.body#/placement/id"}


def test_a_list_leads_to_what_it_lists_and_to_no_change_of_it() -> None:
    assert set(_links("list_placements")) == {"get_placement"}


def test_a_link_gives_the_version_wherever_one_is_needed() -> None:
    found = _by_id()
    lacking = [
        name
        for name, link in document.schema()["components"]["links"].items()
        if refers(found[link["operationId"]], "If-Match") and "If-Match" not in link["parameters"]
    ]
    assert lacking == []
