from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """Who a place is for: the kind of row and its key, known to the app that has it."""

    kind: str
    id: int
