"""The history and the access log: written once, never changed, and a touched row is found."""

from __future__ import annotations

import datetime as dt

import pgtrigger
import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from rve.core import access_log, events
from rve.core.models import AccessLog, AccessLogSeal, CaseEvent, Organisation, User
from rve.core.policies import Actor


@pytest.fixture
def actor(ingrid: User, unit: Organisation, now: dt.datetime) -> Actor:
    return Actor(user=ingrid, organisation=unit, roles=frozenset({"assessor"}), today=timezone.localdate(now))


def an_event(now: dt.datetime) -> CaseEvent:
    return events.record(kind="referral", case_id=7, verb="received", by=None, organisation=None, at=now)


def test_an_event_cannot_be_changed_deleted_or_emptied_away(db: None, now: dt.datetime) -> None:
    row = an_event(now)
    _sql("SET CONSTRAINTS ALL IMMEDIATE")
    for deed in (
        lambda: CaseEvent.objects.filter(pk=row.pk).update(verb="signed"),
        lambda: CaseEvent.objects.filter(pk=row.pk).delete(),
        lambda: _sql("TRUNCATE core_caseevent"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            deed()
    assert CaseEvent.objects.get() == row


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_view_is_one_row_with_its_cases_and_nobody_is_no_row(actor: Actor, now: dt.datetime) -> None:
    access_log.seen(
        actor=actor, data="worklist", basis="assessment", at=now, case_ids=[3, 1, 3], patient_ids=[2]
    )
    access_log.seen(actor=actor, data="worklist", basis="assessment", at=now)
    row = AccessLog.objects.get()
    assert (row.case_ids, row.patient_ids, row.role, row.organisation) == (
        [1, 3],
        [2],
        "assessor",
        actor.organisation,
    )
    with pytest.raises(InternalError), transaction.atomic():
        AccessLog.objects.update(basis="treatment_relation")


def looked(actor: Actor, now: dt.datetime, times: int) -> None:
    for number in range(times):
        access_log.seen(actor=actor, data="case", basis="assessment", at=now, case_ids=[number + 1])


def test_seals_chain_and_a_changed_or_missing_row_breaks_them(actor: Actor, now: dt.datetime) -> None:
    looked(actor, now, 3)
    first = access_log.seal(now=now + dt.timedelta(minutes=5))
    looked(actor, now + dt.timedelta(minutes=6), 2)
    second = access_log.seal(now=now + dt.timedelta(minutes=10))
    assert first is not None and second is not None
    assert (first.rows, second.rows, second.previous) == (3, 2, first.digest)
    assert access_log.seal(now=now + dt.timedelta(minutes=20)) is None
    assert access_log.broken_seals() == []
    row = AccessLog.objects.order_by("pk").first()
    assert row is not None
    with pgtrigger.ignore():
        AccessLog.objects.filter(pk=row.pk).update(case_ids=[99])
    assert access_log.broken_seals() == [first]
    with pgtrigger.ignore():
        AccessLog.objects.filter(pk=row.pk).delete()
    assert access_log.broken_seals() == [first]
    assert AccessLogSeal.objects.count() == 2


def test_what_was_just_written_is_sealed_later(actor: Actor, now: dt.datetime) -> None:
    looked(actor, now, 1)
    assert access_log.seal(now=now + dt.timedelta(minutes=1)) is None
