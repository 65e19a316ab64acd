from __future__ import annotations

import pytest

from tests.house.settings_run import PRODUCTION, python, settings


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [
        ("RVE_MODE", "staging"),
        ("RVE_DEBUG", "perhaps"),
        ("RVE_DEMO_LOGIN", "2"),
        ("RVE_SYNTHETIC_IDENTITY_NUMBERS", "maybe"),
        ("DATABASE_URL", "mysql://somewhere/rve"),
        ("RVE_SMTP_PORT", "smtp"),
        ("RVE_ENCRYPTION_KEYS", "not-a-key"),
        ("REDIS_URL", "http://somewhere"),
        ("RVE_DIGITAL_POST_URL", "ftp://somewhere"),
        ("RVE_DIGITAL_POST_URL", "http://name:secret@somewhere"),
    ],
)
def test_nonsense_stops_the_start_and_is_called_by_its_name(name: str, nonsense: str) -> None:
    answer = settings("MODE", {name: nonsense})
    assert "ImproperlyConfigured" in answer
    assert name in answer


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"RVE_MODE", "DATABASE_URL", "REDIS_URL"}))
def test_production_does_not_start_without(name: str) -> None:
    answer = settings("MODE", {**PRODUCTION, name: ""})
    assert "ImproperlyConfigured" in answer
    assert name in answer


@pytest.mark.parametrize("name", ["RVE_DEBUG", "RVE_DEMO_LOGIN", "RVE_SYNTHETIC_IDENTITY_NUMBERS"])
def test_production_refuses(name: str) -> None:
    answer = settings("MODE", {**PRODUCTION, name: "1"})
    assert "ImproperlyConfigured" in answer
    assert name in answer


def test_production_does_not_let_its_clock_be_moved() -> None:
    answer = settings("MODE", {**PRODUCTION, "RVE_CLOCK_FILE": "/tmp/clock.json"})
    assert "ImproperlyConfigured" in answer
    assert "RVE_CLOCK_FILE" in answer


def test_identity_numbers_travel_encrypted_and_with_a_key_in_production() -> None:
    address = {"RVE_DIGITAL_POST_URL": "http://adapter.example.no", "RVE_DIGITAL_POST_TOKEN": "key"}
    assert "must begin with https" in settings("MODE", PRODUCTION | address)
    assert "RVE_DIGITAL_POST_TOKEN" in settings(
        "MODE", {"RVE_DIGITAL_POST_URL": "https://adapter.example.no"}
    )


def test_production_starts_with_what_it_demands_and_leaves_the_demo_at_home() -> None:
    names = ("MODE", "DEBUG", "DEMO_LOGIN", "SYNTHETIC_IDENTITY_NUMBERS")
    code = (
        f"from django.conf import settings as s\nprint(*[getattr(s, n) for n in {names}], *s.INSTALLED_APPS)"
    )
    done = python(code, PRODUCTION)
    assert done.stdout.startswith("production False False False ")
    assert "rve.local" not in done.stdout


def test_production_passes_djangos_own_deployment_checks() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = python(code, PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_the_local_installation_starts_with_nothing_set() -> None:
    assert settings("MODE", {}) == "'local'"
