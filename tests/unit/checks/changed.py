"""Changes to the files of a rule set, as a clinician or a slip of the hand would make them."""

from __future__ import annotations

import copy


def row_in(files, row_id):
    """(rows of its table, place in them, the row)."""
    for content in files.values():
        rows = content.get("rows") if isinstance(content, dict) else None
        for at, row in enumerate(rows or []):
            if row.get("id") == row_id and "expected" not in row:
                return rows, at, row
    raise KeyError(row_id)


def with_cells(files, row_id, **cells):
    """The files with cells of one row replaced; ... takes a cell away. `from_` is the cell from."""
    new = copy.deepcopy(files)
    _, _, row = row_in(new, row_id)
    for name, value in cells.items():
        if value is ...:
            del row[name.rstrip("_")]
        else:
            row[name.rstrip("_")] = value
    return new


def without_row(files, row_id):
    """Without the row, and without the orders that name it."""
    new = with_order(files, [pair for pair in order_of(files) if row_id not in pair])
    rows, at, _ = row_in(new, row_id)
    del rows[at]
    return new


def with_row_after(files, row_id, **cells):
    """A copy of a row right behind it, with other cells."""
    new = copy.deepcopy(files)
    rows, at, row = row_in(new, row_id)
    rows.insert(at + 1, {**copy.deepcopy(row), **cells})
    return new


def from_day(files, row_id, day, before, **cells):
    """The row ends the day before, and goes on with other cells: as a draft changes it."""
    new = with_row_after(files, row_id, **{"from": day}, **cells)
    row_in(new, row_id)[2]["to"] = before
    return new


def swapped(files, one, other):
    """Two neighbours in each other's place."""
    new = copy.deepcopy(files)
    rows, at, _ = row_in(new, one)
    _, then, _ = row_in(new, other)
    rows[at], rows[then] = rows[then], rows[at]
    return new


def order_of(files):
    return [(row["first"], row["then"]) for row in files["order.yaml"]["rows"]]


def with_order(files, pairs):
    new = copy.deepcopy(files)
    new["order.yaml"]["rows"] = [{"first": first, "then": then} for first, then in pairs]
    return new
