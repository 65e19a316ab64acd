"""The cases' tasks: ids only, one call each, may run twice."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext as _

from referrals.messages import intake as messages_in
from referrals.messages.transport import exchange
from referrals.use_cases import ask_digital as asked_letters
from referrals.use_cases import backtests, digest, drafts, hand_over, run_backtest, scan, together
from referrals.use_cases import send_digital as digital_letters
from referrals.use_cases.recompute import recompute_clocks as recompute
from rve.core import clock, outbox, settings_by_date
from rve.core.models import Region


@shared_task(name="referrals.scan_clocks")
def scan_clocks() -> int:
    """Reminds and marks what is due; how many clocks."""
    return scan.scan_clocks(now=clock.now())


@shared_task(name=outbox.TASK)
def send_outbox() -> int:
    """Hands over the e-mails that are due; how many."""
    return together.send_emails(now=clock.now())


@shared_task(name="referrals.send_digests")
def send_digests() -> int:
    """Writes the day's digests, of all that is due by then; how many."""
    now = clock.now()
    scan.scan_clocks(now=now)
    return digest.send_digests(now=now)


@shared_task(name="referrals.hand_over_letters")
def hand_over_letters() -> int:
    """Hands over the letters that are due as files; how many."""
    return hand_over.hand_over_letters(now=clock.now())


@shared_task(name="referrals.send_digital")
def send_digital() -> int:
    """Hands over the letters that are due to digital post; how many."""
    return digital_letters.send_digital(now=clock.now())


@shared_task(name="referrals.ask_digital")
def ask_digital() -> int:
    """Asks digital post what became of its letters; how many have come further."""
    return asked_letters.ask_digital(now=clock.now())


# A million clocks that all move take minutes; where nothing was changed, a moment.
@shared_task(name="referrals.recompute_clocks", time_limit=3600)
def recompute_clocks() -> int:
    """Running clocks follow a calendar or a length that was changed in the settings; how many moved."""
    why, regions = _("The calendar or a length in the settings was changed."), Region.objects.all()
    return sum(recompute(region=one, why=why, by=None, now=clock.now()).changed for one in regions)


@shared_task(name="referrals.delete_old_drafts")
def delete_old_drafts() -> int:
    """Deletes drafts nobody has touched for as long as the region keeps them; how many."""
    now, gone = clock.now(), 0
    for region in Region.objects.all():
        days = int(settings_by_date.value(region=region, key="draft_days", on=clock.today()))
        gone += drafts.delete_old_drafts(region=region, older_than=now - dt.timedelta(days=days))
    return gone


# A million referrals take a quarter of a minute; cases from before packing take far longer the first time.
@shared_task(name=backtests.TASK, time_limit=3600)
def run_one_backtest(backtest_id: int) -> str:
    """Carries out one backtest that waits; the state it ends in."""
    return run_backtest.run(backtest_id=backtest_id, clock=clock.now)


@shared_task(name="referrals.take_up_backtests")
def take_up_backtests() -> int:
    """Asks again for backtests that nobody works on; how many."""
    return backtests.take_up(now=clock.now())


@shared_task(name="referrals.send_messages")
def send_messages() -> int:
    """Sends the messages that are due; how many."""
    return exchange.send(now=clock.now())


@shared_task(name="referrals.watch_message_folder")
def watch_message_folder() -> int:
    """Takes in what waits in the folder of messages; how many files."""
    return exchange.receive(way="folder", clock=clock.now)


@shared_task(name="referrals.poll_messages")
def poll_messages() -> int:
    """Takes in what the message service has for us; how many."""
    return exchange.receive(way="edi", clock=clock.now)


@shared_task(name="referrals.process_messages")
def process_messages() -> int:
    """Tries the messages again that could not be processed; how many are done with."""
    return messages_in.process_waiting(clock=clock.now)
