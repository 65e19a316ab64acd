import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from institutions.models import Level, PoolDelytelse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("level", [Level.INPATIENT, Level.ANY])
def test_two_agreements_for_the_same_delytelse_level_and_time_are_refused(make_pool, level):
    make_pool(letters="AB", level=Level.INPATIENT)
    with pytest.raises(IntegrityError, match="no_overlapping_agreements"), transaction.atomic():
        make_pool(letters="B", level=level)


def test_other_letters_levels_and_times_may_stand_beside(make_pool):
    make_pool(letters="A", valid_to=dt.date(2024, 1, 1))
    make_pool(letters="A", valid_from=dt.date(2024, 1, 1))
    make_pool(letters="A", level=Level.DAY)
    make_pool(letters="B")
    assert PoolDelytelse.objects.count() == 4


def test_the_letters_follow_the_pools_own_time_and_level(make_pool):
    early = make_pool(letters="A", valid_to=dt.date(2024, 1, 1))
    make_pool(letters="A", valid_from=dt.date(2024, 1, 1))
    early.valid_to = dt.date(2023, 7, 1)
    early.save()
    assert PoolDelytelse.objects.get(pool=early).valid_to == dt.date(2023, 7, 1)
    early.valid_to = None
    with pytest.raises(IntegrityError, match="no_overlapping_agreements"), transaction.atomic():
        early.save()


def test_nobody_can_write_another_institution_on_a_pool_than_its_agreement_has(make_pool):
    pool = make_pool()
    assert pool.institution == pool.agreement.institution
    letter = pool.letters.get()
    assert (letter.institution_id, letter.level_low, letter.level_high) == (pool.institution_id, 3, 3)
