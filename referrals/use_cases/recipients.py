"""Who gets the letter, and why: by age, guardians, protected address (pbrl §§ 3-4, 2-2 a third paragraph)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from referrals.letters.data import PATIENT_SIDE, Recipient
from referrals.models import Decision, Placement, Referral

__all__ = ["ADULT", "OWN_VOICE", "PATIENT_SIDE", "age_on", "patient_side", "recipients_of", "referrer_of"]

ADULT, OWN_VOICE = 16, 12
# Where the unit has noted weighty reasons against telling the parents (pbrl § 3-4): the reason, and by whom.
LEFT_OUT = "parents_left_out"
_REASONS = {
    "patient": ("Pasienten er part i saken", "Pasienten er part i saka"),
    "patient_young": ("Pasienten er mellom 12 og 16 år", "Pasienten er mellom 12 og 16 år"),
    "parent": ("Forelder til pasient under 16 år", "Forelder til pasient under 16 år"),
    "guardian": ("Verge for pasienten", "Verje for pasienten"),
    "authorised": ("Har fullmakt fra pasienten", "Har fullmakt frå pasienten"),
    "child_welfare": ("Barnevernstjenesten har omsorgen", "Barnevernstenesta har omsorga"),
    "lawyer": ("Advokat for pasienten", "Advokat for pasienten"),
    "complainant": ("Har klaget for pasienten", "Har klaga for pasienten"),
    "referrer": ("Henviseren får de samme opplysningene", "Tilvisaren får dei same opplysningane"),
    "institution": ("Stedet som skal ta imot pasienten", "Staden som skal ta imot pasienten"),
}
_PARENTS_OF = ("Foreldrene til {name}", "Foreldra til {name}")


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Whole years; 29 February counts as 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def reason_for(referral: Referral, role: str) -> str:
    """Why somebody in a role gets the letter, in the patient's written language."""
    return _REASONS[role][referral.language == "nn"]


def _address(referral: Referral) -> tuple[str, ...]:
    details = referral.details
    if details is None or referral.protection != "none":
        return ()
    place = f"{details.postal_code} {details.city}".strip()
    return tuple(line for line in (*details.address.splitlines(), place) if line.strip())


def _guardians(referral: Referral) -> list[dict[str, Any]]:
    found = referral.practical.get("guardians") if isinstance(referral.practical, dict) else None
    return [row for row in found or () if isinstance(row, dict) and row.get("name")]


def _of_guardian(referral: Referral, row: dict[str, Any]) -> Recipient:
    role = str(row.get("role"))
    role = role if role in ("parent", "guardian", "authorised", "child_welfare") else "guardian"
    place = f"{row.get('postal_code') or ''} {row.get('city') or ''}".strip()
    lines = tuple(line for line in (*str(row.get("address") or "").splitlines(), place) if line.strip())
    # A parent most often lives where the patient lives: a protected address is not printed for either.
    protected = role == "parent" and referral.protection != "none"
    return Recipient(
        role=role,
        name=str(row["name"]),
        address_lines=() if protected else lines or (_address(referral) if role == "parent" else ()),
        reason=reason_for(referral, role),
        protected=protected,
    )


def guardian_of(referral: Referral, name: str) -> Recipient | None:
    """Somebody whom the case knows by name, with the address."""
    wanted = " ".join(name.casefold().split())
    rows = (row for row in _guardians(referral) if " ".join(str(row["name"]).casefold().split()) == wanted)
    return next((_of_guardian(referral, row) for row in rows), None)


def patient_side(referral: Referral, *, on: dt.date) -> tuple[Recipient, ...]:
    """From 16 the patient; 12–15 the patient and the parents, unless the patient wishes
    otherwise; under 12 the parents; at any age not the parents where weighty reasons speak against it.

    A guardian, an authorised person and child welfare get theirs at any age.
    """
    assert referral.birth_date is not None
    age = age_on(referral.birth_date, on)
    protected = referral.protection != "none"
    own = Recipient(
        role="patient",
        name=referral.name,
        address_lines=_address(referral),
        reason=reason_for(referral, "patient" if age >= ADULT else "patient_young"),
        protected=protected,
    )
    others = [_of_guardian(referral, row) for row in _guardians(referral)]
    beside = [one for one in others if one.role != "parent"]
    parents = [one for one in others if one.role == "parent"]
    if not parents and not beside and age < ADULT:
        name = _PARENTS_OF[referral.language == "nn"].format(name=referral.name)
        reason = reason_for(referral, "parent")
        parents = [Recipient("parent", name, _address(referral), reason=reason, protected=protected)]
    if age >= ADULT or parents_left_out(referral, age=age):
        parents = []
    return (*((own,) if age >= OWN_VOICE else ()), *parents, *beside)


def parents_left_out(referral: Referral, *, age: int) -> bool:
    """Whether a patient of 12 or more wishes it, or the unit has noted weighty reasons (pbrl § 3-4)."""
    wish = referral.practical.get("patient_wish_parents") == "no" and age >= OWN_VOICE
    return wish or bool(referral.practical.get(LEFT_OUT))


def referrer_of(referral: Referral) -> Recipient:
    """The referring instance gets the same information (pbrl § 2-2 a third paragraph)."""
    who = referral.referrer
    lines = (who.practice, *who.address.splitlines()) if who else ()
    return Recipient(
        role="referrer",
        name=who.name if who else "",
        address_lines=tuple(line for line in lines if line.strip()),
        reason=reason_for(referral, "referrer"),
    )


def institution_of(placement: Placement) -> Recipient:
    place = placement.institution
    lines = tuple(line for line in (place.address or place.place).splitlines() if line.strip())
    return Recipient("institution", place.name, lines, reason=reason_for(placement.referral, "institution"))


def placement_for(decision: Decision) -> Placement | None:
    """The place a letter tells of: the live one of this decision; after a complaint the one the patient has,
    which moves over to the new decision when it is signed.
    """
    rows = Placement.objects.filter(status__in=Placement.LIVE).select_related("institution")
    found = rows.filter(decision=decision).first()
    if found is None and decision.complaint_id and decision.outcome == Decision.Outcome.GRANTED:
        return rows.filter(referral=decision.referral_id).first()
    return found


def recipients_of(
    referral: Referral, decision: Decision, *, on: dt.date | None = None
) -> tuple[Recipient, ...]:
    """Patient's side first, then the referrer, then the place, where there is one; each with the reason."""
    day = on or timezone.localdate(decision.signed_at or decision.prepared_at)
    placement = placement_for(decision)
    places = (institution_of(placement),) if placement is not None else ()
    return (*patient_side(referral, on=day), referrer_of(referral), *places)
