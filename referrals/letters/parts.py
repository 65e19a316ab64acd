"""The parts of letters that depend on the case; each gives the blocks it adds, or none."""

from __future__ import annotations

from referrals.letters.data import LetterData
from referrals.letters.document import Block, Box, Bullets, Heading, Row, Terms, Text
from referrals.letters.fill import capital, fill
from referrals.letters.picks import NOT_ADDRESSED, speaks_to_the_patient
from referrals.letters.texts import Texts
from referrals.letters.words import has_phrase, phrase
from rve.core.dates import long_date, week_label, weekday_time


def you_get_this(data: LetterData, texts: Texts) -> list[Block]:
    """Why somebody other than the patient or the referrer has been written to."""
    role = data.recipient.role
    if not has_phrase(data.language, "you_get_this", role):
        return []
    return [Text("you_get_this", texts.phrase("you_get_this", role))]


def opening(data: LetterData, texts: Texts) -> list[Block]:
    """What was referred and when it came, the result, and for a right its reasons."""
    before = "redirected_" if data.kind == "redirected" else ""
    return [
        Text("result", " ".join([texts.phrase("openings", before + _reader(data)), *result(data, texts)]))
    ]


def result(data: LetterData, texts: Texts) -> list[str]:
    """The result in a sentence, and for a right its reasons."""
    name = "granted" if data.grants else data.decided
    about = "_about" if data.delytelse_name and data.decided != "redirected" else ""
    return [texts.phrase("results", name + about), *(data.outcome_reasons if data.grants else ())]


def _reader(data: LetterData) -> str:
    role = data.recipient.role
    if role == "referrer":
        return role
    reader = "patient" if role == "patient" else "other"
    return reader if data.referrer_name else f"{reader}_unnamed"


def time_opening(data: LetterData, texts: Texts) -> list[Block]:
    what = "moved" if data.previous_start_time else "time"
    who = "patient" if data.recipient.role == "patient" else "other"
    return [Text("opening", texts.phrase("openings", f"{what}_{who}"))]


def place_opening(data: LetterData, texts: Texts) -> list[Block]:
    """Why the place is another than the one written of before; the deadline is the same."""
    named = "place_declined" if data.place_why == "declined" else "place_other"
    unnamed = "place_same" if data.place_why == "same" else "place_found"
    name = named if data.previous_institution_name else unnamed
    sentences = [texts.phrase("openings", name), texts.phrase("openings", "deadline_stands")]
    return [Text("opening", " ".join(sentences))]


def late_opening(data: LetterData, texts: Texts) -> list[Block]:
    """That the right has a deadline, and that it cannot be kept."""
    return [Text("opening", texts.phrase("openings", "deadline_not_kept"))]


def plain_opening(data: LetterData, texts: Texts) -> list[Block]:
    return [Text("opening", texts.phrase("openings", data.kind))]


def place_box(data: LetterData, texts: Texts) -> list[Block]:
    """Place, time or planned week, and deadline. What is not known is said to be so."""
    pending = phrase(data.language, "values", "pending")
    rows = [
        Row(
            "place" if data.institution_name else "place_pending",
            texts.label("place"),
            _place(data) or pending,
        )
    ]
    if data.previous_institution_name:
        rows.append(Row("place_before", texts.label("place_before"), data.previous_institution_name))
    if data.previous_start_time:
        rows.append(
            Row(
                "before",
                texts.label("before"),
                capital(weekday_time(data.previous_start_time, data.language)),
            )
        )
    rows.append(_time_row(data, texts) or Row("time_pending", texts.label("planned"), pending))
    if data.start_deadline:
        date = {"date": long_date(data.start_deadline, data.language)}
        deadline = fill(phrase(data.language, "values", "deadline"), date)
        rows.append(Row("deadline", texts.label("deadline"), deadline))
    return [Box("place_box", tuple(rows))]


def _time_row(data: LetterData, texts: Texts) -> Row | None:
    if data.start_time:
        return Row("time", texts.label("time"), capital(weekday_time(data.start_time, data.language)))
    if data.planned_week:
        label = week_label(*data.planned_week, data.language, with_year=True)
        return Row("time", texts.label("planned"), capital(label))
    return None


def _place(data: LetterData) -> str:
    """`Meråker kurbad, Meråker (døgnopphold, om lag tre uker)`."""
    name, place = data.institution_name, data.institution_place
    if not name:
        return ""
    where = f"{name}, {place}" if place and place.casefold() not in name.casefold() else name
    stay = ", ".join(one for one in (_level(data), data.stay_text) if one)
    return f"{where} ({stay})" if stay else where


def _level(data: LetterData) -> str:
    lodging = f"{data.level}_lodging"
    name = lodging if data.lodging and has_phrase(data.language, "levels", lodging) else data.level
    return phrase(data.language, "levels", name) if has_phrase(data.language, "levels", name) else ""


def practical(data: LetterData, texts: Texts) -> list[Block]:
    if not data.institution_name:
        return []
    return texts.paragraph("practical" if data.start_time else "practical_week")


def if_late(data: LetterData, texts: Texts) -> list[Block]:
    """What happens when the deadline is not kept, or already cannot be."""
    if not data.start_deadline:
        return []
    return texts.paragraph("helfo" if data.breach_expected else "deadline_not_kept")


def picked(data: LetterData, texts: Texts) -> list[Block]:
    """What a person chose or wrote for this letter, in the order given."""
    others = data.recipient.role in NOT_ADDRESSED
    return [
        block
        for at, one in enumerate(data.picked, 1)
        if one.text and not (others and speaks_to_the_patient(one))
        for block in texts.own(one, f"picked_{at}")
    ]


def interpreter(data: LetterData, texts: Texts) -> list[Block]:
    """That an interpreter is offered; in which language is told to the place alone."""
    if not data.interpreter:
        return []
    return texts.paragraph("interpreter_place" if data.recipient.role == "institution" else "interpreter")


def reasons(data: LetterData, texts: Texts) -> list[Block]:
    """Why not: the rules' sentences, then the assessor's own words, then whose responsibility it is."""
    weighed = {
        "nytte": data.nytte,
        "ressurs": data.ressurs,
        "alvorlighet": data.alvorlighet,
        "municipal_help": data.municipal_help,
    }
    rows = tuple(Row(key, texts.label(key), text) for key, text in weighed.items() if text.strip())
    blocks: list[Block] = []
    if data.outcome_reasons:
        blocks.append(Text("reasons", " ".join(data.outcome_reasons)))
    if rows:
        blocks.append(Terms("assessment", rows))
    if data.municipal_help.strip():
        blocks += texts.paragraph("municipal_responsibility")
    return [Heading("reasons_heading", texts.phrase("headings", "reasons")), *blocks] if blocks else []


def to_referrer(data: LetterData, texts: Texts) -> list[Block]:
    """What concerns the referrer alone; after a refusal what to send, and what would have changed it."""
    if data.recipient.role != "referrer":
        return []
    name = "granted" if data.grants else data.decided
    blocks = texts.paragraph(f"referrer_{name}")
    for key, items in (("advice", data.advice), ("counterfactual", data.counterfactual)):
        if items and data.decided == "refused":
            blocks += [Text(f"{key}_lead", texts.phrase("leads", key)), Bullets(key, items)]
    return blocks


def redirect_box(data: LetterData, texts: Texts) -> list[Block]:
    received = Row("received", texts.label("received"), long_date(data.received_on, data.language))
    return [
        Box("redirect_box", (Row("sent_to", texts.label("sent_to"), capital(data.redirect_to)), received))
    ]


def questions(data: LetterData, texts: Texts) -> list[Block]:
    return [Bullets("questions", data.questions)]


def helpful(data: LetterData, texts: Texts) -> list[Block]:
    """In a receipt: what would make the assessment better, never a condition."""
    if not data.questions:
        return []
    return [
        Heading("helpful_heading", texts.phrase("headings", "helpful")),
        Bullets("questions", data.questions),
    ]


def answer_box(data: LetterData, texts: Texts) -> list[Block]:
    if not data.answer_by:
        return []
    return [
        Box(
            "answer_box",
            (Row("answer_by", texts.label("answer_by"), long_date(data.answer_by, data.language)),),
        )
    ]


def receipt_box(data: LetterData, texts: Texts) -> list[Block]:
    rows = [Row("received", texts.label("received"), long_date(data.received_on, data.language))]
    if data.inform_by:
        rows.append(Row("inform_by", texts.label("inform_by"), long_date(data.inform_by, data.language)))
    return [Box("receipt_box", tuple(rows))]
