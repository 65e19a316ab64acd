"""Every role's pages read by axe: WCAG 2.1 A and AA, light and dark, wide and narrow; no sideways scroll."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from deltytelser.models import RuleSet
from referrals.models import Backtest, Complaint, Decision, Placement, Referral
from referrals.use_cases import drafts
from rve.core import clock
from tests.complaints import a_new_decision, a_refusal, an_assigned_complaint, an_upheld_complaint
from tests.people import (
    World,
    a_claimed_case,
    a_patient,
    a_placement,
    a_prepared_decision,
    a_referral,
    a_region,
)
from tests.referrals.tried import a_finished_trial, a_trial

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDTHS = {1280: 900, 390: 844}
# A question to the rule book with every kind of row in its answer.
FRACTURE = (
    "?received_on=15.04.2026&age=57&patient.municipality=5001&referrer.kind=gp&municipal_measures=not_tried"
    "&needs.intensity=yes&conditions.complex_fracture=yes&diagnoses=icd10%3AS32.4"
)


@dataclass(frozen=True)
class Stage:
    """What there is to look at."""

    world: World
    draft: Referral
    case: Referral
    sent: Referral
    waiting: Decision
    placement: Placement
    started: Placement
    trial: Backtest
    running: Backtest
    complaint: Complaint
    upheld: Complaint


Where = Callable[[Stage], str]
Act = Callable[[Page], None]


def _submit_as_it_is(page: Page, form: str) -> None:
    """Past the browser's own checks, so that the page's errors are read."""
    with page.expect_navigation():
        page.locator(form).evaluate("form => { form.noValidate = true; form.requestSubmit(); }")


def _search_log(page: Page) -> None:
    page.locator("input[name=user]").fill("Ingrid")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def _decline_without_reason(page: Page) -> None:
    _submit_as_it_is(page, "form#decline")


def _open_send_back(page: Page) -> None:
    page.locator("details.send-back > summary").click()


def _save_empty(page: Page) -> None:
    _submit_as_it_is(page, "form.key")


def _save_row(page: Page) -> None:
    with page.expect_navigation():
        page.locator("#row-form > .actions button").click()


def _unfold(page: Page) -> None:
    folded = "details.folded, details.choice, details.rows, .more details"
    page.evaluate(f"document.querySelectorAll('{folded}').forEach(one => {{ one.open = true; }})")


def _open_sentences(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details.said').forEach(one => { one.open = true; })")


def _open_examples(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.operation details').forEach(one => { one.open = true; })")


def _changed_case(stage: Stage) -> str:
    return reverse("backtest-case", args=[stage.trial.public_id, stage.case.public_id])


def _version_of_rules(stage: Stage) -> str:
    return reverse("rules-version", args=[RuleSet.objects.get(region=stage.world.region).hash])


def _in_review(world: World, now: dt.datetime, name: str) -> Complaint:
    """With Jonas, its facts changed since the decision and its new decision ready to sign."""
    refusal = a_refusal(world, now=now, patient=a_patient(family_name=name))
    complaint = an_assigned_complaint(world, refusal, now=now, sent_on=None)
    a_new_decision(world, complaint, now=now)
    return complaint


def _new_complaint(stage: Stage) -> str:
    return f"{reverse('complaint-new')}?case={stage.placement.referral.public_id}"


def _register_empty(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".actions button").click()


def in_draft(name: str, query: str = "") -> Where:
    return lambda stage: reverse(name, args=[stage.trial.draft.public_id]) + query  # type: ignore[union-attr]


def at(name: str, *args: Any, query: str = "") -> Where:
    return lambda stage: reverse(name, args=args) + query


def of(name: str, thing: str, *args: Any) -> Where:
    return lambda stage: reverse(name, args=[getattr(stage, thing).public_id, *args])


PAGES: tuple[tuple[str, Where, Act | None], ...] = (
    ("", at("login"), None),
    ("", at("api-docs"), None),
    ("", at("api-docs-group", "decisions"), _open_examples),
    ("marit", at("api-docs-group", "pools"), _open_examples),
    ("", at("api-problems"), None),
    ("", at("api-changelog"), None),
    ("kari", at("my-referrals"), None),
    ("kari", of("my-referral", "sent"), None),
    ("kari", of("referral-step", "draft", "patient"), None),
    ("kari", of("referral-step", "draft", "diagnosis"), None),
    ("kari", of("referral-step", "draft", "function"), None),
    ("kari", of("referral-step", "draft", "goal"), None),
    ("kari", of("referral-step", "draft", "practical"), None),
    ("kari", of("referral-review", "draft"), None),
    ("ingrid", at("worklist"), None),
    ("ingrid", of("case", "case"), None),
    ("ingrid", of("case-facts", "case"), None),
    ("ingrid", of("case-reasons", "case"), _unfold),
    ("ingrid", of("case-events", "case"), None),
    ("ingrid", at("register"), None),
    ("ingrid", at("search", query="?q=Aksnes"), None),
    ("liv", at("sign-queue"), _open_send_back),
    ("liv", of("letter-preview", "waiting"), None),
    ("marit", at("deadlines", query="?view=all"), None),
    ("marit", at("back-office-list", "settings"), None),
    ("marit", at("back-office-list", "users"), None),
    ("marit", at("back-office-new", "settings", query="?key=letter_sender"), _save_empty),
    ("marit", at("back-office-new", "paragraphs", query="?key=complaint"), _save_empty),
    ("marit", at("places"), None),
    ("marit", at("rules"), None),
    ("marit", at("rules-ask", query=FRACTURE), None),
    ("ingrid", at("rules-table", "right.J", query="?all=1"), _open_sentences),
    ("marit", at("rules-table", "settings", query="?all=1"), None),
    ("marit", at("rules-versions"), None),
    ("marit", _version_of_rules, None),
    ("marit", at("rules-compare"), None),
    ("marit", at("backtests"), None),
    ("marit", of("backtest", "trial"), None),
    ("marit", of("backtest-flips", "trial"), None),
    ("marit", _changed_case, _unfold),
    ("marit", of("backtest", "running"), None),
    ("liv", at("rule-drafts"), None),
    ("liv", at("rule-draft-new"), _save_empty),
    ("liv", in_draft("rule-draft"), None),
    ("liv", in_draft("rule-draft", "?table=right.common"), None),
    ("liv", in_draft("rule-draft-row", "?table=right.common&row=right.too_poor"), None),
    ("liv", in_draft("rule-draft-row", "?table=deadline"), _save_row),
    ("liv", in_draft("rule-draft-cases"), _open_sentences),
    ("liv", in_draft("rule-draft-values", "?setting=early_days"), None),
    ("jonas", at("complaints"), None),
    ("jonas", of("complaint", "complaint"), _unfold),
    ("marit", of("complaint", "upheld"), _unfold),
    ("jonas", at("complaint-new"), None),
    ("jonas", _new_complaint, _register_empty),
    ("marit", at("complaints-figures"), None),
    ("gro", at("board"), None),
    ("gro", at("incoming"), None),
    ("gro", at("stays"), None),
    ("gro", of("placement", "placement"), _decline_without_reason),
    ("gro", of("placement", "started"), None),
    ("gro", at("own-pools"), None),
    ("planner", at("planner"), None),
    ("privacy", at("access-log"), _search_log),
    ("privacy", at("access-log-check"), None),
    ("privacy", at("password"), None),
    ("privacy", at("choose-organisation"), None),
)
# Where people work all day: read at every run.
MAIN = (
    *("login", "worklist", "case", "sign-queue", "board", "incoming", "deadlines", "planner", "access-log"),
    *("rules", "complaint", "api-docs"),
)


@pytest.fixture
def stage(transactional_db: None, settings: Settings) -> Stage:
    """Made-up people with something on every page."""
    settings.DEMO_LOGIN = True
    world, now = a_region(), clock.now()
    a_placement(world, "scheduled", now=now, patient=a_patient(family_name="Vie"))
    case = a_claimed_case(world, now=now)
    trial = a_finished_trial(world)
    assert trial.draft is not None
    return Stage(
        world=world,
        draft=drafts.start_draft(by=world.kari, now=now),
        sent=a_referral(world, now=now, patient=a_patient(family_name="Husby")),
        case=case,
        trial=trial,
        running=a_trial(world, trial.draft, against=None),
        complaint=_in_review(world, now, "Kvernmo"),
        upheld=an_upheld_complaint(
            world, a_refusal(world, now=now, patient=a_patient(family_name="Grande")), now=now, sent_on=None
        ),
        waiting=a_prepared_decision(world, now=now, patient=a_patient(family_name="Lillebø")),
        placement=a_placement(world, now=now, patient=a_patient(family_name="Solem")),
        started=a_placement(world, "accepted", now=now, patient=a_patient(family_name="Myhr")),
    )


def _visitor(browser: Browser, address: str, width: int, theme: str) -> Page:
    """A reader of that width and theme; axe is put in past the page's own rules for scripts."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="nb-NO",
        base_url=address,
        bypass_csp=True,
    )
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    return context.new_page()


def _log_in(page: Page, stage: Stage, who: str, address: str) -> None:
    name = django_settings.SESSION_COOKIE_NAME
    page.context.clear_cookies(name=name)
    if who:
        client = Client()
        client.force_login(getattr(stage.world, who).user)
        session = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": session, "url": address}])


def _faults(page: Page, address: str, width: int) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    said = [f"{address}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
    reach = page.evaluate("document.documentElement.scrollWidth")
    return [*said, f"{address}: scrolls sideways to {reach}"] if reach > width else said


def _read(
    browser: Browser, server: LiveServer, stage: Stage, *, width: int, theme: str, only: tuple[str, ...] = ()
) -> str:
    page = _visitor(browser, server.url, width, theme)
    faults: list[str] = []
    for who, where, act in PAGES:
        address = where(stage)
        if only and page_name(address) not in only:
            continue
        _log_in(page, stage, who, server.url)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        if act:
            act(page)
        faults += _faults(page, address, width)
    page.context.close()
    return "\n".join(faults)


def page_name(address: str) -> str:
    return resolve(address.partition("?")[0]).url_name or ""


def test_the_main_pages_are_readable_by_all(browser: Browser, live_server: LiveServer, stage: Stage) -> None:
    assert _read(browser, live_server, stage, width=1280, theme="light", only=MAIN) == ""


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_readable_by_all(
    browser: Browser, live_server: LiveServer, stage: Stage, width: int, theme: str
) -> None:
    assert _read(browser, live_server, stage, width=width, theme=theme) == ""
