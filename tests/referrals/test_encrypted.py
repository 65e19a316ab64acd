"""What could be found in a copy of the database: no number, no address, no phone of anyone."""

from __future__ import annotations

from django.db import connection

from tests.people import World, a_patient, a_referral

PARENT = {"role": "parent", "name": "Anne Aksnes", "address": "Storgata 7", "phone": "91111111"}


def _everything(table: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")
        return str(cursor.fetchone()[0]).encode()


def test_contact_and_number_of_the_patient_and_the_parents_are_not_in_clear(world: World) -> None:
    patient = a_patient(phone="92222222")
    practical = {"guardians": [PARENT], "next_of_kin_phone": "93333333", "diet": "glutenfri"}
    case = a_referral(world, patient=patient, practical=practical)
    case.refresh_from_db()
    assert case.practical == practical
    stored = _everything("core_details") + _everything("referrals_referral")
    for secret in (patient.number, "92222222", "Leksdalsvegen", "Storgata", "91111111", "93333333"):
        assert secret.encode() not in stored
        assert secret.encode().hex().encode() not in stored
