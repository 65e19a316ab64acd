"""A made-up case, and what each kind of letter says of it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from referrals.letters.compose import compose
from referrals.letters.data import (
    OVERTURNED,
    Before,
    ComplaintData,
    LetterData,
    Paragraph,
    Recipient,
    Sender,
)
from referrals.letters.pdf import render_pdf
from tests.unit.letters.tagged import Element, elements

NOW = dt.datetime(2026, 4, 15, 10, 48, tzinfo=dt.UTC)
SENDER = Sender(
    name="Helse Nord-Trøndelag HF",
    unit="Regional vurderingsenhet (RVE)",
    place="Sykehuset Levanger",
    postal_address="RVE, Helse Nord-Trøndelag, Postboks 333, 7601 Levanger",
    ombud_area="Trøndelag",
)
PATIENT = Recipient("patient", "Torbjørn Aksnes", ("Leksdalsvegen 418", "7650 Verdal"), "Over 16")
REFERRER = Recipient("referrer", "Kari Bjerkan", ("Verdal legesenter", "7650 Verdal"), "Henviser")
PARENT = Recipient("parent", "Anne Aksnes", ("Leksdalsvegen 418", "7650 Verdal"), "Under 16")
GUARDIAN = Recipient("guardian", "Per Aksnes", ("Storgata 1", "7600 Levanger"), "Verge")
INSTITUTION = Recipient("institution", "Meråker kurbad", ("7530 Meråker",), "Sted")

COUNTERFACTUAL = "Kommunetiltak prøvde og utilstrekkelege"
ADVICE = "Epikrise"
CASE: dict[str, Any] = {
    "reference": "HMN-2026-004217",
    "letter_date": dt.date(2026, 4, 15),
    "received_on": dt.date(2026, 3, 31),
    "patient_name": "Torbjørn Aksnes",
    "patient_born": dt.date(1964, 5, 3),
    "sender": SENDER,
    "referrer_name": "Kari Bjerkan",
    "referrer_practice": "Verdal legesenter",
    "delytelse_name": "Amputasjonar",
    "outcome_reasons": ("Samansette vanskar.",),
    "nytte": "Betre gangfunksjon.",
    "ressurs": "Rimeleg bruk.",
    "alvorlighet": "Moderat tap.",
    "level": "inpatient",
    "stay_text": "om lag 21 dagar",
    "signer_name": "Liv Hegge",
    "signer_title": "overlege",
    "signed_on": dt.date(2026, 4, 15),
    "prepared_by_name": "Ingrid Moen",
    "prepared_by_title": "fysioterapeut",
    "copies": ("Kari Bjerkan, Verdal legesenter",),
    "advice": (ADVICE,),
    "counterfactual": (COUNTERFACTUAL,),
}
PLACE = {
    "institution_name": "Meråker kurbad",
    "institution_place": "Meråker",
    "start_deadline": dt.date(2026, 5, 26),
}
TIME = {"start_time": dt.datetime(2026, 4, 27, 9, 0, tzinfo=dt.UTC)}
OF_KIND: dict[str, dict[str, Any]] = {
    "granted_time": PLACE | TIME,
    "granted_week": PLACE | {"planned_week": (2026, 18)},
    "refused": {"municipal_help": "Fysioterapi og trening i gruppe."},
    "redirected": {"redirect_to": "Klinikk for overvekt"},
    "time_set": PLACE | TIME | {"signer_name": "", "prepared_by_name": ""},
    "question": {
        "questions": ("Kan pasienten gå i trapp?",),
        "answer_by": dt.date(2026, 4, 13),
        "inform_by": dt.date(2026, 4, 17),
        "signer_name": "",
    },
    "receipt": {"inform_by": dt.date(2026, 4, 17), "signer_name": "", "prepared_by_name": ""},
}

# What is said of a complaint, in each kind of letter that is about one.
COMPLAINED: dict[str, Any] = {
    "received_on": dt.date(2026, 5, 4),
    "about": ("right", "deadline"),
    "complainant_name": "Torbjørn Aksnes",
    "decided_on": dt.date(2026, 4, 15),
    "answer_by": dt.date(2026, 6, 3),
}
BEFORE = Before(right=False)
NEW = PLACE | TIME | {"decides": "granted_time"}
OF_COMPLAINT: dict[str, dict[str, Any]] = {
    "complaint_received": {},
    "complaint_formalities": {
        "missing": ("signature", "authority"),
        "missing_text": "Side 2 må med.",
        "mend_by": dt.date(2026, 5, 18),
    },
    "preliminary_answer": {"reason": "Overlegen er sjuk."},
    "overturned": {"before": BEFORE, "cause": "new_facts", "cause_text": "Svar av 2. mai."},
    "partly_overturned": {
        "before": Before(right=True, deadline=dt.date(2026, 7, 1), place="Havblikk", level="day"),
        "cause": "error_in_law",
    },
    "dismissed": {
        "reason": "Sak for kommunen.",
        "lateness": "over_a_year",
        "known_on": dt.date(2025, 4, 3),
        "window_ends_on": dt.date(2025, 5, 1),
    },
    "upheld_sent": {"statement": "Pasienten er god til beins.\n\nVi ventar lita nytte."},
    "returned": {"answer": "quashed", "answered_on": dt.date(2026, 8, 3), "answer_reference": "2026/77"},
}
OF_KIND |= {
    "changed_place": PLACE | {"planned_week": (2026, 18), "previous_institution_name": "Havblikk"},
    "deadline_not_kept": {"start_deadline": dt.date(2026, 5, 26)},
    **{
        kind: (NEW if kind in OVERTURNED else {"signer_name": ""})
        | {"complaint": ComplaintData(**COMPLAINED | said)}
        for kind, said in OF_COMPLAINT.items()
    },
}
PICKED = (Paragraph("", "Hugs", "{Du} kan ringje."), Paragraph("own", "", "Fyrste.\nAndre."))
TO_REFERRER = ("granted_time", "granted_week", "refused", "redirected", "time_set", "question", "receipt")
TO_REFERRER = (*TO_REFERRER, "changed_place", "deadline_not_kept", *OVERTURNED)


def case(kind: str, *, language: str = "nb", to: Recipient = PATIENT, **other: Any) -> LetterData:
    return LetterData(
        **{**CASE, **OF_KIND[kind], "kind": kind, "language": language, "recipient": to, **other}
    )


def every_letter() -> list[LetterData]:
    """Every kind in both languages for patient and referrer; one of each for the others who may get one."""
    main = [
        case(kind, language=language, to=to)
        for kind in OF_KIND
        for language in ("nb", "nn")
        for to in (PATIENT, REFERRER)
        if (kind in TO_REFERRER if to is REFERRER else kind not in ("question", "receipt"))
    ]
    return [
        *main,
        case("refused", to=PARENT),
        case("refused", language="nn", to=PARENT),
        case("redirected", language="nn", to=GUARDIAN),
        case("granted_week", to=INSTITUTION),
        case("granted_week", language="nn", to=INSTITUTION, interpreter="tigrinja", picked=PICKED),
        case("changed_place", language="nn", to=INSTITUTION, place_why="declined"),
        case("upheld_sent", language="nn", to=GUARDIAN, interpreter="tigrinja"),
    ]


def name_of(data: LetterData) -> str:
    return f"{data.kind}-{data.language}-{data.recipient.role}"


@cache
def printed(data: LetterData) -> bytes:
    """The letter's bytes, made once for all tests that only read them."""
    return render_pdf(compose(data), created=NOW)


@cache
def read_aloud(data: LetterData) -> tuple[Element, ...]:
    return tuple(elements(printed(data)))
