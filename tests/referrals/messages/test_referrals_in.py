"""Every version becomes a case, by the same door as a form: coded facts, free text, people, attachments."""

from __future__ import annotations

import datetime as dt

import pytest

from referrals import attention
from referrals.models import Referral
from rve.core.models import CaseEvent, Organisation
from tests.people import World, an_organisation
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import PDF, STRANGER, attached, decided, henvisning, number_of

VERSIONS = ("1.0", "1.1", "2.0")


def a_hospital(sector: World) -> Organisation:
    made = an_organisation(sector.region, "hf", "Helse Nord-Trøndelag", "700000499")
    Organisation.objects.filter(pk=made.pk).update(her_id=STRANGER)
    return made


def the_case() -> Referral:
    return Referral.objects.select_related("referrer", "patient__details", "details", "organisation").get()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_becomes_a_case_of_its_practice(version: str, taken: Taken, sector: World) -> None:
    row = taken(henvisning(version, msg_id="m-1"))
    case = the_case()
    assert (row.status, row.kind, row.errors, row.referral_id) == ("processed", "referral", [], case.pk)
    assert (case.status, case.channel, case.source_reference) == ("received", "message", "m-1")
    assert case.organisation_id == sector.practice.pk
    assert (case.given_name, case.family_name, case.birth_date) == (
        "Torbjørn",
        "Aksnes",
        dt.date(1968, 5, 14),
    )
    assert case.patient is not None
    assert case.patient.details.number == number_of()
    assert case.referrer is not None
    assert (case.referrer.name, case.referrer.hpr_number) == ("Kari Bjerkan", "9100001")
    assert case.referred_on == dt.date(2026, 2, 26)
    assert case.received_on == dt.date(2026, 3, 2)
    assert "Leddgikt siden 2010" in case.clinical["situation"]


def test_the_oldest_version_tells_its_codes_and_texts(taken: Taken) -> None:
    taken(henvisning("1.0"))
    case = the_case()
    assert case.facts["diagnoses"] == [{"system": "icpc2", "code": "L88"}]
    assert case.facts["urgency"] == "ordinary"
    assert case.facts["requested"] == {"delytelse": "B"}
    assert case.clinical["function"] == "Trenger hjelp til innkjøp."
    assert case.clinical["goal"] == "Gå en kilometer uten pause."
    assert "L88 Revmatoid artritt, høyre" in case.clinical["situation"]
    assert "CRP, 22 mg/L" in case.clinical["situation"]
    assert "Bor med ektefelle" in case.clinical["message"]
    assert "Ring helst etter klokka ti." in case.clinical["message"]
    assert case.practical["medicines"] == "Metex, 15 mg, en gang i uka"
    assert "Tåler ikke penicillin" in case.practical["other"]
    assert case.interpreter == "Nordsamisk"
    assert case.attachments.get().name == "Røntgen av hånd"


def test_what_a_code_does_not_say_exactly_stays_unknown_and_is_read_as_text(taken: Taken) -> None:
    taken(henvisning("1.1"))
    case = the_case()
    assert "urgency" not in case.facts
    assert "consent" not in case.facts
    assert "Hastegrad: Haster (elektiv)" in case.clinical["message"]
    assert case.clinical["wishes"] == "Ønsker opphold på dagtid."


@pytest.mark.parametrize(
    "space",
    ["http://ehelse.no/xmlstds/henvisning/2017-11-30", "http://www.kith.no/xmlstds/henvisning/2014-04-30"],
)
def test_the_newest_version_tells_who_is_around_the_patient(space: str, taken: Taken) -> None:
    taken(henvisning("2.0", namespace=space))
    case = the_case()
    assert case.facts["diagnoses"] == [{"system": "icd10", "code": "M05.9"}]
    assert case.facts["consent"] is True
    assert case.facts["requested"] == {"institution": "fjellheimen"}
    assert case.facts["referrer"]["kind"] == "gp"
    assert case.practical["individual_plan"] == "yes"
    assert case.practical["coordinator"] == "Ida Moe, Verdal kommune"
    assert case.practical["next_of_kin_name"] == "Solveig Aksnes"
    assert (case.language, case.interpreter) == ("nn", "Nordsamisk")
    assert case.municipality is not None
    assert case.municipality.number == "5038"


def test_what_nobody_knows_is_told_the_assessor_word_for_word(taken: Taken) -> None:
    taken(henvisning("2.0"))
    said = the_case().clinical["message"]
    assert "Helt nytt innhold fra 2030." in said
    assert "Mottar kommunale tjenester: ja" in said


def test_help_at_once_is_seen_by_a_physician_today(taken: Taken) -> None:
    taken(henvisning("2.0", priority="0"))
    assert the_case().facts["urgency"] == "suspected_serious"
    assert "suspected_serious" in the_case().attention


def test_relatives_are_kept_encrypted_and_never_in_the_clear_text(taken: Taken) -> None:
    taken(henvisning("2.0"))
    assert "Solveig" not in str(the_case().clinical)
    assert "90000002" not in str(the_case().clinical)


def test_an_identity_number_in_the_free_text_is_not_kept_in_clear(taken: Taken) -> None:
    number = number_of(9)
    taken(henvisning("2.0", extra=f" Mor: {number[:6]} {number[6:]}."))
    text = the_case().clinical["situation"]
    assert number[6:] not in text
    assert "[nummeret står i meldingen]" in text


def test_a_forwarded_referral_counts_from_the_first_receipt(taken: Taken, sector: World) -> None:
    a_hospital(sector)
    block = decided(("1", "2026-02-20"))
    taken(henvisning("2.0", sender=STRANGER, type="HENVISNING_VIDERE", content="2", decided=block))
    case = the_case()
    assert case.first_received_on == dt.date(2026, 2, 20)
    assert case.receipt == dt.date(2026, 2, 20)


def test_a_right_that_stands_comes_with_its_deadline(taken: Taken) -> None:
    block = decided(("1", "2026-02-20"), ("3", "2026-05-01"), right=True)
    taken(henvisning("2.0", sender=STRANGER, type="HENVISNING_VIDERE", content="3", decided=block))
    assert the_case().facts["existing_right_deadline"] == "2026-05-01"


def test_a_practice_has_no_first_receipt_to_tell(taken: Taken) -> None:
    block = decided(("1", "2020-01-01"), ("3", "2020-02-01"), right=True)
    taken(henvisning("2.0", type="HENVISNING_VIDERE", content="2", decided=block))
    assert the_case().receipt == dt.date(2026, 3, 2)
    assert "existing_right_deadline" not in the_case().facts
    assert "Tidligere vurdering" in the_case().clinical["message"]


def test_a_sender_who_is_not_known_here_is_received_as_on_paper(taken: Taken, sector: World) -> None:
    taken(henvisning("2.0", sender="8000099"))
    case = the_case()
    assert case.organisation_id == sector.rve.pk
    assert case.referrer is not None
    assert case.referrer.practice == "Verdal legesenter"


def test_attachments_are_kept_and_one_that_cannot_be_read_is_told_the_sender(taken: Taken) -> None:
    files = attached(PDF) + attached("ikke base64!!", title="Blodprøver") + attached(PDF, compression="GZIP")
    row = taken(henvisning("2.0", documents=files))
    assert the_case().attachments.get().name == "Epikrise"
    assert [one["text"] for one in row.errors] == [
        "Vedlegg 2: Vedlegget er ikke gyldig base64.",
        "Vedlegg 3: Vedlegget er komprimert.",
    ]
    assert row.flag == "files"
    assert the_case().attention == attention.MESSAGE
    assert b'Status V="3"' in bytes(row.answered_by.get().content)


def test_a_file_that_only_says_it_is_a_pdf_is_not_kept(taken: Taken) -> None:
    row = taken(henvisning("2.0", documents=attached(b"MZ not a pdf")))
    assert not the_case().attachments.exists()
    assert row.errors[0]["code"] == "T10"


def test_the_history_says_that_a_message_came_and_from_whose_organisation(
    taken: Taken, sector: World
) -> None:
    taken(henvisning("2.0"))
    received = CaseEvent.objects.get(case_id=the_case().pk, verb="received")
    assert received.by is not None
    assert (received.by.name, received.by.is_client) == ("EPJ-melding", True)
    assert received.organisation_id == sector.practice.pk


def test_a_municipality_that_is_not_coded_is_that_of_the_postal_place(taken: Taken) -> None:
    taken(henvisning("1.1"))
    assert the_case().facts["patient"]["municipality"] == "5038"


HOME = '<Address><Type V="H"/>'
BY_DISTRICT = '<City>Et sted</City><CityDistr V="030104" S="2.16.578.1.12.4.1.1.3403"/>'
AT_WORK = '<Address><Type V="WP"/><City>Oslo</City><County V="0301"/></Address>'


@pytest.mark.parametrize(
    ("written", "instead", "number"),
    [
        (HOME, AT_WORK + HOME, "5038"),
        ('<City>Verdal</City><County V="5038" DN="Verdal"/>', BY_DISTRICT, "0301"),
        ('<County V="5038" DN="Verdal"/>', '<County V="1721" DN="Verdal"/>', "5038"),
        ('<City>Verdal</City><County V="5038"', '<City>Et sted</City><County V="50"', ""),
    ],
    ids=["where the patient lives", "the city district", "a number that is gone", "only the county"],
)
def test_the_municipality_is_that_of_the_address(
    written: str, instead: str, number: str, taken: Taken
) -> None:
    taken(henvisning("2.0").replace(written.encode(), instead.encode(), 1))
    assert the_case().facts["patient"]["municipality"] == number
