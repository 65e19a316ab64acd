"""What the tests of the referrer's pages share: a client that is logged in, a draft, a step that is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deltytelser.models import DiagnosisCode
from referrals.models import Referral
from rve.core.identity_numbers import synthetic_number
from rve.core.policies import Actor

BORN = dt.date(1965, 3, 12)
NUMBER = synthetic_number(birth_date=BORN, sex="male", serial=7)
PATIENT = {
    "number_kind": "fnr",
    "identity_number": NUMBER,
    "given_name": "Torbjørn",
    "family_name": "Aksnes",
    "birth_date": "12.03.1965",
    "municipality": "Verdal (5038)",
    "address": "Leksdalsvegen 418",
    "phone": "900 00 000",
    "language": "nb",
    "protection": "none",
    "treatment_relation": "on",
    "consent": "yes",
}
DIAGNOSIS = {
    "diagnoses": ["icd10:S32.4"],
    "referrer_kind": "gp",
    "urgency": "ordinary",
    "event_on": "12.01.2026",
}


def logged_in(client: Client, actor: Actor) -> Client:
    """English pages: the sentences of the code are what the tests read."""
    client.force_login(actor.user)
    client.cookies["django_language"] = "en"
    return client


def some_codes() -> None:
    for system, code, title in (
        ("icd10", "S324", "Brudd i acetabulum"),
        ("icd10", "M160", "Primær hofteleddsartrose, bilateral"),
        ("icd10", "I63", "Hjerneinfarkt"),
    ):
        DiagnosisCode.objects.create(system=system, code=code, title=title, source="map")


def a_draft(client: Client, **patient: Any) -> Referral:
    """A draft whose first step was saved by the page."""
    client.post(reverse("referral-new"), {"token": "one", "go": "next", **PATIENT, **patient})
    return Referral.objects.filter(status="draft").latest("pk")


def send_step(
    client: Client, draft: Referral, step: str, /, go: str = "next", **answers: Any
) -> HttpResponse:
    """One step as the browser sends it, from the page as it is now."""
    draft.refresh_from_db()
    buttons = {"go": go} if go else {}
    return client.post(url(draft, step), {"version": draft.version, **buttons, **answers})


def a_whole_draft(client: Client, **answers: Any) -> Referral:
    """Patient and diagnosis: all that is needed to send."""
    draft = a_draft(client)
    send_step(client, draft, "diagnosis", **(DIAGNOSIS | answers))
    draft.refresh_from_db()
    return draft


def send(client: Client, draft: Referral) -> HttpResponse:
    return client.post(reverse("referral-review", args=[draft.public_id]), {"version": draft.version})


def url(draft: Referral, step: str) -> str:
    return reverse("referral-step", args=[draft.public_id, step])


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()
