"""Who may open what: every address, every role, one's own things and those of others.

An address that is missing from the table below fails by its name.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from pytest_django import DjangoDbBlocker

from deltytelser.models import RuleSet
from referrals.models import (
    Attachment,
    Backtest,
    Complaint,
    Decision,
    Letter,
    MessageIn,
    Placement,
    PlacementNote,
    Question,
    Referral,
)
from referrals.use_cases import drafts, questions
from referrals.use_cases.attachments import add_attachment
from referrals.use_cases.placement_notes import ask_unit
from rve.core import clock
from rve.core.api.endpoint import Endpoint
from rve.core.middleware import policy_of
from rve.core.models import Message, Setting
from rve.core.policies import Actor
from tests.complaints import a_refusal, an_upheld_complaint
from tests.house.test_urls import patterns
from tests.people import World, a_claimed_case, a_patient, a_placement, a_prepared_decision, a_region
from tests.referrals.tried import a_finished_trial

PDF = b"%PDF-1.4 made up"
RVE = ("ingrid", "liv", "marit")
INSIDERS = ("kari", "ingrid", "liv", "marit", "gro", "planner", "privacy")
OUTSIDERS = ("per_elsewhere", "siv_elsewhere", "bo_elsewhere")
# 409: found, and in the hands of a colleague.
SEEN, ANSWERED = {200, 302, 409}, {200, 204, 302, 400, 409, 412, 422}
HIDDEN, NO_SUCH_METHOD = 404, 405


@dataclass(frozen=True)
class Things:
    """One of everything, of Kari's practice, Ingrid's unit and Gro's institution."""

    world: World
    draft: Referral
    case: Referral
    question: Question
    attachment: Attachment
    waiting: Decision
    placement: Placement
    letter: Letter
    by_hand: Message
    setting: Setting
    trial: Backtest
    complaint: Complaint
    asked: PlacementNote
    message: MessageIn


def _things(world: World) -> Things:
    now = clock.now()
    case = a_claimed_case(world, now=now)
    file = add_attachment(referral=case, name="epikrise.pdf", data=PDF, by=world.kari, now=now)
    case.refresh_from_db()
    asked = questions.ask(
        referral=case,
        items=[questions.QuestionItem(fact="", text="Hvor langt går pasienten?")],
        by=world.ingrid,
        now=now,
        version=case.version,
    )
    placement = a_placement(world, now=now, patient=a_patient(family_name="Solem"))
    return Things(
        world=world,
        draft=drafts.start_draft(by=world.kari, now=now),
        case=case,
        question=asked[0],
        attachment=file,
        waiting=a_prepared_decision(world, now=now, patient=a_patient(family_name="Lillebø")),
        placement=placement,
        letter=Letter.objects.get(referral=placement.referral, recipient_role="referrer"),
        by_hand=_by_hand(placement),
        setting=Setting.objects.create(
            region=world.region, key="notice_days", value=9, valid_from=clock.today(), source="test"
        ),
        trial=a_finished_trial(world),
        message=MessageIn.objects.create(
            region=world.region,
            status=MessageIn.Status.FAILED,
            flag="gave_up",
            transport="folder",
            transport_reference="a.xml",
            digest="0" * 64,
            content=b"<a/>",
            received_at=now,
        ),
        asked=ask_unit(placement=placement, text="Kan pasienten gå i trapper?", by=world.gro, now=now),
        complaint=an_upheld_complaint(
            world, a_refusal(world, now=now, patient=a_patient(family_name="Husby")), now=now, sent_on=None
        ),
    )


def _by_hand(placement: Placement) -> Message:
    """The patient's letter of a placement, as if the address were protected."""
    letter = Letter.objects.filter(referral=placement.referral, recipient_role="patient").earliest("pk")
    message = Message.objects.get(key=f"letter/{letter.pk}")
    message.template = "by_hand"
    message.save()
    return message


@pytest.fixture(scope="module")
def things(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Things]:
    """Made once for all the tests here, and taken back after them: each test only looks or is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _things(a_region())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def logged_in(things: Things) -> dict[str, Client]:
    found = {name: Client() for name in (*INSIDERS, *OUTSIDERS)}
    for name, client in found.items():
        client.force_login(_actor(things, name).user)
    return found


@pytest.fixture
def client_of(logged_in: dict[str, Client], db: None) -> Callable[[str], Client]:
    """Each with the log-in of the module, whatever the test before did to it."""

    def the_client(name: str) -> Client:
        client = Client()
        client.cookies.update(logged_in[name].cookies)
        return client

    return the_client


@dataclass(frozen=True)
class Own:
    """An address of one thing, and who of the insiders sees it: all whom the page is for, or these alone."""

    args: Callable[[Things], list[Any]]
    owners: tuple[str, ...] = ()


def _of_case(things: Things) -> list[Any]:
    return [things.case.public_id]


def _of_sent(things: Things) -> list[Any]:
    return [things.case.public_id]


def _of_draft(things: Things) -> list[Any]:
    return [things.draft.public_id]


def _of_step(things: Things) -> list[Any]:
    return [things.draft.public_id, "function"]


def _of_waiting(things: Things) -> list[Any]:
    return [things.waiting.public_id]


def _of_waiting_case(things: Things) -> list[Any]:
    return [things.waiting.referral.public_id]


def _of_trial(things: Things) -> list[Any]:
    return [things.trial.public_id]


def _of_complaint(things: Things) -> list[Any]:
    return [things.complaint.public_id]


def _of_rule_draft(things: Things) -> list[Any]:
    assert things.trial.draft is not None
    return [things.trial.draft.public_id]


def _of_rules(things: Things) -> list[Any]:
    return [RuleSet.objects.get(region=things.world.region).hash]


# Addresses that name nobody's thing: who may open them is a question of the role alone.
PLAIN: dict[str, list[Any]] = {
    name: []
    for name in (
        *("login-oidc", "login-oidc-callback"),
        *(
            "home",
            "login",
            "demo-login",
            "logout",
            "password",
            "choose-organisation",
            "language",
            "theme",
        ),
        *("keys", "components", "livez", "readyz"),
        *("places", "reference-totals", "own-pools", "own-pools-confirm"),
        *("my-referrals", "referral-new", "referral-diagnoses", "register"),
        *("worklist", "worklist-next", "search", "sign-queue", "sign-marked"),
        *(
            "board",
            "incoming",
            "stays",
            "deadlines",
            "planner",
            "access-log",
            "access-log-check",
        ),
        *("deadlines-calendar", "deadlines-export"),
        *("back-office", "reminder-wishes"),
        *("rules", "rules-versions", "rules-compare"),
        *("rules-ask", "rules-ask-answer", "rules-ask-diagnoses"),
        *("backtests", "backtest-start"),
        *("complaints", "complaint-new", "complaints-figures"),
        *("rule-drafts", "rule-draft-new", "rule-draft-upload"),
        *("letters-by-hand", "outbox", "messages"),
        *("api-docs", "api-changelog", "api-problems"),
    )
} | {
    "back-office-list": ["reasons"],
    "back-office-new": ["reasons"],
    "rules-table": ["right.J"],
    "api-docs-group": ["placements"],
    "api-problem": ["stale"],
}

OWNED: dict[str, Own] = {
    "pool-edit": Own(lambda things: [things.world.pool.public_id]),
    "my-referral": Own(_of_sent),
    "referral-step": Own(_of_step),
    "referral-guidance": Own(_of_step),
    "referral-review": Own(_of_draft),
    "referral-receipt": Own(_of_sent),
    "referral-delete": Own(_of_draft),
    "referral-answer": Own(lambda things: [things.case.public_id, things.question.public_id]),
    "referral-withdraw": Own(_of_sent),
    "register-done": Own(_of_sent),
    **{
        f"case{step}": Own(_of_case)
        for step in (
            *("", "-look", "-replay", "-events", "-facts", "-settle", "-ask", "-phone", "-draft", "-prepare"),
            *("-take-back", "-second-read", "-claim", "-put-back", "-reassign", "-withdraw", "-reroute"),
            *("-parents", "-reasons", "-shorten", "-move-clock", "-await", "-note-clock"),
        )
    },
    "case-answer-place": Own(lambda things: [things.placement.referral.public_id, things.asked.public_id]),
    "placement-ask": Own(lambda things: [things.placement.public_id]),
    "attachment": Own(lambda things: [things.attachment.public_id], ("kari", *RVE)),
    "sign": Own(_of_waiting),
    "sign-one": Own(_of_waiting),
    "sign-back": Own(_of_waiting),
    "second-read": Own(_of_waiting),
    "letter-preview": Own(_of_waiting),
    **{f"letter-{part}": Own(_of_waiting_case) for part in ("write", "look", "library")},
    "letter": Own(lambda things: [things.letter.public_id], ("kari", *RVE)),
    "letters-by-hand-done": Own(lambda things: [things.by_hand.public_id]),
    "outbox-again": Own(lambda things: [things.by_hand.public_id]),
    **{
        f"message{step}": Own(lambda things: ["in", things.message.public_id])
        for step in ("", "-original", "-handled", "-again")
    },
    "placement": Own(lambda things: [things.placement.public_id]),
    "placement-act": Own(lambda things: [things.placement.public_id, "accept"]),
    **{f"backtest{step}": Own(_of_trial) for step in ("", "-state", "-cancel", "-flips")},
    **{
        f"rule-draft{step}": Own(_of_rule_draft)
        for step in (
            *("", "-head", "-checks", "-state", "-download", "-row", "-check", "-cases", "-values"),
            *("-change", "-submit", "-take-back", "-approve", "-send-back", "-discard"),
        )
    },
    **{f"complaint{step}": Own(_of_complaint) for step in ("", "-package")},
    "complaint-act": Own(lambda things: [things.complaint.public_id, "withdraw"]),
    "complaint-file": Own(lambda things: [things.complaint.files.get().public_id]),
    "backtest-case": Own(lambda things: [things.trial.public_id, things.case.public_id]),
    "backtest-panel": Own(lambda things: [things.trial.draft.public_id]),
    "rules-version": Own(_of_rules),
    "rules-download": Own(_of_rules),
    "back-office-edit": Own(lambda things: ["settings", things.setting.pk]),
}


def _endpoint(pattern: URLPattern) -> type[Endpoint] | None:
    """What a token opens, and no session: those are tried with tokens, each beside its operation."""
    view = getattr(pattern.callback, "cls", None)
    return view if view is not None and issubclass(view, Endpoint) else None


NAMES = sorted({str(pattern.name) for _path, pattern in patterns() if _endpoint(pattern) is None})
ENDPOINTS = {path: view for path, pattern in patterns() if (view := _endpoint(pattern)) is not None}
POLICIES = {str(pattern.name): policy_of(pattern.callback) for _path, pattern in patterns()}


def _actor(things: Things, name: str) -> Actor:
    found: Actor = getattr(things.world, name)
    return found


def _address(things: Things, name: str) -> str:
    args = PLAIN[name] if name in PLAIN else OWNED[name].args(things)
    return reverse(name, args=args)


def _admitted(things: Things, name: str, people: tuple[str, ...]) -> list[str]:
    policy = POLICIES[name]
    assert policy is not None
    return [one for one in people if policy.admits(_actor(things, one))]


def _opened(client: Client, address: str) -> tuple[str, int]:
    """The method the page answers to, and what it answers."""
    status = client.get(address).status_code
    return ("GET", status) if status != NO_SUCH_METHOD else ("POST", client.post(address).status_code)


def test_every_address_stands_in_the_table() -> None:
    assert sorted({*PLAIN, *OWNED}) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_further_than_the_log_in_without_one(name: str, things: Things, db: None) -> None:
    address, policy = _address(things, name), POLICIES[name]
    assert policy is not None
    for answer in (Client().get(address), Client().post(address)):
        if policy.public:
            assert answer.status_code != 403
        else:
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_closed_to_those_without_its_role(
    name: str, things: Things, client_of: Callable[[str], Client]
) -> None:
    address, admitted = _address(things, name), _admitted(things, name, INSIDERS)
    answers = {
        one: (client_of(one).get(address).status_code, client_of(one).post(address).status_code)
        for one in INSIDERS
        if one not in admitted
    }
    assert all(statuses == (403, 403) for statuses in answers.values()), answers


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_a_page_is_open_to_its_roles(name: str, things: Things, client_of: Callable[[str], Client]) -> None:
    address = _address(things, name)
    answers = {one: _opened(client_of(one), address)[1] for one in _admitted(things, name, INSIDERS)}
    assert answers
    assert 403 not in answers.values(), answers


@pytest.mark.parametrize("name", sorted(OWNED))
def test_ones_own_thing_is_found(name: str, things: Things, client_of: Callable[[str], Client]) -> None:
    owners = OWNED[name].owners or _admitted(things, name, INSIDERS)
    answers = {one: _opened(client_of(one), _address(things, name)) for one in owners}
    assert answers
    assert all(status in (SEEN if method == "GET" else ANSWERED) for method, status in answers.values()), (
        answers
    )


@pytest.mark.parametrize("name", sorted(OWNED))
def test_the_thing_of_another_is_not_there(
    name: str, things: Things, client_of: Callable[[str], Client]
) -> None:
    """Not found, whether looked for or written to: never «forbidden», which would say that it exists."""
    owners = OWNED[name].owners or INSIDERS
    strangers = _admitted(things, name, (*OUTSIDERS, *(one for one in INSIDERS if one not in owners)))
    assert strangers
    for one in strangers:
        client, address = client_of(one), _address(things, name)
        answers = [client.get(address), client.post(address, {"version": "1"})]
        statuses = {answer.status_code for answer in answers}
        assert statuses <= {HIDDEN, NO_SUCH_METHOD}, (one, statuses)
        assert HIDDEN in statuses
        assert not any("Torbjørn" in answer.content.decode(errors="replace") for answer in answers)


@pytest.mark.parametrize("path", sorted(ENDPOINTS))
def test_a_session_opens_nothing_of_the_api(path: str, client_of: Callable[[str], Client]) -> None:
    """Neither read nor written without a token, whoever is logged in."""
    address = re.sub(r"<uuid:\w+>", str(uuid.uuid4()), path)
    address = re.sub(r"<\w+:\w+>|\(\?P<\w+>[^)]*\)", "Task", address)
    closed = [method for method, scope in ENDPOINTS[path].scope.items() if scope]
    answers = {method: client_of("marit").generic(method, address).status_code for method in closed}
    assert set(answers.values()) <= {401, NO_SUCH_METHOD}, answers
