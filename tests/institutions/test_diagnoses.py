import json

import pytest
from django.core.management import CommandError, call_command

from deltytelser.diagnoses import search, title_of
from deltytelser.models import DiagnosisCode
from institutions.reference.loading import load

pytestmark = pytest.mark.django_db

ICD10 = {
    "I630": "Hjerneinfarkt forårsaket av trombose i precerebrale arterier",
    "I639": "Uspesifisert hjerneinfarkt",
    "I64": "Hjerneslag, ikke spesifisert som blødning eller infarkt",
    "S720": "Brudd i lårhals",
    "S7200": "Lukket brudd i lårhals",
    "S821": "Brudd i proksimal ende av tibia",
    "H810": "Ménières sykdom",
}


@pytest.fixture
def files(tmp_path):
    def write(codes, name="ICD10.json"):
        path = tmp_path / name
        path.write_text(json.dumps([{"code": code, "text": text} for code, text in codes.items()]))
        return path

    return write


@pytest.fixture
def imported(db, files):
    call_command("import_diagnosis_codes", files(ICD10), verbosity=0)


def found(text):
    return [one.code for one in search(text=text)]


def test_a_code_is_found_with_or_without_its_dot_the_shortest_first(imported):
    assert found("S72.0") == found("s720") == found("S72") == ["S720", "S7200"]
    assert found("I6") == ["I64", "I630", "I639"]


def test_words_of_the_title_are_found_in_any_order_and_inside_words(imported):
    assert found("lårhals brudd") == ["S720", "S7200"]
    assert found("SLAG") == ["I64"]
    assert found("infarkt")[-1] == "I630"
    assert found("ménières") == ["H810"]


def test_a_short_word_is_found_where_words_begin_and_a_common_name_under_its_official_one(imported):
    assert found("tib") == ["S821"]
    assert found("ukk") == []
    assert found("hoftebrudd") == ["S720", "S7200"]


def test_the_closest_title_stands_first(imported):
    assert found("brudd")[0] == "S720"


@pytest.mark.parametrize("text", ["", "   ", "finnes ikke", "Q99", "%", "_", "'", "(", "[a", "\\"])
def test_what_is_not_there_gives_nothing(imported, text):
    assert found(text) == []


def test_without_a_code_list_the_titles_of_the_diagnosis_map_are_searched(reference):
    assert "K90" in found("hjerneslag")
    assert title_of(system="icd10", code="G93.3") == "Postviralt utmattelsessyndrom"


def test_importing_twice_changes_nothing(imported, files):
    before = list(DiagnosisCode.objects.order_by("pk").values())
    call_command("import_diagnosis_codes", files(ICD10), verbosity=0)
    assert list(DiagnosisCode.objects.order_by("pk").values()) == before


def test_an_imported_list_takes_the_place_of_the_maps_titles_for_good(reference, files):
    call_command("import_diagnosis_codes", files(ICD10), verbosity=0)
    load(code="HMN")
    assert set(DiagnosisCode.objects.filter(system="icd10").values_list("code", flat=True)) == set(ICD10)
    assert DiagnosisCode.objects.filter(system="icpc2", source="map").exists()


def test_a_newer_list_changes_titles_and_drops_codes(imported, files):
    call_command("import_diagnosis_codes", files({"S720": "Brudd i lårhalsen"}), verbosity=0)
    assert list(DiagnosisCode.objects.values_list("code", "title")) == [("S720", "Brudd i lårhalsen")]


@pytest.mark.parametrize(("name", "text"), [("ICD10.json", "{"), ("ICD10.json", "[]"), ("other.json", "[]")])
def test_a_file_that_is_no_code_list_is_refused_in_words(db, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(CommandError, match=name):
        call_command("import_diagnosis_codes", tmp_path / name)
