"""The state machines, each in one table: from, verb, to, who may, whose turn it is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rve.core.errors import Conflict

ASSESSOR, PHYSICIAN, REFERRER, INSTITUTION, SYSTEM, TEAM_LEAD, NOBODY = (
    "assessor",
    "physician",
    "referrer",
    "institution",
    "system",
    "team_lead",
    "",
)
COMPLAINANT, STATSFORVALTER = "complainant", "statsforvalter"
RVE = (ASSESSOR, PHYSICIAN, TEAM_LEAD)


@dataclass(frozen=True, slots=True)
class Transition:
    source: str
    verb: str
    target: str
    who: tuple[str, ...]
    turn: str


def _table(*rows: tuple[str, str, str, tuple[str, ...], str]) -> dict[tuple[str, str], Transition]:
    return {(row[0], row[1]): Transition(*row) for row in rows}


_OPEN = ("received", "in_assessment", "awaiting_information", "awaiting_signature")

REFERRAL = _table(
    ("draft", "submit", "received", (REFERRER, *RVE), ASSESSOR),
    ("received", "claim", "in_assessment", RVE, ASSESSOR),
    ("in_assessment", "claim", "in_assessment", RVE, ASSESSOR),
    ("awaiting_information", "claim", "awaiting_information", RVE, REFERRER),
    ("in_assessment", "put_back", "received", RVE, ASSESSOR),
    ("in_assessment", "ask", "awaiting_information", RVE, REFERRER),
    ("awaiting_information", "ask", "awaiting_information", RVE, REFERRER),
    ("awaiting_information", "answer", "in_assessment", (REFERRER, *RVE), ASSESSOR),
    ("awaiting_information", "go_on", "in_assessment", (*RVE, SYSTEM), ASSESSOR),
    ("in_assessment", "prepare", "awaiting_signature", RVE, PHYSICIAN),
    ("awaiting_information", "prepare", "awaiting_signature", RVE, PHYSICIAN),
    ("awaiting_signature", "send_back", "in_assessment", (PHYSICIAN, ASSESSOR), ASSESSOR),
    ("awaiting_signature", "sign", "decided", (PHYSICIAN,), INSTITUTION),
    ("decided", "reroute", "decided", RVE, INSTITUTION),
    ("decided", "ask", "decided", RVE, REFERRER),
    ("decided", "prepare_anew", "decided", RVE, PHYSICIAN),
    ("decided", "send_back_anew", "decided", (PHYSICIAN, ASSESSOR), ASSESSOR),
    ("decided", "sign_anew", "decided", (PHYSICIAN,), INSTITUTION),
    ("closed", "reopen", "decided", RVE, ASSESSOR),
    ("decided", "close", "closed", (SYSTEM, INSTITUTION, *RVE), NOBODY),
    *((state, "withdraw", "withdrawn", (REFERRER, *RVE), NOBODY) for state in (*_OPEN, "decided")),
)

DECISION = _table(
    ("prepared", "sign", "signed", (PHYSICIAN,), INSTITUTION),
    ("prepared", "send_back", "superseded", (PHYSICIAN, ASSESSOR), ASSESSOR),
    ("signed", "supersede", "superseded", RVE, ASSESSOR),
)

PLACEMENT = _table(
    ("booked", "forward", "forwarded", (PHYSICIAN, *RVE), INSTITUTION),
    ("queued", "forward", "forwarded", (PHYSICIAN, *RVE), INSTITUTION),
    ("forwarded", "accept", "accepted", (INSTITUTION,), INSTITUTION),
    ("forwarded", "decline", "declined", (INSTITUTION,), ASSESSOR),
    ("accepted", "schedule", "scheduled", (INSTITUTION,), INSTITUTION),
    ("scheduled", "schedule", "scheduled", (INSTITUTION,), INSTITUTION),
    ("accepted", "start", "started", (INSTITUTION,), INSTITUTION),
    ("scheduled", "start", "started", (INSTITUTION,), INSTITUTION),
    ("started", "interrupt", "interrupted", (INSTITUTION,), INSTITUTION),
    ("interrupted", "start", "started", (INSTITUTION,), INSTITUTION),
    ("started", "discharge", "completed", (INSTITUTION,), NOBODY),
    ("interrupted", "discharge", "completed", (INSTITUTION,), NOBODY),
    *(
        (state, "cancel", "cancelled", (*RVE, SYSTEM), ASSESSOR)
        for state in ("booked", "queued", "forwarded", "accepted", "scheduled")
    ),
)

_IN_WORK = ("received", "awaiting_formalities", "in_review")

COMPLAINT = _table(
    ("received", "ask_formalities", "awaiting_formalities", RVE, COMPLAINANT),
    ("awaiting_formalities", "ask_formalities", "awaiting_formalities", RVE, COMPLAINANT),
    ("awaiting_formalities", "mend", "received", RVE, ASSESSOR),
    ("received", "judge_lateness", "received", RVE, ASSESSOR),
    ("awaiting_formalities", "judge_lateness", "awaiting_formalities", RVE, ASSESSOR),
    ("received", "assign", "received", RVE, ASSESSOR),
    ("awaiting_formalities", "assign", "awaiting_formalities", RVE, COMPLAINANT),
    ("in_review", "assign", "in_review", RVE, ASSESSOR),
    ("returned_changed", "assign", "returned_changed", RVE, ASSESSOR),
    ("received", "take_up", "in_review", (SYSTEM,), ASSESSOR),
    *((state, "preliminary_answer", state, RVE, ASSESSOR) for state in _IN_WORK),
    *((state, "add", state, RVE, ASSESSOR) for state in _IN_WORK),
    ("returned_quashed", "add", "returned_quashed", RVE, TEAM_LEAD),
    ("in_review", "plan_outcome", "in_review", RVE, ASSESSOR),
    ("in_review", "overturn", "overturned", (PHYSICIAN,), INSTITUTION),
    ("in_review", "overturn_partly", "partly_overturned", (PHYSICIAN,), ASSESSOR),
    ("in_review", "uphold", "in_review", RVE, PHYSICIAN),
    ("in_review", "send_back_statement", "in_review", (PHYSICIAN, ASSESSOR), ASSESSOR),
    ("in_review", "sign_statement", "upheld_sent", (PHYSICIAN,), STATSFORVALTER),
    ("partly_overturned", "uphold", "partly_overturned", RVE, PHYSICIAN),
    ("partly_overturned", "send_back_statement", "partly_overturned", (PHYSICIAN, ASSESSOR), ASSESSOR),
    ("partly_overturned", "sign_statement", "upheld_sent", (PHYSICIAN,), STATSFORVALTER),
    ("upheld_sent", "answer_upheld", "returned_upheld", RVE, NOBODY),
    ("upheld_sent", "answer_changed", "returned_changed", RVE, ASSESSOR),
    ("upheld_sent", "answer_quashed", "returned_quashed", RVE, TEAM_LEAD),
    ("returned_changed", "carry_out", "returned_changed", (PHYSICIAN,), INSTITUTION),
    ("returned_quashed", "review_again", "in_review", RVE, ASSESSOR),
    ("in_review", "decide_anew", "returned_quashed", (PHYSICIAN,), INSTITUTION),
    *((state, "dismiss", "dismissed", RVE, NOBODY) for state in _IN_WORK),
    ("dismissed", "take_again", "received", (PHYSICIAN, SYSTEM), ASSESSOR),
    *((state, "withdraw", "withdrawn", RVE, NOBODY) for state in (*_IN_WORK, "upheld_sent")),
    ("partly_overturned", "withdraw", "partly_overturned", RVE, NOBODY),
)

MESSAGE = _table(
    ("pending", "claim", "sending", (SYSTEM,), SYSTEM),
    ("sending", "hand_over", "sent", (SYSTEM,), NOBODY),
    ("sending", "give_back", "pending", (SYSTEM,), SYSTEM),
    ("sending", "fail", "failed", (SYSTEM,), TEAM_LEAD),
    ("pending", "cancel", "cancelled", (SYSTEM,), NOBODY),
    ("pending", "hand_over_by_hand", "sent", (ASSESSOR, TEAM_LEAD), NOBODY),
    ("sent", "deliver", "delivered", (SYSTEM,), NOBODY),
    ("delivered", "open", "opened", (SYSTEM,), NOBODY),
    ("sent", "fail", "failed", (SYSTEM,), TEAM_LEAD),
    ("delivered", "fail", "failed", (SYSTEM,), TEAM_LEAD),
    ("failed", "try_again", "pending", (TEAM_LEAD,), SYSTEM),
)

MACHINES = {
    "Referral": REFERRAL,
    "Decision": DECISION,
    "Placement": PLACEMENT,
    "Complaint": COMPLAINT,
    "Message": MESSAGE,
}


def step(table: dict[tuple[str, str], Transition], state: str, verb: str) -> Transition:
    """The transition, or Conflict when the table does not have it."""
    try:
        return table[state, verb]
    except KeyError:
        raise Conflict(_("This cannot be done in the state the case is in now.")) from None


def verbs(table: dict[tuple[str, str], Transition], state: str, roles: frozenset[str]) -> list[str]:
    """What someone with these roles could do in a state."""
    return sorted({row.verb for row in table.values() if row.source == state and roles & set(row.who)})


def diagram(table: dict[tuple[str, str], Transition]) -> str:
    """The machine as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [
        f"    {row.source} --> {row.target}: {row.verb} ({', '.join(row.who)})" for row in table.values()
    ]
    return "\n".join(lines)
