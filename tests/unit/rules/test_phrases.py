"""Every cell, word and effect of the closed vocabulary has a phrase in both languages."""

from __future__ import annotations

import itertools

import pytest

from deltytelser.catalogue.read import rule_set_from_content
from deltytelser.rules import vocabulary
from deltytelser.rules.cells import CELL_NAMES
from deltytelser.rules.phrase_words import CELL_ORDER
from deltytelser.rules.phrases import (
    cell_label,
    cell_phrase,
    effect_phrase,
    in_sentence,
    row_phrases,
    table_label,
    word_phrase,
)

LANGUAGES = ("nb", "nn")
WORDS = {
    "referrer": vocabulary.REFERRERS,
    "urgency": vocabulary.URGENCIES,
    "self_care": vocabulary.SELF_CARE,
    "requested": vocabulary.DELYTELSE_WORDS,
    "lookup": vocabulary.DELYTELSE_WORDS,
    "delytelse": vocabulary.DELYTELSE_WORDS,
    "level": vocabulary.LEVELS,
    "function_loss": vocabulary.FUNCTION_LOSS,
    "goal": vocabulary.GOALS,
    "municipal_measures": vocabulary.MEASURES,
    **dict.fromkeys(("ticked", "ticked_any", "not_ticked", "denied"), vocabulary.CONDITIONS),
}
WHOLE = {"age": {"from": 16, "to": 17}, "main_diagnosis": ["icd10 C00-C97"], "grounds": "none"}


def words_of(rules, name):
    """The words of a cell that holds a list of them."""
    if name in ("area", "found_by"):
        return rules.words.areas if name == "area" else rules.words.found_by
    return WORDS.get(name.removesuffix("_not"))


def values_of(rules, name):
    """Values that together hold every word of a cell."""
    if name in WHOLE:
        return [WHOLE[name]]
    words = words_of(rules, name)
    return [True, False] if words is None else [[word] for word in words] + [list(words)]


def all_cells(rules):
    return [(name, value) for name in sorted(CELL_NAMES) for value in values_of(rules, name)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_with_every_word_has_a_phrase(rules, lang):
    phrases = [cell_phrase(rules, name, value, lang) for name, value in all_cells(rules)]

    assert all(phrases)
    # A code is left in a phrase where labels.yaml has no name for it.
    assert [phrase for phrase in phrases if "_" in phrase and "map." not in phrase] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_has_a_name_of_its_own(rules, lang):
    for name in sorted(CELL_NAMES):
        words = words_of(rules, name) or ()
        said = [word_phrase(rules, name, word, lang) for word in words]
        assert len(set(said)) == len(said), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_has_a_name(rules, lang):
    names = [cell_label(rules, name, lang) for name in sorted(CELL_NAMES)]

    assert len(set(names)) == len(names)
    assert [name for name in names if "_" in name or "." in name] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_different_values_of_a_cell_never_read_alike(rules, lang):
    for name, cells in itertools.groupby(all_cells(rules), key=lambda cell: cell[0]):
        values = [value for _, value in cells]
        assert len({cell_phrase(rules, name, value, lang) for value in values}) == len(values), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_and_table_of_the_catalogue_reads_without_codes(rules, lang):
    for row in rules.all_rows():
        said = [effect_phrase(rules, row, lang), *itertools.chain(*row_phrases(rules, row, lang))]
        assert not [text for text in said if "_" in text and "map." not in text], row.id
        assert table_label(rules, row.table, lang) != row.table


def test_an_unknown_cell_is_an_error(rules):
    with pytest.raises(KeyError):
        cell_phrase(rules, "goals", ["work"], "nb")


@pytest.mark.parametrize(
    ("name", "value", "phrase"),
    [
        ("delytelse", ["J"], "Delytelse J"),
        ("delytelse", ["E", "I"], "Delytelse E eller I"),
        ("delytelse", ["D", "none"], "Delytelse D eller ingen delytelse"),
        ("delytelse_not", ["H", "O"], "ikke delytelse H eller O"),
        ("delytelse_not", ["J", "none"], "en annen delytelse enn J"),
        ("municipal_measures", ["not_tried"], "kommunale tiltak: ikke prøvd"),
        ("goal_not", ["assess"], "målet er ikke kartlegging"),
        ("needs.complexity", False, "høy kompleksitet: nei"),
        ("ticked", ["stroke"], "hjerneslag"),
        ("ticked", ["long_covid", "parkinson"], "langvarig covid og Parkinsons sykdom"),
        ("ticked_any", ["tinnitus", "copd"], "tinnitus eller kols"),
        (
            "not_ticked",
            ["spinal_cord_injury", "multitrauma"],
            "ikke krysset av: ryggmargsskade eller multitraume",
        ),
        ("denied", ["unclear_cause"], "uklar årsak: nei"),
        ("age", {"to": 29}, "alder til og med 29 år"),
        ("age", {"from": 18, "to": 67}, "alder 18–67 år"),
        ("main_diagnosis", ["icd10 C00-C97", "icd10 Z85"], "hoveddiagnose C00–C97 eller Z85"),
        ("main_diagnosis", ["icd10 Z890-Z893", "icpc2 K90"], "hoveddiagnose Z89.0–Z89.3 eller K90 (ICPC-2)"),
        ("grounds", "none", "ingen av de fem grunnene er til stede"),
        ("area", ["HMR", "none"], "bor i området til Helse Møre og Romsdal eller bor utenfor regionen"),
        ("earlier_stay", True, "tidligere opphold i samme delytelse"),
        ("early", False, "ikke tidlig etter hendelsen"),
    ],
)
def test_a_cell_reads_as_people_say_it(rules, name, value, phrase):
    assert cell_phrase(rules, name, value, "nb") == phrase


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("map.young", "Delytelse N"),
        ("gate.obesity", "Sendes til overvektspoliklinikk i helseforetaket"),
        ("J.not_tried", "Avslag"),
        ("J.simple", "Avslag når kommunen kan"),
        ("right.repeat", "Avslag i A eller J, ellers vurderes"),
        ("F.mild_stroke", "Avslag når kommunale tiltak er tilstrekkelige, ellers vurderes"),
        ("J.care", "Vurderes"),
        ("right.child", "Vurderes, uten avslag"),
        ("level.D", "Dag med overnatting"),
        ("stay.A/other", "7–21 dager"),
        ("stay.A/multitrauma", "Ikke tallfestet"),
        ("stay.H", "84 dager"),
        ("deadline.J", "26 uker"),
        ("deadline.I/four_weeks", "Senest 28 dager etter hendelsen"),
        ("route.named/spinal", "St. Olavs hospital foreslås"),
    ],
)
def test_an_effect_reads_as_people_say_it(rules, row, phrase):
    found = next(one for one in rules.all_rows() if one.id == row)

    assert effect_phrase(rules, found, "nb") == phrase


def test_alternatives_stand_apart_and_share_what_all_ask_for(rules):
    young = next(row for row in rules.all_rows() if row.id == "map.young")

    assert row_phrases(rules, young, "nb") == [
        ["alder til og med 29 år", "habiliteringsbehov"],
        ["alder til og med 29 år", "målet er tilpasset fysisk aktivitet"],
    ]


def test_a_row_that_asks_for_nothing_has_one_empty_alternative(rules):
    clock = next(row for row in rules.all_rows() if row.id == "clock")

    assert row_phrases(rules, clock, "nb") == [[]]


def test_cells_are_read_in_one_order_however_they_are_stored(rules):
    stored = rule_set_from_content(rules.content)

    for row, same in zip(rules.all_rows(), stored.all_rows(), strict=True):
        assert row_phrases(rules, row, "nb") == row_phrases(stored, same, "nb")


def test_every_cell_has_its_place_in_the_order_of_reading():
    assert sorted(CELL_ORDER) == sorted(CELL_NAMES)


def test_abbreviations_and_names_keep_their_capital():
    assert in_sentence("CFS/ME-diagnose stilt") == "CFS/ME-diagnose stilt"
    assert in_sentence("Hjerneslag") == "hjerneslag"
