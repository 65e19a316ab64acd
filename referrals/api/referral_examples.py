"""A referral as the reference shows it."""

from __future__ import annotations

from typing import Any

from referrals.api.decision_examples import SIGNED

_ID = "4b6c0d5c-93a5-4f0a-9f3e-8f6f4b1b7a22"
_QUESTION = {
    "id": "2f9f2c9e-8d9a-5b53-a0a1-6f0f3c2b9d10",
    "fact": "event_on",
    "text": "Når var skaden, slaget, operasjonen eller utskrivelsen?",
    "asked_at": None,
}
_FACTS: dict[str, Any] = {
    "referred_on": "2026-03-02",
    "received_on": "2026-03-02",
    "referrer": {"kind": "gp"},
    "patient": {"birth_date": "1968-05-14", "municipality": "5038"},
    "diagnoses": [{"system": "icd10", "code": "M05.9"}],
    "conditions": ["systemic_rheumatic_disease"],
    "urgency": "ordinary",
    "function_loss": "moderate",
    "self_care": "independent",
    "goal": "cope",
    "municipal_measures": "insufficient",
    "consent": True,
}
SENT: dict[str, Any] = {
    "facts": _FACTS,
    "patient": {
        "identity_number": "14856800130",
        "given_name": "Torbjørn",
        "family_name": "Aksnes",
        "address": "Leksdalsvegen 418",
        "postal_code": "7650",
        "city": "Verdal",
        "phone": "90000000",
        "language": "nb",
    },
    "referrer": {"name": "Kari Bjerkan", "hpr_number": "8000001", "kind": "gp"},
    "practical": {"transfers": "independent", "companion": "no"},
    "clinical_text": "Leddgikt siden 2010, verre siste halvår. Vil kunne gå tur med barnebarna.",
    "source_reference": "epj-48213",
}
MADE: dict[str, Any] = {
    "id": _ID,
    "version": 1,
    "reference": "HMN-2026-004217",
    "status": "received",
    "source_reference": "epj-48213",
    "received_on": "2026-03-02",
    "assessment_due": "2026-03-16",
    "questions": [_QUESTION],
}
LISTED: dict[str, Any] = {
    **{key: MADE[key] for key in ("id", "version", "reference", "status", "source_reference")},
    "channel": "api",
    "organisation": "700000402",
    "given_name": "Torbjørn",
    "family_name": "Aksnes",
    "birth_date": "1968-05-14",
    "referred_on": "2026-03-02",
    "received_on": "2026-03-02",
    "assessment_due": "2026-03-16",
    "is_asked": False,
    "outcome": None,
    "proposed_outcome": None,
    "delytelse": None,
    "updated_at": "2026-03-02T08:00:00.000Z",
}
_REASON = {
    "rule": "right.settled",
    "text": "Behovet er sammensatt og krever et bredt tverrfaglig team.",
    "source": {"title": "Prioriteringsforskriften", "locator": "law:§ 2"},
}
WHOLE: dict[str, Any] = {
    **{key: LISTED[key] for key in ("id", "reference", "channel", "source_reference", "organisation")},
    "version": 6,
    "status": "decided",
    "referred_on": "2026-03-02",
    "received_on": "2026-03-02",
    "first_received_on": None,
    "received_at": "2026-03-02T08:00:00.000Z",
    "assessment_due": "2026-03-16",
    "updated_at": "2026-03-02T11:40:00.000Z",
    "ended_at": None,
    "patient": {
        **{key: SENT["patient"][key] for key in ("identity_number", "given_name", "family_name")},
        "birth_date": "1968-05-14",
        "sex": "male",
        **{key: SENT["patient"][key] for key in ("address", "postal_code", "city", "phone")},
        "email": "",
        "language": "nb",
        "interpreter": "",
        "protection": "none",
        "municipality": "5038",
    },
    "referrer": {
        "name": "Kari Bjerkan",
        "kind": "gp",
        "hpr_number": "8000001",
        "organisation_number": "700000402",
        "practice": "Verdal legesenter",
        "address": "Vegen 1\n7650 Verdal",
        "phone": "",
        "email": "",
        "hf": "",
    },
    "facts": _FACTS,
    "clinical": {"situation": SENT["clinical_text"]},
    "functions": {},
    "tried": [],
    "practical": SENT["practical"],
    "questions": [],
    "answered": [],
    "attachments": [],
    "proposed_outcome": None,
    "attention": None,
    "assessor": None,
    "decision": SIGNED
    | dict.fromkeys(
        (
            *("nytte", "ressurs", "alvorlighet", "follows_proposal", "override_reason", "override_text"),
            *("thin_grounds", "second_read_at", "prepared_by", "prepared_at", "returned_note"),
        )
    ),
    "reasons": [_REASON],
    "placement": {
        "id": SIGNED["placement"]["id"],
        "status": "forwarded",
        "institution": "fjellheimen",
        "institution_name": "Fjellheimen",
        "level": "day",
        "planned_week": "2026-03-23",
        "scheduled_at": None,
        "started_on": None,
        "ended_on": None,
    },
    "complaints": [],
    "withdraw_reason": None,
    "allowed_actions": ["withdraw"],
}
FILE: dict[str, Any] = {"name": "epikrise.pdf", "base64": "JVBERi0xLjQgb3BwZGlrdGV0"}
FILE_MADE: dict[str, Any] = {
    "id": "5a3c7d1e-0f63-4c8e-8f8e-3a1f2b6c9d44",
    "name": "epikrise.pdf",
    "content_type": "application/pdf",
    "size": 18,
    "added_at": "2026-03-02T08:01:00.000Z",
    "referral": _ID,
    "version": 2,
}
ANSWERS: dict[str, Any] = {"answers": [{"question": _QUESTION["id"], "value": "2026-02-10"}]}
WITHDRAW: dict[str, Any] = {"reason_code": "patient_wish", "comment": "Pasienten vil vente."}
_PROPOSED: dict[str, Any] = {
    "reference": "HMN-2026-004217",
    "outcome": "granted",
    "assessment_due": "2026-03-16",
    "delytelse": "B",
    "level": "day",
    "lodging": False,
    "stay": {"min_days": 14, "max_days": 21},
    "start_deadline": {"weeks": 12, "date": "2026-05-25"},
    "route": {
        "sector": "private",
        "redirect_to": None,
        "candidates": [
            {
                "institution": "fjellheimen",
                "sector": "private",
                "level": "day",
                "expected_wait_days": 21,
                "distance_km": 1.5,
                "within_deadline": True,
                "reasons": ["agreement", "nearest"],
            }
        ],
    },
    "missing": [],
    "reasons": [{**_REASON, "facts": {"needs.complexity": True}, "test": "nytte", "stage": 3}],
    "rule_set": {"id": "hmn", "version": "1", "valid_on": "2026-03-02"},
    "remarks": [],
    "counterfactuals": [],
}
PROPOSAL: dict[str, Any] = {
    **_PROPOSED,
    "referral": _ID,
    "version": 4,
    "made_at": "2026-03-02T08:00:00.000Z",
    "cause": "receipt",
    "questions": [],
}
SETTLE: dict[str, Any] = {"facts": {"needs.complexity": True, "needs.multidisciplinary": True}}
SETTLED: dict[str, Any] = {
    "id": _ID,
    "version": 3,
    "status": "in_assessment",
    "assessor": "Ingrid Moen",
    "attention": [],
    "proposal": _PROPOSED,
}
TRY: dict[str, Any] = {"facts": [{"reference": "case-1", **_FACTS}]}
ASSESSED: dict[str, Any] = {"results": [{**_PROPOSED, "reference": "case-1"}]}
COMPLAINT: dict[str, Any] = {
    "referral": _ID,
    "received_on": "2026-03-20",
    "known_on": "2026-03-09",
    "grounds": "Jeg trenger døgnopphold.",
}
COMPLAINT_MADE: dict[str, Any] = {
    "id": "8b7e2f3a-1c55-4c3e-9a2f-6d0d7c1b5e66",
    "version": 1,
    "referral": _ID,
    "reference": "HMN-2026-004217-K1",
    "status": "received",
    "received_on": "2026-03-20",
    "ended_at": None,
    "about": ["right"],
    "channel": "paper",
    "grounds": "Jeg trenger døgnopphold.",
    "complainant": "patient",
    "complainant_name": "Torbjørn Aksnes",
    "sent_on": None,
    "known_on": "2026-03-09",
    "window_ends_on": "2026-04-07",
    "lateness": "in_time",
    "signed": True,
    "decision": SIGNED["id"],
    "answered_on": None,
    "updated_at": "2026-03-20T09:00:00.000Z",
}
