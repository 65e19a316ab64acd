"""The reference that the application serves: every operation and every kind of problem, open to everyone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse

from rve.core.api import document
from rve.core.api.catalogue import KINDS
from rve.core.api.reference.changes import changes
from rve.core.api.reference.operations import groups
from tests.people import World

ROOT = "https://rve.example.no/"


@pytest.mark.parametrize("address", ["/api/docs", "/api/docs/changelog", "/api/v1/problems"])
def test_the_pages_are_open_and_carry_no_script_of_their_own(address: str, db: None) -> None:
    answer = Browser().get(address)
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_the_reference_is_found_from_the_log_in_and_from_administration(world: World) -> None:
    link = f'href="{reverse("api-docs")}"'
    assert link in Browser().get(reverse("login")).content.decode()
    lead = Browser()
    lead.force_login(world.marit.user)
    assert link in lead.get(reverse("back-office"), follow=True).content.decode()
    assert 'aria-current="page">Administrasjon' in lead.get(reverse("api-docs")).content.decode()


def test_every_kind_of_problem_is_a_page_at_its_own_address(db: None) -> None:
    for kind in KINDS.values():
        assert kind.meaning.split("`")[0][:40] in Browser().get(kind.uri).content.decode(), kind.name
    assert Browser().get("/api/v1/problems/no-such").status_code == 404


def test_every_operation_stands_in_the_reference_with_a_command_to_copy(db: None) -> None:
    shown = [one for group in groups(ROOT) for one in group.operations]
    paths = document.schema()["paths"].values()
    assert len(shown) == sum(len(methods) for methods in paths)
    assert all(one.curl.startswith("curl ") and "https://rve.example.no/api/v1/" in one.curl for one in shown)


def test_a_group_shows_fields_by_their_dotted_names(db: None) -> None:
    page = Browser().get("/api/docs/referrals").content.decode()
    assert "<code>patient.identity_number</code>" in page
    assert "Idempotency-Key" in page


def test_the_changes_are_read_as_headings_sentences_and_lists(tmp_path: Path) -> None:
    file = tmp_path / "changes.md"
    file.write_text("# Title\n\nA text\nin two lines.\n\n## 1.1\n\n- One\n  more\n- Two\n", encoding="utf-8")
    assert changes(file) == [("p", "A text in two lines."), ("h2", "1.1"), ("ul", ["One more", "Two"])]


def test_every_fact_says_what_it_is() -> None:
    sent = next(one for group in groups(ROOT) for one in group.operations if one.name == "send_referral")
    facts = [row for row in sent.fields if row.name.startswith("facts.")]
    assert len(facts) > 30
    assert [row.name for row in facts if not row.text] == []


def test_an_empty_text_is_no_limit_to_read() -> None:
    told = [row.text for group in groups(ROOT) for one in group.operations for row in one.fields]
    assert [text for text in told if "most 0 " in text or "least 1 characters" in text] == []
