"""Takes the sandbox's cases away again: those of its region, and nothing of another's.

History, letters and decisions refuse to be deleted; here alone that is lifted, for the tables of a case and
in this transaction. A row that another region's case shares stops it, and the database checks all keys
before it is committed.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Q

from institutions.models import Booking, Pool, PoolWeek, QueueEntry
from referrals.models import MessageIn, MessageOut, Patient, Referral, Referrer
from referrals.models.counter import ReferenceCounter
from rve.core.models import CaseEvent, Details, IdempotencyKey, Message, Region

Rows = dict[type[models.Model], list[int]]


class ForeignRow(RuntimeError):
    """A row that hangs on a case of the sandbox hangs on another region's too: nothing is deleted."""


@transaction.atomic
def empty(region: Region) -> int:
    """Deletes the region's cases with all that hangs on them, and frees its places; how many cases."""
    Region.objects.select_for_update().get(pk=region.pk)
    rows = _of_cases(region)
    cases = rows[Referral]
    rows = _beside(region, cases) | rows
    with pgtrigger.ignore(*_guards(rows)):
        for model, keys in rows.items():
            _delete(model, keys)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    pools = Pool.objects.filter(institution__region=region)
    pools.update(
        capacity_tenths=F("printed_tenths"), confirmed_at=None, confirmed_by=None, version=F("version") + 1
    )
    return len(cases)


def _of_cases(region: Region) -> Rows:
    """Every row that belongs to a case, by table: found from the models' own keys, whatever table is new."""
    rows: Rows = {Referral: _keys(Referral.objects.filter(region=region))}
    rows |= {model: _keys(model._default_manager.filter(region=region)) for model in (MessageIn, MessageOut)}
    grown = True
    while grown:
        grown = False
        for model in apps.get_models(include_auto_created=True):
            pointing = _pointing(model, rows)
            if pointing != rows.get(model, []):
                rows[model], grown = pointing, True
    _check_own(region, rows)
    return rows


def _pointing(model: type[models.Model], rows: Rows) -> list[int]:
    """The rows of a table that are known, and those that point to one that is."""
    found = set(rows.get(model, []))
    for key in model._meta.concrete_fields:
        known = rows.get(key.related_model) if key.related_model is not None else None
        if known:
            found |= set(_keys(model._default_manager.filter(**{f"{key.name}__in": known})))
    return sorted(found)


def _check_own(region: Region, rows: Rows) -> None:
    """Nothing may have been found that is another region's, or of another region's case as well."""
    for model, keys in rows.items():
        found, names = model._default_manager.filter(pk__in=keys), {key.name for key in model._meta.fields}
        foreign = found.exclude(region=region).exists() if "region" in names else False
        if "referral" in names:
            foreign |= found.exclude(referral=None).exclude(referral__region=region).exists()
        if foreign:
            raise ForeignRow(f"{model._meta.label} is between two regions.")


def _keys(rows: models.QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _beside(region: Region, cases: list[int]) -> Rows:
    """What names a case or a place of the region by kind and number, or belongs to its patients."""
    of_case = Q(case_kind="referral", case_id__in=cases)
    pools = list(Pool.objects.filter(institution__region=region).values_list("pk", flat=True))
    events = Q(kind="referral", case_id__in=cases) | Q(kind="pool", case_id__in=pools)
    found: dict[type[models.Model], Any] = {
        Message: Message.objects.filter(of_case),
        CaseEvent: CaseEvent.objects.filter(events),
        Booking: Booking.objects.filter(pool__in=pools),
        QueueEntry: QueueEntry.objects.filter(pool__in=pools),
        PoolWeek: PoolWeek.objects.filter(pool__in=pools),
        Patient: Patient.objects.filter(region=region),
        Details: Details.objects.filter(region=region),
        ReferenceCounter: ReferenceCounter.objects.filter(region=region),
        Referrer: Referrer.objects.filter(referral__in=cases),
        IdempotencyKey: IdempotencyKey.objects.filter(organisation__region=region),
    }
    return {model: _keys(query) for model, query in found.items()}


def _guards(rows: Rows) -> list[str]:
    return [
        f"{model._meta.label}:{trigger.name}"
        for model in rows
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.Protect)
    ]


def _delete(model: type[models.Model], keys: list[int]) -> None:
    """Without Django's own look at what points here: the database looks, when all is gone."""
    quote, key = connection.ops.quote_name, model._meta.pk
    assert key is not None and key.column is not None
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(key.column)} = ANY(%s)",  # noqa: S608
            [keys],
        )
