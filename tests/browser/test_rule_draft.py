"""A deadline from 12 to 10 weeks in Chromium: from the catalogue to in force, by a physician and a lead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deltytelser.models import RuleDraft
from deltytelser.queries import version_in_force
from deltytelser.tasks import publish_rule_set
from rve.core.models import Region
from rve.local.demo.accounts import Cast

FIRST_DAY = timezone.localdate() + dt.timedelta(days=40)
WAIT = 60_000  # the checks of a whole rule set on a busy machine


def begin_from_the_catalogue(page: Page) -> None:
    page.get_by_role("link", name="Regelverk", exact=True).click()
    page.get_by_role("link", name="Utkast", exact=True).click()
    page.get_by_role("link", name="Nytt utkast").click()
    page.get_by_label("Hva som endres").fill("Frist for nevrologi: 10 uker")
    page.get_by_label("Hvorfor").fill("Fagrådet ber om kortere frist.")
    page.get_by_label("Gjelder fra").fill(FIRST_DAY.strftime("%d.%m.%Y"))
    page.get_by_role("button", name="Start utkastet").click()


def change_the_weeks(page: Page, picture: Callable[[str], None]) -> None:
    page.get_by_role("navigation", name="Utkastet og tabellene").get_by_role(
        "link", name=re.compile(r"^Frist \d")
    ).click()
    page.get_by_role("link", name="Endre deadline.G", exact=True).click()
    weeks, look = page.get_by_label("Start innen"), page.locator("#look")
    weeks.fill("ti")
    expect(page.locator("#e-effect-weeks")).to_contain_text("helt tall", timeout=WAIT)
    weeks.fill("10")
    expect(page.locator("#e-effect-weeks")).to_be_empty(timeout=WAIT)
    expect(look).to_contain_text("10 uker")
    expect(look).to_contain_text("får et annet svar enn de skal", timeout=WAIT)
    picture("rule-row")
    page.locator(".actions").get_by_role("button", name="Lagre i utkastet").click()
    expect(page.locator("tr.on")).to_contain_text("10 uker")


def settle_and_send(page: Page, picture: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Hele utkastet", exact=True).click()
    expect(page.locator("#changes")).to_contain_text("12 uker")
    expect(page.locator("#touched").get_by_role("button").first).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name=re.compile("Godta alle de nye svarene")).click(timeout=WAIT)
    expect(page.locator("#checks")).to_contain_text("Alle holder", timeout=WAIT)
    picture("rule-draft")
    page.get_by_role("button", name="Send til godkjenning").click()
    expect(page.locator("main")).to_contain_text("Venter på at en annen godkjenner")
    expect(page.get_by_role("button", name="Godkjenn som nummer to")).to_have_count(0)


def test_a_deadline_is_changed_and_put_in_force_without_a_developer(
    page: Page, cast: Cast, reference: Region, log_in: Callable[[str], None], picture: Callable[[str], None]
) -> None:
    log_in("Liv Hegge")
    begin_from_the_catalogue(page)
    change_the_weeks(page, picture)
    settle_and_send(page, picture)

    log_in("Marius Foss")
    page.goto("/rules/drafts")
    page.get_by_role("link", name="Frist for nevrologi: 10 uker").click()
    page.get_by_role("button", name="Godkjenn som nummer to").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    publish_rule_set(RuleDraft.objects.get().pk)
    expect(page.get_by_role("link", name="Åpne regelverk 2")).to_be_visible(timeout=WAIT)
    picture("rule-in-force")
    version = version_in_force(region=reference, on=FIRST_DAY)
    assert version
    assert version.author and version.reviewer
    assert (version.version, version.author.name, version.reviewer.name) == ("2", "Liv Hegge", "Marius Foss")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_typed_survives_lines_that_are_added_and_taken_away(
    width: int, page: Page, cast: Cast, log_in: Callable[[str], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    log_in("Liv Hegge")
    page.goto("/rules/drafts/new")
    page.get_by_label("Hva som endres").fill("Prøve")
    page.get_by_label("Hvorfor").fill("Prøve")
    page.get_by_label("Gjelder fra").fill(FIRST_DAY.strftime("%d.%m.%Y"))
    page.get_by_role("button", name="Start utkastet").click()
    page.goto(f"{page.url}/row?table=deadline&row=deadline.G")
    page.get_by_label("Start innen").fill("9")
    page.get_by_label("Opplysning å legge til: Når alt dette er kjent").select_option("conditions")
    page.get_by_role("button", name="Legg til", exact=True).click()
    expect(page.locator("#when-1-mode")).to_be_focused()
    expect(page.get_by_label("Start innen")).to_have_value("9")
    page.locator("#when-1").get_by_label("Multippel sklerose").check()
    expect(page.locator("#look")).to_contain_text("multippel sklerose", timeout=WAIT)
    page.get_by_role("button", name="Fjern Tilstand").click()
    expect(page.locator("#when-1")).to_have_count(0)
    expect(page.get_by_label("Start innen")).to_have_value("9")
