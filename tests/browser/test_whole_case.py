"""The whole case in Chromium: from the GP's log-in to the discharge, each person at their own page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from referrals.models import Letter, Placement, Referral
from rve.core.identity_numbers import synthetic_number
from rve.core.models import AccessLog, CaseEvent
from rve.local.demo.accounts import Cast

NUMBER = synthetic_number(birth_date=dt.date(1965, 3, 12), sex="male", serial=9)
NEEDS = ("complexity", "multidisciplinary", "intensity")
NOT_NEEDS = ("specialist_competence", "hospital_proximity", "diagnostic_workup")


def go_on(page: Page) -> None:
    page.locator(".actions button").first.click()


def refer(page: Page) -> None:
    """The GP: six steps, from the identity number to the receipt."""
    page.goto("/referrals/new")
    for name, text in (
        ("given_name", "Torbjørn"),
        ("family_name", "Aksnes"),
        ("identity_number", NUMBER),
        ("birth_date", "12.03.1965"),
        ("address", "Leksdalsvegen 418"),
        ("postal_code", "7650"),
        ("city", "Verdal"),
        ("municipality", "Verdal (5038)"),
    ):
        page.fill(f"[name={name}]", text)
    page.locator("[name=treatment_relation]").check()
    page.locator("[name=consent][value=yes]").check()
    go_on(page)
    expect(page).to_have_url(re.compile("/step/diagnosis"))
    page.locator("[name=search]").press_sequentially("lumbal")
    page.locator(".hits button").first.click()
    expect(page.locator("table.chosen tbody tr")).to_have_count(1)
    page.fill("[name=event_on]", (timezone.localdate() - dt.timedelta(days=60)).strftime("%d.%m.%Y"))
    page.fill("[name=situation]", "Falt fra låvetak. Komplekst brudd, operert.")
    go_on(page)
    expect(page).to_have_url(re.compile("/step/function"))
    page.locator("[name=walking][value=moderate]").check()
    page.locator("[name=adl][value=moderate]").check()
    page.locator("#id_tried-physiotherapy").check()
    page.fill("[name=tried-physiotherapy-weeks]", "8")
    page.select_option("[name=tried-physiotherapy-effect]", "some")
    page.locator("[name=conditions][value=complex_fracture]").check()
    page.locator("[name=conditions_rest][value=none]").check()
    go_on(page)
    expect(page).to_have_url(re.compile("/step/goal"))
    page.locator("[name=goal][value=improve]").check()
    page.fill("[name=goal_text]", "Gå uten krykker i ulendt terreng.")
    go_on(page)
    expect(page).to_have_url(re.compile("/step/practical"))
    go_on(page)
    expect(page).to_have_url(re.compile("/review"))
    go_on(page)
    expect(page).to_have_url(re.compile("/receipt"))


def settle_and_prepare(page: Page, case: Referral) -> None:
    """The assessor: takes the case, settles the six grounds, decides, holds the place."""
    page.goto(f"/cases/{case.public_id}")
    page.get_by_role("button", name="Ta saken").click()
    expect(page.locator("#decide")).to_be_visible()
    for need, answer in [(one, "yes") for one in NEEDS] + [(one, "no") for one in NOT_NEEDS]:
        with page.expect_response(re.compile("/cases/.*")):
            page.locator(f"#g-{need}-{answer}").check()
        expect(page.locator(f"#g-{need}-{answer}")).to_be_checked()
    expect(page.locator("#case-weigh")).to_contain_text("Rett til rehabilitering")
    page.fill("[name=nytte]", "Forventes å gå uten krykker.")
    page.fill("[name=ressurs]", "Tre uker døgn står i forhold til nytten.")
    page.fill("[name=alvorlighet]", "Moderat funksjonstap; fremgangen har stoppet.")
    page.get_by_role("button", name=re.compile("Hold plassen")).click()
    expect(page.locator("main")).to_contain_text("Du har rett til")


def answer_as_institution(page: Page, place: Placement, picture: Callable[[str], None]) -> None:
    """The institution: accepts, gives a time, reports start and discharge."""
    page.goto("/incoming")
    page.get_by_role("button", name="Ta imot Torbjørn Aksnes").click()
    page.goto(f"/placements/{place.public_id}")
    picture("whole-placement")
    page.locator("#schedule").get_by_role("button").click()
    expect(page.locator("#messages")).to_contain_text("Tiden er lagret")
    page.locator("#start").get_by_role("button").click()
    expect(page.locator("#messages")).to_contain_text("Start er meldt")
    page.locator("#discharge textarea").fill("Målene er nådd.")
    page.locator("#discharge").get_by_role("button").click()
    expect(page.locator("#messages")).to_contain_text("Utskrivning er meldt")


@pytest.mark.usefixtures("cast")
def test_a_case_is_walked_from_the_gp_to_the_discharge(
    page: Page, cast: Cast, log_in: Callable[[str], None], picture: Callable[[str], None]
) -> None:
    log_in("Kari Bjerkan")
    refer(page)
    case = Referral.objects.get()
    assert (case.status, case.delytelse) == ("received", "A")

    log_in("Ingrid Moen")
    settle_and_prepare(page, case)
    picture("whole-letter")

    log_in("Liv Hegge")
    expect(page.get_by_role("heading", name=re.compile("Torbjørn Aksnes"))).to_be_visible()
    picture("whole-sign")
    page.get_by_role("button", name="Signer dette vedtaket").click()
    expect(page.locator("#messages")).to_contain_text("Signert")

    place = Placement.objects.select_related("institution").get()
    assert place.status == "forwarded"
    coordinator = cast.institutions[place.institution.organisation_id or 0].user
    coordinator.username = f"demo.{coordinator.username.removeprefix('demo.')}"
    coordinator.save()
    log_in(coordinator.name)
    answer_as_institution(page, place, picture)

    case.refresh_from_db()
    place.refresh_from_db()
    assert (case.status, place.status) == ("closed", "completed")
    assert {letter.recipient_role for letter in Letter.objects.all()} >= {"patient", "referrer"}
    events = CaseEvent.objects.filter(kind="referral", case_id=case.pk)
    verbs = set(events.values_list("verb", flat=True))
    told = {
        "received",
        "proposed",
        "claimed",
        "facts_settled",
        "prepared",
        "signed",
        "accepted",
        "discharged",
    }
    assert told <= verbs
    assert AccessLog.objects.filter(case_ids__contains=[case.pk]).exists()

    log_in("Kari Bjerkan")
    page.goto(f"/referrals/{case.public_id}")
    expect(page.locator("main")).to_contain_text(place.institution.name)
    picture("whole-referrer")
