"""Guessing a password: after ten wrong ones the door is closed for a while, for that name and address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from rve.core import login_attempts
from rve.core.models import User

RIGHT = "et langt passord 12"
WHO = {"username": "ingrid", "address": "127.0.0.1"}


@pytest.fixture
def with_password(ingrid: User) -> Iterator[User]:
    login_attempts.forget(**WHO)
    ingrid.set_password(RIGHT)
    ingrid.save()
    yield ingrid
    login_attempts.forget(**WHO)


def _try(client: Client, password: str) -> int:
    return client.post(reverse("login"), {"username": "ingrid", "password": password}).status_code


def test_after_ten_wrong_passwords_the_right_one_waits_too(client: Client, with_password: User) -> None:
    for _number in range(login_attempts.MOST):
        assert _try(client, "feil") == 200
    assert _try(client, RIGHT) == 429


def test_a_right_password_ends_the_count(client: Client, with_password: User) -> None:
    for _number in range(login_attempts.MOST - 1):
        _try(client, "feil")
    assert _try(client, RIGHT) == 302
    assert not login_attempts.too_many(**WHO)


@pytest.mark.parametrize("length", ["100000000", "5000000000", "9" * 40])
def test_a_request_that_is_too_large_is_refused_before_it_is_read(
    length: str, client: Client, db: None
) -> None:
    answer = client.post(reverse("login"), {"username": "x"}, CONTENT_LENGTH=length)
    assert answer.status_code == 413
