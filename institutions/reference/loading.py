"""All reference data of a region, in the order it builds on itself."""

from __future__ import annotations

from django.db import transaction

from deltytelser.loading import Tally, load_delytelser, load_mappings
from institutions.reference.files import Files
from institutions.reference.people import load_organisations, load_reasons, load_region, load_trusts
from institutions.reference.places import load_institutions, load_municipalities
from institutions.reference.pools import Terms, bought, load_pools, trusts_own
from institutions.reference.printed import load_activity, load_hf_offers, load_statistics


@transaction.atomic
def load(*, code: str, files: Files | None = None) -> Tally:
    """Loads or refreshes a region; all of it or nothing. The tally says what was added and changed."""
    files = files or Files()
    facts, tally = files.region(code), Tally()
    region = load_region(facts, tally)
    rows = files.rows("institusjoner")
    trusts = load_trusts(region, files.rows("kommuner"), tally)
    short_names = {row["kommunenummer"]: row["kortnavn"] for row in files.own_rows("municipality_names")}
    municipalities = load_municipalities(
        files.rows("kommuner_norge"), files.rows("kommuner"), short_names, trusts, tally
    )
    names = {row["kode"]: row for row in files.own_rows("delytelse_names")}
    delytelser = load_delytelser(
        region=region, rows=files.rows("delytelser"), names=names, first_day=facts["first_day"], tally=tally
    )
    load_mappings(
        region=region, rows=files.rows("diagnose_til_delytelse"), delytelser=delytelser, tally=tally
    )
    organisations = load_organisations(region, facts, rows, tally)
    institutions = load_institutions(region, rows, organisations, trusts, municipalities, tally)
    terms = Terms.of(files.catalogue("agreements"), files.catalogue("settings"), facts)
    own = trusts_own(files.rows("hf_tilbud"), institutions, delytelser, terms)
    load_pools(bought(files.rows("avtaler"), institutions, delytelser, terms) + own, tally)
    load_hf_offers(files.rows("hf_tilbud"), institutions, trusts, delytelser, tally)
    load_activity(region, files.rows("aktivitet_2022"), institutions, delytelser, tally)
    load_statistics(region, files.rows("statistikk"), tally)
    load_reasons(region, files.own_rows("coded_reasons"), facts["first_day"], tally)
    return tally
