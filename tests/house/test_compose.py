"""docker compose cannot be run everywhere: here the file is held against the project instead."""

from __future__ import annotations

import importlib
import re
import shlex
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.house.settings_run import settings
from tests.house.tree import CHECKOUT, text

COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
GIVEN = re.compile(r"\$\{(\w+)(?::[?-]([^}]*))?\}")
SECRETS = {
    "RVE_SECRET_KEY": "a-long-secret-of-this-installation-0123456789-abcdefghijk",
    "RVE_ENCRYPTION_KEYS": "bG9jYWwtb25seS1rZXktMDEyMzQ1Njc4OWFiY2RlZmc=",
    "RVE_LOOKUP_KEY": "another-long-secret",
    "RVE_ALLOWED_HOSTS": "rve.example.no",
    "POSTGRES_PASSWORD": "secret",
}


def filled_in(value: str) -> str:
    """As compose would: the variable from .env, or the default behind `:-`."""
    return GIVEN.sub(
        lambda match: SECRETS.get(match[1], "" if match[0][2 + len(match[1]) + 1] == "?" else match[2]), value
    )


def command_of(service: dict[str, Any]) -> list[str]:
    words = service.get("command")
    if words is None:
        last = text("Dockerfile").strip().splitlines()[-1]
        words = " ".join(yaml.safe_load(last.removeprefix("CMD ")))
    return shlex.split(words)


def test_it_holds_web_worker_beat_postgres_and_redis() -> None:
    assert {"web", "worker", "beat", "postgres", "redis"} <= set(SERVICES)


@pytest.mark.parametrize("name", OURS)
def test_production_starts_with_the_variables_it_gives(name: str) -> None:
    environment = {key: filled_in(value) for key, value in OURS[name]["environment"].items()}
    assert settings("MODE", environment) == "'production'"


def test_every_variable_it_sets_is_read() -> None:
    read = "".join(text(path) for path in sorted((CHECKOUT / "rve").glob("*.py")))
    for service in OURS.values():
        assert [name for name in service["environment"] if f'"{name}"' not in read] == []


def test_no_secret_is_written_in_it() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("KEY|PASSWORD", name) or value.startswith("${"), name


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_every_image_is_pinned_to_a_release() -> None:
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)
    for image in images:
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?", image), image
    assert re.search(r"image: postgres:1[78]\.", text("docker-compose.yml"))


def test_web_serves_the_projects_application() -> None:
    program, target, *options = command_of(SERVICES["web"])
    module, name = target.split(":")
    assert program == "gunicorn"
    assert callable(getattr(importlib.import_module(module), name))
    port = SERVICES["web"]["ports"][0].rpartition(":")[2]
    assert f"0.0.0.0:{port}" in options
    assert f"127.0.0.1:{port}/readyz" in " ".join(SERVICES["web"]["healthcheck"]["test"])


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_worker_and_beat_load_the_projects_celery(name: str) -> None:
    program, flag, module, kind, *_ = command_of(SERVICES[name])
    assert (program, flag, kind) == ("celery", "-A", name)
    assert importlib.import_module(module).celery_app.main == "rve"


def test_the_migrations_are_run_by_commands_that_exist() -> None:
    commands = re.findall(r"manage\.py (\w+)", SERVICES["migrate"]["command"])
    assert commands
    assert set(commands) <= set(get_commands())


def test_what_others_wait_for_exists() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        named = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(COMPOSE["volumes"])
