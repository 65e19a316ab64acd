"""What a jurist reads under a due day, word for word."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from referrals import clocks
from referrals.proofs import proof_text

LENGTHS = {
    "assessment": 10,
    "referrer_answer": 5,
    "second_opinion_blind": 3,
    "institution_answer": 10,
    "time_sent": 10,
    "complaint_window": 4,
    "complaint_formalities": 2,
    "complaint_preliminary": 1,
    "complaint_review": 20,
    "statsforvalter": 60,
    "waiting_list": 6,
    "unread_digital": 7,
    "follow_up_gp": 2,
    "follow_up_visit": 4,
}


def a_proof(kind: str, starts_on: str = "2026-03-27", **more: Any) -> dict[str, Any]:
    """The proof of a kind with its standard length (or one week, two days after, where the day is given)."""
    start = dt.date.fromisoformat(starts_on)
    if kind not in LENGTHS:
        return clocks.proof(kind, starts_on=start, due=start + dt.timedelta(days=9), length=None) | more
    return clocks.computed(kind, starts_on=start, length=LENGTHS[kind])[1] | more


def test_the_ten_virkedager_over_easter() -> None:
    assert proof_text(a_proof("assessment"), "nb") == (
        "Mottatt fredag 27. mars 2026, dagen ikke medregnet."
        " Ti virkedager: 30. mars–1. april, 7.–10. april og 13.–15. april."
        " Ikke regnet: lørdager, søndager, 2. april (skjærtorsdag), 3. april (langfredag)"
        " og 6. april (andre påskedag)."
        " Siste dag er onsdag 15. april 2026."
        " Regnes lørdager med, er siste dag lørdag 11. april 2026."
        " Pasient- og brukerrettighetsloven § 2-2 a; dagene er regnet som i domstolloven § 148."
    )


def test_the_same_in_nynorsk() -> None:
    assert proof_text(a_proof("assessment"), "nn") == (
        "Motteken fredag 27. mars 2026, dagen ikkje medrekna."
        " Ti yrkedagar: 30. mars–1. april, 7.–10. april og 13.–15. april."
        " Ikkje rekna: laurdagar, søndagar, 2. april (skjærtorsdag), 3. april (langfredag)"
        " og 6. april (andre påskedag)."
        " Siste dag er onsdag 15. april 2026."
        " Blir laurdagar rekna med, er siste dag laurdag 11. april 2026."
        " Pasient- og brukarrettslova § 2-2 a; dagane er rekna som i domstollova § 148."
    )


def test_two_feasts_on_one_day_are_both_named() -> None:
    assert "17. mai (grunnlovsdagen og andre pinsedag)" in proof_text(
        a_proof("assessment", "2027-05-10"), "nb"
    )


def test_a_first_receipt_elsewhere_is_told() -> None:
    text = proof_text(a_proof("assessment", received_here="2026-03-30"), "nb")
    assert text.startswith(
        "Først mottatt i spesialisthelsetjenesten fredag 27. mars 2026, her mandag 30. mars 2026, dagen"
    )


def test_a_day_off_by_a_law_of_its_own_is_named_as_that() -> None:
    calendar = clocks.Calendar(extra=frozenset({dt.date(2026, 3, 30)}))
    proof = clocks.computed("assessment", starts_on=dt.date(2026, 3, 27), length=10, calendar=calendar)[1]
    assert "30. mars (likestilt med helligdag)" in proof_text(proof, "nb")


def test_where_saturday_counts_it_is_said_once() -> None:
    calendar = clocks.Calendar(saturday=True)
    proof = clocks.computed("assessment", starts_on=dt.date(2026, 3, 2), length=10, calendar=calendar)[1]
    text = proof_text(proof, "nb")
    assert "Lørdag er regnet med." in text
    assert "Regnes lørdager med" not in text


def test_four_weeks_that_end_in_easter() -> None:
    proof = a_proof(
        "complaint_window", "2026-03-06", known="presumed", handed_on="2026-02-27", decided_on="2026-02-26"
    )
    assert proof_text(proof, "nb") == (
        "Brevet ble levert ut fredag 27. februar 2026 og regnes som kommet fram fredag 6. mars 2026 (lokal"
        " standard). Fire uker ender på samme ukedag, fredag 3. april 2026. 3. april er langfredag, 4. april"
        " er lørdag, 5. april er første påskedag og 6. april er andre påskedag, så siste dag er flyttet til"
        " tirsdag 7. april 2026 (domstolloven § 149). En klage som er sendt denne dagen, er i tide"
        " (forvaltningsloven § 30). Etter 26. februar 2027 kan en klage ikke tas opp"
        " (forvaltningsloven § 31). Pasient- og brukerrettighetsloven § 7-5; domstolloven § 148."
    )


def test_a_month_that_is_too_short_says_so() -> None:
    assert "Én måned ender på månedens siste dag, søndag 28. februar 2027, for måneden har ingen 31." in (
        proof_text(a_proof("complaint_preliminary", "2027-01-31"), "nb")
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("start", "Fristen søndag 5. april 2026 er satt i vedtaket"),
        ("expected_breach", "Helfo skal kontaktes straks. Pasient- og brukerrettighetsloven § 2-2 b."),
        ("awaited_result", "svaret ventes senest søndag 5. april 2026"),
        ("statsforvalter", "Loven setter ingen frist for svaret. Vi spør hver 60. dag (lokal standard)"),
        ("time_sent", "plikten følger av pasient- og brukerrettighetsloven § 2-2 a."),
        ("complaint_formalities", "plikten følger av pasient- og brukerrettighetsloven § 7-3."),
        ("complaint_preliminary", "Forvaltningsloven § 11 a"),
        ("waiting_list", "Ventelisteforskriften § 4"),
        ("unread_digital", "eForvaltningsforskriften §§ 8–9."),
    ],
)
def test_each_kind_says_where_its_day_comes_from(kind: str, said: str) -> None:
    assert said in proof_text(a_proof(kind), "nb")


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("kind", sorted(clocks.KINDS))
def test_every_kind_has_its_words_with_weekday_and_source(kind: str, language: str) -> None:
    text = proof_text(a_proof(kind), language)
    assert "2026" in text
    assert "{" not in text
    if clocks.KINDS[kind].local and kind != "awaited_result":
        assert ("lokal standard" in text) or ("ein lokal standard" in text)
    elif clocks.KINDS[kind].law:
        assert "§" in text


def test_a_length_of_ours_is_never_told_as_the_laws() -> None:
    for kind in ("referrer_answer", "institution_answer", "complaint_review", "follow_up_gp"):
        text = proof_text(a_proof(kind), "nb")
        assert text.endswith("Lengden er en lokal standard.")


def test_a_time_that_was_shortened_tells_by_whom_and_why() -> None:
    move = {
        "from": "2026-04-15",
        "to": "2026-03-31",
        "by": "Liv Hegge",
        "on": "2026-03-30",
        "reason": "Rask forverring, mulig ryggmargstrykk.",
    }
    text = proof_text(a_proof("assessment", due_on="2026-03-31", moved=[move]), "nb")
    assert "Siste dag er onsdag 15. april 2026." in text
    assert text.endswith(
        "Forkortet fra onsdag 15. april 2026 til tirsdag 31. mars 2026 av Liv Hegge 30. mars 2026,"
        " fordi: «Rask forverring, mulig ryggmargstrykk»."
    )


def test_a_proof_from_before_the_lengths_were_kept_is_still_told() -> None:
    old = {key: value for key, value in a_proof("assessment").items() if key not in ("length", "unit")}
    assert "Ti virkedager: 30. mars" in proof_text(old, "nb")
