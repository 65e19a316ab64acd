"""What pbrl § 2-2 a and prioriteringsforskriften § 5 want in a letter can be read in it."""

from __future__ import annotations

import dataclasses

import pytest

from referrals.letters.compose import compose
from referrals.letters.data import GRANTED, ComplaintData, LetterData, Paragraph, Recipient
from referrals.letters.law import ITEMS, LawItem, missing_items
from tests.unit.letters.made_up import (
    COMPLAINED,
    INSTITUTION,
    OF_COMPLAINT,
    PATIENT,
    REFERRER,
    case,
    every_letter,
    name_of,
    read_aloud,
)
from tests.unit.letters.tagged import flat

# The demands once more, apart from the product's own list: words that must be read in the PDF, nb and nn.
DEMANDED = {
    "granted_time": [
        ("har rett til nødvendig helsehjelp", "har rett til nødvendig helsehjelp"),
        ("skal senest starte 26. mai 2026", "skal seinast starte 26. mai 2026"),
        ("Mandag 27. april 2026 kl. 11.00", "Måndag 27. april 2026 kl. 11.00"),
        ("Meråker kurbad (døgnopphold, om lag 21 dagar)", "Meråker kurbad (døgnopphald, om lag 21 dagar)"),
        ("straks kontakte Helfo", "straks kontakte Helfo"),
        ("Helfo tar så kontakt med", "Helfo tek så kontakt med"),
        ("kan velge et annet sted", "kan velje ein annan stad"),
        ("kan ikke velge mellom døgn, dag og poliklinikk", "kan ikkje velje mellom døgn, dag og poliklinikk"),
        ("en ny vurdering av helsetilstanden", "ei ny vurdering av helsetilstanden"),
        ("Klagefristen er fire uker", "Klagefristen er fire veker"),
        ("Postboks 333, 7601 Levanger", "Postboks 333, 7601 Levanger"),
        ("Statsforvalteren, som avgjør den", "Statsforvaltaren, som avgjer saka"),
        ("brukerombudet i Trøndelag", "brukarombodet i Trøndelag"),
        ("tolk", "tolk"),
        ("egenandel", "eigendel"),
        ("§§ 2-2, 2-2 a, 2-2 b, 2-3, 2-4, 7-2 og 7-5", "§§ 2-2, 2-2 a, 2-2 b, 2-3, 2-4, 7-2 og 7-5"),
    ],
    "refused": [
        ("har ikke rett til nødvendig helsehjelp", "har ikkje rett til nødvendig helsehjelp"),
        ("Samansette vanskar.", "Samansette vanskar."),
        ("Betre gangfunksjon.", "Betre gangfunksjon."),
        ("Rimeleg bruk.", "Rimeleg bruk."),
        ("Moderat tap.", "Moderat tap."),
        ("Fysioterapi og trening i gruppe.", "Fysioterapi og trening i gruppe."),
        ("kommunen har ansvaret for hjelpen", "kommunen har ansvaret for hjelpa"),
        ("koordinerende enhet i kommunen", "koordinerande eining i kommunen"),
        ("velge hvor i landet henvisningen skal vurderes", "velje kvar i landet tilvisinga skal vurderast"),
        ("en ny vurdering av helsetilstanden", "ei ny vurdering av helsetilstanden"),
        ("Klagefristen er fire uker", "Klagefristen er fire veker"),
        ("Statsforvalteren, som avgjør den", "Statsforvaltaren, som avgjer saka"),
        ("brukerombudet i Trøndelag", "brukarombodet i Trøndelag"),
        ("tolk", "tolk"),
        ("§§ 2-2, 2-2 a, 2-3, 2-4, 7-2 og 7-5", "§§ 2-2, 2-2 a, 2-3, 2-4, 7-2 og 7-5"),
    ],
    "redirected": [
        ("Klinikk for overvekt", "Klinikk for overvekt"),
        ("Datoen da vi mottok den, følger med", "Datoen då vi fekk tilvisinga, følgjer med"),
        ("31. mars 2026", "31. mars 2026"),
        ("velge hvor i landet henvisningen skal vurderes", "velje kvar i landet tilvisinga skal vurderast"),
        ("Klagefristen er fire uker", "Klagefristen er fire veker"),
        ("brukerombudet i Trøndelag", "brukarombodet i Trøndelag"),
    ],
    "question": [
        ("Kan pasienten gå i trapp?", "Kan pasienten gå i trapp?"),
        ("13. april 2026", "13. april 2026"),
        ("Den fristen stopper ikke", "Den fristen stoggar ikkje"),
    ],
    "receipt": [("31. mars 2026", "31. mars 2026"), ("senest 17. april 2026", "seinast 17. april 2026")],
}
DEMANDED["granted_week"] = [
    *(DEMANDED["granted_time"][:2] + DEMANDED["granted_time"][3:]),
    ("Uke 18 (27. april–3. mai 2026)", "Veke 18 (27. april–3. mai 2026)"),
]
DEMANDED["time_set"] = DEMANDED["granted_time"][1:8] + DEMANDED["granted_time"][9:14]
_WAY_TO_COMPLAIN = DEMANDED["granted_time"][9:14]
_RIGHTS = DEMANDED["granted_time"][12:14]
_COMPLAINT_CAME = ("klagen din 4. mai 2026", "klaga di 4. mai 2026")
DEMANDED["changed_place"] = [
    DEMANDED["granted_time"][1],
    ("Uke 18 (27. april–3. mai 2026)", "Veke 18 (27. april–3. mai 2026)"),
    ("Havblikk", "Havblikk"),
    ("Retten og fristen er de samme som før", "Retten og fristen er dei same som før"),
    *DEMANDED["granted_time"][3:7],
    *_WAY_TO_COMPLAIN,
]
DEMANDED["deadline_not_kept"] = [
    ("skal starte senest 26. mai 2026", "skal starte seinast 26. mai 2026"),
    ("kontakter vi Helfo straks", "kontaktar vi Helfo straks"),
    ("kan si nei til det og beholde plassen", "kan seie nei til det og halde på plassen"),
    ("rett til å få starte straks", "rett til å få starte straks"),
    ("kan også kontakte Helfo selv", "kan òg kontakte Helfo direkte"),
    DEMANDED["granted_time"][6],
    *_WAY_TO_COMPLAIN,
    ("§§ 5 og 6", "§§ 5 og 6"),
]
DEMANDED["complaint_received"] = [
    _COMPLAINT_CAME,
    ("Retten til rehabilitering, fristen", "Retten til rehabilitering, fristen"),
    ("Svar ventes senest 3. juni 2026", "Svar er venta seinast 3. juni 2026"),
    ("en annen enn den som vurderte henvisningen", "ein annan enn den som vurderte tilvisinga"),
    ("en annen lege signerer", "ein annan lege signerer"),
    ("sender vi klagen til Statsforvalteren", "sender vi klaga til Statsforvaltaren"),
    ("Tar det mer enn en måned", "Tek det meir enn ein månad"),
    ("se dokumentene i saken", "sjå dokumenta i saka"),
    *_RIGHTS,
]
DEMANDED["complaint_formalities"] = [
    ("Klagen er ikke underskrevet", "Klaga er ikkje underskriven"),
    ("skriftlig fullmakt", "skriftleg fullmakt"),
    ("Side 2 må med.", "Side 2 må med."),
    ("18. mai 2026", "18. mai 2026"),
    ("avvise klagen", "avvise klaga"),
    ("Postboks 333, 7601 Levanger", "Postboks 333, 7601 Levanger"),
    *_RIGHTS,
]
DEMANDED["preliminary_answer"] = [
    _COMPLAINT_CAME,
    ("mer enn en måned", "meir enn ein månad"),
    ("Overlegen er sjuk.", "Overlegen er sjuk."),
    ("3. juni 2026", "3. juni 2026"),
    ("forvaltningsloven § 11 a", "forvaltningslova § 11 a"),
    *_RIGHTS,
]
DEMANDED["overturned"] = [
    ("4. mai 2026", "4. mai 2026"),
    ("er enige i klagen", "er samde i klaga"),
    ("Vedtaket fra 15. april 2026 gjelder ikke lenger", "Vedtaket frå 15. april 2026 gjeld ikkje lenger"),
    ("Ja. Før: nei.", "Ja. Før: nei."),
    ("Vi har fått nye opplysninger i saken.", "Vi har fått nye opplysningar i saka."),
    ("Svar av 2. mai.", "Svar av 2. mai."),
    *DEMANDED["granted_time"][:15],
    ("forvaltningsloven § 33", "forvaltningslova § 33"),
]
DEMANDED["partly_overturned"] = [
    ("enige i en del av klagen", "samde i ein del av klaga"),
    ("26. mai 2026. Før: 1. juli 2026.", "26. mai 2026. Før: 1. juli 2026."),
    ("Meråker kurbad. Før: Havblikk.", "Meråker kurbad. Før: Havblikk."),
    ("Døgnopphold. Før: dagopphold.", "Døgnopphald. Før: dagopphald."),
    ("ikke brukt reglene riktig", "ikkje brukt reglane rett"),
    ("Resten av klagen sender vi til Statsforvalteren", "Resten av klaga sender vi til Statsforvaltaren"),
    *DEMANDED["granted_time"][:15],
]
DEMANDED["dismissed"] = [
    _COMPLAINT_CAME,
    ("avvist", "avvist"),
    ("mer enn ett år etter vedtaket", "meir enn eitt år etter vedtaket"),
    ("Sak for kommunen.", "Sak for kommunen."),
    ("fire uker", "fire veker"),
    ("sender vi saken til Statsforvalteren", "sender vi saka til Statsforvaltaren"),
    *_RIGHTS,
]
DEMANDED["upheld_sent"] = [
    (
        "sendt klagen til Statsforvalteren, som avgjør den",
        "sendt klaga til Statsforvaltaren, som avgjer saka",
    ),
    ("Pasienten er god til beins.", "Pasienten er god til beins."),
    ("Vi ventar lita nytte.", "Vi ventar lita nytte."),
    ("sende merknader til Statsforvalteren", "sende merknader til Statsforvaltaren"),
    ("forvaltningsloven § 33", "forvaltningslova § 33"),
    *_RIGHTS,
]
DEMANDED["returned"] = [
    ("opphevet og saken sendt tilbake til oss", "oppheva og saka send tilbake til oss"),
    ("3. august 2026", "3. august 2026"),
    ("2026/77", "2026/77"),
    ("noen som ikke har avgjort den før", "nokon som ikkje har avgjort saka før"),
    *_RIGHTS,
]


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_every_demand_is_read_in_the_pdf(data: LetterData) -> None:
    text = flat(read_aloud(data))
    for bokmal, nynorsk in DEMANDED[data.kind]:
        words = nynorsk if data.language == "nn" else bokmal
        assert "".join(words.split()) in text, words


@pytest.mark.parametrize("kind", [*GRANTED, "refused", "redirected", "time_set"])
@pytest.mark.parametrize("to", [PATIENT, REFERRER, INSTITUTION], ids=lambda one: one.role)
def test_nothing_the_law_wants_is_missing(kind: str, to: Recipient) -> None:
    assert missing_items(compose(case(kind, to=to))) == ()


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_every_letter_has_all_that_the_law_wants(data: LetterData) -> None:
    assert missing_items(compose(data)) == ()


@pytest.mark.parametrize("item", ITEMS, ids=lambda one: one.key)
def test_a_letter_without_an_item_is_found_wanting(item: LawItem) -> None:
    for kind in item.kinds:
        whole = compose(case(kind))
        cut = dataclasses.replace(
            whole,
            blocks=tuple(
                dataclasses.replace(block, rows=()) if hasattr(block, "rows") else block
                for block in whole.blocks
                if block.key not in item.met_by
            ),
        )
        assert item.key in {one.key for one in missing_items(cut)}


def test_a_paragraph_emptied_by_a_region_is_missed() -> None:
    letter = compose(case("granted_time", paragraphs=(Paragraph("complaint", "", " "),)))
    assert [one.key for one in missing_items(letter)] == ["complaint"]


@pytest.mark.parametrize("kind", [*GRANTED, "refused", "redirected", "time_set"])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_repealed_section_is_never_cited(kind: str, language: str) -> None:
    foot = next(one for one in compose(case(kind, language=language)).blocks if one.kind == "foot")
    assert "2-1 b" not in foot.text and "2-1b" not in foot.text


@pytest.mark.parametrize("data", every_letter(), ids=name_of)
def test_no_uncertain_number_is_printed(data: LetterData) -> None:
    text = str(compose(data))
    assert "23 32 70" not in text and "kr" not in text.replace("\n", " ").split() and "163" not in text


def test_when_nobody_can_start_in_time_helfo_is_contacted_now() -> None:
    nowhere = {"institution_name": "", "institution_place": "", "planned_week": None}
    for late in (nowhere, {"planned_week": (2026, 23)}, {"planned_week": None}):
        letter = compose(case("granted_week", **late))
        keys = letter.said()
        assert "helfo" in keys and "deadline_not_kept" not in keys
        assert missing_items(letter) == ()


def test_a_week_that_holds_the_deadline_is_in_time() -> None:
    assert "deadline_not_kept" in compose(case("granted_week", planned_week=(2026, 22))).said()


def test_a_moved_time_says_the_old_and_the_new_and_keeps_the_deadline() -> None:
    data = case("time_set")
    moved = compose(dataclasses.replace(data, previous_start_time=data.start_time))
    box = next(one for one in moved.blocks if one.kind == "box")
    assert [row.key for row in box.rows] == ["place", "before", "time", "deadline"]
    assert moved.title == "Tiden for rehabiliteringen er flyttet"


@pytest.mark.parametrize(
    ("language", "known"), [("nb", "kjente til vedtaket 3. april"), ("nn", "kjende til vedtaket 3. april")]
)
def test_a_late_complaint_is_told_from_when_and_to_when_one_could_complain(language: str, known: str) -> None:
    late = ComplaintData(**COMPLAINED | OF_COMPLAINT["dismissed"] | {"lateness": "refused"})
    said = str(compose(case("dismissed", language=language, complaint=late)))
    assert f"{known} 2025" in said
    assert "1. mai 2025" in said
