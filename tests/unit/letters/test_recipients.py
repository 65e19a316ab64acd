from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from referrals.letters.compose import compose
from referrals.letters.data import Paragraph, Recipient
from referrals.letters.document import Letter
from referrals.letters.errors import LetterError
from tests.unit.letters.made_up import (
    ADVICE,
    COUNTERFACTUAL,
    GUARDIAN,
    INSTITUTION,
    OF_KIND,
    PARENT,
    PATIENT,
    REFERRER,
    case,
)


def text_of(letter: Letter) -> str:
    return str(dataclasses.asdict(letter))


@pytest.mark.parametrize("to", [PATIENT, PARENT, GUARDIAN, INSTITUTION], ids=lambda one: one.role)
@pytest.mark.parametrize("kind", [kind for kind in OF_KIND if kind not in ("question", "receipt")])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_what_would_have_changed_the_outcome_reaches_the_referrer_alone(
    to: Recipient, kind: str, language: str
) -> None:
    read = text_of(compose(case(kind, language=language, to=to)))
    assert COUNTERFACTUAL not in read and ADVICE not in read


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_referrer_of_a_refused_patient_learns_what_to_send_next_time(
    language: str,
) -> None:
    read = text_of(compose(case("refused", language=language, to=REFERRER)))
    assert COUNTERFACTUAL in read and ADVICE in read


def test_the_referrer_gets_all_that_the_patient_gets() -> None:
    for kind in ("granted_time", "granted_week", "refused", "redirected", "time_set"):
        assert compose(case(kind)).said() <= compose(case(kind, to=REFERRER)).said()


def test_the_patient_is_spoken_to_and_others_are_spoken_to_about_the_patient() -> None:
    titles = {
        to.role: compose(case("granted_time", to=to)).title for to in (PATIENT, PARENT, GUARDIAN, REFERRER)
    }
    assert titles == {
        "patient": "Du har rett til rehabilitering i spesialisthelsetjenesten",
        "parent": "Barnet har rett til rehabilitering i spesialisthelsetjenesten",
        "guardian": "Pasienten har rett til rehabilitering i spesialisthelsetjenesten",
        "referrer": "Pasienten har rett til rehabilitering i spesialisthelsetjenesten",
    }


def test_a_parent_is_told_why_they_get_the_letter_and_may_complain_themselves() -> None:
    read = text_of(compose(case("refused", to=PARENT)))
    assert "Du får dette brevet fordi du er forelder til Torbjørn Aksnes." in read
    assert "Du kan klage" in read and "Barnet kan klage" not in read


def test_no_title_names_the_patient() -> None:
    for to in (PATIENT, PARENT, REFERRER):
        assert "Aksnes" not in compose(case("refused", to=to)).title


def test_others_than_the_patient_see_who_it_is_about() -> None:
    about = {row.key: row.value for row in compose(case("refused", to=REFERRER)).facts}
    assert about["about"] == "Torbjørn Aksnes, født 3. mai 1964"
    assert "about" not in {row.key for row in compose(case("refused")).facts}


def test_no_address_is_printed_for_one_who_is_protected() -> None:
    hidden = dataclasses.replace(PATIENT, protected=True)
    letter = compose(case("granted_time", to=hidden))
    assert letter.address == ("Torbjørn Aksnes",)
    assert "Leksdalsvegen" not in text_of(letter)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("question", {"to": PATIENT}),
        ("receipt", {"to": PATIENT}),
        ("question", {"to": REFERRER, "questions": ()}),
        ("granted_time", {"start_time": None}),
        ("granted_time", {"start_deadline": None}),
        ("time_set", {"institution_name": ""}),
        ("redirected", {"redirect_to": ""}),
        ("refused", {"language": "en"}),
        ("refused", {"to": dataclasses.replace(PATIENT, role="neighbour")}),
    ],
)
def test_a_letter_that_cannot_be_true_is_not_made(kind: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(LetterError) as error:
        compose(case(kind, **wrong))
    assert "Aksnes" not in str(error.value)


@pytest.mark.parametrize(
    ("signer", "line"),
    [
        ({}, "overlege, ikke signert ennå"),
        ({"signer_name": "", "signer_title": ""}, "Ikke signert ennå"),
        ({"signed_on": dt.date(2026, 4, 15)}, "overlege, elektronisk signert 15. apr. 2026"),
    ],
)
def test_a_decision_says_whether_it_is_signed(signer: dict[str, Any], line: str) -> None:
    blocks = compose(case("refused", **{"signed_on": None} | signer)).blocks
    assert next(one for one in blocks if one.kind == "signatures").people[0].line == line


@pytest.mark.parametrize("kind", ["granted_week", "refused", "redirected"])
@pytest.mark.parametrize("to", [PATIENT, PARENT], ids=lambda one: one.role)
def test_a_referral_without_a_named_referrer_gets_its_letter(kind: str, to: Recipient) -> None:
    read = text_of(compose(case(kind, to=to, referrer_name="", referrer_practice="", copies=())))
    assert "31. mars 2026" in read and "fra ," not in read and "Bjerkan" not in read


def test_a_phone_is_printed_only_where_the_unit_has_given_one() -> None:
    data = case("refused")
    assert "phone" not in {row.key for row in compose(data).facts}
    ours = dataclasses.replace(data, sender=dataclasses.replace(data.sender, phone="74 09 80 00"))
    assert "phone" in {row.key for row in compose(ours).facts}


@pytest.mark.parametrize(
    ("to", "told"), [(PATIENT, True), (PARENT, True), (INSTITUTION, False), (REFERRER, False)]
)
def test_a_paragraph_that_says_you_goes_to_the_patients_side_alone(to: Recipient, told: bool) -> None:
    own = (Paragraph("", "", "Ta med skoene dine."), Paragraph("", "", "{Du} kan ringe oss."))
    said = str(compose(case("granted_time", to=to, picked=own)))
    assert ("skoene" in said) == told
    assert "kan ringe oss" in said
