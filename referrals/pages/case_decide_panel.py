"""The decide panel with its places and map: from the proposal, or from what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from referrals.models import Referral
from referrals.pages import case_map, case_places
from referrals.pages.case_actions_shown import why_not
from referrals.pages.case_decide_form import DecideForm, initial_from, outcome_of, override_choices
from referrals.pages.case_places import Group
from referrals.pages.case_rules import Words, content_of
from referrals.policies.complaint_facts import quashed
from referrals.queries import case as queries
from referrals.queries.case_places import Place, anywhere, places, stay_weeks
from referrals.queries.case_route import Granted, if_granted
from rve.core.models import CodedReason
from rve.core.policies import Actor

_TESTS = ("nytte", "ressurs", "alvorlighet")


def decide_panel(
    actor: Actor, referral: Referral, around: queries.Around, words: Words, *, typed: Any, today: dt.date
) -> dict[str, Any]:
    """Form, candidates and map. `typed`: POST data; its choices count only where a person touched them."""
    content = content_of(referral)
    kept = typed if typed is not None and (typed.get("touched") or typed.get("then")) else None
    wish = _wish(kept, content, around)
    granted = _granted(referral, wish, words, today)
    found = _places(referral, around, wish, granted, content, today)
    avoid = _avoid(around)
    groups = case_places.groups(found, avoid=avoid)
    proposed = _proposed(content, granted)
    initial = initial_from(proposed=proposed, words=_draft(around, typed), groups=groups)
    form = DecideForm(data=kept, region=referral.region, initial=initial)
    place = _place(kept, around, groups, found) or initial["place"]
    level = wish["level"] or (granted.level if granted else "")
    decision = around.standing
    return {
        "form": form,
        "proposed": proposed,
        "why_not_prepare": why_not("prepare", actor, referral),
        "places": found,
        "place_rows": case_places.rows(found, level=level, words=words, chosen=place, avoid=avoid),
        "place_groups": groups,
        "reroute_chosen": _elsewhere(typed, around, groups),
        "earlier_texts": _earlier_texts(around),
        "place_chosen": place,
        "place_level": words.level(level) if level else "",
        "place_letter": wish["delytelse"] if decision is None or decision.outcome == "granted" else "",
        "place_deadline": wish["deadline"] or (granted.deadline if granted else None),
        "places_updated": case_places.updated(found, today=today),
        "override_reasons": override_choices(queries.reasons(actor, CodedReason.Kind.OVERRIDE), words.lang),
        "map": _map(referral, found, place.partition("/")[0]),
    }


def _map(referral: Referral, found: list[Place], chosen: str) -> case_map.Map | None:
    home = referral.municipality
    if not found:
        return None
    return case_map.draw(
        found,
        region=referral.region.code,
        home=(home.latitude, home.longitude) if home else None,
        name=home.short_name if home else "",
        chosen=chosen,
    )


def _place(kept: Any, around: queries.Around, groups: list[Group], found: list[Place]) -> str:
    """The place that was chosen, or that the decision holds; another one where it has said no."""
    if kept:
        return str(kept.get("place", ""))
    held = around.placement.institution.kode if around.placement else ""
    if held not in _avoid(around):
        return held
    return _elsewhere(None, around, groups)


def _elsewhere(typed: Any, around: queries.Around, groups: list[Group]) -> str:
    """The first place that is neither the present one nor has said no, or nothing; empty without one."""
    if typed and typed.get("place"):
        return str(typed["place"])
    gone = {*_avoid(around), around.placement.institution.kode if around.placement else ""}
    values = (group.options[0][0] for group in groups)
    return next((value for value in values if value.partition("/")[0] not in gone), "")


def _avoid(around: queries.Around) -> dict[str, str]:
    """What the places that are not to be asked first have said, in words."""
    silent = {kode: _("did not answer") for kode in sorted(around.silent)}
    return silent | {kode: _("said no") for kode in sorted(around.declined)}


def _earlier_texts(around: queries.Around) -> dict[str, str]:
    """The words of the decision that Statsforvalteren quashed: read beside, and taken in when asked for."""
    one = around.reviewing
    if one is None or one.decision is None or not quashed(one):
        return {}
    return {name: getattr(one.decision, name) for name in _TESTS if getattr(one.decision, name).strip()}


def _wish(kept: Any, content: dict[str, Any], around: queries.Around) -> dict[str, Any]:
    """Delytelse, level and deadline that places are looked for: typed, else decided, else the proposal's."""
    decision = around.standing
    if kept:
        return {
            "delytelse": kept.get("delytelse", ""),
            "level": kept.get("level", ""),
            "deadline": _day(kept),
        }
    if decision is not None and decision.outcome == "granted":
        return {"delytelse": decision.delytelse, "level": decision.level, "deadline": decision.start_deadline}
    return {"delytelse": content.get("delytelse") or "", "level": "", "deadline": None}


def _day(kept: Any) -> dt.date | None:
    try:
        found: dt.date | None = DecideForm.base_fields["start_deadline"].to_python(
            kept.get("start_deadline", "")
        )
    except ValidationError:
        return None
    return found


def _granted(referral: Referral, wish: dict[str, Any], words: Words, today: dt.date) -> Granted | None:
    proposal = referral.proposal
    if (
        proposal is None
        or words.rules is None
        or words.world is None
        or wish["delytelse"] != proposal.delytelse
    ):
        return None
    level, deadline = wish["level"], wish["deadline"]
    return if_granted(
        proposal, rules=words.rules, world=words.world, level=level, deadline=deadline, on=today
    )


def _places(
    referral: Referral,
    around: queries.Around,
    wish: dict[str, Any],
    granted: Granted | None,
    content: dict[str, Any],
    today: dt.date,
) -> list[Place]:
    letter = wish["delytelse"]
    decision = around.standing
    if decision is not None and decision.outcome != "granted":
        return []
    if not letter or (content.get("outcome") == "redirected" and not wish["level"]):
        return []
    candidates = (
        granted.candidates
        if granted
        else anywhere(referral, delytelse=letter, level=wish["level"] or "day", on=today)
    )
    deadline = wish["deadline"] or (granted.deadline if granted else None)
    weeks = stay_weeks(content.get("stay"))
    return places(referral, candidates, delytelse=letter, weeks=weeks, deadline=deadline, on=today)


def _proposed(content: dict[str, Any], granted: Granted | None) -> dict[str, Any]:
    return {
        "outcome": outcome_of(content.get("outcome", "")),
        "delytelse": content.get("delytelse") or "",
        "level": (granted.level if granted else content.get("level")) or "",
        "lodging": granted.lodging if granted else bool(content.get("lodging")),
        "start_deadline": granted.deadline if granted else None,
        "redirect_to": (content.get("route") or {}).get("redirect_to") or "",
    }


def _draft(around: queries.Around, typed: Any) -> dict[str, str]:
    """The words: those just typed, else the assessment's."""
    kept, old = around.assessment, _earlier_texts(around)
    saved = {name: getattr(kept, name) for name in _TESTS} if kept else {}
    saved = {name: "" if text == old.get(name) else text for name, text in saved.items()}
    return saved | ({name: typed[name] for name in typed if typed.get(name)} if typed is not None else {})
