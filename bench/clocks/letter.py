"""A letter to the patient that grants a right with time and place: its PDF, and all of it from its data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bench.figure import Figure
from bench.sizes import Sizes
from bench.timing import each, percentile
from referrals.letters.compose import compose
from referrals.letters.data import LetterData, Recipient, Sender
from referrals.letters.pdf import render_pdf

MOST = 100
NOW = dt.datetime(2026, 4, 15, 10, 48, tzinfo=dt.UTC)
_SENDER = Sender(
    name="Helse Nord-Trøndelag HF",
    unit="Regional vurderingsenhet (RVE)",
    place="Sykehuset Levanger",
    postal_address="RVE, Helse Nord-Trøndelag, Postboks 333, 7601 Levanger",
    ombud_area="Trøndelag",
)


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Wall time per letter, each for another person; the fonts are read before."""
    different = [_data(number) for number in range(sizes.of(200))]
    render_pdf(compose(different[0]), created=NOW)
    letters = [compose(one) for one in different]
    seconds = each(lambda one: render_pdf(one, created=NOW), letters)
    note = f"wall, {len(letters)} different letters, granted with time and place"
    yield Figure("Letter PDF, p50", 1000 * percentile(seconds, 50), "ms", MOST, note=note)
    yield Figure("Letter PDF, p95", 1000 * percentile(seconds, 95), "ms")
    whole = each(lambda one: render_pdf(compose(one), created=NOW), different)
    yield Figure("Letter composed and made a PDF, p50", 1000 * percentile(whole, 50), "ms", MOST, note=note)


def _data(number: int) -> LetterData:
    """A made-up person's letter; in bokmål and in nynorsk by turns."""
    name = f"Torbjørn {'ABCDEFGHIJ'[number % 10]}. Aksnes"
    return LetterData(
        kind="granted_time",
        language=("nb", "nn")[number % 2],
        recipient=Recipient("patient", name, (f"Leksdalsvegen {number + 1}", "7650 Verdal"), "Over 16"),
        reference=f"HMN-2026-{number:06}",
        letter_date=NOW.date(),
        received_on=dt.date(2026, 3, 31),
        patient_name=name,
        patient_born=dt.date(1964, 5, 1 + number % 28),
        sender=_SENDER,
        referrer_name="Kari Bjerkan",
        referrer_practice="Verdal legesenter",
        delytelse_name="Revmatologiske sykdommer",
        outcome_reasons=("Sammensatte vansker som krever tverrfaglig rehabilitering.",),
        nytte="Bedre gangfunksjon er ventet.",
        ressurs="Rimelig bruk av ressurser.",
        alvorlighet="Moderat tap av funksjon.",
        level="inpatient",
        stay_text="om lag 21 dager",
        signer_name="Liv Hegge",
        signer_title="overlege",
        signed_on=NOW.date(),
        prepared_by_name="Ingrid Moen",
        prepared_by_title="fysioterapeut",
        copies=("Kari Bjerkan, Verdal legesenter",),
        institution_name="Meråker kurbad",
        institution_place="Meråker",
        start_deadline=dt.date(2026, 5, 26),
        start_time=dt.datetime(2026, 4, 27, 9, number % 60, tzinfo=dt.UTC),
    )
