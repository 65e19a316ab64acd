"""A worker killed while it looks for due clocks: what was committed stands, the rest is done once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.faults.expected import (
    all_sent,
    due_now,
    every_mail_arrived,
    every_reminder_was_written_once,
)
from tests.faults.site import Site

pytestmark = pytest.mark.slow
CLOCKS = 1_000
SAME_KEY = """
    INSERT INTO core_message (public_id, key, kind, channel, case_kind, case_id, template, context, status,
        attempts, created_at, not_before, office_hours, in_digest, error)
    SELECT %s, 'clock/' || clock.id || '/warn-5/user/' || referral.assessor_id, 'reminder', 'email',
        'referral', 1, 'reminder', '{}', 'pending', 0, now(), now(), false, false, ''
    FROM referrals_clock clock JOIN referrals_referral referral ON referral.id = clock.referral_id
    WHERE clock.id = %s
"""


def test_nothing_is_lost_and_nothing_doubled(site: Site) -> None:
    clocks = due_now(site, CLOCKS)
    # A row with the key of a late clock, not committed: the scan must wait for it in the middle of a batch.
    with site.in_the_way(SAME_KEY, str(uuid4()), sorted(clocks)[CLOCKS * 3 // 4]):
        first = site.worker("first")
        site.beat()
        site.until(site.someone_waits, "the scan to wait")
        site.kill(first)
    site.until(lambda: not site.someone_waits(), "the server to notice")
    written = sum(site.outbox().values())
    assert 0 < written < CLOCKS, "killed in the middle"
    site.clock.jump(minutes=11)
    site.worker("second")
    site.until(lambda: all_sent(site, CLOCKS), "everything sent")
    every_reminder_was_written_once(site, clocks)
    every_mail_arrived(site, CLOCKS)
    assert site.postman.repeats == []
