"""What docs/integration.md promises: its client goes from nothing to a started stay."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import Any

from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from referrals.models import Placement
from rve.core.api.scopes import SCOPES
from rve.local.management.commands.load_sandbox import TOKENS
from tests.house.tree import CHECKOUT
from tests.people import World
from tests.tokens import token_for

GUIDE = (CHECKOUT / "docs" / "integration.md").read_text(encoding="utf-8")
CLIENT = CHECKOUT / "docs" / "examples" / "client.py"


def test_the_client_of_the_guide_goes_from_nothing_to_a_started_stay(
    transactional_db: None, live_server: LiveServer, settings: Any, tmp_path: Any
) -> None:
    settings.LETTER_FOLDER = str(tmp_path)
    said = io.StringIO()
    call_command("load_sandbox", stdout=said)
    tokens = re.findall(r"^[A-Z]+=(eyJ\S+)$", said.getvalue(), re.MULTILINE)
    command = [sys.executable, str(CLIENT), live_server.url, *tokens]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.splitlines()[1:] == ["granted signed", "started at fjordheim"], (
        done.stdout + done.stderr
    )
    assert Placement.objects.get(referral__given_name="Solveig").status == "started"


def test_the_tokens_of_the_sandbox_hold_scopes_that_there_are() -> None:
    held = {scope for *_, scopes in TOKENS for scope in scopes.split()}
    assert held <= SCOPES.keys()


def test_the_client_of_the_guide_is_as_long_as_the_guide_says() -> None:
    said = re.search(r"client\.py\), (\d+) lines", GUIDE)
    assert said
    assert len(CLIENT.read_text(encoding="utf-8").splitlines()) == int(said[1])


def test_the_client_of_the_guide_says_what_was_refused_and_prints_no_empty_list(
    transactional_db: None, live_server: LiveServer, world: World
) -> None:
    token = token_for(world.practice, "referrals:read")
    command = [sys.executable, str(CLIENT), live_server.url, token, token, token]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("POST /referrals: 403 ")
    assert "referrals:write" in done.stderr
    assert "[]" not in done.stderr
