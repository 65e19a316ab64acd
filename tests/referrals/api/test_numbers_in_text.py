"""An identity number in free text is taken out, whichever door it came in by: it stands nowhere in clear."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection

from referrals.models import Decision, Placement, Question, Referral
from referrals.use_cases.placement_notes import answer_place
from referrals.use_cases.questions import QuestionItem, ask
from rve.core import clock
from rve.core.identity_numbers import IN_ITS_PLACE, synthetic_number
from rve.core.models import CaseEvent
from tests.people import World, a_claimed_case, a_placement, a_signed_decision
from tests.referrals.api.bodies import ADDRESS, a_body
from tests.tokens import Client

# The patient's mother: nobody's number in this installation.
NUMBER = synthetic_number(birth_date=dt.date(1941, 3, 9), sex="female", serial=7)
WRITTEN = (NUMBER, f"{NUMBER[:6]} {NUMBER[6:]}")
TEXT = f"Mor ({WRITTEN[0]}, skrevet {WRITTEN[1]}) bor hos ham."
SCOPES = (
    "referrals:read referrals:write assessments:write decisions:prepare complaints:read complaints:write"
    " placements:read placements:write"
)


def _tables() -> list[str]:
    """Those in which the number stands as it was written, in any column."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (name,) in cursor.fetchall():
            sql = f'SELECT count(*) FROM "{name}" t WHERE t::text LIKE ANY(%s)'
            cursor.execute(sql, [[f"%{one}%" for one in WRITTEN]])
            found += [name] if cursor.fetchone()[0] else []
    return found


def _nowhere(caplog: pytest.LogCaptureFixture, *answers: Any) -> None:
    assert [one.status_code for one in answers if one.status_code not in (200, 201)] == []
    assert not any(one in answer.content.decode() for answer in answers for one in WRITTEN)
    assert not any(one in caplog.text for one in WRITTEN)
    assert _tables() == []


def test_what_a_practice_sends_and_answers(world: World, caplog: pytest.LogCaptureFixture) -> None:
    api = Client(world.practice, SCOPES)
    body = a_body(clinical_text=TEXT, clinical={"goal": TEXT})
    made = api.post(ADDRESS, body, key="a")
    case = Referral.objects.get(public_id=made.json()["id"])
    case.status, case.assessor, case.claimed_at = "in_assessment", world.ingrid.user, clock.now()
    case.save()
    items = [QuestionItem("", f"Er det {NUMBER}?")]
    ask(referral=case, items=items, by=world.ingrid, now=clock.now(), version=case.version)
    case.refresh_from_db()
    question = str(Question.objects.get().public_id)
    at = f"{ADDRESS}/{case.public_id}"
    answered = api.post(f"{at}/answers", {"question": question, "text": TEXT}, key="b", if_match=case.version)
    file = {"name": f"{NUMBER}.pdf", "base64": "JVBERi0xLjQgeA=="}
    case.refresh_from_db()
    sent = api.post(f"{at}/attachments", file, key="c", if_match=case.version)
    case.refresh_from_db()
    gone = {"reason_code": "patient_wish", "comment": TEXT}
    ended = api.post(f"{at}/withdraw", gone, key="d", if_match=case.version)
    assert IN_ITS_PLACE in api.get(at).json()["clinical"]["situation"]
    _nowhere(caplog, made, answered, sent, ended, api.get(at))


def test_what_the_unit_decides_and_is_complained_of(world: World, caplog: pytest.LogCaptureFixture) -> None:
    unit, case = Client(world.rve, SCOPES), a_claimed_case(world, now=clock.now())
    words = dict.fromkeys(("nytte", "ressurs", "alvorlighet"), TEXT)
    decision = {"outcome": "granted", "delytelse": "B", "level": "day", "institution": "fjellheimen", **words}
    deadline = case.proposal.start_deadline.isoformat()  # type: ignore[union-attr]
    at = f"{ADDRESS}/{case.public_id}/decision"
    Referral.objects.filter(pk=case.pk).update(assessor=None, claimed_at=None, status="received")
    made = unit.post(at, decision | {"start_deadline": deadline}, key="a", if_match=case.version)
    signed = a_signed_decision(world, now=clock.now()).referral
    complaint = {"referral": str(signed.public_id), "received_on": clock.today().isoformat(), "grounds": TEXT}
    told = unit.post("/api/v1/complaints", complaint, key="b")
    _nowhere(caplog, made, told)
    assert IN_ITS_PLACE in Decision.objects.get(public_id=made.json()["id"]).nytte


def test_what_an_institution_writes(world: World, caplog: pytest.LogCaptureFixture) -> None:
    row = a_placement(world, now=clock.now())
    place, today = Client(world.fjellheimen.organisation, SCOPES), clock.today().isoformat()
    note = {
        "resourceType": "Communication",
        "status": "completed",
        "about": [{"reference": f"Task/{row.public_id}"}],
        "payload": [{"contentString": TEXT}],
    }
    fhir = {"content_type": "application/fhir+json", "key": "n"}
    answers = [place.post("/fhir/R4/Communication", json.dumps(note), **fhir)]
    asked = row.notes.get()
    answer_place(question=asked, text=TEXT, by=world.ingrid, now=clock.now())
    for verb, said in (
        ("accept", {}),
        ("schedule", {"on": today}),
        ("start", {"on": today}),
        ("interrupt", {"on": today, "reason_code": "acute_illness", "comment": TEXT}),
        ("start", {"on": today}),
        ("discharge", {"on": today, "note": TEXT}),
    ):
        row.refresh_from_db()
        answers.append(place.post(f"/api/v1/placements/{row.public_id}/{verb}", said, if_match=row.version))
    _nowhere(caplog, *answers)
    assert IN_ITS_PLACE in Placement.objects.get(pk=row.pk).end_note
    assert CaseEvent.objects.filter(reason__contains=IN_ITS_PLACE).exists()


def test_a_fault_does_not_repeat_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    api = Client(world.practice, SCOPES)
    wrong = a_body(facts={"goal": NUMBER, "urgency": TEXT}, clinical={NUMBER: TEXT})
    wrong["patient"]["municipality"] = NUMBER
    row = a_placement(world, "scheduled", now=clock.now())
    place = Client(world.fjellheimen.organisation, SCOPES)
    begun = {"on": clock.today().isoformat(), "event": f"For {NUMBER}"}
    task = {"resourceType": "Task", "id": str(row.public_id), "status": NUMBER}
    fhir = {"content_type": "application/fhir+json", "if_match": row.version}
    for answer in (
        place.post(f"/api/v1/placements/{row.public_id}/start", begun, if_match=row.version),
        place.put(f"/fhir/R4/Task/{row.public_id}", json.dumps(task), **fhir),
        api.post(ADDRESS, wrong, key="a"),
        api.post(ADDRESS, a_body(**{NUMBER: TEXT}), key="b"),
        api.get(f"{ADDRESS}?source_reference={NUMBER}&page_size={NUMBER}"),
        api.get(f"{ADDRESS}/{NUMBER}"),
    ):
        assert answer.status_code in (400, 404, 422)
        assert not any(one in answer.content.decode() + caplog.text for one in WRITTEN)
    assert _tables() == []
