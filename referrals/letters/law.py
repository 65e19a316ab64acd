"""What the law wants a letter to hold, item by item, and what a composed letter lacks.

Sources: pasient- og brukerrettighetsloven (pbrl) as in force from 1 June 2024, prioriteringsforskriften § 5.
"""

from __future__ import annotations

from dataclasses import dataclass

from referrals.letters.data import DECISIONS, GRANTED
from referrals.letters.document import Letter

FORSKRIFT = "prioriteringsforskriften § 5"
_WITH_TIME = (*GRANTED, "time_set")


@dataclass(frozen=True)
class LawItem:
    """One duty: the kinds of letter it binds, the blocks or rows that meet it (any one), and its source."""

    key: str
    kinds: tuple[str, ...]
    met_by: tuple[str, ...]
    source: str


ITEMS = (
    LawItem("result", DECISIONS, ("result",), f"pbrl § 2-2 a third paragraph; {FORSKRIFT}"),
    LawItem("deadline", _WITH_TIME, ("deadline",), f"pbrl § 2-2 a; {FORSKRIFT}"),
    LawItem("time", _WITH_TIME, ("time", "helfo"), f"pbrl § 2-2 a; {FORSKRIFT}"),
    LawItem("place", _WITH_TIME, ("place", "helfo"), FORSKRIFT),
    LawItem("helfo", _WITH_TIME, ("deadline_not_kept", "helfo"), f"pbrl § 2-2 b; {FORSKRIFT}"),
    LawItem(
        "complaint",
        (*DECISIONS, "time_set"),
        ("complaint", "complaint_refusal", "complaint_redirect", "complaint_time"),
        f"pbrl §§ 7-2, 7-3 and 7-5; {FORSKRIFT}",
    ),
    LawItem(
        "renewed_assessment",
        (*GRANTED, "refused"),
        ("renewed_assessment",),
        f"pbrl § 2-3; {FORSKRIFT}",
    ),
    LawItem("choose_place", GRANTED, ("choose_place",), "pbrl § 2-4"),
    LawItem("choose_assessor", ("refused", "redirected"), ("choose_assessor",), "pbrl § 2-4"),
    LawItem("reasons", ("refused",), ("reasons", "assessment"), "pbrl §§ 2-7 and 7-7; fvl § 33"),
    LawItem("what_now", ("refused",), ("what_now",), "good practice; forskrift 2011-12-16-1256 § 3"),
    LawItem("ombud", (*DECISIONS, "time_set"), ("patient_ombud",), "pbrl chapter 8"),
    LawItem("language_help", (*DECISIONS, "time_set"), ("language_help",), "pbrl § 3-5; tolkeloven § 6"),
    LawItem("own_payment", GRANTED, ("practical", "practical_week", "helfo"), "information; no rate"),
    LawItem("law", (*DECISIONS, "time_set"), ("law",), "good practice"),
)


def missing_items(letter: Letter) -> tuple[LawItem, ...]:
    """The duties that a composed letter does not meet; empty for one that may be sent."""
    said = letter.said()
    return tuple(
        item for item in ITEMS if letter.letter_kind in item.kinds and not said.intersection(item.met_by)
    )
