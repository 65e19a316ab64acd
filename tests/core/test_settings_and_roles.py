from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import IntegrityError, connection, transaction

from rve.core import encryption, settings_by_date
from rve.core.models import Details, Organisation, Region, RoleAssignment, Setting, User
from rve.core.policies import actor_for

DAY = dt.date(2026, 3, 2)


def a_setting(region: Region, value: int, first_day: dt.date) -> None:
    Setting.objects.create(
        region=region, key="assessment_virkedager", value=value, valid_from=first_day, source="local default"
    )


def test_the_value_of_the_day_is_the_latest_that_has_begun(region: Region) -> None:
    def on(day: dt.date) -> Any:
        return settings_by_date.value(region=region, key="assessment_virkedager", on=day)

    assert on(DAY) == 10
    a_setting(region, 8, DAY)
    a_setting(region, 5, dt.date(2027, 1, 1))
    assert [on(DAY - dt.timedelta(days=1)), on(DAY), on(dt.date(2027, 1, 1))] == [10, 8, 5]
    other = Region.objects.create(code="HV", name="Helse Vest")
    assert settings_by_date.value(region=other, key="assessment_virkedager", on=DAY) == 10
    with pytest.raises(KeyError):
        settings_by_date.value(region=region, key="invented", on=DAY)


def an_assignment(
    user: User, unit: Organisation, role: str, first: dt.date, last: dt.date | None = None
) -> None:
    RoleAssignment.objects.create(user=user, organisation=unit, role=role, valid_from=first, valid_to=last)


def test_a_role_holds_from_its_first_day_until_the_day_it_no_longer_holds(
    ingrid: User, unit: Organisation
) -> None:
    an_assignment(ingrid, unit, "assessor", DAY, dt.date(2026, 4, 1))
    assert actor_for(user=ingrid, today=DAY - dt.timedelta(days=1)) is None
    actor = actor_for(user=ingrid, today=dt.date(2026, 3, 31))
    assert actor is not None and actor.at_rve
    assert actor_for(user=ingrid, today=dt.date(2026, 4, 1)) is None


def test_one_acts_for_one_organisation_at_a_time(ingrid: User, unit: Organisation) -> None:
    practice = Organisation.objects.create(
        region=unit.region,
        kind="practice",
        name="Legesenter",
        number="700000402",
        valid_from=dt.date(2018, 1, 1),
    )
    an_assignment(ingrid, unit, "assessor", DAY)
    an_assignment(ingrid, practice, "referrer", DAY)
    at_unit, at_practice = (
        actor_for(user=ingrid, today=DAY, organisation_id=one.pk) for one in (unit, practice)
    )
    assert at_unit is not None and at_practice is not None
    assert (at_unit.roles, at_practice.roles) == ({"assessor"}, {"referrer"})
    assert not at_practice.at_rve


def test_the_same_role_is_not_open_twice(ingrid: User, unit: Organisation) -> None:
    an_assignment(ingrid, unit, "assessor", DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_assignment(ingrid, unit, "assessor", DAY)


def stored(details: Details) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM core_details WHERE id = %s", [details.pk])
        return bytes(cursor.fetchone()[0])


def test_what_is_encrypted_reads_as_text_and_is_stored_as_none(region: Region) -> None:
    row = Details.objects.create(region=region, phone="90000000")
    assert Details.objects.get(pk=row.pk).phone == "90000000"
    assert b"90000000" not in stored(row)
    assert stored(Details.objects.create(region=region)) == b""


def test_keys_rotate_the_first_writes_and_all_read(region: Region, settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    row = Details.objects.create(region=region, phone="90000000")
    settings.ENCRYPTION_KEYS = [new, old]
    assert Details.objects.get(pk=row.pk).phone == "90000000"
    Details.objects.get(pk=row.pk).save()
    settings.ENCRYPTION_KEYS = [new]
    assert Details.objects.get(pk=row.pk).phone == "90000000"
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        Details.objects.get(pk=row.pk)


def test_one_number_is_one_row_per_region_save_in_drafts(region: Region) -> None:
    first = Details.objects.create(region=region, number="14886800123")
    assert first.number_index == encryption.lookup_index("14886800123")
    with pytest.raises(IntegrityError), transaction.atomic():
        Details.objects.create(region=region, number="14886800123")
    assert Details.objects.create(region=region, number="14886800123", as_typed=True).number_index == ""
    other = Region.objects.create(code="HV", name="Helse Vest")
    Details.objects.create(region=other, number="14886800123")
