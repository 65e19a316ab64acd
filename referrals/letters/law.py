"""What the law wants a letter to hold, item by item, and what a composed letter lacks.

Sources: pasient- og brukerrettighetsloven (pbrl) as in force from 1 June 2024, prioriteringsforskriften § 5.
"""

from __future__ import annotations

from dataclasses import dataclass

from referrals.letters.data import ABOUT_PLACE, COMPLAINT, DECISIONS, GRANTED, OVERTURNED
from referrals.letters.document import Letter

FORSKRIFT = "prioriteringsforskriften § 5"
_WITH_TIME = (*GRANTED, *ABOUT_PLACE)
_TO_PATIENT = (*DECISIONS, *ABOUT_PLACE, *COMPLAINT)


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
        (*DECISIONS, *ABOUT_PLACE),
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
    LawItem("ombud", _TO_PATIENT, ("patient_ombud",), "pbrl chapter 8"),
    LawItem("language_help", _TO_PATIENT, ("language_help",), "pbrl § 3-5; tolkeloven § 6"),
    LawItem("own_payment", GRANTED, ("practical", "practical_week", "helfo"), "information; no rate"),
    LawItem("law", _TO_PATIENT, ("law",), "good practice"),
    LawItem("complaint_came", COMPLAINT[:3], ("complaint_on", "opening"), "pbrl § 7-7; fvl § 11 a"),
    LawItem(
        "who_reviews",
        ("complaint_received",),
        ("complaint_next", "complaint_next_late", "complaint_next_dismissal"),
        "pbrl § 7-7; fvl § 33",
    ),
    LawItem("answer_by", ("complaint_received", "preliminary_answer"), ("answer_by",), "fvl § 11 a"),
    LawItem("missing", ("complaint_formalities",), ("missing", "missing_text"), "pbrl §§ 7-2 and 7-3"),
    LawItem("mend_by", ("complaint_formalities",), ("mend_by",), "pbrl § 7-3"),
    LawItem("why_longer", ("preliminary_answer",), ("why_longer", "preliminary_why"), "fvl § 11 a"),
    LawItem("changed", OVERTURNED, ("changes", "result"), "fvl § 33"),
    LawItem("why_changed", OVERTURNED, ("cause", "cause_text"), "fvl §§ 25 and 33"),
    LawItem("rest", ("partly_overturned",), ("partly_rest",), "fvl § 33 fourth paragraph"),
    LawItem("why_dismissed", ("dismissed",), ("dismissed_why", "why_late"), "fvl §§ 31 and 33"),
    LawItem("if_disagree", ("dismissed",), ("dismissed_next",), "fvl §§ 27 and 33; pbrl § 7-5"),
    LawItem("statement", ("upheld_sent",), ("statement",), "fvl § 33"),
    LawItem("comment", ("upheld_sent",), ("upheld_comment",), "fvl § 33"),
    LawItem("answer", ("returned",), ("answer",), "fvl § 34"),
    LawItem(
        "after_answer",
        ("returned",),
        (
            *("returned_upheld", "returned_changed", "returned_quashed"),
            *("returned_upheld_dismissal", "returned_dismissal_gone"),
        ),
        "fvl §§ 28 third paragraph and 34",
    ),
)


def missing_items(letter: Letter) -> tuple[LawItem, ...]:
    """The duties that a composed letter does not meet; empty for one that may be sent."""
    said, kinds = letter.said(), {letter.letter_kind, letter.decided}
    return tuple(
        item for item in ITEMS if kinds.intersection(item.kinds) and not said.intersection(item.met_by)
    )
