"""Letters of a case: what each says, who gets it, kept as PDF, and put in the
outbox in the deciding transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.utils import timezone

from deltytelser.models import Delytelse
from deltytelser.rules.labels import asked_of, question
from deltytelser.rules.reasons.changes import changes_in_words
from deltytelser.rules.render import render
from referrals import clocks, engine
from referrals.letters.data import LetterData, Paragraph, Recipient, Sender
from referrals.letters.paragraphs import KEYS
from referrals.letters.pdf import render_pdf
from referrals.models import Decision, Letter, LetterParagraph, Placement, Referral
from referrals.use_cases import notices
from referrals.use_cases.history import note
from referrals.use_cases.letter_check import letter_to_send
from referrals.use_cases.recipients import patient_side, placement_for, recipients_of, referrer_of
from rve.core import outbox, settings_by_date
from rve.core.dates import week_of
from rve.core.models import Message
from rve.core.policies import Actor
from rve.core.queue import enqueue

__all__ = ["letter_data", "recipients_of", "time_letter_data", "write_letters", "write_time_letter"]

PATIENT_SIDE = ("patient", "parent", "guardian", "authorised", "child_welfare")
HAND_OVER = "referrals.hand_over_letters"
_WEEKS = {
    "nb": ("én uke", "to uker", "tre uker", "fire uker", "{n} uker"),
    "nn": ("éi veke", "to veker", "tre veker", "fire veker", "{n} veker"),
}
_ABOUT = "om lag"
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


def letter_data(decision: Decision, recipient: Recipient, *, on: dt.date | None = None) -> LetterData:
    """What the decision's letter says to one recipient: as signed, or (before) as it would
    be signed on the day.
    """
    referral, language = decision.referral, language_for(decision.referral, recipient)
    placement = placement_for(decision) if decision.outcome == Decision.Outcome.GRANTED else None
    day = on or timezone.localdate(decision.signed_at or decision.prepared_at, clocks.OSLO)
    kind = kind_of(decision, placement)
    return LetterData(
        kind=kind,
        recipient=recipient,
        letter_date=day,
        **_case(referral, language, day),
        **_place(placement, decision, language),
        **_reasons(decision, language),
        paragraphs=own_paragraphs(referral, kind=kind, language=language, on=day),
        delytelse_name=_delytelse_name(referral, decision.delytelse, language),
        nytte=decision.nytte,
        ressurs=decision.ressurs,
        alvorlighet=decision.alvorlighet,
        municipal_help=decision.municipal_help,
        start_deadline=decision.start_deadline,
        redirect_to=_redirect(decision.redirect_to, language),
        signer_name=decision.signed_by.name if decision.signed_by else "",
        signer_title=decision.signed_by.title if decision.signed_by else "",
        signed_on=timezone.localdate(decision.signed_at, clocks.OSLO) if decision.signed_at else None,
        prepared_by_name=decision.prepared_by.name,
        prepared_by_title=decision.prepared_by.title,
        copies=_copies(referral, placement),
    )


def language_for(referral: Referral, recipient: Recipient) -> str:
    """The patient's own written language; the same for the others, so that all have read the same letter."""
    return "nn" if referral.language == "nn" else "nb"


def kind_of(decision: Decision, placement: Placement | None) -> str:
    if decision.outcome != Decision.Outcome.GRANTED:
        return decision.outcome
    return "granted_time" if placement is not None and placement.scheduled_at else "granted_week"


def _case(referral: Referral, language: str, day: dt.date) -> dict[str, Any]:
    """Patient, referrer and sender, as in every letter."""
    sender = settings_by_date.value(region=referral.region, key="letter_sender", on=day)
    known = {field: sender[field] for field in Sender.__dataclass_fields__ if field in sender}
    receipt = referral.first_received_on or referral.received_on
    assert receipt is not None
    return {
        "language": language,
        "reference": referral.reference or "",
        "received_on": receipt,
        "patient_name": referral.name,
        "patient_born": referral.birth_date,
        "referrer_name": referral.referrer.name if referral.referrer else "",
        "referrer_practice": referral.referrer.practice if referral.referrer else "",
        "sender": Sender(**known),
        "inform_by": referral.assessment_due,
    }


def _place(placement: Placement | None, decision: Decision, language: str) -> dict[str, Any]:
    """Place, level, and the time or the planned week; the level alone where there is no place yet."""
    found: dict[str, Any] = {"level": decision.level, "lodging": decision.lodging}
    if placement is None:
        return found
    weeks, words = placement.stay_weeks, _WEEKS[language]
    return found | {
        "institution_name": placement.institution.name,
        "institution_place": placement.institution.place,
        "start_time": placement.scheduled_at,
        "planned_week": week_of(placement.planned_week) if placement.planned_week else None,
        "stay_text": f"{_ABOUT} {words[min(weeks, len(words)) - 1].format(n=weeks)}",
    }


def _reasons(decision: Decision, language: str) -> dict[str, Any]:
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


def _delytelse_name(referral: Referral, letter: str, language: str) -> str:
    row = Delytelse.objects.filter(region=referral.region, code=letter).first() if letter else None
    return row.name_in(language) if row else ""


def _redirect(code: str, language: str) -> str:
    words = _REDIRECTS.get(code)
    return words[language == "nn"] if words else code


def _copies(referral: Referral, placement: Placement | None) -> tuple[str, ...]:
    """The others who get the same, as the letter's foot names them; never the patient's side by name."""
    who = referral.referrer
    named = [", ".join(part for part in (who.name, who.practice) if part)] if who else []
    return tuple([*named, placement.institution.name] if placement is not None else named)


def own_paragraphs(referral: Referral, *, kind: str, language: str, on: dt.date) -> tuple[Paragraph, ...]:
    """The region's own wording in force on the day, by key; the standard wording stands for the rest."""
    rows = LetterParagraph.objects.filter(region=referral.region, key__in=KEYS[kind], valid_from__lte=on)
    in_force = {
        row.key: row for row in rows.order_by("valid_from") if row.valid_to is None or on < row.valid_to
    }
    nn = language == "nn"
    return tuple(
        Paragraph(row.key, row.heading_nn if nn else row.heading_nb, row.text_nn if nn else row.text_nb)
        for row in in_force.values()
    )


def write_letters(*, decision: Decision, by: Actor, now: dt.datetime) -> list[Letter]:
    """The signed decision's letters, kept and put in the outbox; the
    caller's transaction holds them together.
    """
    today = timezone.localdate(now, clocks.OSLO)
    referral = decision.referral
    found = recipients_of(referral, decision, on=today)
    return [_write(letter_data(decision, one, on=today), referral, decision, by=by, now=now) for one in found]


def time_letter_data(
    placement: Placement, recipient: Recipient, *, on: dt.date, previous: dt.datetime | None = None
) -> LetterData:
    """The letter that tells the time of attendance, or a new one."""
    referral, decision = placement.referral, placement.decision
    language = language_for(referral, recipient)
    return LetterData(
        kind="time_set",
        recipient=recipient,
        letter_date=on,
        **_case(referral, language, on),
        **_place(placement, decision, language),
        paragraphs=own_paragraphs(referral, kind="time_set", language=language, on=on),
        delytelse_name=_delytelse_name(referral, decision.delytelse, language),
        start_deadline=decision.start_deadline,
        previous_start_time=previous,
        copies=_copies(referral, placement),
    )


def write_time_letter(
    *, placement: Placement, by: Actor, now: dt.datetime, previous: dt.datetime | None = None
) -> list[Letter]:
    """To the patient's side, and the same to the referrer; the institution gave the time itself."""
    today = timezone.localdate(now, clocks.OSLO)
    referral = placement.referral
    found = (*patient_side(referral, on=today), referrer_of(referral))
    made = [time_letter_data(placement, one, on=today, previous=previous) for one in found]
    return [_write(data, referral, placement.decision, by=by, now=now) for data in made]


def _write(
    data: LetterData, referral: Referral, decision: Decision, *, by: Actor, now: dt.datetime
) -> Letter:
    composed = letter_to_send(data)
    pdf = render_pdf(composed, created=now)
    letter = Letter.objects.create(
        referral=referral,
        decision=decision,
        kind=data.kind,
        language=data.language,
        recipient_role=data.recipient.role,
        recipient_name=data.recipient.name[:120],
        recipient_reason=data.recipient.reason[:120],
        title=composed.title[:160],
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        created_at=now,
    )
    note(
        referral,
        "letter_sent",
        by=by,
        now=now,
        letter=str(letter.public_id),
        kind=letter.kind,
        to=letter.recipient_role,
    )
    _put_out(letter, referral, now=now)
    return letter


def _put_out(letter: Letter, referral: Referral, *, now: dt.datetime) -> None:
    """The patient's side, and a referrer without a log-in here, get the file; the others
    a notice with a link.
    """
    told = notices.readers_of(letter, on=timezone.localdate(now, clocks.OSLO))
    if letter.recipient_role in PATIENT_SIDE or not told:
        outbox.put(_file(letter, referral), now=now)
        enqueue(HAND_OVER)
        return
    notices.tell(
        told,
        referral=referral,
        template="letter",
        key=f"letter/{letter.pk}",
        path=f"/letters/{letter.public_id}",
        now=now,
        kind=Message.Kind.LETTER,
    )


def _file(letter: Letter, referral: Referral) -> outbox.Outgoing:
    return outbox.Outgoing(
        key=f"letter/{letter.pk}",
        kind=Message.Kind.LETTER,
        channel=Message.Channel.FILE,
        case_kind="referral",
        case_id=referral.pk,
        template="letter",
        context={"letter": str(letter.public_id), "reference": referral.reference or ""},
    )
