"""Words of a letter that come from the case: its language, the reasons, and how the region words it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from deltytelser.models import Delytelse
from deltytelser.rules.labels import asked_of, question
from deltytelser.rules.reasons.changes import changes_in_words
from deltytelser.rules.render import render
from referrals import engine
from referrals.letters.data import Paragraph, Recipient
from referrals.letters.paragraphs import KEYS
from referrals.models import Decision, LetterParagraph, Referral

_WEEKS = {
    "nb": ("én uke", "to uker", "tre uker", "fire uker", "{n} uker"),
    "nn": ("éi veke", "to veker", "tre veker", "fire veker", "{n} veker"),
}
_REDIRECTS = {
    "other_region": (
        "vurderingsenheten i pasientens egen helseregion",
        "vurderingseininga i helseregionen til pasienten",
    ),
    "hf_obesity_clinic": (
        "overvektspoliklinikken i helseforetaket",
        "overvektspoliklinikken i helseføretaket",
    ),
    "hf_specialist": ("spesialist i helseforetaket", "spesialist i helseføretaket"),
    "supplier": ("leverandøren av tilbudet", "leverandøren av tilbodet"),
}


def language_for(referral: Referral, recipient: Recipient) -> str:
    """The patient's own written language; the same for the others, so that all have read the same letter."""
    return "nn" if referral.language == "nn" else "nb"


def stay_text(weeks: int, language: str) -> str:
    """`om lag tre uker`."""
    words = _WEEKS[language]
    return f"om lag {words[min(weeks, len(words)) - 1].format(n=weeks)}"


def reasons(decision: Decision, language: str) -> dict[str, Any]:
    """The rules' own sentences where the decision stands on them; for the referrer
    what would have changed it.
    """
    proposal = decision.proposal
    if proposal.outcome != decision.outcome:
        return {}
    rules, content = engine.compiled(proposal.rule_set), json.loads(proposal.content)
    said = render(content, rules=rules, lang=language)
    found: dict[str, Any] = {
        "outcome_reasons": tuple(one["text"] for one in said["reasons"] if one.get("stage") == 3),
    }
    if decision.outcome == Decision.Outcome.REFUSED:
        asked = [fact for fact in content.get("unknown", ()) if asked_of(fact) == "referrer"]
        found["advice"] = tuple(text for fact in asked if (text := question(rules, fact, language)))
        found["counterfactual"] = tuple(
            changes_in_words(rules, one, language) for one in said["counterfactuals"]
        )
    return found


def delytelse_name(referral: Referral, letter: str, language: str) -> str:
    row = Delytelse.objects.filter(region=referral.region, code=letter).first() if letter else None
    return row.name_in(language) if row else ""


def redirect(code: str, language: str) -> str:
    words = _REDIRECTS.get(code)
    return words[language == "nn"] if words else code


def own_paragraphs(referral: Referral, *, kind: str, language: str, on: dt.date) -> tuple[Paragraph, ...]:
    """The region's own wording in force on the day, by key; the standard wording stands for the rest."""
    rows = LetterParagraph.objects.filter(region=referral.region, kinds=[], key__in=KEYS[kind])
    in_force = {
        row.key: row
        for row in rows.filter(valid_from__lte=on).order_by("valid_from")
        if row.valid_to is None or on < row.valid_to
    }
    nn = language == "nn"
    return tuple(
        Paragraph(row.key, row.heading_nn if nn else row.heading_nb, row.text_nn if nn else row.text_nb)
        for row in in_force.values()
    )
