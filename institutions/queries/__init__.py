from institutions.queries.board import board
from institutions.queries.free import first_free
from institutions.queries.geography import geography
from institutions.queries.state import pools_with_state
from institutions.queries.suggestions import queue_suggestions
from institutions.queries.totals import reference_totals
from institutions.queries.waits import expected_waits
from institutions.queries.world import candidates_world

__all__ = [
    "board",
    "candidates_world",
    "expected_waits",
    "first_free",
    "geography",
    "pools_with_state",
    "queue_suggestions",
    "reference_totals",
]
