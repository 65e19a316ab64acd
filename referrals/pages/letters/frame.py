"""What the page of a letter shows: the paragraphs in work, the library, the letter, the versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from referrals.letters.data import COMPLAINT, INFORMS, Paragraph, Recipient
from referrals.letters.errors import LetterError
from referrals.letters.fill import PLACEHOLDER, capital
from referrals.letters.picks import unknown_names
from referrals.letters.words import phrase, voice
from referrals.pages.letters.target import Target
from referrals.pages.letters.typed import written
from referrals.pages.letters.versions import versions_of
from referrals.pages.letters.words import KINDS, letters_to_write
from referrals.queries.letter_library import library_of, split_by_kind
from referrals.use_cases.letter_check import read_through
from referrals.use_cases.letter_data import data_of
from referrals.use_cases.letter_recipients import recipients_for
from referrals.use_cases.letter_texts import texts_of, why_not_written
from referrals.words import RECIPIENTS
from rve.core import clock
from rve.core.errors import DomainError
from rve.core.numbers import whole_number


def page(
    request: HttpRequest, target: Target, paragraphs: Sequence[Paragraph], *, error: DomainError | None
) -> dict[str, Any]:
    """Everything on the page. `error` stands at the paragraph it is about, else on top."""
    at = str(error.field or "") if error else ""
    rows = [
        {
            "at": number,
            "focus_id": f"heading-{number}",
            "one": one,
            "error": error.message if error and at == f"paragraph-{number + 1}" else "",
        }
        for number, one in enumerate(paragraphs)
    ]
    named = any(row["error"] for row in rows)
    return {
        **look(request, target, paragraphs),
        **library_context(request, target, ""),
        "rows": rows,
        "alert": error.message if error and not named else "",
        "versions": versions_of(list(texts_of(**target.keys))),
        "why_not": why_not_written(**target.keys),
        "siblings": _siblings(target),
        "names": _names(target),
    }


def look(request: HttpRequest, target: Target, paragraphs: Sequence[Paragraph]) -> dict[str, Any]:
    """The letter for the chosen reader, and who else gets it."""
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    usable = tuple(one for one in written(paragraphs) if not unknown_names(one))
    said = request.POST.get("said", "").strip()
    subject = target.subject(actor, picked=usable, **_typed(target, said))
    recipients = recipients_for(subject, on=today)
    asked = request.GET.get("reader") or request.POST.get("reader") or ""
    chosen = min(whole_number(asked) or 0, len(recipients) - 1)
    try:
        letter, problem = read_through(data_of(subject, recipients[chosen], on=today))
    except LetterError:
        letter, problem = None, _("The letter cannot be shown yet.")
    strange = sorted({name for one in paragraphs for name in unknown_names(one)})
    return {
        "target": target,
        "referral": target.referral,
        "kind_words": KINDS[target.kind],
        "letter": letter,
        "letter_problem": _problem(target, problem),
        "readers": [(number, one, _role(one)) for number, one in enumerate(recipients)],
        "chosen": chosen,
        "reader": recipients[chosen],
        "written_in": "Nynorsk" if target.referral.language == "nn" else "Bokmål",
        "strange": strange,
        "said": said,
    }


def _typed(target: Target, said: str) -> dict[str, str]:
    """What is being written in the step that sends the letter, where the letter says it in its own words."""
    name = {"complaint_formalities": "missing_text", "dismissed": "reason", "preliminary_answer": "reason"}
    return {name[target.kind]: said} if said and target.kind in name else {}


def _problem(target: Target, problem: str) -> str:
    """A letter about a complaint is written before all that it tells is known."""
    if problem and target.kind in COMPLAINT and target.kind not in INFORMS:
        return _("Something that the letter must say is not known yet. It is filled in when it is sent.")
    return problem


def _role(one: Recipient) -> object:
    return RECIPIENTS.get(one.role, one.role)


def library_context(request: HttpRequest, target: Target, q: str) -> dict[str, Any]:
    """The library: what fits the letter, then the rest; with `q` those that have the words."""
    actor = request.actor  # type: ignore[attr-defined]
    picks = library_of(region=actor.region, language=_language(target), on=clock.today())
    fitting, rest = split_by_kind(picks, target.kind)
    groups = [(_("For this letter"), fitting), (_("Others"), rest)]
    wanted = q.strip().casefold()
    shown = [
        (title, [_spoken(one, target) for one in rows if wanted in f"{one.heading} {one.text}".casefold()])
        for title, rows in groups
    ]
    return {"groups": [(title, rows) for title, rows in shown if rows], "q": q, "target": target}


def library_for(request: HttpRequest, target: Target) -> list[Paragraph]:
    """Every paragraph that may be added."""
    actor = request.actor  # type: ignore[attr-defined]
    return [
        one.paragraph for one in library_of(region=actor.region, language=_language(target), on=clock.today())
    ]


def _language(target: Target) -> str:
    return "nn" if target.referral.language == "nn" else "nb"


def _spoken(one: Paragraph, target: Target) -> Paragraph:
    """As the patient reads it: only names that a letter fills in stay in braces."""
    language = _language(target)
    ombud = phrase(language, "ombud", "plain")
    words = voice(language, "patient") | {"ombud": ombud, "Ombud": capital(ombud)}

    def said(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text)

    return Paragraph(one.key, said(one.heading), said(one.text))


def _names(target: Target) -> list[tuple[str, str]]:
    """Names in braces that a text may use, and what the patient then reads."""
    words = voice(_language(target), "patient")
    shown = ("du", "deg", "pasienten", "pasienten_deg", "fastlegen")
    return [(f"{{{name}}}", words[name]) for name in shown]


def _siblings(target: Target) -> list[tuple[str, object, bool]]:
    """The other letters that may be written about the same complaint."""
    if target.complaint is None or target.decision is not None:
        return []
    kinds = dict.fromkeys((*(kind for kind, _words in letters_to_write(target.complaint)), target.kind))
    return [(kind, KINDS[kind], kind == target.kind) for kind in kinds]


def focus_after(do: str, rows: int) -> str:
    """The id of the field that has the focus after a button."""
    verb, _colon, about = do.partition(":")
    at = whole_number(about) or 0
    last = {"add": rows - 1, "free": rows - 1, "up": max(at - 1, 0), "down": min(at + 1, rows - 1)}
    row = last.get(verb, min(at, rows - 1))
    return f"heading-{row}" if rows else "free"
