"""What the clock starts, and how often: each of these may run twice, and by more than one worker."""

from __future__ import annotations

from datetime import timedelta

BEAT = {
    "scan-clocks": {"task": "referrals.scan_clocks", "schedule": timedelta(seconds=60)},
    "send-outbox": {"task": "core.send_outbox", "schedule": timedelta(seconds=20)},
    "hand-over-letters": {"task": "referrals.hand_over_letters", "schedule": timedelta(seconds=20)},
    "send-digital": {"task": "referrals.send_digital", "schedule": timedelta(seconds=20)},
    "ask-digital": {"task": "referrals.ask_digital", "schedule": timedelta(seconds=60)},
    "send-messages": {"task": "referrals.send_messages", "schedule": timedelta(seconds=20)},
    "watch-message-folder": {"task": "referrals.watch_message_folder", "schedule": timedelta(seconds=20)},
    "process-messages": {"task": "referrals.process_messages", "schedule": timedelta(seconds=60)},
    "poll-messages": {"task": "referrals.poll_messages", "schedule": timedelta(seconds=60)},
    "send-digests": {"task": "referrals.send_digests", "schedule": timedelta(seconds=60)},
    "recompute-clocks": {"task": "referrals.recompute_clocks", "schedule": timedelta(hours=1)},
    "seal-access-log": {"task": "core.seal_access_log", "schedule": timedelta(minutes=10)},
    "take-up-backtests": {"task": "referrals.take_up_backtests", "schedule": timedelta(seconds=60)},
    "publish-waiting": {"task": "delytelse.publish_waiting", "schedule": timedelta(seconds=60)},
    "delete-old-drafts": {"task": "referrals.delete_old_drafts", "schedule": timedelta(hours=6)},
    "forget-idempotency-keys": {"task": "core.forget_idempotency_keys", "schedule": timedelta(hours=1)},
}
