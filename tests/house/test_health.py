from __future__ import annotations

import json

import pytest
from django.test import Client
from pytest_django import Settings

from tests.house.settings_run import python

NOBODY_LISTENS = 1


def test_livez_answers_without_asking_anybody(client: Client) -> None:
    assert client.get("/livez").status_code == 200


@pytest.mark.django_db
def test_readyz_is_200_when_database_and_redis_answer(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.django_db
def test_readyz_is_503_and_names_redis_when_it_is_gone(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{NOBODY_LISTENS}/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["missing"] == ["redis"]


def test_readyz_is_503_and_names_the_database_when_it_is_gone() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "answer = Client().get('/readyz'); print(answer.status_code, answer.content.decode())"
    )
    gone = {
        "DATABASE_URL": f"postgresql://rve:x@127.0.0.1:{NOBODY_LISTENS}/rve",
        "REDIS_URL": f"redis://127.0.0.1:{NOBODY_LISTENS}/0",
    }
    done = python(code, gone)
    assert done.returncode == 0, done.stderr
    status, body = done.stdout.strip().split(maxsplit=1)
    assert status == "503"
    assert json.loads(body)["missing"] == ["database", "redis"]
