"""Stage 2, which delytelse; and stage 1, the gate. Two-valued: an unknown cell is not met."""

from __future__ import annotations

from deltytelser.rules.boxes import holds
from deltytelser.rules.edition import Edition
from deltytelser.rules.rows import Row
from deltytelser.rules.vocabulary import (
    DELYTELSE,
    DELYTELSER,
    FOUND_BY,
    LOOKUP,
    NO_DELYTELSE,
    SAME_STAY,
    STAYS,
    TICKED,
)

LOOKUP_ID = "map.lookup"


def row_holds(row: Row, coded: list[int], edition: Edition) -> bool:
    """Whether any alternative of a row holds."""
    if row.needs_ticked and not coded[TICKED] & row.needs_ticked:
        return False
    found = False
    for box in row.boxes:
        # A plain loop: this is asked some twenty times for every referral.
        found = found or holds(box, coded, edition.definitions)
    return found


def first_row(rows: tuple[Row, ...], coded: list[int], edition: Edition) -> Row | None:
    """The first row that applies, or None."""
    for row in rows:
        if row_holds(row, coded, edition):
            return row
    return None


def find_delytelse(coded: list[int], edition: Edition) -> Row | None:
    """Fill in the delytelse and what found it: rows first, then the diagnosis map, then the work rows.

    Returns the row, None where the map found it or nothing did. Source: the rule book, stage 2.
    """
    row = first_row(edition.map_rows, coded, edition) or first_row(edition.work_rows, coded, edition)
    if row is not None:
        code = DELYTELSER.index(str(row.effect["delytelse"]))
        found_by = row.id
    else:
        code = coded[LOOKUP]
        found_by = "none" if code == NO_DELYTELSE else LOOKUP_ID
    coded[DELYTELSE] = code
    coded[FOUND_BY] = edition.map_ids.index(found_by)
    coded[SAME_STAY] = 0 if code == NO_DELYTELSE else coded[STAYS] >> code & 1
    return row


def find_redirect(coded: list[int], edition: Edition) -> Row | None:
    """The first row of the gate that applies: another body assesses the referral.

    Needs the delytelse filled in.
    """
    return first_row(edition.gate_rows, coded, edition)
