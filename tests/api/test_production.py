"""Tokens against production's settings, on gunicorn with two workers behind what ends TLS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rve.core.api import local_issuer
from tests.issuer import Holder
from tests.people import World, a_region
from tests.production import HOST, PUBLIC, Site, a_site

pytestmark = pytest.mark.slow
PATH = "/api/v1/referrals"


@pytest.fixture
def world(committed_db: None) -> World:
    return a_region()


@pytest.fixture
def site(world: World, tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path) as found:
        yield found


def test_a_token_opens_only_with_its_own_fresh_proof_for_the_public_address(site: Site, world: World) -> None:
    holder, thief = Holder(), Holder()
    token = site.issuer.token(organisation=world.practice.number, bound_to=holder)
    unbound = site.issuer.token(organisation=world.practice.number)
    headers = site.shown(holder, token, PATH)
    answer = site.ask("GET", PATH, **headers)
    assert (answer.status_code, answer.json()["results"]) == (200, [])
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    refused = {
        # Whichever worker gets it: who used it is known to both.
        **{f"replay {n}": headers for n in range(6)},
        "as bearer": {"Authorization": f"Bearer {token}"},
        "as bearer with proof": {**site.shown(holder, token, PATH), "Authorization": f"Bearer {token}"},
        "without proof": {"Authorization": f"DPoP {token}"},
        "unbound": site.shown(holder, unbound, PATH),
        "unbound bearer": {"Authorization": f"Bearer {unbound}"},
        "another's key": site.shown(thief, token, PATH),
        "made for http": site.shown(holder, token, PATH, base=f"http://{HOST}"),
        "made for the inner address": site.shown(holder, token, PATH, base=f"http://127.0.0.1:{site.port}"),
        "made for another host": site.shown(holder, token, PATH, base="https://evil.example"),
        "made for another path": site.shown(holder, token, PATH, htu=f"{PUBLIC}/api/v1/placements"),
        "made for another method": site.shown(holder, token, PATH, htm="POST"),
        "an hour old": site.shown(holder, token, PATH, iat=1),
        "told another host": {**site.shown(holder, token, PATH, base="https://evil.example")}
        | {"X_Forwarded_Host": "evil.example", "Forwarded": "host=evil.example;proto=https"},
        "the local issuer's": {
            "Authorization": "Bearer "
            + local_issuer.issue(client="x", organisation=world.practice.number, scope="referrals:read")
        },
        "in the address": {},
        "nothing": {},
    }
    for why, told in refused.items():
        path = f"{PATH}?access_token={token}" if why == "in the address" else PATH
        answer = site.ask("GET", path, **told)
        assert answer.status_code == 401, why
        assert answer.headers["WWW-Authenticate"].startswith("DPoP"), why
        assert token not in answer.text
    for base in (f"https://{HOST}:443", f"https://{HOST.upper()}"):
        headers = site.shown(holder, token, PATH, base=base)
        assert site.ask("GET", f"{PATH}?page_size=1", **headers).status_code == 200, base


def test_http_and_other_hosts_get_nothing(site: Site, world: World) -> None:
    holder = Holder()
    token = site.issuer.token(organisation=world.practice.number, bound_to=holder)
    plain = site.ask("GET", PATH, scheme="http", **site.shown(holder, token, PATH))
    assert (plain.status_code, plain.headers["Location"]) == (301, PUBLIC + PATH)
    other = site.ask("GET", PATH, **{"Host": "evil.example", **site.shown(holder, token, PATH)})
    assert other.status_code == 400 and "evil" not in other.text
    lost = site.ask("GET", "/api/v1/nothing")
    assert (lost.status_code, lost.headers["Content-Type"]) == (404, "application/problem+json")
    assert "max-age" in lost.headers["Strict-Transport-Security"]
