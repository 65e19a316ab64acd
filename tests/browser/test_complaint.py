"""A complaint in Chromium: from the post to the new decision, and to Statsforvalteren and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from referrals.models import Complaint, Decision
from rve.core import clock
from rve.core.policies import Actor
from tests.complaints import REFUSED, a_refusal, an_assigned_complaint, the_other_physician
from tests.people import World, a_region

WORDS = {
    "nytte": "Forventes å klare seg hjemme.",
    "ressurs": "Et dagopplegg står i forhold til nytten.",
    "alvorlighet": "Moderat funksjonstap.",
}


@pytest.fixture
def world(transactional_db: None) -> World:
    return a_region()


@pytest.fixture
def become(page: Page, live_server: LiveServer) -> Callable[[Actor], None]:
    """The reader at the screen is somebody else from here."""

    def become(actor: Actor) -> None:
        client, name = Client(), django_settings.SESSION_COOKIE_NAME
        client.force_login(actor.user)
        session = client.cookies[name].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])

    return become


def _refused(world: World) -> Decision:
    """Ten days ago."""
    signed = clock.now() - dt.timedelta(days=10)
    event_on = (signed.date() - dt.timedelta(days=60)).isoformat()
    return a_refusal(world, now=signed, facts=REFUSED | {"event_on": event_on})


def _register(page: Page) -> None:
    """Ingrid: an unsigned letter in the post; found by name and noted."""
    page.goto("/complaints")
    page.get_by_role("link", name="Registrer klage").first.click()
    page.fill("#find-q", "aksnes")
    page.get_by_role("button", name="Søk", exact=True).click()
    page.get_by_role("link", name="Torbjørn Aksnes").click()
    page.fill("#id_sent_on", (clock.today() - dt.timedelta(days=1)).strftime("%d.%m.%Y"))
    with page.expect_response(re.compile("/complaints/new")):
        page.locator("#id_sent_on").press("Tab")
    expect(page.locator("#standing")).to_contain_text("I tide")
    page.locator(".actions button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("[name=about][value=right]").check()
    page.fill("#id_grounds", "Kommunen gir ikke det tilbudet dere viser til.")
    page.locator(".actions button").click()
    expect(page.locator("#next")).to_contain_text("Venter på formkrav")


def _ask_for_the_signature(page: Page) -> None:
    """Marit, since Ingrid decided."""
    page.reload()
    expect(page.locator("#next")).to_contain_text("mangler")
    page.get_by_role("button", name="Send brevet").click()
    expect(page.locator("#next [name=signed]")).to_be_visible()


def _note_that_it_came(page: Page) -> None:
    """Ingrid opens the post again, and can do no more."""
    page.reload()
    page.locator("#next [name=signed]").check()
    page.get_by_role("button", name="Noter det som er kommet").click()
    expect(page.locator("#next")).to_contain_text("Du var med på vedtaket")


def _settle(page: Page, complaint: Complaint) -> None:
    """Jonas: opens the case, and settles what the complaint brought to light."""
    case = f"/cases/{complaint.referral.public_id}"
    page.get_by_role("link", name=re.compile("Åpne saken")).click()
    expect(page.locator("#case-alerts")).to_contain_text("Klage K1")
    for need in ("complexity", "multidisciplinary"):
        with page.expect_response(re.compile("/settle")):
            page.locator(f"#g-{need}-yes").check()
    page.goto(f"{case}/facts")
    page.select_option("[name='municipal_measures']", "insufficient")
    page.locator(".facts-save button").click()
    expect(page.locator("#proposal")).to_contain_text("Rett til rehabilitering")


def _decide_anew(page: Page, complaint: Complaint) -> None:
    """Jonas: why it is changed, which question would have caught it, and the new decision."""
    page.goto(f"/complaints/{complaint.public_id}")
    expect(page.locator(".changes ins").first).to_be_visible()
    page.get_by_text("Omgjør vedtaket").click()
    page.locator("[name=outcome][value=overturned]").check()
    page.locator("[name=cause][value=new_facts]").check()
    page.fill("#cause-text", "Kommunens tilbud er lagt ned.")
    page.select_option("#caught-by", "municipal_measures")
    page.get_by_role("button", name="Gå videre til nytt vedtak").click()
    expect(page.locator("#decide")).to_be_visible()
    for name, text in WORDS.items():
        page.fill(f"[name={name}]", text)
    page.get_by_role("button", name=re.compile("Hold plassen")).click()
    expect(page).to_have_url(re.compile("/decisions/"))


def test_a_complaint_is_walked_from_the_post_to_the_new_decision(
    page: Page, world: World, become: Callable[[Actor], None], picture: Callable[[str], None]
) -> None:
    old = _refused(world)
    become(world.ingrid)
    _register(page)
    become(world.marit)
    _ask_for_the_signature(page)
    become(world.ingrid)
    _note_that_it_came(page)
    complaint = Complaint.objects.select_related("referral").get()
    picture("complaint-mended")

    become(world.jonas)
    page.goto(f"/complaints/{complaint.public_id}")
    page.get_by_role("button", name="Ta klagen").click()
    _settle(page, complaint)
    _decide_anew(page, complaint)

    become(the_other_physician(world))
    page.goto("/sign")
    expect(page.locator(".queue")).to_contain_text("Klage K1")
    page.get_by_role("button", name="Signer dette vedtaket").click()
    expect(page.locator("#messages")).to_contain_text("Signert")
    page.goto(f"/complaints/{complaint.public_id}")
    expect(page.locator("#next")).to_contain_text("Omgjort")
    picture("complaint-overturned")

    complaint.refresh_from_db()
    old.refresh_from_db()
    new = complaint.new_decisions.get()
    assert (complaint.status, old.status, new.outcome) == ("overturned", "superseded", "granted")


def test_a_complaint_is_walked_to_statsforvalteren_and_back(
    page: Page, world: World, become: Callable[[Actor], None], picture: Callable[[str], None]
) -> None:
    complaint = an_assigned_complaint(world, _refused(world), now=clock.now(), sent_on=None)
    address = f"/complaints/{complaint.public_id}"
    become(world.jonas)
    page.goto(address)
    page.get_by_text("Oppretthold vedtaket").click()
    expect(page.locator("#statement")).to_have_value(re.compile("§ 7-2"))
    page.get_by_role("button", name="Til legens signatur").click()
    expect(page.locator("#statement-title")).to_be_visible()

    become(the_other_physician(world))
    page.goto("/sign")
    page.get_by_role("link", name="Torbjørn Aksnes").click()
    page.locator("[name=read]").check()
    page.get_by_role("button", name="Signer og send til Statsforvalteren").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Last ned pakken").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    picture("complaint-sent")

    become(world.marit)
    page.goto(address)
    page.locator("[name=answer][value=upheld]").check()
    page.fill("#answered-on", clock.today().strftime("%d.%m.%Y"))
    page.fill("#answer-text", "Statsforvalteren er enig.")
    page.get_by_role("button", name="Noter svaret").click()
    expect(page.locator("#answer-title")).to_be_visible()
    complaint.refresh_from_db()
    assert complaint.status == "returned_upheld"
