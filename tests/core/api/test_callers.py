"""Who a sound token is: which user, for whom, in which roles. And who is nobody here."""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

import pytest
from django.test import Client

from rve.core.identity_numbers import synthetic_number
from rve.core.models import Organisation, Role, RoleAssignment, User
from rve.core.policies import Actor
from tests.core.api.conftest import PROBE
from tests.issuer import HPR, LEVEL, Holder, LocalIssuer
from tests.people import World
from tests.region import BEGINNING, an_organisation
from tests.tokens import Client as WithToken

pytestmark = [pytest.mark.urls("tests.core.api.probe"), pytest.mark.django_db]


class Asker:
    """Calls the probe with a token of the issuer, of one organisation."""

    def __init__(self, issuer: LocalIssuer, holder: Holder, organisation: Organisation) -> None:
        self.issuer, self.holder, self.organisation = issuer, holder, organisation

    def __call__(self, method: str = "GET", **claims: Any) -> Any:
        plain = {"organisation": self.organisation.number, "bound_to": self.holder}
        token = self.issuer.token(**{**plain, **claims})
        return Client(HTTP_ACCEPT_LANGUAGE="en").generic(
            method, PROBE, **self.holder.shown(token, method, PROBE)
        )


@pytest.fixture
def practice(issuer: LocalIssuer, holder: Holder, world: World) -> Asker:
    return Asker(issuer, holder, world.practice)


@pytest.fixture
def unit(issuer: LocalIssuer, holder: Holder, world: World) -> Asker:
    return Asker(issuer, holder, world.rve)


def a_person(actor: Actor, number: str = "8000001") -> dict[str, Any]:
    """The claims of a person with this HPR number, which the user here has too."""
    User.objects.filter(pk=actor.user.pk).update(hpr_number=number)
    return {"sub": "pseudonym-1", HPR: number, LEVEL: "4"}


def refused(answer: Any, status: int, words: str) -> bool:
    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.content
    return True


def test_a_system_is_one_user_however_often_it_calls(practice: Asker) -> None:
    first, second = practice().json(), practice().json()
    assert first["user"] == second["user"]
    user = User.objects.get(pk=first["user"])
    assert (user.is_client, user.subject, user.is_active) == (True, "client:epj-vest", True)
    assert not user.has_usable_password()


def test_a_system_of_a_practice_is_a_referrer(practice: Asker) -> None:
    said = practice().json()
    assert (said["roles"], said["is_person"], said["level"]) == (["referrer"], False, 0)


@pytest.mark.parametrize(
    ("kind", "scope", "roles"),
    [
        ("practice", "referrals:read placements:read", ["referrer"]),
        ("hf", "referrals:read", ["referrer"]),
        ("hf", "referrals:read placements:write", ["institution", "referrer"]),
        ("private_institution", "referrals:read pools:write", ["institution"]),
        ("private_institution", "referrals:read", []),
        ("rve", "referrals:read decisions:sign", ["assessor"]),
        ("rhf", "referrals:read placements:read", []),
    ],
)
def test_a_system_has_the_roles_of_what_it_is_and_what_it_may(
    kind: str, scope: str, roles: list[str], issuer: LocalIssuer, holder: Holder, world: World
) -> None:
    there = an_organisation(world.region, kind, "Et sted", "700000499")
    assert Asker(issuer, holder, there)(scope=scope).json()["roles"] == roles


def test_scopes_come_as_a_list_or_as_a_text(practice: Asker) -> None:
    assert practice(scope=["referrals:read"]).status_code == 200
    assert practice(scope="placements:read referrals:read").status_code == 200


def test_a_missing_scope_is_named(practice: Asker) -> None:
    answer = practice(scope="placements:read")
    assert refused(answer, 403, "referrals:read")
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert 'scope="referrals:read"' in answer.headers["WWW-Authenticate"]


def test_no_system_signs_decisions_whatever_its_token_says(unit: Asker) -> None:
    assert refused(unit("POST", scope="decisions:sign"), 403, "for people, not for systems")


def test_maskinporten_names_the_organisation_as_consumer(
    issuer: LocalIssuer, holder: Holder, world: World, settings: Any
) -> None:
    settings.TOKEN_ISSUERS = (issuer.described(kind="maskinporten", scope_prefix="hmn:rve/"),)
    consumer = {"authority": "iso6523-actorid-upis", "ID": f"0192:{world.practice.number}"}
    token = issuer.token(bound_to=holder, scope="hmn:rve/referrals:read", consumer=consumer)
    answer = Client().get(PROBE, **holder.shown(token, "GET", PROBE))
    assert answer.json()["organisation"] == world.practice.number
    elsewhere = issuer.token(bound_to=holder, scope="referrals:read", consumer=consumer)
    english = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert refused(english.get(PROBE, **holder.shown(elsewhere, "GET", PROBE)), 403, "referrals:read")


def test_maskinporten_speaks_for_no_person(practice: Asker, settings: Any, world: World) -> None:
    settings.TOKEN_ISSUERS = (practice.issuer.described(kind="maskinporten"),)
    assert refused(practice(**a_person(world.kari)), 401, "stand for systems")


def test_an_organisation_that_nobody_knows_is_refused(practice: Asker) -> None:
    assert refused(practice(organisation="999999999"), 403, "not known here")


def test_an_organisation_is_refused_from_the_day_it_is_no_longer_valid(practice: Asker) -> None:
    today = dt.date.fromtimestamp(time.time())
    Organisation.objects.filter(pk=practice.organisation.pk).update(valid_to=today)
    assert refused(practice(), 403, "not valid here today")


def test_a_system_that_was_closed_stays_out(practice: Asker) -> None:
    User.objects.filter(pk=practice().json()["user"]).update(is_active=False)
    assert refused(practice(), 403, "closed")


def test_a_person_has_the_roles_that_the_unit_gave(unit: Asker, world: World) -> None:
    said = unit("POST", scope="decisions:sign", **a_person(world.liv)).json()
    assert (said["user"], said["roles"], said["level"]) == (world.liv.user.pk, ["physician"], 4)


def test_a_person_is_known_by_issuer_and_subject_too(unit: Asker, world: World) -> None:
    User.objects.filter(pk=world.ingrid.user.pk).update(issuer=unit.issuer.url, subject="ingrid-1")
    assert unit(sub="ingrid-1", **{LEVEL: "4"}).json()["user"] == world.ingrid.user.pk


def test_whoever_has_no_hpr_number_in_the_token_is_no_physician(unit: Asker, world: World) -> None:
    User.objects.filter(pk=world.liv.user.pk).update(issuer=unit.issuer.url, subject="liv-1")
    assert refused(unit(sub="liv-1", **{LEVEL: "4"}), 403, "no role in force")


@pytest.mark.parametrize("level", ["3", 3, "high", None])
def test_people_need_the_highest_level(unit: Asker, world: World, level: Any) -> None:
    answer = unit(**{**a_person(world.liv), LEVEL: level})
    assert refused(answer, 401, "security level 4")
    assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]


def test_a_subject_alone_makes_it_a_persons_token(practice: Asker) -> None:
    assert refused(practice(sub="somebody"), 401, "security level 4")
    assert practice(sub="epj-vest").json()["is_person"] is False


def test_knowing_who_calls_costs_two_questions_to_the_database(
    practice: Asker, unit: Asker, world: World, django_assert_num_queries: Any
) -> None:
    practice()
    claims = a_person(world.liv)
    with django_assert_num_queries(2):
        practice()
    with django_assert_num_queries(2):
        unit(**claims)


def test_a_person_whom_nobody_has_added_is_refused_and_not_made(unit: Asker, world: World) -> None:
    before = User.objects.count()
    assert refused(unit(sub="x", **{LEVEL: "4", HPR: "7777777"}), 403, "not known here")
    assert User.objects.count() == before


@pytest.mark.parametrize("hpr", ["8000001", "7777777"], ids=["let in", "refused"])
def test_an_identity_number_in_a_token_goes_nowhere(hpr: str, unit: Asker, world: World, caplog: Any) -> None:
    number = synthetic_number(birth_date=dt.date(1970, 1, 1), sex="female", serial=1)
    claims = {**a_person(world.liv), HPR: hpr, "helseid://claims/identity/pid": number}
    with caplog.at_level(logging.DEBUG):
        answer = unit(scope="referrals:read", **claims)
    assert answer.status_code in {200, 403}
    assert number not in caplog.text + answer.content.decode() + str(answer.headers)
    assert number not in str(list(User.objects.values()))


def test_two_with_one_hpr_number_are_nobody(unit: Asker, world: World) -> None:
    claims = a_person(world.liv)
    a_person(world.ingrid)
    assert refused(unit(**claims), 403, "not known here")


def test_an_hpr_number_that_is_not_the_users_is_somebody_else(unit: Asker, world: World) -> None:
    claims = a_person(world.liv)
    User.objects.filter(pk=world.liv.user.pk).update(issuer=unit.issuer.url, subject="pseudonym-1")
    assert refused(unit(**{**claims, HPR: "7777777"}), 403, "not known here")


def test_a_person_who_was_closed_stays_out(unit: Asker, world: World) -> None:
    claims = a_person(world.liv)
    User.objects.filter(pk=world.liv.user.pk).update(is_active=False)
    assert refused(unit(**claims), 403, "closed")


def test_a_person_without_a_role_there_is_refused(practice: Asker, world: World) -> None:
    assert refused(practice(**a_person(world.liv)), 403, "no role in force")


def test_a_role_ends_on_its_last_day(unit: Asker, world: World) -> None:
    claims = a_person(world.liv)
    RoleAssignment.objects.filter(user=world.liv.user).update(valid_to=BEGINNING + dt.timedelta(days=1))
    assert refused(unit(**claims), 403, "no role in force")


def test_a_local_token_is_shown_as_bearer_and_needs_no_proof(world: World) -> None:
    assert WithToken(world.practice, "referrals:read").get(PROBE).json()["roles"] == ["referrer"]
    said = WithToken(world.rve, "referrals:read", person=world.ingrid).get(PROBE).json()
    assert (said["user"], said["roles"]) == (world.ingrid.user.pk, [Role.ASSESSOR])


def test_production_has_no_local_issuer(world: World, settings: Any) -> None:
    api = WithToken(world.practice, "referrals:read")
    settings.PRODUCTION = True
    assert refused(api.get(PROBE, HTTP_ACCEPT_LANGUAGE="en"), 401, "not trusted")
