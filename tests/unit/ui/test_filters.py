import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from rve.core.templatetags import rve_ui

OSLO_SUMMER = dt.datetime(2026, 4, 15, 22, 30, tzinfo=dt.UTC)


def shown(source: str, **values: object) -> str:
    return Template("{% load rve_ui %}" + source).render(Context(values))


@pytest.fixture(autouse=True)
def bokmaal():
    with translation.override("nb"):
        yield


def test_no_date_can_be_shown_as_a_dash() -> None:
    assert shown('{{ day|short_date|default:"–" }}', day=None) == "–"
    assert shown('{{ day|week|default:"–" }}', day="") == "–"


def test_a_moment_is_shown_in_the_units_own_time() -> None:
    assert shown("{{ at|moment }}", at=OSLO_SUMMER) == "16. apr. 2026 kl. 00.30"
    assert shown("{{ at|short_date }}", at=OSLO_SUMMER) == "16. apr. 2026"


def test_date_without_a_form_is_ours_and_with_one_is_djangos() -> None:
    day = dt.date(2026, 4, 15)
    assert shown("{{ day|date }}", day=day) == "15. apr. 2026"
    assert shown('{{ day|date:"Y-m-d" }}', day=day) == "2026-04-15"


def test_a_month_is_shortened_in_one_way_whatever_the_form() -> None:
    assert shown('{{ at|date:"j. M Y H.i" }}', at=OSLO_SUMMER) == "16. apr. 2026 00.30"
    assert shown('{{ at|date:"M" }}', at=OSLO_SUMMER) == "apr."
    assert shown('{{ at|date:"DATE_FORMAT" }}', at=OSLO_SUMMER) == "16. apr. 2026"
    assert shown('{{ at|date:"c" }}', at=OSLO_SUMMER) == "2026-04-16T00:30:00+02:00"
    assert shown('{{ at|date:"j. M" }}', at=None) == ""


def test_since_needs_the_days_date_to_say_today() -> None:
    at = dt.datetime(2026, 4, 15, 8, 32, tzinfo=dt.UTC)
    assert shown("{{ at|since:today }}", at=at, today=dt.date(2026, 4, 15)) == "i dag 10.32"
    assert shown("{{ at|since:today }}", at=at, today=dt.date(2026, 4, 16)) == "15. apr. 10.32"


def test_the_time_element_gets_a_machine_readable_moment() -> None:
    assert shown("{{ at|iso }}", at=OSLO_SUMMER) == "2026-04-16T00:30+02:00"


def test_what_is_no_number_is_left_empty() -> None:
    assert rve_ui.decimal_no("mange") == ""
    assert rve_ui.decimal_no(None) == ""
    assert rve_ui.decimal_no(float("nan")) == ""


@pytest.mark.parametrize(
    ("left", "tone"),
    [(-1, "due-over"), (0, "due-now"), (1, "due-soon"), (2, "due-soon"), (3, ""), (None, "")],
)
def test_the_colour_follows_the_virkedager_that_are_left(left: int | None, tone: str) -> None:
    assert rve_ui.left_tone(left) == tone


def test_virkedager_left_is_a_word_as_well_as_a_colour() -> None:
    with translation.override("en"):
        assert shown("{{ left|virkedager_left }}", left=-2) == '<span class="due-over">2 over</span>'
        assert shown("{{ left|virkedager_left }}", left=7) == "7"
        assert shown("{{ left|virkedager_left }}", left=None) == "–"


def test_one_virkedag_is_not_several() -> None:
    with translation.override("en"):
        assert rve_ui.left_unit(1) != rve_ui.left_unit(2)
        assert rve_ui.left_sentence(2).startswith("2 ")
        assert rve_ui.left_unit(0) == ""
        assert rve_ui.left_sentence(-1) != rve_ui.left_sentence(-2)
