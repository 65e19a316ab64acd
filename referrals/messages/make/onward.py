"""The onward referral after assessment (HIS 1208:2018): the referral, and the decision that was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deltytelser.diagnoses import title_of
from deltytelser.models import Delytelse
from referrals import clocks
from referrals.forms import choices
from referrals.messages.make import codes
from referrals.messages.make.codes import Coded
from referrals.messages.make.head import moment
from referrals.messages.make.people import person
from referrals.messages.make.tree import Space
from referrals.models import Decision, Placement, Referral
from referrals.models.patient import Protection
from referrals.pages.case_read import Block, blocks_by_key
from referrals.templatetags.cases import practical_blocks
from rve.core.dates import short_date
from rve.core.models import User

BODY, PO = Space(codes.REFERRAL), Space(codes.REFERRAL_COMMON, "po")
# What the assessment says of the patient, for those who go on with it.
NAMED = ("own_training", "change", "wishes")
GROUNDS = ("nytte", "ressurs", "alvorlighet")


def body(placement: Placement, *, cancelled: bool, left_out: list[str]) -> Any:
    """The body. `cancelled`: the place is not to have the patient after all; `left_out`: files too large."""
    referral, decision = placement.referral, placement.decision
    assert decision.signed_at is not None
    return BODY(
        "Henvisning",
        BODY("ServType", code=codes.CANCELLED if cancelled else codes.NEW),
        BODY("IssueDate", moment(decision.signed_at)),
        BODY.maybe("ReqComment", _remarks(referral, left_out)),
        BODY("DocumentId", str(placement.public_id)),
        _referrer(referral),
        _responsible(decision),
        PO(
            "TypeInnholdIMelding",
            PO("TypeInnhold", code=codes.INVESTIGATION_OR_TREATMENT),
            PO("Merknad", codes.AFTER_ASSESSMENT.words),
        ),
        _interpreter(referral),
        *_texts(referral, decision),
        *_diagnoses(referral),
        _requested(placement),
        _assessment(placement),
    )


def _remarks(referral: Referral, left_out: list[str]) -> str:
    """The practical side, and what does not go along."""
    told = dict(referral.practical or {})
    if referral.protection != Protection.NONE:
        told = {key: value for key, value in told.items() if not key.startswith(("next_of_kin", "guardians"))}
    found = [f"{label}: {value}" for label, value in practical_blocks(told)]
    if referral.protection != Protection.NONE:
        found.append(_("The patient's address is protected and stands in no message."))
    if left_out:
        names = ", ".join(left_out)
        found.append(_("Too large to be sent along, read it in the portal: {names}").format(names=names))
    return "\n".join(found)


def _referrer(referral: Referral) -> Any:
    who = referral.referrer
    if who is None:
        return None
    role = codes.GP if who.kind == "gp" else None
    about = ", ".join(part for part in (who.practice, who.address.replace("\n", ", ")) if part)
    return PO(
        "KontaktpersonHelsepersonell",
        person(PO, "Kontaktperson", name=who.name, hpr=who.hpr_number, role=role, phone=who.phone),
        PO.maybe("Merknad", about),
    )


def _responsible(decision: Decision) -> Any:
    who: User | None = decision.signed_by
    assert who is not None
    return PO(
        "AnsvarForRapport",
        person(PO, "AnsvarligRapport", name=who.name, hpr=who.hpr_number, role=codes.CONTACT),
        PO("TypeRelasjon", code=codes.REFERRING),
    )


def _interpreter(referral: Referral) -> Any:
    if not referral.interpreter:
        return None
    words = _("Needs an interpreter: {language}").format(language=referral.interpreter)
    return PO("InfoAssistertKommunikasjon", PO("AssistertKommunikasjon", PO("Merknad", words)))


def _texts(referral: Referral, decision: Decision) -> Iterator[Any]:
    for key, block in blocks_by_key(referral):
        yield _text(codes.HEADINGS[key], _lines(block, named=key in NAMED))
    grounds = [getattr(decision, name).strip() for name in GROUNDS]
    if any(grounds):
        yield _text(codes.HEADINGS["grounds"], "\n\n".join(part for part in grounds if part))


def _lines(block: Block, *, named: bool) -> str:
    """`named`: our own heading stands in the text, for the standard's has room for more than one of ours."""
    said = (*block.ticked, *([block.text] if block.text else ()))
    return "\n".join((f"{block.heading}:", *said) if named else said)


def _text(heading: Coded, text: str) -> Any:
    return BODY("ReasonAsText", BODY("Heading", code=heading), BODY("TextResultValue", text))


def _diagnoses(referral: Referral) -> Iterator[Any]:
    """The main one first, as in the facts."""
    for one in referral.facts.get("diagnoses") or ():
        table = codes.DIAGNOSES.get(one.get("system"))
        if table:
            code = Coded(one["code"], title_of(system=one["system"], code=one["code"]), table)
            yield BODY("Diagnosis", BODY("Concept", code=code))


def _requested(placement: Placement) -> Any:
    """What the patient has a right to, and where and when it is planned."""
    referral, decision = placement.referral, placement.decision
    urgency = referral.facts.get("urgency")
    ordinary = urgency in (None, "ordinary")
    offer = Delytelse.objects.filter(region=referral.region, code=decision.delytelse).first()
    level = choices.words(choices.LEVELS, placement.level)
    words = [
        _("Delytelse {letter}: {name}").format(letter=decision.delytelse, name=offer.name if offer else "")
    ]
    words.append(_("Level: {level}").format(level=level))
    if placement.planned_week:
        week = short_date(placement.planned_week)
        words.append(
            _("Planned from the week of {week}, {n} weeks").format(week=week, n=placement.stay_weeks)
        )
    words.append(_("Case {reference}").format(reference=referral.reference))
    return BODY(
        "ReqServ",
        BODY("ServType", code=codes.NEW),
        BODY("Priority", code=codes.ORDINARY if ordinary else codes.URGENT),
        BODY("Comment", "\n".join(words)),
    )


def _assessment(placement: Placement) -> Any:
    referral, decision = placement.referral, placement.decision
    assert decision.signed_at is not None and decision.start_deadline is not None
    dates = (
        (codes.SENIORITY, referral.receipt),
        (codes.ASSESSED, timezone.localdate(decision.signed_at, clocks.OSLO)),
        (codes.DEADLINE, decision.start_deadline),
    )
    workup = bool((referral.facts.get("needs") or {}).get("diagnostic_workup"))
    return BODY(
        "VurderingAvHenvisning",
        *(
            BODY("DatoMottakOgVurdering", BODY("TypeDato", code=kind), BODY("Dato", day.isoformat()))
            for kind, day in dates
        ),
        BODY(
            "Opplysninger",
            _chosen(placement),
            BODY("ForlopsId", str(referral.public_id)),
            BODY("RettTilHelsehjelp", "true"),
            BODY("UtfallAvVurdering", code=codes.INVESTIGATION if workup else codes.TREATMENT),
        ),
    )


def _chosen(placement: Placement) -> Any:
    """Whether the patient asked for this very place; left out where no place was asked for."""
    asked = (placement.referral.facts.get("requested") or {}).get("institution")
    if not asked:
        return None
    return BODY("FrittSykehusvalg", "true" if asked == placement.institution.kode else "false")
