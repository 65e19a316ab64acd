"""Stage 2, which delytelse; and stage 1, the gate. Two-valued: an unknown cell is not met."""

from __future__ import annotations

from deltytelser.rules.boxes import holds
from deltytelser.rules.edition import Edition
from deltytelser.rules.rows import Row
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    FOUND_BY,
    LOOKUP,
    NO_DELYTELSE,
    SAME_STAY,
    STAYS,
    TICKED,
)


def row_holds(row: Row, coded: list[int], edition: Edition) -> bool:
    """Whether any alternative of a row holds."""
    if row.needs_ticked and not coded[TICKED] & row.needs_ticked:
        return False
    found = False
    for box in row.boxes:
        # A plain loop: this is asked some twenty times for every referral.
        found = found or holds(box, coded, edition.definitions)
    return found


def find_delytelse(coded: list[int], edition: Edition) -> Row | None:
    """Fill in the delytelse and what found it: rows first, then the diagnosis map, then the work rows.

    Derives anew what follows from the codes. Returns the row, None where the map found it or nothing did.
    Source: the rule book, stage 2.
    """
    edition.derive(coded)
    number = edition.early_sheet.first(coded)
    if number >= 0:
        row, code, found_by = edition.finders[number]
    else:
        row, code = None, coded[LOOKUP]
        found_by = edition.found_none if code == NO_DELYTELSE else edition.found_lookup
    coded[DELYTELSE] = code
    coded[FOUND_BY] = found_by
    coded[SAME_STAY] = 0 if code == NO_DELYTELSE else coded[STAYS] >> code & 1
    return row


def find_redirect(coded: list[int], edition: Edition) -> Row | None:
    """The first row of the gate that applies: another body assesses the referral.

    Needs the delytelse filled in.
    """
    number = edition.gate_sheet(coded[DELYTELSE]).first(coded)
    return edition.gate_rows[number] if number >= 0 else None
