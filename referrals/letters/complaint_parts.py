"""The parts of letters about a complaint; each gives the blocks it adds, or none."""

from __future__ import annotations

import datetime as dt

from referrals.letters import parts
from referrals.letters.data import Before, ComplaintData, LetterData
from referrals.letters.document import Block, Box, Bullets, Heading, Row, Terms, Text
from referrals.letters.fill import capital
from referrals.letters.texts import Texts
from referrals.letters.words import has_phrase, phrase
from rve.core.dates import long_date


def _of(data: LetterData) -> ComplaintData:
    assert data.complaint is not None, "compose checks that it is there"
    return data.complaint


def _came(data: LetterData, texts: Texts) -> str:
    """That the complaint came, when, and from whom, as the reader knows it."""
    one = _of(data)
    reader = "patient" if data.recipient.role == "patient" else "other"
    if data.recipient.role == "referrer":
        name = "referrer"
    elif one.own:
        name = f"own_{reader}"
    else:
        name = "by_patient" if one.by_patient else f"for_{reader}"
    if not one.own and not one.complainant_name and not one.by_patient:
        name = "referrer" if reader == "other" else "own_patient"
    return texts.phrase("complaint_came", name)


def opening(data: LetterData, texts: Texts) -> list[Block]:
    """That the complaint came, and what this letter says of it, in one sentence."""
    if _of(data).again:
        return [Text("opening", " ".join([_came(data, texts), texts.phrase("openings", "complaint_again")]))]
    rest = "upheld_rest" if data.kind == "upheld_sent" and _of(data).cause else data.kind
    return [Text("opening", " ".join([_came(data, texts), texts.phrase("openings", rest)]))]


def overturned_opening(data: LetterData, texts: Texts) -> list[Block]:
    """The complaint, that it helped, that the old decision is gone, and the new result."""
    one = _of(data)
    agreed = f"late_{data.kind}" if one.late_only else data.kind
    stands = [texts.phrase("openings", "replaced")] if one.decided_on and not one.late_only else []
    said = [_came(data, texts), texts.phrase("openings", agreed), *stands, *parts.result(data, texts)]
    return [Text("result", " ".join(said))]


def received_box(data: LetterData, texts: Texts) -> list[Block]:
    one = _of(data)
    return _box(
        "complaint_box",
        texts,
        ("complaint_about", about(one, data.language)),
        ("complaint_on", _day(one.received_on, data.language)),
        ("complaint_by", one.complainant_name),
        ("answer_by", _day(one.answer_by, data.language)),
        labels={"answer_by": "answer_expected"},
    )


def about(one: ComplaintData, language: str) -> str:
    """`Retten til rehabilitering, fristen`."""
    return capital(", ".join(phrase(language, "about", code) for code in one.about))


def next_steps(data: LetterData, texts: Texts) -> list[Block]:
    """Who looks at it anew: nobody who decided; where nothing is decided yet, that it is being done."""
    one = _of(data)
    if one.of_dismissal:
        return texts.paragraph("complaint_next_dismissal")
    return texts.paragraph("complaint_next" if one.decided_on else "complaint_next_late")


def next_upheld(data: LetterData, texts: Texts) -> list[Block]:
    """What Statsforvalteren looks at."""
    return texts.paragraph("upheld_next_dismissal" if _of(data).of_dismissal else "upheld_next")


def missing(data: LetterData, texts: Texts) -> list[Block]:
    """What the complaint lacks before it can be treated, and by when."""
    one = _of(data)
    who = "own" if one.own else "patient" if data.recipient.role == "patient" else "other"
    items = tuple(texts.phrase("missing", f"{code}_{who}") for code in one.missing)
    blocks: list[Block] = [Bullets("missing", items)] if items else []
    if one.hidden and not items:
        blocks.append(Text("missing_text", texts.phrase("late", "hidden")))
    blocks += _lines("missing_text", one.missing_text)
    return [*blocks, *_box("mend_box", texts, ("mend_by", _day(one.mend_by, data.language)))]


def why_longer(data: LetterData, texts: Texts) -> list[Block]:
    """Why the answer takes longer: in the unit's own words for this case, else the standard ones."""
    own = _lines("why_longer", _of(data).reason)
    return (
        [Heading("why_longer_heading", texts.phrase("headings", "why_longer")), *own]
        if own
        else (texts.paragraph("preliminary_why"))
    )


def preliminary_box(data: LetterData, texts: Texts) -> list[Block]:
    one = _of(data)
    return _box(
        "complaint_box",
        texts,
        ("complaint_on", _day(one.received_on, data.language)),
        ("answer_by", _day(one.answer_by, data.language)),
        labels={"answer_by": "answer_expected"},
    )


def changes(data: LetterData, texts: Texts) -> list[Block]:
    """What the new decision says, beside what the one complained of said; only what is another."""
    before = _of(data).before
    if before is None:
        return []
    found = [(key, now, was) for key, now, was in _compared(data, before) if now and now != was]
    rows = tuple(
        Row(f"changed_{key}", texts.label(f"changed_{key}"), f"{capital(now)}. {_was(data, was)}".strip())
        for key, now, was in found
    )
    return (
        [Heading("changes_heading", texts.phrase("headings", "changes")), Terms("changes", rows)]
        if rows
        else []
    )


def _compared(data: LetterData, before: Before) -> list[tuple[str, str, str]]:
    yes, no = (phrase(data.language, "values", name) for name in ("yes", "no"))
    return [
        ("right", yes if data.grants else no, yes if before.right else no),
        ("deadline", _day(data.start_deadline, data.language), _day(before.deadline, data.language)),
        ("place", data.institution_name, before.place),
        ("level", _level(data, data.level), _level(data, before.level)),
    ]


def _level(data: LetterData, level: str) -> str:
    return phrase(data.language, "levels", level) if has_phrase(data.language, "levels", level) else ""


def _was(data: LetterData, was: str) -> str:
    return f"{phrase(data.language, 'values', 'was')} {was}." if was else ""


def why_changed(data: LetterData, texts: Texts) -> list[Block]:
    """The cause in a sentence, then the unit's own words for it."""
    one = _of(data)
    cause = [Text("cause", texts.phrase("causes", one.cause))] if one.cause else []
    blocks = [*cause, *_lines("cause_text", one.cause_text)]
    heading = texts.phrase("headings", "reasons" if one.late_only else "cause")
    return [Heading("cause_heading", heading), *blocks] if blocks else []


def partly(data: LetterData, texts: Texts) -> list[Block]:
    return texts.paragraph("partly_rest") if data.kind == "partly_overturned" else []


def why_dismissed(data: LetterData, texts: Texts) -> list[Block]:
    one = _of(data)
    if one.hidden:
        return [
            Heading("dismissed_heading", texts.phrase("headings", "reasons")),
            Text("dismissed_why", texts.phrase("late", "hidden")),
        ]
    late = (
        [Text("why_late", texts.phrase("late", one.lateness))]
        if one.lateness in ("refused", "over_a_year")
        else []
    )
    blocks = [*late, *_lines("dismissed_why", one.reason)]
    return [Heading("dismissed_heading", texts.phrase("headings", "reasons")), *blocks] if blocks else []


def decision_stands(data: LetterData, texts: Texts) -> list[Block]:
    return texts.paragraph("decision_stands") if _of(data).decided_on else []


def statement(data: LetterData, texts: Texts) -> list[Block]:
    """What the unit writes to Statsforvalteren, in full and as it is."""
    lines = _lines("statement", _of(data).statement)
    return [Heading("statement_heading", texts.phrase("headings", "statement")), *lines] if lines else []


def answered_box(data: LetterData, texts: Texts) -> list[Block]:
    one = _of(data)
    return _box(
        "answer_box",
        texts,
        ("answer", texts.phrase("answers", one.answer)),
        ("answered_on", _day(one.answered_on, data.language)),
        ("answer_reference", one.answer_reference),
    )


def after_answer(data: LetterData, texts: Texts) -> list[Block]:
    one = _of(data)
    if one.of_dismissal:
        return texts.paragraph(
            "returned_upheld_dismissal" if one.answer == "upheld" else "returned_dismissal_gone"
        )
    return texts.paragraph(f"returned_{one.answer}")


def _lines(key: str, text: str) -> list[Text]:
    """What people wrote, a block per paragraph, never read for braces."""
    return [Text(key, line) for line in text.splitlines() if line.strip()]


def _day(day: dt.date | None, language: str) -> str:
    return long_date(day, language) if day else ""


def _box(key: str, texts: Texts, *rows: tuple[str, str], labels: dict[str, str] | None = None) -> list[Block]:
    found = tuple(
        Row(name, texts.label((labels or {}).get(name, name)), value) for name, value in rows if value
    )
    return [Box(key, found)] if found else []
