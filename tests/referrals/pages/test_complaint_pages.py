"""The pages of complaints: who may open them, what they cost, what they keep, and what they show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from referrals.models import Attachment, Complaint, Decision
from referrals.use_cases import complaints as use_cases
from referrals.use_cases.attachments import attach
from rve.core import clock
from rve.core.models import AccessLog
from rve.core.policies import Actor
from tests.complaints import (
    REFUSED,
    a_complaint,
    a_new_decision,
    a_refusal,
    an_assigned_complaint,
    an_upheld_complaint,
    fresh,
    the_other_physician,
)
from tests.people import World, a_claimed_case, a_patient

PDF = b"%PDF-1.4 made up"


def _decided(world: World, *, days: int = 20, name: str = "Aksnes") -> Decision:
    """A refusal signed some days ago."""
    now = clock.now() - dt.timedelta(days=days)
    event_on = (timezone.localdate(now) - dt.timedelta(days=60)).isoformat()
    facts = REFUSED | {"event_on": event_on}
    return a_refusal(world, now=now, patient=a_patient(family_name=name), facts=facts)


def _complaint(world: World, decision: Decision, **changed: Any) -> Complaint:
    """Received today, nobody knows when it was posted."""
    return a_complaint(world, decision, **{"now": clock.now(), "sent_on": None, **changed})


def _assigned(world: World, decision: Decision) -> Complaint:
    return an_assigned_complaint(world, decision, now=clock.now(), sent_on=None)


def _upheld(world: World, decision: Decision) -> Complaint:
    return an_upheld_complaint(world, decision, now=clock.now(), sent_on=None)


def _copies(complaint: Complaint, number: int) -> None:
    """Complaints like this one at Statsforvalteren: a case has one in work at a time."""
    fields = [field.attname for field in Complaint._meta.concrete_fields]
    same = {name: getattr(complaint, name) for name in fields if name not in ("id", "public_id", "reference")}
    Complaint.objects.bulk_create(
        Complaint(**same | {"status": "upheld_sent"}, reference=f"HMN-2026-9{n:05}-K1") for n in range(number)
    )


def _posted(day: dt.date) -> str:
    return day.strftime("%d.%m.%Y")


def _typed(**changed: Any) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    base = {
        "go": "register",
        "token": "t1",
        "channel": "paper",
        "received_on": _posted(today),
        "sent_on": _posted(today - dt.timedelta(days=1)),
        "complainant": "patient",
        "about": ["right"],
        "grounds": "Kommunen gir ikke det tilbudet dere viser til.",
        "signed": "on",
    }
    return base | changed


def _in(client: Client, actor: Actor) -> Client:
    client.force_login(actor.user)
    return client


def _act(client: Client, complaint: Complaint, verb: str, **typed: Any) -> Any:
    address = reverse("complaint-act", args=[complaint.public_id, verb])
    return client.post(address, {"version": fresh(complaint).version, **typed})


def _page(client: Client, complaint: Complaint) -> Any:
    return client.get(reverse("complaint", args=[complaint.public_id]))


def _new(decision: Decision) -> str:
    return f"{reverse('complaint-new')}?case={decision.referral.public_id}"


def test_a_complaint_is_read_by_the_unit_of_its_region_alone(client: Client, world: World) -> None:
    complaint = _complaint(world, _decided(world))
    people = ("jonas", "bo_elsewhere", "kari", "gro", "planner")
    answers = [_page(_in(client, getattr(world, who)), complaint).status_code for who in people]
    assert answers == [200, 404, 403, 403, 403]


def test_the_list_holds_the_region_s_own_and_costs_the_same_however_long(
    client: Client, world: World
) -> None:
    _complaint(world, _decided(world))
    address = reverse("complaints")
    _in(client, world.jonas).get(address)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(address).context["lines"]) == 1
    _copies(Complaint.objects.get(), 30)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).context["lines"]) == 31
    assert len(many) == len(few)
    assert _in(Client(), world.bo_elsewhere).get(address).context["lines"] == []


def test_the_views_count_where_each_complaint_stands(client: Client, world: World) -> None:
    _complaint(world, _decided(world, name="Vie"), signed=False)
    _assigned(world, _decided(world, name="Husby"))
    _upheld(world, _decided(world, name="Myhr"))
    shown = _in(client, world.jonas).get(reverse("complaints")).context
    numbers = {link.label: link.number for link in shown["views"]}
    assert list(numbers.values()) == [3, 2, 1, 1, 1, 0, 1, 0, 0]
    assert [link.number for link in shown["strip"]] == [2, 0, 0, 1]


def test_the_next_due_day_stands_first_and_a_look_is_logged(client: Client, world: World) -> None:
    later = _complaint(world, _decided(world, name="Vie"))
    earlier = _complaint(
        world, _decided(world, name="Husby"), received_on=clock.today() - dt.timedelta(days=5)
    )
    lines = _in(client, world.jonas).get(reverse("complaints")).context["lines"]
    assert [line.name.split()[-1] for line in lines] == ["Husby", "Vie"]
    seen = AccessLog.objects.get(data="complaints")
    assert set(seen.case_ids) == {later.referral_id, earlier.referral_id}


def test_a_complaint_from_the_post_is_registered_with_its_scan(client: Client, world: World) -> None:
    decision = _decided(world)
    scan = SimpleUploadedFile("klage.pdf", PDF)
    answer = _in(client, world.ingrid).post(_new(decision), _typed(files=scan))
    made = Complaint.objects.get()
    assert answer["Location"] == reverse("complaint", args=[made.public_id])
    assert (made.decision, made.complainant_name) == (decision, decision.referral.name)
    file = made.files.get()
    assert client.get(reverse("complaint-file", args=[file.public_id])).content == PDF
    assert client.post(_new(decision), _typed()).status_code == 302
    assert Complaint.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client: Client, world: World) -> None:
    tomorrow = _posted(clock.today() + dt.timedelta(days=1))
    typed = _typed(received_on=tomorrow, about=[], grounds="Jeg er ikke enig.")
    answer = _in(client, world.ingrid).post(_new(_decided(world)), typed)
    assert answer.status_code == 400
    assert {bound.name for bound, _text in answer.context["wrong"]} == {"received_on", "about"}
    assert b"Jeg er ikke enig." in answer.content
    assert not Complaint.objects.exists()


def test_the_same_again_is_refused_with_the_first_and_the_text_is_kept(client: Client, world: World) -> None:
    first = _complaint(world, _decided(world))
    assert first.decision is not None
    answer = _in(client, world.ingrid).post(_new(first.decision), _typed(grounds="En gang til."))
    assert answer.status_code == 409
    assert first.reference in answer.content.decode()
    assert b"En gang til." in answer.content


def test_what_is_new_is_added_to_the_one_in_work_in_place_of_a_refusal(client: Client, world: World) -> None:
    first = _complaint(world, _decided(world))
    assert first.decision is not None
    shown = _in(client, world.ingrid).get(_new(first.decision))
    assert (shown.context["adding"], b'value="add"' in shown.content) == (first, True)
    typed = _typed(go="add", grounds="Og stedet er for langt unna.", about=["place"])
    answer = client.post(_new(first.decision), typed)
    assert answer["Location"] == reverse("complaint", args=[first.public_id])
    assert "Og stedet er for langt unna." in fresh(first).grounds
    assert "Og stedet er for langt unna." in _page(client, first).content.decode()


@pytest.mark.parametrize(("days", "verdict"), [(20, "good"), (60, "warn"), (400, "bad")])
def test_while_it_is_written_the_page_says_whether_it_is_in_time(
    client: Client, world: World, days: int, verdict: str
) -> None:
    decision = _decided(world, days=days)
    answer = _in(client, world.ingrid).post(
        _new(decision), _typed(go="check"), headers={"HX-Request": "true"}
    )
    assert answer.context["standing"].tone == verdict
    assert not Complaint.objects.exists()


def test_a_case_without_a_decision_can_only_be_complained_of_as_late(client: Client, world: World) -> None:
    case = a_claimed_case(world, now=clock.now() - dt.timedelta(days=30))
    address = f"{reverse('complaint-new')}?case={case.public_id}"
    answer = _in(client, world.jonas).post(address, _typed())
    assert [bound.name for bound, _text in answer.context["wrong"]] == ["about"]
    assert client.post(address, _typed(about=["lateness"])).status_code == 302


def test_before_there_is_a_decision_the_page_says_why_not_and_what_can_be_done(
    client: Client, world: World
) -> None:
    client.force_login(world.marit.user)
    early = a_claimed_case(world, now=clock.now())
    shown = client.get(f"{reverse('complaint-new')}?case={early.public_id}").context["standing"]
    assert (shown.tone, bool(shown.why), bool(shown.then)) == ("bad", True, True)
    late = a_claimed_case(world, now=clock.now() - dt.timedelta(days=40))
    page = f"{reverse('complaint-new')}?case={late.public_id}"
    shown = client.post(page, _typed(go="check"), headers={"HX-Request": "true"}).context["standing"]
    assert (shown.tone, bool(shown.then)) == ("bad", True)
    about_delay = _typed(go="check", about=["lateness"])
    shown = client.post(page, about_delay, headers={"HX-Request": "true"}).context["standing"]
    assert (shown.tone, shown.then) == ("warn", "")


def test_a_day_before_the_decision_is_no_day_in_time(client: Client, world: World) -> None:
    decision = _decided(world)
    client.force_login(world.marit.user)
    before = clock.today() - dt.timedelta(days=30)
    answer = client.post(
        f"{reverse('complaint-new')}?case={decision.referral.public_id}",
        _typed(go="check", sent_on=_posted(before)),
        headers={"HX-Request": "true"},
    )
    assert answer.context["standing"].tone == "bad"


def test_an_identity_number_is_not_searched_for_among_the_cases(client: Client, world: World) -> None:
    _decided(world)
    answer = _in(client, world.ingrid).post(reverse("complaint-new"), {"q": "12836510192"})
    assert answer.status_code == 400
    assert b"12836510192" not in answer.content
    found = client.post(reverse("complaint-new"), {"q": "aksnes"})
    assert [hit.name for hit in found.context["hits"]] == ["Torbjørn Aksnes"]


def test_the_one_who_decided_is_not_offered_the_complaint(client: Client, world: World) -> None:
    complaint = _complaint(world, _decided(world))
    assert _page(_in(client, world.ingrid), complaint).context["steps"].front == ""
    shown = _page(_in(Client(), world.marit), complaint).context["steps"]
    names = {user.name for user in shown.eligible}
    assert shown.front == "assign"
    assert world.jonas.user.name in names
    assert not {world.ingrid.user.name, world.liv.user.name} & names


def test_facts_that_changed_since_the_decision_stand_old_beside_new(client: Client, world: World) -> None:
    complaint = _assigned(world, _decided(world))
    a_new_decision(world, complaint, now=clock.now())
    shown = _page(_in(client, world.jonas), complaint).context
    changed = {one.name: (one.before, one.after) for one in shown["beside"].facts}
    assert changed["municipal_measures"] != changed["needs.complexity"]
    assert changed["needs.complexity"] == ("Nei", "Ja")
    assert shown["beside"].compared[0][1:] == ("Ikke rett", "Rett")
    assert any(not one.shared for one in shown["beside"].reasons_now)
    assert shown["beside"].rows


def test_the_question_that_would_have_caught_it_is_one_of_the_rule_book_s(
    client: Client, world: World
) -> None:
    complaint = _assigned(world, _decided(world))
    typed = {"outcome": "overturned", "cause": "new_facts", "cause_text": "Nytt.", "caught_by": "weather"}
    answer = _act(_in(client, world.jonas), complaint, "plan_outcome", **typed)
    assert (answer.status_code, answer.context["wrong"]) == (400, "plan_outcome.caught_by")
    asked = answer.context["caught_groups"][-1][1]
    assert _act(client, complaint, "plan_outcome", **typed | {"caught_by": asked[0][0]}).status_code == 302
    assert fresh(complaint).caught_by == asked[0][0]


def test_an_old_version_of_the_page_changes_nothing(client: Client, world: World) -> None:
    complaint = _complaint(world, _decided(world))
    answer = _act(
        _in(client, world.marit), complaint, "withdraw", version=complaint.version - 1, reason="Ringt."
    )
    assert answer.status_code == 412
    assert b"Ringt." in answer.content
    assert fresh(complaint).status == "received"


def test_a_statement_is_signed_by_another_physician_and_the_package_can_be_fetched(
    client: Client, world: World
) -> None:
    complaint = _assigned(world, _decided(world))
    page = _page(_in(client, world.jonas), complaint)
    assert "§ 7-2" in page.context["draft"]
    assert _act(client, complaint, "uphold", statement=page.context["draft"]).status_code == 302
    assert len(client.get(f"{reverse('complaints')}?view=sign").context["lines"]) == 1
    assert "sign_statement" not in _page(_in(Client(), world.liv), complaint).context["steps"].actions
    eva = _in(Client(), the_other_physician(world))
    queue = eva.get(reverse("sign-queue")).context["statements"]
    assert [(one.reference, why) for one, why in queue] == [(complaint.reference, "")]
    assert _act(eva, complaint, "sign_statement").status_code == 302
    package = eva.get(reverse("complaint-package", args=[complaint.public_id]))
    assert package.content.startswith(b"%PDF")
    assert AccessLog.objects.filter(data="complaint_file", user=the_other_physician(world).user).exists()


def test_a_physician_sees_which_statements_somebody_else_must_sign(client: Client, world: World) -> None:
    row = _assigned(world, _decided(world))
    use_cases.uphold(
        complaint=row, statement="Står.", by=world.jonas, now=clock.now(), version=fresh(row).version
    )
    client.force_login(world.liv.user)
    shown = client.get(reverse("sign-queue")).context
    assert (shown["statements_mine"], [bool(why) for _one, why in shown["statements"]]) == (0, [True])


def test_the_letter_is_seen_with_what_is_being_typed(client: Client, world: World) -> None:
    row = _complaint(world, _decided(world), signed=False)
    client.force_login(world.marit.user)
    address = reverse("letter-write", args=[row.referral.public_id])
    page = client.post(
        f"{address}?kind=complaint_formalities&complaint={row.public_id}",
        {"do": "look", "version": row.version, "said": "Send også side to."},
    )
    assert "Send også side to." in page.content.decode()


def test_statsforvalteren_s_answer_is_noted_with_its_day_at_the_field(client: Client, world: World) -> None:
    complaint = _upheld(world, _decided(world))
    typed = {"answer": "quashed", "answered_on": "i går", "text": "Mangelfullt utredet."}
    answer = _act(_in(client, world.marit), complaint, "record_answer", **typed)
    assert (answer.status_code, answer.context["wrong"]) == (400, "record_answer.answered_on")
    assert b"Mangelfullt utredet." in answer.content
    today = _posted(clock.today())
    assert _act(client, complaint, "record_answer", **typed | {"answered_on": today}).status_code == 302
    assert fresh(complaint).status == "returned_quashed"


def test_the_case_of_a_complaint_in_review_is_open_for_its_assignee_alone(
    client: Client, world: World
) -> None:
    complaint = _assigned(world, _decided(world))
    address = reverse("case", args=[complaint.referral.public_id])
    mine = _in(client, world.jonas).get(address).context
    assert (mine["why_not_settle"], mine["reviewing"]) == ("", complaint)
    theirs = _in(Client(), world.ingrid).get(address).context
    assert theirs["why_not_settle"] != ""
    assert [one.reference for one in theirs["complaints"]] == [complaint.reference]


def test_a_decision_on_a_complaint_is_marked_in_the_signing_queue(client: Client, world: World) -> None:
    complaint = _assigned(world, _decided(world))
    a_new_decision(world, complaint, now=clock.now())
    row = _in(client, the_other_physician(world)).get(reverse("sign-queue")).context["rows"][0]
    assert row.complaint == "K1"
    assert row.due_on == complaint.clocks.get(kind="complaint_review").due_on


def test_a_new_decision_that_waits_for_its_signature_is_not_asked_for_again(
    client: Client, world: World
) -> None:
    complaint = _assigned(world, _decided(world))
    a_new_decision(world, complaint, now=clock.now())
    steps = _in(client, world.jonas).get(reverse("complaint", args=[complaint.public_id])).context["steps"]
    assert (steps.front, "prepare" in steps.others) == ("", False)
    assert steps.waits != ""


def test_the_figures_are_for_team_lead_and_planner_and_count_what_happened(
    client: Client, world: World
) -> None:
    _upheld(world, _decided(world))
    address = reverse("complaints-figures")
    shown = _in(client, world.marit).get(address).context["found"]
    assert (shown.received, dict(shown.outcomes), shown.sent) == (1, {"upheld": 1}, 1)
    assert _in(Client(), world.planner).get(address).status_code == 200
    assert _in(Client(), world.jonas).get(address).status_code == 403
    earlier = client.get(f"{address}?first=01.01.2020&last=31.12.2020").context
    assert earlier["anything"] is False


def test_a_period_beyond_the_calendar_is_no_fault_of_the_page(client: Client, world: World) -> None:
    address = reverse("complaints-figures")
    far = _in(client, world.marit).get(address, {"first": "9999-12-31", "last": "9999-12-31"})
    assert (far.status_code, bool(far.context["message"])) == (200, True)


def test_a_file_without_room_in_the_package_is_told_before_and_after_the_signature(
    client: Client, world: World
) -> None:
    complaint = _assigned(world, _decided(world))
    complaint = use_cases.uphold(
        complaint=complaint,
        statement="Vedtaket er riktig.",
        by=world.jonas,
        now=clock.now(),
        version=complaint.version,
    )
    attach(referral=complaint.referral, name="stor.pdf", data=PDF, by=None, now=clock.now())
    Attachment.objects.update(size=100_000_001)
    assert _page(_in(client, world.jonas), complaint).context["left_out"] == ["stor.pdf"]
    assert b"stor.pdf" in _page(client, complaint).content
