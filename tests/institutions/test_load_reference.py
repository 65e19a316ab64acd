import csv
import datetime as dt
import shutil
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from deltytelser.models import Delytelse, DiagnosisCode, DiagnosisMapping
from institutions.cases import Case
from institutions.models import (
    Activity2022,
    Agreement,
    HealthTrust,
    HfOffer,
    Institution,
    Municipality,
    Pool,
    PoolDelytelse,
    PrintedTotal,
    Statistic,
)
from institutions.planning.weeks import next_monday
from institutions.queries import reference_totals
from institutions.reference.checks import checks
from institutions.reference.files import Files
from institutions.reference.loading import load
from institutions.use_cases.booking import book
from rve.core import clock
from rve.core.models import CodedReason, Organisation, Region

pytestmark = pytest.mark.django_db

TABLES = (
    Region,
    HealthTrust,
    Municipality,
    Delytelse,
    DiagnosisMapping,
    DiagnosisCode,
    Organisation,
    Institution,
    PrintedTotal,
    Agreement,
    Pool,
    PoolDelytelse,
    HfOffer,
    Activity2022,
    Statistic,
    CodedReason,
)


def everything():
    return {model: list(model._default_manager.order_by("pk").values()) for model in TABLES}


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files that a test may change."""
    shutil.copytree(Files().data, tmp_path / "data")
    return tmp_path / "data"


def change(folder, name, column, value, **where):
    """Sets a column in the rows of a file that have these values."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    hits = [row for row in rows if all(row[key] == wanted for key, wanted in where.items())]
    assert hits
    for row in hits:
        row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def test_loading_twice_changes_no_row(reference):
    before = everything()
    load(code="HMN")
    assert everything() == before


def test_a_changed_line_changes_its_row_and_no_other(reference, folder):
    before = everything()
    change(folder, "kommuner_norge", "folketall_2024", "1", kommunenummer="5037")
    tally = load(code="HMN", files=Files(data=folder))
    assert Municipality.objects.get(number="5037").population_2024 == 1
    assert sum(count for (_, what), count in tally.items() if what in {"changed", "added"}) == 1
    assert {model for model, rows in everything().items() if rows != before[model]} == {Municipality}


def test_a_newer_printed_number_of_places_takes_effect(reference, folder):
    change(folder, "avtaler", "plasser", "5", institusjon_kode="namdal", delytelse="A")
    load(code="HMN", files=Files(data=folder))
    pool = Pool.objects.get(code="namdal-A-inpatient")
    assert (pool.printed_tenths, pool.capacity_tenths) == (50, 50)


def test_a_number_that_the_institution_entered_is_kept_when_the_table_is_loaded(reference, folder):
    Pool.objects.filter(code="namdal-A-inpatient").update(capacity_tenths=40)
    change(folder, "avtaler", "plasser", "5", institusjon_kode="namdal", delytelse="A")
    load(code="HMN", files=Files(data=folder))
    pool = Pool.objects.get(code="namdal-A-inpatient")
    assert (pool.printed_tenths, pool.capacity_tenths) == (50, 40)


def test_a_number_below_what_is_booked_loads_nothing_at_all(reference, folder):
    pool = Pool.objects.get(code="namdal-A-inpatient")
    week = next_monday(clock.today())
    for case in range(3):
        book(pool=pool, first_week=week, weeks=2, case=Case("referral", case), by=None, now=clock.now())
    before = everything()
    change(folder, "avtaler", "plasser", "2", institusjon_kode="namdal", delytelse="A")
    change(folder, "kommuner_norge", "folketall_2024", "1", kommunenummer="5037")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_reference", data=folder)
    assert everything() == before


def test_what_the_administration_mended_is_kept(reference):
    CodedReason.objects.filter(code="no_capacity").update(text_nb="Fullt")
    Organisation.objects.filter(name="Selli").update(number="910000004")
    load(code="HMN")
    assert CodedReason.objects.get(code="no_capacity").text_nb == "Fullt"
    assert Organisation.objects.get(name="Selli").number == "910000004"


def test_every_printed_total_equals_the_loaded_sum(reference):
    totals = [total for one in reference_totals(region=reference) for total in one.totals]
    assert [total for total in totals if total.holds is False] == []
    assert sum(total.holds is True for total in totals) == 23


@pytest.mark.parametrize(
    ("letter", "level", "tenths"),
    [
        ("H", "inpatient", 230),
        ("H", "day", 60),
        ("E", "inpatient", 270),
        ("E", "day", 25),
        ("J", "inpatient", 220),
    ],
)
def test_the_places_bought_in_the_region_add_up_to_what_the_text_says(reference, letter, level, tenths):
    pools = Pool.objects.filter(institution__in_region=True, delytelser__code=letter, level=level)
    assert pools.aggregate(sum=Sum("printed_tenths"))["sum"] == tenths


def test_the_source_disagrees_with_itself_where_it_is_known_to_and_nowhere_else(reference):
    found, notes = checks(region=reference, language="nb")
    differing = {check.id: check.difference for check in found if not check.holds}
    assert differing == {
        "population": Decimal(-1391),
        "patients_A": 1,
        "patients_K_inpatient": -4,
        "patients_R": 397,
        "patients_R_inpatient": -9,
        "granted_share": Decimal("-0.5"),
        "complaint_share": None,
        "received_assessed": -431,
        "outside_BDJ": Decimal("-0.8"),
        "places_J_inpatient": 22,
    }
    assert all(check.why for check in found if not check.holds)
    assert len(notes) == 3


def test_an_x_is_an_agreement_without_a_number_and_never_zero(reference):
    pool = Pool.objects.get(code="falck-J-outpatient")
    assert (pool.capacity_tenths, pool.printed_tenths) == (None, None)


def test_a_combined_volume_is_one_pool_with_several_letters(reference):
    pool = Pool.objects.get(institution__kode="beitostolen")
    assert pool.capacity_tenths == 82
    assert [one.code for one in pool.delytelser.all()] == ["G", "N"]
    assert [one.code for one in Pool.objects.get(institution__kode="skogli").delytelser.all()] == [
        "B",
        "D",
        "J",
    ]


def test_the_heart_places_of_muritunet_end_with_2023(reference):
    last_day = dt.date(2023, 12, 31)
    heart = Pool.objects.filter(institution__kode="muritunet", delytelser__code="H")
    assert heart.in_force(last_day).exists()
    assert not heart.in_force(last_day + dt.timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("kode", "letter", "levels"),
    [
        ("alesund", "F", {"inpatient", "outpatient"}),
        ("alesund", "H", {"outpatient"}),
        ("levanger", "F", {"any"}),
        ("levanger", "I", {"inpatient", "outpatient"}),
        ("molde", "M", {"outpatient"}),
        ("st-olavs", "F", {"inpatient", "day"}),
        ("levanger", "B", set()),
        ("alesund", "O", set()),
        ("st-olavs", "R", set()),
    ],
)
def test_a_trusts_own_offer_serves_the_levels_it_names(reference, kode, letter, levels):
    pools = Pool.objects.filter(institution__kode=kode, delytelser__code=letter)
    assert {pool.level for pool in pools} == levels
    assert all(pool.valid_from == dt.date(2024, 1, 1) and pool.capacity_tenths is None for pool in pools)
    assert all(pool.unconfirmed_level == (pool.level == "any") for pool in pools)


def test_municipalities_have_their_trust_and_the_name_people_use(reference):
    assert Municipality.objects.count() == 357
    assert Municipality.objects.filter(health_trust__region=reference).count() == 66
    assert Municipality.objects.get(number="5025").short_name == "Røros"
    assert Municipality.objects.get(number="5001").short_name == "Trondheim"
    assert Municipality.objects.get(number="1811").health_trust.code == "HNT"
    assert Municipality.objects.get(number="0301").health_trust is None


def test_every_organisation_number_has_a_right_check_digit_and_is_no_real_one(reference):
    for number in Organisation.objects.values_list("number", flat=True):
        weighted = sum(
            int(digit) * weight for digit, weight in zip(number, (3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)
        )
        assert weighted % 11 == 0
        assert number.startswith("7")


def test_units_of_a_trust_belong_to_its_organisation_and_private_ones_to_their_own(reference):
    levanger = Institution.objects.get(kode="levanger")
    assert levanger.organisation.name == "Helse Nord-Trøndelag HF"
    assert levanger.health_trust.code == "HNT"
    assert Institution.objects.get(kode="selli").organisation.kind == Organisation.Kind.PRIVATE_INSTITUTION
    assert not Institution.objects.get(kode="mork").active


def test_postponements_carry_the_codes_of_the_register(reference):
    codes = CodedReason.objects.filter(kind=CodedReason.Kind.POSTPONE).values_list("npr_code", flat=True)
    assert set(codes) == {"1", "3", "4", "5", "6", "21", "22"}
    assert set(CodedReason.objects.values_list("kind", flat=True)) == set(CodedReason.Kind.values)


def test_an_unknown_region_is_said(db):
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_reference", region="NOWHERE")
